import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allOnes, createColumnRows, finishRows, finishValidity, markNull, reserveRows, rewindRows } from '../../../src/read/kernel/column-rows.ts';

/** What a test does to a column: append some rows (null for a missing one), or take the last ones back. */
type Action = { readonly append: readonly (number | null)[] } | { readonly rewind: number };

const actions: fc.Arbitrary<readonly Action[]> = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.option(fc.integer()), { maxLength: 40 }).map((append) => ({ append })) },
  { weight: 1, arbitrary: fc.nat(60).map((rewind) => ({ rewind })) },
), { maxLength: 12 });

// The same column as a plain list.
function model(steps: readonly Action[]): (number | null)[] {
  let rows: (number | null)[] = [];
  for (const step of steps) {
    if ('append' in step) rows = [...rows, ...step.append];
    else rows = rows.slice(0, Math.max(0, rows.length - step.rewind));
  }
  return rows;
}

const isSet = (bits: Uint8Array, row: number): boolean => (bits[row >> 3]! & (1 << (row & 7))) !== 0;

describe('a column under construction', () => {
  test('holds what a plain list holds, whatever is appended and taken back', () => {
    fc.assert(fc.property(actions, (steps) => {
      const column = createColumnRows(new Int32Array(0), 1, 600);
      let held = 0;
      for (const step of steps) {
        if ('append' in step) {
          reserveRows(column, held + step.append.length);
          step.append.forEach((value, index) => {
            if (value === null) markNull(column, held + index);
            else column.values[held + index] = value;
          });
          held += step.append.length;
        } else {
          const from = Math.max(0, held - step.rewind);
          rewindRows(column, from, held);
          held = from;
        }
      }
      const expected = model(steps);
      const { values, valid } = finishRows(column, held);
      expect([...values]).toEqual(expected.map((value) => value ?? 0));
      if (expected.includes(null)) expect(expected.map((_, row) => isSet(valid!, row))).toEqual(expected.map((value) => value !== null));
      else expect(valid).toBeNull();
    }), { numRuns: 500 });
  });

  test('starts the next with nothing of the last', () => {
    const column = createColumnRows(new Float64Array(0), 1, 100);
    reserveRows(column, 3);
    column.values.set([1, 2, 3]);
    markNull(column, 1);
    const first = finishRows(column, 3);
    expect([...column.values].every((value) => value === 0)).toBe(true);
    column.values[0] = 9;
    expect(finishRows(column, 1)).toEqual({ values: Float64Array.of(9), valid: null });
    expect(first).toEqual({ values: Float64Array.of(1, 2, 3), valid: Uint8Array.of(0b101) });
  });

  test('of several entries a row keeps them together', () => {
    const column = createColumnRows(new Uint32Array(0), 4, 5000);
    reserveRows(column, 2);
    column.values.set([1, 2, 3, 4, 5, 6, 7, 8]);
    reserveRows(column, 3000);
    expect([...column.values.subarray(0, 9)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 0]);
    rewindRows(column, 1, 2);
    expect([...finishRows(column, 1).values]).toEqual([1, 2, 3, 4]);
  });

  test('never holds more rows than it may', () => {
    const column = createColumnRows(new Int32Array(0), 1, 1500);
    expect(column.values.length).toBeLessThanOrEqual(1500);
    reserveRows(column, 1200);
    expect(column.values.length).toBeLessThanOrEqual(1500);
    reserveRows(column, 1500);
    expect(column.values.length).toBe(1500);
  });

  test('a full batch is handed over without being copied', () => {
    const column = createColumnRows(new Int32Array(0), 1, 1024);
    reserveRows(column, 1024);
    const { values } = column;
    expect(finishRows(column, 1024).values).toBe(values);
    expect(column.values).not.toBe(values);
  });

  test('64-bit integers are taken back as 0n', () => {
    const column = createColumnRows(new BigInt64Array(0), 1, 10);
    column.values.set([5n, 6n]);
    rewindRows(column, 0, 2);
    expect([...column.values.subarray(0, 2)]).toEqual([0n, 0n]);
  });
});

describe('validity bits', () => {
  test.each([0, 1, 7, 8, 9, 16, 1000])('all %d are 1, and those past the end are 0 once finished', (rows) => {
    const bits = allOnes(rows);
    expect(bits.length).toBe(Math.ceil(rows / 8));
    const finished = finishValidity(bits, 1, rows)!;
    expect(Array.from({ length: 8 * finished.length }, (_, row) => isSet(finished, row))).toEqual(Array.from({ length: 8 * finished.length }, (_, row) => row < rows));
  });

  test('are null when nothing is missing', () => {
    expect(finishValidity(allOnes(9), 0, 9)).toBeNull();
  });
});
