import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countNoise } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { innerSums, sumsOfInner } from '../../../../src/protect/kernel/perturb/inner-sums.ts';
import { perturbCounts } from '../../../../src/protect/kernel/perturb/perturb-counts.ts';
import { roundSmallCounts } from '../../../../src/protect/kernel/perturb/round-small-counts.ts';
import { boundsOfNoise, boundsOfRounding, boundsOfSmallCounts } from '../../../../src/protect/kernel/perturb/true-bounds.ts';
import { randomTables } from './random-tables.ts';

describe('what an attacker knows of true counts', () => {
  const blocked = countNoise({ maxDeviation: 5, variance: 3, minPublished: 3, monotone: false }).table;
  test('under noise: exactly those that may have become the published one', () => {
    const keys = Int32Array.from({ length: 4000 }, (_, index) => index * 25_000);
    const seen = new Map<number, Set<number>>();
    for (let count = 0; count <= 40; count++) {
      for (const published of perturbCounts(new Float64Array(keys.length).fill(count), keys, blocked)) seen.set(published, (seen.get(published) ?? new Set()).add(count));
    }
    for (const published of [0, 3, 4, 6, 10, 30]) {
      const { lower, upper } = boundsOfNoise(blocked, Float64Array.of(published));
      const counts = [...seen.get(published)!];
      expect(lower[0]).toBeLessThanOrEqual(Math.min(...counts));
      expect(upper[0]).toBeGreaterThanOrEqual(Math.max(...counts));
      expect(upper[0]! - lower[0]!).toBeLessThanOrEqual(10);
    }
    // 1 and 2 are never published, so 0 may be any count up to 5; 3 comes of 1 at the least.
    expect(boundsOfNoise(blocked, Float64Array.of(0, 3)).upper[0]).toBe(5);
    expect(boundsOfNoise(blocked, Float64Array.of(0, 3)).lower[1]).toBe(1);
  });
  test('under rounding: what the Handbook documents, and what the general formula gives where its special case errs', () => {
    const bounds = (base: number, steps: number, value: number): readonly number[] => { const { lower, upper } = boundsOfRounding(base, steps, Float64Array.of(value)); return [lower[0]!, upper[0]!]; };
    expect(bounds(5, 1, 15)).toEqual([6, 24]);
    expect(bounds(5, 0, 0)).toEqual([0, 4]);
    expect(bounds(5, 0, 10)).toEqual([6, 14]);
    expect(bounds(5, 1, 5)).toEqual([0, 14]);
  });
  test('after small counts were rounded: the true inner counts among others', () => {
    fc.assert(fc.property(randomTables(12), fc.integer({ min: 2, max: 6 }), ({ system, values }, roundingBase) => {
      const inner = innerSums(system);
      const counts = Float64Array.from(inner.cells, (cell) => values[cell]!);
      const published = sumsOfInner(inner, roundSmallCounts({ inner, counts, hidden: new Uint8Array(system.cells), roundingBase, tieRanks: Int32Array.from(counts.keys()) }));
      const { lower, upper } = boundsOfSmallCounts(roundingBase, Uint8Array.from(values, (_, cell) => (inner.cells.includes(cell) ? 1 : 0)), published);
      values.forEach((value, cell) => {
        expect(lower[cell]).toBeLessThanOrEqual(value);
        expect(upper[cell]).toBeGreaterThanOrEqual(value);
      });
    }));
  });
  test('of a cell that is not published: nothing', () => {
    for (const { lower, upper } of [boundsOfNoise(blocked, Float64Array.of(NaN)), boundsOfRounding(5, 0, Float64Array.of(NaN)), boundsOfSmallCounts(5, Uint8Array.of(1), Float64Array.of(NaN))]) {
      expect([lower[0], upper[0]]).toEqual([0, Infinity]);
    }
  });
});
