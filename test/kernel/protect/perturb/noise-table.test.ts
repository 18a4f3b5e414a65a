import { describe, expect, test } from 'vitest';
import { countNoise, magnitudeNoise, type CountNoise, type MadeNoise, type MagnitudeNoise } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { describeWithData } from '../../../shared-data.ts';
import { recordedLines, recordedTable } from './recorded-noise.ts';

// R: create_cnt_ptable(D, V, js, pstay, mono); js counts the values that are not published beside 0.
const COUNTS: Readonly<Record<string, CountNoise>> = {
  'cnt_D2_V0.9': { maxDeviation: 2, variance: 0.9 },
  cnt_D2_V1: { maxDeviation: 2, variance: 1 },
  'cnt_D2_V1.08_js1': { maxDeviation: 2, variance: 1.08, minPublished: 2, monotone: [true, true, false, true] },
  cnt_D3_V1: { maxDeviation: 3, variance: 1 },
  'cnt_D4_V1_pstay0.5': { maxDeviation: 4, variance: 1, stayShare: 0.5 },
  cnt_D4_V1_pstayvec: { maxDeviation: 4, variance: 1, stayShare: [0.5, 0.5, 0.7, 0.8] },
  cnt_D5_V3_js2: { maxDeviation: 5, variance: 3, minPublished: 3, monotone: [true, true, false, true, true, true, true, true] },
  'cnt_D5_V3_js2_pstay0.5': { maxDeviation: 5, variance: 3, minPublished: 3, stayShare: 0.5, monotone: [true, true, false, false, true, true, true, true] },
  cnt_D7_V3: { maxDeviation: 7, variance: 3 },
  'cnt_ex_cnts_D2_V1.05_js1': { maxDeviation: 2, variance: 1.05, minPublished: 2, monotone: [true, true, false, true] },
};

// R: create_num_ptable(D, V, step, icat, optim); optim 4 makes the variance exact.
const MAGNITUDES: Readonly<Record<string, MagnitudeNoise>> = {
  nums_D10_V3_step2: { maxDeviation: 10, variance: 3, steps: 2, sizes: [1, 5, 10], varianceIs: ['exact', 'atMost', 'atMost'] },
  nums_D5_V2_step4: { maxDeviation: 5, variance: 2, steps: 4, sizes: [1, 3, 5] },
  nums_even_D8_V1_step2: { maxDeviation: 8, variance: 1, steps: 2, sizes: [1, 5, 8] },
  nums_odd_D10_V2_step2: { maxDeviation: 10, variance: 2, steps: 2, sizes: [1, 10], varianceIs: ['exact', 'atMost'] },
  nums_small_D5_V1_step5: { maxDeviation: 5, variance: 1, steps: 5, sizes: [1, 3, 5], varianceIs: ['exact', 'atMost', 'atMost'] },
};

describeWithData('tables of noise equal those of the R package ptable', 'tables/ptable', (folder) => {
  function expectSame({ table }: MadeNoise, name: string): void {
    const recorded = recordedTable(folder, `${name}.csv`);
    expect(table.map(({ size }) => size)).toEqual(recorded.map(({ size }) => size));
    recorded.forEach(({ deviations, upperKeys }, row) => {
      expect([...table[row]!.deviations]).toEqual([...deviations]);
      upperKeys.forEach((upper, index) => {
        expect(Math.abs(table[row]!.upperKeys[index]! - upper), `${name} row ${row} place ${index}`).toBeLessThan(100);
      });
    });
  }
  test.each(Object.entries(COUNTS))('%s to a millionth, with its moments and its iterations', (name, noise) => {
    const made = countNoise(noise);
    expectSame(made, name);
    recordedLines(folder, `${name}_check.csv`).forEach(([size, mean, variance, , stay, attempts], row) => {
      const moments = made.moments[row]!;
      expect([moments.size, moments.attempts]).toEqual([Number(size), Number(attempts)]);
      expect(moments.mean).toBeCloseTo(Number(mean), 5);
      expect(moments.variance).toBeCloseTo(Number(variance), 5);
      expect(Math.abs(moments.stayShare - Number(stay))).toBeLessThanOrEqual(5.01e-6);
    });
  });
  test.each(Object.entries(MAGNITUDES))('%s to a millionth', (name, noise) => {
    expectSame(magnitudeNoise(noise), name);
  });
});

