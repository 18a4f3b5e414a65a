import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { restoreTupleTable, tupleTable, type TupleTable } from '../../../src/group/index.ts';
import { naiveCodes, numbersFrom, rangesOf, withoutKernel } from './naive.ts';

const LARGEST = 2 ** 31 - 2;
const HALF = 55_000;
const ROWS = 2 * HALF;

function assignAll(table: TupleTable, columns: readonly Int32Array[], from = 0, to = columns[0]?.length ?? 0): number[] {
  const groupOf = new Int32Array(to - from);
  table.assign(columns.map((column) => column.subarray(from, to)), to - from, groupOf);
  return [...groupOf];
}

const naiveGroups = (columns: readonly Int32Array[]): number[] =>
  naiveCodes(Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]).join()));

/** What each group stands for, read back from the table, in the order of the groups. */
const tuplesOf = (table: TupleTable): string[] => {
  const columns = Array.from({ length: table.columnCount }, (_, index) => table.column(index));
  return Array.from({ length: table.size }, (_, group) => columns.map((column) => column[group]).join());
};

const distinctTuples = (columns: readonly Int32Array[]): string[] =>
  [...new Set(Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]).join()))];

/** Codes of any size: few small ones that repeat, nulls, and the largest. */
const someCode = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -1, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -1, max: 70_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: LARGEST - 2, max: LARGEST }) },
);
const someColumns = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat({ max: 60 })).chain(([columns, rows]) =>
  fc.array(fc.array(someCode, { minLength: rows, maxLength: rows }).map((codes) => Int32Array.from(codes)), { minLength: columns, maxLength: columns }));

describe('tupleTable', () => {
  test('numbers tuples by first appearance; null is a value of its own', () => {
    const table = tupleTable(2);
    expect(assignAll(table, [Int32Array.of(0, 0, -1, 0, -1, 1), Int32Array.of(5, -1, 5, 5, 5, -1)])).toEqual([0, 1, 2, 0, 2, 3]);
    expect(table.size).toBe(4);
    expect([...table.column(0)]).toEqual([0, 0, -1, 1]);
    expect([...table.column(1)]).toEqual([5, -1, 5, -1]);
  });

  test('without columns, all rows are one group', () => {
    const table = tupleTable(0);
    const groupOf = new Int32Array(3).fill(9);
    table.assign([], 0, groupOf);
    expect(table.size).toBe(0);
    table.assign([], 3, groupOf);
    expect([...groupOf]).toEqual([0, 0, 0]);
    expect(table.size).toBe(1);
  });

  test('groups agree with a Map, and its columns give the tuples back', () => {
    fc.assert(fc.property(someColumns, (columns) => {
      const table = tupleTable(columns.length);
      expect(assignAll(table, columns)).toEqual(naiveGroups(columns));
      expect(tuplesOf(table)).toEqual(distinctTuples(columns));
    }));
  });

  test('groups do not depend on where batches are cut, nor on the seed', () => {
    fc.assert(fc.property(someColumns, fc.array(fc.nat(), { maxLength: 5 }), fc.integer(), (columns, cuts, seed) => {
      const table = tupleTable(columns.length, seed);
      const groups = rangesOf(columns[0]!.length, cuts).flatMap(([from, to]) => assignAll(table, columns, from, to));
      expect(groups).toEqual(naiveGroups(columns));
    }));
  });

  test('keeps its groups when codes outgrow the bits that the first rows needed', () => {
    const table = tupleTable(3);
    const seen: string[] = [];
    for (let power = 0; power <= 30; power++) {
      // The three columns outgrow their bits at different times, one of them within a batch.
      const columns = [Int32Array.of(0, 1), Int32Array.of(2 ** power, 2 ** power - 1), Int32Array.of(1, Math.min(LARGEST, 3 ** (power >> 1)))];
      assignAll(table, columns);
      for (const tuple of distinctTuples(columns)) if (!seen.includes(tuple)) seen.push(tuple);
      expect(tuplesOf(table)).toEqual(seen);
    }
  });

  test('takes a hundred columns', () => {
    const next = numbersFrom(9);
    const columns = Array.from({ length: 100 }, () => Int32Array.from({ length: 900 }, () => next() % 2));
    const table = tupleTable(100);
    expect(assignAll(table, columns)).toEqual(naiveGroups(columns));
    expect(assignAll(table, columns)).toEqual(naiveGroups(columns));
    expect(tuplesOf(table)).toEqual(distinctTuples(columns));
  });

  test('takes columns longer than the rows it is asked for', () => {
    const table = tupleTable(1);
    const groupOf = new Int32Array(4).fill(-7);
    table.assign([Int32Array.of(3, 3, 4, 5)], 2, groupOf);
    expect([...groupOf]).toEqual([0, 0, -7, -7]);
  });

  test('refuses wrong shapes and codes below −1', () => {
    const table = tupleTable(2);
    const codes = Int32Array.of(0, 1);
    const groupOf = new Int32Array(2);
    const cases: [() => void, RegExp][] = [
      [() => { table.assign([codes], 2, groupOf); }, /^codes: expected 2 columns, got 1/],
      [() => { table.assign([codes, codes.subarray(1)], 2, groupOf); }, /^codes\[1\]: expected at least 2/],
      [() => { table.assign([codes, codes], 2, groupOf.subarray(1)); }, /^groupOf: expected at least 2/],
      [() => { table.assign([codes, codes], 1.5, groupOf); }, /^rows: expected an integer/],
      [() => { table.assign([codes, Int32Array.of(0, -2)], 2, groupOf); }, /^codes\[1\]: expected codes from -1/],
      [() => { table.assign([codes, Int32Array.of(0, LARGEST + 1)], 2, groupOf); }, /^codes\[1\]: expected codes from -1/],
      [() => table.column(2), /^index: expected a column from 0 to 1/],
      [() => tupleTable(-1), /^columnCount: expected an integer/],
    ];
    for (const [body, message] of cases) {
      expect(body).toThrow(RangeError);
      expect(body).toThrow(message);
    }
  });

  test('merging by assigning columns is associative: the same tuples in the same order', () => {
    const absorb = (into: TupleTable, from: TupleTable): TupleTable => {
      into.assign(Array.from({ length: from.columnCount }, (_, index) => from.column(index)), from.size, new Int32Array(from.size));
      return into;
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }).chain((width) => fc.array(
      fc.array(fc.array(someCode, { minLength: 20, maxLength: 20 }).map((codes) => Int32Array.from(codes)), { minLength: width, maxLength: width }),
      { minLength: 3, maxLength: 3 },
    )), (parts) => {
      const [first, second, third] = parts.map((columns) => {
        const table = tupleTable(columns.length);
        assignAll(table, columns);
        return table;
      }) as [TupleTable, TupleTable, TupleTable];
      const copy = (table: TupleTable): TupleTable => absorb(tupleTable(table.columnCount), table);
      const left = absorb(absorb(copy(first), second), third);
      const right = absorb(copy(first), absorb(copy(second), third));
      expect(tuplesOf(left)).toEqual(tuplesOf(right));
    }));
  });

  test('a restored snapshot has the same groups and goes on alike', () => {
    fc.assert(fc.property(someColumns, (columns) => {
      const table = tupleTable(columns.length);
      assignAll(table, columns);
      const restored = restoreTupleTable(table.snapshot());
      expect(tuplesOf(restored)).toEqual(tuplesOf(table));
      const more = columns.map((column) => column.map((code) => (code === LARGEST ? code : code + 1)));
      expect(assignAll(restored, more)).toEqual(assignAll(table, more));
    }), { numRuns: 40 });
  });
});

