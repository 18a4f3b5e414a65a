// What a level loses: never more than it does, or pairs that are worth keeping would be given up.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelLosses } from '../../../../src/link/kernel/score/level-losses.ts';
import { kindWeigher, type KindBits } from '../../../../src/link/kernel/score/kind-bits.ts';
import { sumBits } from '../../../../src/link/kernel/score/pattern-bits.ts';
import type { WeightProgram } from '../../../../src/link/kernel/score/weight-program.ts';
import type { ComparisonProgram } from '../../../../src/link/kernel/compare/program.ts';
import { codeColumns } from '../../../link/record-table.ts';

const LEVELS = [2, 3, 4];
const PROGRAMS: readonly ComparisonProgram[] = LEVELS.map((count) => ({ levels: Array.from({ length: count }, () => ({ test: { kind: 'otherwise' }, isExcluded: false, frequency: null })) }));
const TABLE = { columns: codeColumns([{ kind: 'text', values: ['a', 'a', 'a', 'b', null] }], [0]) };
const patterns = LEVELS.reduce<number[][]>((all, count) => all.flatMap((pattern) => Array.from({ length: count }, (_, level) => [...pattern, level])), [[]]);

const someBits = fc.oneof({ weight: 9, arbitrary: fc.double({ min: -30, max: 30, noNaN: true }) }, fc.constant(-Infinity));
const someWeights = fc.tuple(fc.double({ min: -40, max: 5, noNaN: true }), fc.tuple(...LEVELS.map((count) => fc.array(someBits, { minLength: count, maxLength: count }))), fc.option(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 })))
  .map(([priorBits, bits, joint]): WeightProgram => ({
    priorBits, comparisons: bits.map((levels) => ({ bits: Float64Array.from(levels), baselineBits: new Float64Array(levels.length) })),
    dependence: joint === null ? [] : [{ comparisons: [0, 1], bits: Float64Array.from(joint) }], kinds: null,
  }));
const someCut = fc.double({ min: -60, max: 80, noNaN: true });

/** What a pattern loses in all; null where nothing is told. */
const lossOf = (losses: readonly Int32Array[], pattern: readonly number[]): number => pattern.reduce((sum, level, index) => sum + losses[index]![level]!, 0);

