import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLevels, readRuns } from '../../../src/parquet/hybrid-runs.ts';
import { runsOf } from './stored-bytes.ts';

/** Runs, of which packed ones but the last hold whole groups, as the format wants. */
const someRuns = (width: number): fc.Arbitrary<{ readonly numbers: readonly number[]; readonly isPacked: boolean }[]> => {
  const number = fc.integer({ min: 0, max: 2 ** width - 1 });
  return fc.array(fc.oneof(
    fc.tuple(number, fc.integer({ min: 1, max: 70 })).map(([repeated, times]) => ({ numbers: new Array<number>(times).fill(repeated), isPacked: false })),
    fc.integer({ min: 1, max: 5 }).chain((groups) => fc.array(number, { minLength: 8 * groups, maxLength: 8 * groups })).map((numbers) => ({ numbers, isPacked: true })),
  ), { maxLength: 6 });
};

describe('readRuns', () => {
  test('gives the numbers that runs of any width were written with, and none of the padding', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 31 }).chain((width) => fc.tuple(fc.constant(width), someRuns(width), fc.nat(7))), ([width, runs, lead]) => {
      const bytes = Uint8Array.from([...new Array<number>(lead).fill(255), ...runsOf(runs, width)]);
      const expected = runs.flatMap(({ numbers }) => numbers);
      const numbers = new Int32Array(expected.length);
      expect(readRuns(bytes, lead, bytes.length, width, numbers)).toBe(true);
      expect([...numbers]).toEqual(expected);
    }));
  });

  test('reads the last group as far as there are numbers', () => {
    const numbers = new Int32Array(3);
    expect(readRuns(Uint8Array.from(runsOf([{ numbers: [5, 6, 7], isPacked: true }], 3)), 0, 4, 3, numbers)).toBe(true);
    expect([...numbers]).toEqual([5, 6, 7]);
  });

  test('refuses runs that end too early', () => {
    const whole = Uint8Array.from(runsOf([{ numbers: [1, 2, 3, 4, 5, 6, 7, 0], isPacked: true }, { numbers: [3, 3], isPacked: false }], 3));
    for (let end = 0; end < whole.length; end++) expect(readRuns(whole, 0, end, 3, new Int32Array(10))).toBe(false);
    expect(readRuns(whole, 0, whole.length, 3, new Int32Array(11))).toBe(false);
    expect(readRuns(Uint8Array.of(255, 255, 255, 255, 255, 255), 0, 6, 3, new Int32Array(1))).toBe(false);
  });

  test('a run that says it is longer than all rows fills these, and no more', () => {
    const numbers = new Int32Array(5);
    expect(readRuns(Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 9), 0, 6, 4, numbers)).toBe(true);
    expect([...numbers]).toEqual([9, 9, 9, 9, 9]);
  });

  test('any bytes end', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 30 }), fc.integer({ min: 0, max: 31 }), fc.nat(50), (bytes, width, rows) => {
      expect([true, false]).toContain(readRuns(bytes, 0, bytes.length, width, new Int32Array(rows)));
    }));
  });
});

describe('readLevels', () => {
  test('marks the rows that have a value, and counts them', () => {
    fc.assert(fc.property(someRuns(1), (runs) => {
      const bytes = Uint8Array.from(runsOf(runs, 1));
      const expected = runs.flatMap(({ numbers }) => numbers);
      const { valid, present } = readLevels(bytes, 0, bytes.length, expected.length)!;
      expect(expected.map((_, row) => (valid[row >> 3]! >> (row & 7)) & 1)).toEqual(expected);
      expect(present).toBe(expected.filter((level) => level === 1).length);
    }));
  });

  test('refuses fewer levels than rows', () => {
    const bytes = Uint8Array.from(runsOf([{ numbers: [1, 1, 1], isPacked: false }], 1));
    expect(readLevels(bytes, 0, bytes.length, 3)).toEqual({ valid: Uint8Array.of(7), present: 3 });
    expect(readLevels(bytes, 0, bytes.length, 4)).toBeNull();
    expect(readLevels(bytes, 0, 1, 3)).toBeNull();
    expect(readLevels(bytes, 0, 0, 0)).toEqual({ valid: new Uint8Array(0), present: 0 });
  });
});