/** Rows of which nearly all are distinct, enough to enter the kernel and to grow there. */
function nearlyUnique(rows: number, seed: number, widths: readonly number[]): Int32Array[] {
  const next = numbersFrom(seed);
  return widths.map((codes) => Int32Array.from({ length: rows }, () => (next() % (codes + 1)) - 1));
}

describe.each([
  ['one word', [3, 4_000_000]],
  ['two words', [70, 40_000, 1000, 16]],
  ['three words', [70, 2_000_000, 3_000_000, 1_000_000]],
  ['seven words', [LARGEST, LARGEST, LARGEST, LARGEST, LARGEST, LARGEST, 3]],
])('a large table of tuples of %s', (_, widths) => {
  const columns = nearlyUnique(ROWS, 77, widths);
  const expected = naiveGroups(columns);
  const cuts = [100, 30_000, 30_001, ROWS - 1];

  test.each([['in the kernel', (body: () => void) => { body(); }], ['in the script', withoutKernel]])('agrees with a Map %s', (_form, run) => {
    run(() => {
      const table = tupleTable(widths.length);
      const groups = rangesOf(ROWS, cuts).flatMap(([from, to]) => assignAll(table, columns, from, to));
      expect(groups).toEqual(expected);
      expect(assignAll(table, columns)).toEqual(expected);
      expect(tuplesOf(table)).toEqual(distinctTuples(columns));
      expect(table.byteLength).toBeGreaterThan(table.size * 4);
    });
  });

  test('goes on in the script when the machine has no more memory', () => {
    const table = tupleTable(widths.length);
    const groups = assignAll(table, columns, 0, HALF);
    const memory = (globalThis as unknown as { WebAssembly: { Memory: { prototype: { grow(pages: number): number } } } }).WebAssembly.Memory;
    const grow = vi.spyOn(memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('no memory');
    });
    try {
      groups.push(...assignAll(table, columns, HALF, ROWS));
      expect(grow).toHaveBeenCalled();
    } finally {
      grow.mockRestore();
    }
    expect(groups).toEqual(expected);
    expect(assignAll(table, columns)).toEqual(expected);
    expect(tuplesOf(table)).toEqual(distinctTuples(columns));
  });
});
