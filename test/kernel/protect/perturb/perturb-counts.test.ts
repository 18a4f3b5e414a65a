import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countNoise } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { perturbCounts, perturbWeighted } from '../../../../src/protect/kernel/perturb/perturb-counts.ts';
import { describeWithData } from '../../../shared-data.ts';
import { recordedTable } from './recorded-noise.ts';

const { table } = countNoise({ maxDeviation: 5, variance: 3 });

describe('perturbed counts', () => {
  test('are those of the Handbook: record keys .9 .3 .6 give .8, and 3 becomes 4', () => {
    const cellKey = (90_000_000 + 30_000_000 + 60_000_000) % 1e8;
    expect(cellKey).toBe(80_000_000);
    const handbook = countNoise({ maxDeviation: 2, variance: 1 }).table;
    expect([...perturbCounts(Float64Array.of(3), Int32Array.of(cellKey), handbook)]).toEqual([4]);
  });
  test('leave zeros, never fall below 0, and stay within the largest deviation', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(99_999_999))), (cells) => {
      const counts = Float64Array.from(cells, ([count]) => count);
      const perturbed = perturbCounts(counts, Int32Array.from(cells, ([, cellKey]) => cellKey), table);
      perturbed.forEach((count, cell) => {
        if (counts[cell] === 0) expect(count).toBe(0);
        expect(count).toBeGreaterThanOrEqual(0);
        expect(Math.abs(count - counts[cell]!)).toBeLessThanOrEqual(5);
      });
    }));
  });
  test('keep the mean and have the variance asked for, over all cell keys', () => {
    const keys = Int32Array.from({ length: 20_000 }, (_, index) => index * 5000 + 2500);
    for (const count of [3, 7, 1000]) {
      const perturbed = perturbCounts(new Float64Array(keys.length).fill(count), keys, table);
      const mean = perturbed.reduce((sum, value) => sum + value, 0) / keys.length;
      const variance = perturbed.reduce((sum, value) => sum + (value - count) ** 2, 0) / keys.length;
      expect(mean).toBeCloseTo(count, 2);
      expect(variance).toBeCloseTo(3, 2);
    }
  });
  test('refuse what is no count and no key', () => {
    expect(() => perturbCounts(Float64Array.of(1.5), Int32Array.of(0), table)).toThrow(/whole numbers/);
    expect(() => perturbCounts(Float64Array.of(NaN), Int32Array.of(0), table)).toThrow(/whole numbers/);
    expect(() => perturbCounts(Float64Array.of(1), Int32Array.of(100_000_000), table)).toThrow(/below 100000000/);
    expect(() => perturbCounts(Float64Array.of(1), Int32Array.of(), table)).toThrow(/expected 1, got 0/);
  });
  test('carry their noise over to weighted counts', () => {
    expect([...perturbWeighted(Float64Array.of(60, 0, 12), Float64Array.of(3, 0, 4), Float64Array.of(4, 0, 0))]).toEqual([80, 0, 0]);
  });
});

describeWithData('perturbed counts equal those of the table of the R package cellKey', 'tables/cellkey', (folder) => {
  test('read off interval by interval', () => {
    const recorded = recordedTable(folder, 'ck_ptab_cnts_ptable.csv');
    const made = countNoise({ maxDeviation: 2, variance: 1.05, minPublished: 2, monotone: [true, true, false, true] }).table;
    const keys = Int32Array.from({ length: 1000 }, (_, index) => index * 100_000 + 50_000);
    for (const count of [0, 1, 2, 3, 4, 5, 100]) {
      const counts = new Float64Array(keys.length).fill(count);
      expect([...perturbCounts(counts, keys, made)]).toEqual([...perturbCounts(counts, keys, recorded)]);
    }
  });
});
