import { describe, expect, test } from 'vitest';
import { countNoise, type NoiseTable } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { deviationOf, interpolatedDeviation } from '../../../../src/protect/kernel/perturb/read-noise.ts';
import { describeWithData } from '../../../shared-data.ts';
import { recordedLines, recordedTable } from './recorded-noise.ts';

describe('noise read off a table', () => {
  const { table } = countNoise({ maxDeviation: 2, variance: 1 });
  test('is that of the first interval above the key', () => {
    const row = table[1]!;
    expect([0, 36648550, 36648551, 73297100, 73297101, 90054347, 90054348, 99_999_999].map((cellKey) => deviationOf(row, cellKey))).toEqual([-1, -1, 0, 0, 1, 1, 2, 2]);
  });
  test('is proportional between two rows', () => {
    const rows: NoiseTable = [0, 2, 4].map((size) => ({ size, deviations: Float64Array.of(size), upperKeys: Int32Array.of(1e8) }));
    expect([0, 1, 2, 3, 3.5, 4, 9].map((size) => interpolatedDeviation(rows, size, 5))).toEqual([0, 1, 2, 3, 3.5, 4, 4]);
  });
});

describeWithData('noise equals that of the R package cellKey', 'tables', (folder) => {
  test('for sizes on, between and beyond the rows', () => {
    const table = recordedTable(folder, 'ptable/nums_D10_V3_step2.csv');
    const lines = recordedLines(folder, 'golden/cellkey_lookup_D10_V3_step2.csv');
    expect(lines).toHaveLength(40);
    for (const [size, cellKey, deviation] of lines) expect(interpolatedDeviation(table, Number(size), Math.round(Number(cellKey) * 1e8))).toBeCloseTo(Number(deviation), 12);
  });
});
