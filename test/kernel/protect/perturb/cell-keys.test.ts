import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rotateCellKey, separateCellKey } from '../../../../src/protect/kernel/perturb/cell-keys.ts';

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