describe('noise of counts', () => {
  test('is that of the documentation of ptable', () => {
    const { table } = countNoise({ maxDeviation: 2, variance: 1 });
    expect([...table[2]!.upperKeys]).toEqual([6382714, 30851859, 69148141, 93617286, 100_000_000]);
  });
  test('gives no count below 0, none that may not be published, and none further away than the largest deviation', () => {
    const { table } = countNoise({ maxDeviation: 5, variance: 3, minPublished: 3, monotone: false });
    expect(table).toHaveLength(9);
    for (const { size, deviations } of table) {
      for (const deviation of deviations) {
        expect(Math.abs(deviation)).toBeLessThanOrEqual(5);
        expect(size + deviation === 0 || size + deviation >= 3).toBe(true);
      }
    }
  });
  test('lowers the share that stays until the variance can be had', () => {
    // With 0.6 unchanged and the rest spread evenly the variance is 1; with 0.55, 1.125; with 0.5, more than 1.2.
    const { moments } = countNoise({ maxDeviation: 2, variance: 1.2, stayShare: 0.6 });
    expect(moments[2]!.variance).toBeCloseTo(1.2, 6);
    expect(moments[2]!.stayShare).toBeCloseTo(0.5, 6);
    expect(moments[2]!.attempts).toBe(3);
  });
  test.each<[string, CountNoise, RegExp]>([
    ['no deviation', { maxDeviation: 0, variance: 1 }, /maxDeviation: expected an integer of at least 1/],
    ['half a deviation', { maxDeviation: 1.5, variance: 1 }, /maxDeviation/],
    ['no variance', { maxDeviation: 2, variance: 0 }, /variance: expected a number above 0/],
    ['a list that is too short', { maxDeviation: 3, variance: 1, stayShare: [0.1] }, /stayShare: expected 3 entries, got 1/],
    ['a share of 1', { maxDeviation: 3, variance: 1, stayShare: 1 }, /stayShare/],
    ['a variance that blocked counts do not allow', { maxDeviation: 2, variance: 0.5, minPublished: 2 }, /nothing has variance 0.5/],
    ['an exact variance beyond reach', { maxDeviation: 1, variance: 2, varianceIs: 'exact' }, /nothing has variance 2/],
  ])('is refused for %s', (_title, noise, message) => {
    expect(() => countNoise(noise)).toThrow(message);
  });
});

describe('noise of magnitudes', () => {
  test('has deviations in steps', () => {
    const { table } = magnitudeNoise({ maxDeviation: 2, variance: 1, steps: 2, sizes: [1, 2] });
    expect([...table[1]!.deviations]).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2]);
  });
  test.each<[string, MagnitudeNoise, RegExp]>([
    ['too many steps', { maxDeviation: 10, variance: 3, steps: 5, sizes: [1, 10] }, /fewer than 50/],
    ['sizes that do not start at 1', { maxDeviation: 5, variance: 1, steps: 1, sizes: [2, 5] }, /from 1 to maxDeviation/],
    ['sizes that do not end at the largest deviation', { maxDeviation: 5, variance: 1, steps: 1, sizes: [1, 4] }, /from 1 to maxDeviation/],
    ['sizes out of order', { maxDeviation: 5, variance: 1, steps: 1, sizes: [1, 4, 3, 5] }, /ascend/],
  ])('is refused for %s', (_title, noise, message) => {
    expect(() => magnitudeNoise(noise)).toThrow(message);
  });
});
