// Pairs split into kinds, held against the formula of the mixture, pattern by pattern, in plain numbers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slotsOf, type FrequencySlots } from '../../../../src/link/kernel/train/parameters.ts';
import { readyToSplit, splitByKind, type KindShares } from '../../../../src/link/kernel/train/split-by-kind.ts';
import { countPairs, type PlainPair } from './patterns.ts';

const SLOTS = slotsOf([[true, false, false], [false, false, false]]);
const SIZE = 6;
/** Agreement at the second level of the first comparison counts for more where the value is rare. */
const FREQUENCY: FrequencySlots = { exact: Int32Array.of(-1, 1, -1, -1, -1, -1), weights: Float64Array.of(0, 1, 0, 0, 0, 0), baselines: new Float64Array(SIZE) };

const share = fc.double({ min: 0.001, max: 1, noNaN: true });
const levels = fc.tuple(share, share, share, share, share).map(([a, b, c, d, e]) => Float64Array.of(0, a / (a + b), b / (a + b), c / (c + d + e), d / (c + d + e), e / (c + d + e)));
const someKinds = fc.array(fc.tuple(fc.boolean(), share, levels), { minLength: 1, maxLength: 4 })
  .map((kinds) => kinds.map(([isMatch, part, of]): KindShares => ({ isMatch, share: (0.9 * part) / kinds.length, levels: of })));
const somePairs = fc.array(fc.record({ levels: fc.tuple(fc.nat(2), fc.nat(2)), factor: fc.constantFrom(1, 4, 50, 1e5), count: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 20 });

interface NaiveSplit {
  readonly pairs: number[];
  readonly levels: number[][];
  readonly logLikelihood: number;
}

function naiveSplit(pairs: readonly PlainPair[], kinds: readonly KindShares[], u: Float64Array, hasFrequency: boolean, beyond: number): NaiveSplit {
  const rest = kinds.reduce((left, kind) => left - kind.share, 1);
  const found = { pairs: kinds.map(() => 0), levels: kinds.map(() => new Array<number>(SIZE).fill(0)) };
  let logLikelihood = beyond === 0 ? 0 : beyond * Math.log(rest);
  for (const { levels: [first, second], factor = 1, count = 1 } of pairs) {
    const slots = [...(first === 0 ? [] : [first!]), 3 + second!];
    // The adjustment is the ordinary frequency over the value's: strangers agree on it by as much less, or more.
    const adjustment = hasFrequency ? factor * (first === 1 ? u[1]! : 1) : 1;
    const weights = kinds.map((kind) => slots.reduce((product, slot) => product * kind.levels[slot]!, kind.share));
    const strangers = slots.reduce((product, slot) => product * u[slot]!, rest) / adjustment;
    const total = weights.reduce((sum, weight) => sum + weight, strangers);
    logLikelihood += count * Math.log(total);
    weights.forEach((weight, kind) => {
      found.pairs[kind]! += (count * weight) / total;
      for (const slot of slots) found.levels[kind]![slot]! += (count * weight) / total;
    });
  }
  return { ...found, logLikelihood };
}

const near = (found: number, expected: number): void => { expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected))); };

describe('pairs split into kinds', () => {
  test('are the pairs of each pattern, shared out as the kinds and strangers weigh', () => {
    fc.assert(fc.property(somePairs, someKinds, levels, fc.boolean(), fc.constantFrom(0, 1000), (pairs, kinds, u, hasFrequency, pairsBeyond) => {
      const ready = readyToSplit({ patterns: countPairs(pairs, 2, hasFrequency), comparisons: [0, 1], pairsBeyond }, SLOTS, hasFrequency ? FREQUENCY : null, u);
      const found = splitByKind(ready, kinds, u);
      const expected = naiveSplit(pairs, kinds, u, hasFrequency, pairsBeyond);
      expected.pairs.forEach((count, kind) => { near(found.pairs[kind]!, count); });
      expected.levels.forEach((counts, kind) => {
        expect(found.levels[kind]!.length).toBe(SIZE);
        counts.forEach((count, slot) => { near(found.levels[kind]![slot]!, count); });
      });
      near(found.expected.logLikelihood, expected.logLikelihood);
      const matches = (values: readonly number[]): number => values.reduce((sum, value, kind) => (kinds[kind]!.isMatch ? sum + value : sum), 0);
      near(found.expected.matchesOfPart[0]!, matches(expected.pairs));
      near(found.expected.pairsOfPart[0]!, pairs.reduce<number>((sum, { count }) => sum + count, pairsBeyond));
      for (let slot = 0; slot < SIZE; slot++) {
        near(found.expected.matches[slot]!, matches(expected.levels.map((of) => of[slot]!)));
        near(found.expected.matches[slot]! + found.expected.others[slot]!, found.expected.pairs[slot]!);
      }
    }));
  });

  test('differ in nothing where they are counted apart', () => {
    fc.assert(fc.property(somePairs, someKinds, levels, (pairs, kinds, u) => {
      const split = (counted: readonly PlainPair[]): Float64Array => splitByKind(readyToSplit({ patterns: countPairs(counted, 2, true), comparisons: [0, 1] }, SLOTS, FREQUENCY, u), kinds, u).pairs;
      const twice = split([...pairs, ...pairs]);
      split(pairs).forEach((count, kind) => { near(twice[kind]!, 2 * count); });
    }));
  });

  test('of levels that no kind can be at are strangers, and of such as strangers never are none is', () => {
    const u = Float64Array.of(0, 0, 1, 0.5, 0.5, 0);
    const only: KindShares = { isMatch: true, share: 0.5, levels: Float64Array.of(0, 1, 0, 1, 0, 0) };
    const pairs: PlainPair[] = [{ levels: [1, 0] }, { levels: [2, 1], count: 4 }, { levels: [0, 2] }];
    const { pairs: [found], expected } = splitByKind(readyToSplit({ patterns: countPairs(pairs, 2), comparisons: [0, 1] }, SLOTS, null, u), [only], u);
    expect(found).toBe(1);
    // A pair that nobody can be is as good as not there.
    near(expected.logLikelihood, Math.log(0.5) + 4 * Math.log(0.25));
  });

  test('that are far likelier of strangers than of any kind keep a likelihood', () => {
    const u = Float64Array.of(0, 1, 0, 1, 0, 0);
    const rare: KindShares = { isMatch: true, share: 1e-200, levels: Float64Array.of(0, 1e-200, 1, 1, 0, 0) };
    const { pairs: [found], expected } = splitByKind(readyToSplit({ patterns: countPairs([{ levels: [1, 0], count: 5 }], 2), comparisons: [0, 1] }, SLOTS, null, u), [rare], u);
    expect(found).toBeLessThan(1e-300);
    near(expected.logLikelihood, 0);
  });

  test('of no pattern are none', () => {
    const { pairs, expected } = splitByKind(readyToSplit({ patterns: countPairs([], 2), comparisons: [0, 1] }, SLOTS, null, new Float64Array(SIZE)), [{ isMatch: true, share: 0.1, levels: new Float64Array(SIZE) }], new Float64Array(SIZE));
    expect([pairs[0], expected.logLikelihood, expected.pairsOfPart[0]]).toEqual([0, 0, 0]);
  });
});
