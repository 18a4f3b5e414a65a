import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindWeigher, type KindBits } from '../../../../src/link/kernel/score/kind-bits.ts';

const LEVELS = [2, 3] as const;

interface PlainKind {
  readonly isMatch: boolean;
  readonly isByChance: boolean;
  readonly share: number;
  readonly levels: readonly (readonly number[])[];
}

const inBits = ({ isMatch, isByChance, share, levels }: PlainKind): KindBits =>
  ({ isMatch, isByChance, shareBits: Math.log2(share), levelBits: levels.map((shares) => Float64Array.from(shares, Math.log2)) });

function weigh(kinds: readonly PlainKind[], levels: readonly (readonly number[])[], frequencyBits: readonly number[]): number[] {
  const bits = Float64Array.from(frequencyBits);
  const columns = Uint8Array.from(LEVELS.flatMap((_, comparison) => levels.map((pair) => pair[comparison]!)));
  kindWeigher(kinds.map(inBits), levels.length).weigh(columns, bits, levels.length);
  return [...bits];
}

const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
const kind = (isMatch: boolean, isByChance: boolean): fc.Arbitrary<PlainKind> => fc.record({
  isMatch: fc.constant(isMatch), isByChance: fc.constant(isByChance), share,
  levels: fc.tuple(...LEVELS.map((count) => fc.array(share, { minLength: count, maxLength: count }))),
});
const kinds = fc.tuple(kind(true, false), kind(false, true), fc.array(fc.boolean().chain((isMatch) => kind(isMatch, false)), { maxLength: 4 })).map(([matches, strangers, others]) => [matches, strangers, ...others]);

describe('the weight of a pair of several kinds', () => {
  test('is log₂ of the odds that its kind is one that matches, frequencies counting for strangers alone', () => {
    const pairs = fc.array(fc.record({ levels: fc.tuple(fc.nat(LEVELS[0] - 1), fc.nat(LEVELS[1] - 1)), frequency: fc.double({ min: -8, max: 8, noNaN: true }) }), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(kinds, pairs, (all, some) => {
      const found = weigh(all, some.map(({ levels }) => levels), some.map(({ frequency }) => frequency));
      some.forEach(({ levels, frequency }, pair) => {
        const likely = (isMatch: boolean): number => all.filter((one) => one.isMatch === isMatch)
          .reduce((sum, one) => sum + levels.reduce((product, level, comparison) => product * one.levels[comparison]![level]!, one.share) * (one.isByChance ? 2 ** -frequency : 1), 0);
        expect(found[pair]).toBeCloseTo(Math.log2(likely(true) / likely(false)), 9);
      });
    }), { numRuns: 200 });
  });

  const matches: PlainKind = { isMatch: true, isByChance: false, share: 0.5, levels: [[0, 1], [1, 0, 0]] };
  const strangers: PlainKind = { isMatch: false, isByChance: true, share: 0.5, levels: [[0.5, 0.5], [0.5, 0.5, 0]] };

  test('is without bound where one side is impossible, and undecided where both are', () => {
    expect(weigh([matches, strangers], [[0, 0], [1, 2]], [0, 0])).toEqual([-Infinity, NaN]);
    expect(weigh([{ ...matches, levels: [[1, 0], [0, 0, 1]] }, strangers], [[0, 2]], [0])).toEqual([Infinity]);
  });

  test('does not depend on the pairs beside it', () => {
    const all = [[1, 0], [0, 1], [1, 1]] as const;
    expect(weigh([matches, strangers, { ...matches, levels: [[0.5, 0.5], [0.2, 0.8, 0]] }], all, [1, 2, 3]))
      .toEqual(all.flatMap((pair, index) => weigh([matches, strangers, { ...matches, levels: [[0.5, 0.5], [0.2, 0.8, 0]] }], [pair], [index + 1])));
  });

  test('of no pair is none', () => {
    expect(weigh([matches, strangers], [], [])).toEqual([]);
  });
});
