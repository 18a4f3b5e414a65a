import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noiseText, readNoiseText } from '../../../../src/protect/kernel/perturb/noise-text.ts';
import { countNoise, magnitudeNoise } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { describeWithData } from '../../../shared-data.ts';

describeWithData('tables of noise of τ-ARGUS', 'tables/tauargus/sampledata/cellkey', (folder) => {
  const read = (path: string): ReturnType<typeof readNoiseText> => readNoiseText(readFileSync(resolve(folder, path), 'utf8'));
  test('of counts are read, and are those of D = 5, V = 3, js = 2 with half of the counts unchanged', () => {
    const { all } = read('Magnitude/ptab_freq.txt');
    const made = countNoise({ maxDeviation: 5, variance: 3, minPublished: 3, stayShare: 0.5 }).table;
    expect(all!.map(({ size }) => size)).toEqual(made.map(({ size }) => size));
    all!.forEach(({ deviations, upperKeys }, row) => {
      expect([...made[row]!.deviations]).toEqual([...deviations]);
      upperKeys.forEach((upper, index) => expect(Math.abs(made[row]!.upperKeys[index]! - upper)).toBeLessThanOrEqual(1));
    });
  });
  test('of counts with quoted names are read too', () => {
    expect(read('Frequency/tau_testW_ptable.txt')['all']!.length).toBeGreaterThan(5);
    expect(read('Frequency/20160511_szenario_5a.txt')['all']!.length).toBeGreaterThan(5);
  });
  test('of magnitudes are read by type, small cells among them', () => {
    for (const file of ['Magnitude/ptab_savings_all.txt', 'Magnitude/ptab_savings_smallcells.txt']) {
      const [type, ...others] = Object.keys(read(file));
      expect(others).toEqual([]);
      expect(read(file)[type!]!.at(-1)!.size).toBeGreaterThan(1);
    }
  });
});

describe('tables of noise as text', () => {
  const tables = { all: magnitudeNoise({ maxDeviation: 5, variance: 1, steps: 5, sizes: [1, 3, 5] }).table, small_cells: countNoise({ maxDeviation: 2, variance: 1 }).table };
  test('come back as they were', () => {
    expect(readNoiseText(noiseText(tables))).toEqual(tables);
    expect(noiseText(tables).split('\n')[1]).toBe('0;0;1;0;1;all');
    expect(noiseText({ all: tables.small_cells })).toContain('\n1;0;0.36648551;-1;0.36648551;all\n');
  });
  test.each([
    ['', /header with i, v and p_int_ub/],
    ['i;j;p;v;p_int_ub\n0;0;1;0;x', /line 2: expected numbers/],
    ['i;j;p;v;p_int_ub\n0;0;1;;1', /line 2: expected numbers/],
    ['i;j;p;v;p_int_ub\n0;0;1;0;1\n1;0;0.5;-1;0.5\n1;1;0.5;0;0.4', /line 4: expected upper bounds that ascend/],
    ['i;j;p;v;p_int_ub\n0;0;1;0;1\n1;0;0.5;-1;0.5', /size 1: expected probabilities that add up to 1/],
    ['i;j;p;v;p_int_ub\n1;0;1;-1;1', /row for 0/],
  ])('are refused with their line: %#', (text, message) => {
    expect(() => readNoiseText(text)).toThrow(message);
  });
  test('of any form are read or refused with a RangeError', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('i;j;p;v;p_int_ub', '0;0;1;0;1', '1;0;1;0;1', ';;;;', 'x', '"', '\r', '1;2')), (lines) => {
      try {
        readNoiseText(lines.join('\n'));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }));
  });
});
