import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastClass } from '../../../../src/anonymise/kernel/local/least-class.ts';
import { choices, suppressCells, type CellProblem } from '../../../../src/anonymise/kernel/local/suppress-cells.ts';
import { plainDistance, plainSuppression, type PlainRow } from './plain-suppression.ts';

const table = fc.integer({ min: 2, max: 4 }).chain((columns) => fc.record({
  columns: fc.constant(columns),
  rows: fc.array(fc.array(fc.option(fc.nat(3), { freq: 12 }), { minLength: columns, maxLength: columns }), { minLength: 3, maxLength: 12 }),
  strata: fc.array(fc.nat(1), { minLength: 12, maxLength: 12 }),
  size: fc.integer({ min: 1, max: columns - 1 }),
}));
const problemOf = (rows: readonly PlainRow[], columns: number, change: Partial<CellProblem>): CellProblem => ({
  codes: Array.from({ length: columns }, (_, column) => Int32Array.from(rows, (row) => row[column] ?? -1)), strata: new Int32Array(rows.length), weights: new Uint32Array(rows.length).fill(1),
  goals: [{ size: columns, k: 2 }], order: Int32Array.from({ length: columns }, (_, column) => column), recheck: false, ...change,
});
const after = (rows: readonly PlainRow[], present: Int32Array): PlainRow[] => rows.map((row, unit) => row.map((value, column) => (((present[unit]! >> column) & 1) === 1 ? value : null)));
const fitting = (rows: readonly PlainRow[], row: PlainRow, columns: readonly number[]): number => rows.filter((other) => plainDistance(columns.map((column) => row[column]!), columns.map((column) => other[column]!)) === 0).length;

describe('suppressCells', () => {
  test('treats each stratum as a table of its own', () => {
    fc.assert(fc.property(table, ({ columns, rows, strata }) => {
      const parts = [0, 1].map((stratum) => rows.filter((_, row) => strata[row] === stratum));
      const together = parts.flat();
      const found = suppressCells(problemOf(together, columns, { strata: Int32Array.from(parts.flatMap((part, stratum) => part.map(() => stratum))) }));
      const plain = parts.map((part) => plainSuppression(part, 2, Array.from({ length: columns }, (_, column) => column)));
      if (plain.includes(null)) expect(found.reached[0]).toBeLessThan(2);
      else expect(after(together, found.present)).toEqual(plain.flatMap((part) => part!.rows));
    }), { numRuns: 300 });
  });

  test('every choice of columns reaches its k, what was reached before is kept, and both are counted anew', () => {
    fc.assert(fc.property(table, ({ columns, rows, size }) => {
      const goals = [{ size: columns, k: 2 }, { size, k: 3 }];
      const found = suppressCells(problemOf(rows, columns, { goals }));
      const left = after(rows, found.present);
      const all = Array.from({ length: columns }, (_, column) => column);
      const least = [[all], choices(columns, size)].map((sets) => Math.min(...sets.flatMap((set) => left.map((row) => fitting(left, row, set)))));
      expect(found.reached).toEqual(least);
      least.forEach((reached, goal) => expect(reached).toBeGreaterThanOrEqual(goals[goal]!.k));
    }), { numRuns: 300 });
  });

  test('counts the units that fit each one as it was', () => {
    fc.assert(fc.property(table, ({ columns, rows }) => {
      const found = suppressCells(problemOf(rows, columns, {}));
      const left = after(rows, found.present);
      const all = Array.from({ length: columns }, (_, column) => column);
      expect(Array.from(found.fitting)).toEqual(rows.map((row) => fitting(left, row, all)));
    }), { numRuns: 300 });
  });

  test('without units there is nothing to reach', () => {
    expect(suppressCells(problemOf([], 2, {}))).toEqual({ present: new Int32Array(0), passes: 0, reached: [null], fitting: new Uint32Array(0) });
  });
});

describe('choices', () => {
  test('are as many as the binomial coefficient says, each once', () => {
    expect(choices(4, 0)).toEqual([[]]);
    expect(choices(3, 4)).toEqual([]);
    for (const [columns, size, count] of [[5, 2, 10], [7, 3, 35], [6, 6, 1]] as const) expect(new Set(choices(columns, size).map(String)).size).toBe(count);
  });
});

describe('leastClass', () => {
  test('is the smallest group of equal rows, a missing value being one of its own', () => {
    fc.assert(fc.property(table, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 12 }), ({ columns, rows }, counts) => {
      const sizes = new Map<string, number>();
      rows.forEach((row, unit) => sizes.set(String(row), (sizes.get(String(row)) ?? 0) + counts[unit]!));
      expect(leastClass(problemOf(rows, columns, {}).codes, Uint32Array.from(counts.slice(0, rows.length)), null)).toBe(Math.min(...sizes.values()));
    }), { numRuns: 200 });
  });
  test('counts an entity of several units of a class once', () => {
    const entities = { starts: Int32Array.of(0, 2, 4, 5), entities: Int32Array.of(0, 1, 1, 0, 2), entityCount: 3 };
    expect(leastClass([Int32Array.of(0, 0, 0)], Uint32Array.of(2, 2, 1), entities)).toBe(3);
    expect(leastClass([Int32Array.of(0, 0, -1)], Uint32Array.of(2, 2, 1), entities)).toBe(1);
    expect(leastClass([Int32Array.of(0, 0, -1)], Uint32Array.of(2, 2, 1), { ...entities, entities: Int32Array.of(0, 1, 1, 0, 0) })).toBe(1);
    expect(leastClass([new Int32Array(0)], new Uint32Array(0), null)).toBeNull();
  });
});
