import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviationOf, interpolatedDeviation, rotateCellKey, separateCellKey } from '../../../../src/protect/kernel/perturb/cell-keys.ts';
import { countNoise, type NoiseTable } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { describeWithData } from '../../../shared-data.ts';
import { recordedLines, recordedTable } from './recorded-noise.ts';

const cellKeys = fc.integer({ min: 0, max: 99_999_999 });

describe('cell keys', () => {
  test('rotate by one of eight digits, zeros in front included', () => {
    expect([12345678, 23456781, 1, 10_000_000, 0, 99_999_999].map(rotateCellKey)).toEqual([23456781, 34567812, 10, 1, 0, 99_999_999]);
    fc.assert(fc.property(cellKeys, (cellKey) => {
      expect(rotateCellKey(cellKey)).toBe(Number(String(cellKey).padStart(8, '0').replace(/^(.)(.*)$/, '$2$1')));
    }));
  });
  test('are separated by purpose: always the same way, within range, and one to one', () => {
    fc.assert(fc.property(cellKeys, cellKeys, fc.string(), (first, second, purpose) => {
      const separated = separateCellKey(first, purpose);
      expect(separated).toBe(separateCellKey(first, purpose));
      expect(Number.isInteger(separated) && separated >= 0 && separated < 1e8).toBe(true);
      expect(separateCellKey(second, purpose) === separated).toBe(first === second);
    }));
  });
  test('stay evenly spread when separated, and independent of one another', () => {
    const tenths = new Float64Array(100);
    for (let cellKey = 0; cellKey < 100_000; cellKey++) {
      const key = (cellKey * 7919) % 1e8;
      tenths[Math.floor(key / 1e7) * 10 + Math.floor(separateCellKey(key, 'sum of cost') / 1e7)]!++;
    }
    // 1000 expected in each of the hundred pairs of tenths that can occur; seven standard deviations.
    const seen = [...tenths].filter((count) => count > 0);
    const expected = 100_000 / seen.length;
    for (const count of seen) expect(Math.abs(count - expected)).toBeLessThan(7 * Math.sqrt(expected));
    expect(seen.length % 10).toBe(0);
  });
});

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