describe('what levels lose', () => {
  test('gives up no pattern that reaches the cut, and every one that misses it by far where nothing depends on each other', () => {
    fc.assert(fc.property(someWeights, someCut, (weights, minBits) => {
      const found = levelLosses(weights, PROGRAMS, TABLE, minBits);
      for (const pattern of patterns) {
        const bits = sumBits(weights, Uint8Array.from(pattern), 0, 1);
        const isGivenUp = found !== null && lossOf(found.losses, pattern) > found.mostLoss;
        if (bits >= minBits) expect(isGivenUp).toBe(false);
        else if (weights.dependence.length === 0 && found !== null && Number.isFinite(bits) && bits < minBits - 0.01) expect(isGivenUp).toBe(true);
      }
    }), { numRuns: 300 });
  });

  test('is never less than nothing, and nothing for one level of each comparison', () => {
    fc.assert(fc.property(someWeights, someCut, (weights, minBits) => {
      for (const losses of levelLosses(weights, PROGRAMS, TABLE, minBits)?.losses ?? []) {
        expect(Math.min(...losses)).toBe(0);
        expect(losses.every(Number.isInteger)).toBe(true);
      }
    }));
  });

  const share = fc.double({ min: 1e-6, max: 1, noNaN: true });
  const kind = (isMatch: boolean, isByChance: boolean): fc.Arbitrary<KindBits> => fc.tuple(share, fc.tuple(...LEVELS.map((count) => fc.array(share, { minLength: count, maxLength: count }))))
    .map(([of, levels]) => ({ isMatch, isByChance, shareBits: Math.log2(of), levelBits: levels.map((shares) => Float64Array.from(shares, Math.log2)) }));
  const someKinds = fc.tuple(kind(true, false), kind(false, true), fc.array(fc.boolean().chain((isMatch) => kind(isMatch, false)), { maxLength: 3 })).map(([matches, strangers, others]) => [matches, strangers, ...others]);
  const ofKinds = (kinds: readonly KindBits[]): WeightProgram => ({ priorBits: 0, comparisons: LEVELS.map((count) => ({ bits: new Float64Array(count), baselineBits: new Float64Array(count) })), dependence: [], kinds });

  test('gives up no pattern of several kinds that reaches the cut', () => {
    fc.assert(fc.property(someKinds, fc.double({ min: -20, max: 40, noNaN: true }), (kinds, minBits) => {
      const found = levelLosses(ofKinds(kinds), PROGRAMS, TABLE, minBits);
      const bits = new Float64Array(patterns.length);
      kindWeigher(kinds, patterns.length).weigh(Uint8Array.from(LEVELS.flatMap((_, index) => patterns.map((pattern) => pattern[index]!))), bits, patterns.length);
      patterns.forEach((pattern, index) => {
        if (bits[index]! >= minBits && found !== null) expect(lossOf(found.losses, pattern)).toBeLessThanOrEqual(found.mostLoss);
      });
    }), { numRuns: 300 });
  });

  test('counts the rarest frequency there can be', () => {
    const [first, ...others] = PROGRAMS;
    const adjusted: readonly ComparisonProgram[] = [{ levels: [{ ...first!.levels[0]!, frequency: { column: 0, weight: 1, minFrequency: 0 } }, first!.levels[1]!] }, ...others];
    const weights: WeightProgram = { priorBits: 0, comparisons: LEVELS.map((count, index) => ({ bits: Float64Array.from({ length: count }, (_, level) => -level), baselineBits: new Float64Array(count).fill(index === 0 ? -1 : 0) })), dependence: [], kinds: null };
    // One of four records with a value: log2(1/4) is a bit below the baseline.
    expect(levelLosses(weights, PROGRAMS, TABLE, -4)?.losses[0]).toEqual(Int32Array.of(0, 1024));
    expect(levelLosses(weights, adjusted, TABLE, -4)?.losses[0]).toEqual(Int32Array.of(0, 2048));
    // Two records agree on a value: no fewer have it.
    const agreeing: readonly ComparisonProgram[] = [{ levels: [{ ...adjusted[0]!.levels[0]!, test: { kind: 'equal', left: 0, right: 0 } }, first!.levels[1]!] }, ...others];
    expect(levelLosses(weights, agreeing, TABLE, -4)?.losses[0]).toEqual(Int32Array.of(0, 1024));
    const never: readonly ComparisonProgram[] = [{ levels: [{ ...first!.levels[0]!, frequency: { column: 0, weight: 1, minFrequency: 1 } }, first!.levels[1]!] }, ...others];
    expect(levelLosses(weights, never, TABLE, -4)?.losses[0]).toEqual(Int32Array.of(0, 1024));
  });

  test('tells agreement on a frequent value from that on a rare one, where a level asks for it', () => {
    const columns = codeColumns([{ kind: 'text', values: ['a', 'a', 'a', 'a', 'b', 'b', 'c', 'd', null] }], [0]);
    const level = (weight: number, right = 0): ComparisonProgram => ({
      levels: [{ test: { kind: 'equal', left: 0, right }, isExcluded: false, frequency: { column: 0, weight, minFrequency: 0 } }, { test: { kind: 'otherwise' }, isExcluded: false, frequency: null }],
    });
    const told = (program: ComparisonProgram, baseline = -1): (number | null)[] => {
      const weights: WeightProgram = { priorBits: 0, comparisons: [{ bits: Float64Array.of(0, -9), baselineBits: Float64Array.of(baseline, 0) }], dependence: [], kinds: null };
      const ofLevel = levelLosses(weights, [program], { columns }, 0)!.ofValues![0]!;
      expect(ofLevel[1]).toBeNull();
      return ofLevel[0] === null ? [null] : [1, 2, 3].map((code) => ofLevel[0]!.lossOf(code));
    };
    // Four of eight, two of eight; what only one record has, no two agree on. The rarest agreement has log2(2/8), a bit below the baseline.
    expect(told(level(1))).toEqual([1024, 0, 0]);
    expect(told(level(0.5))).toEqual([512, 0, 0]);
    expect(told(level(0))).toEqual([0, 0, 0]);
    // Of other columns it is not the value that they agree on; without a baseline nothing is added.
    expect([told({ levels: level(1).levels.map((one) => ({ ...one, test: { kind: 'otherwise' } })) }), told(level(1), -Infinity)]).toEqual([[null], [null]]);
  });

  test('is not told where all are kept, where none can be given up, and where a level is proof', () => {
    const weights = (bits: readonly number[]): WeightProgram => ({ priorBits: 0, comparisons: [{ bits: Float64Array.from(bits), baselineBits: new Float64Array(2) }], dependence: [], kinds: null });
    const told = (bits: readonly number[], minBits: number): unknown => levelLosses(weights(bits), PROGRAMS.slice(0, 1), TABLE, minBits);
    expect([told([1, -1], -Infinity), told([1, -1], -2000), told([1, -1], -2), told([Infinity, -1], 0), told([NaN, 1], 0)]).toEqual([null, null, null, null, null]);
    expect(told([1, -1], 0)).toEqual({ losses: [Int32Array.of(0, 2048)], mostLoss: 1026, ofValues: [[null, null]] });
    expect(told([1, -1], 5)).toMatchObject({ mostLoss: -1 });
  });
});
