import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellSystem, type CellSystem } from '../../../src/linear/index.ts';
import { revealedUnions } from '../../../src/protect/kernel/primary-disclosure.ts';
import { describeWithData } from '../../shared-data.ts';

/** A table of `rows` × `columns` inner cells with all margins, row by row, the total of each first. */
function crossedSystem(rows: number, columns: number): CellSystem {
  const tree = (leaves: number) => ({ parents: Int32Array.from({ length: leaves + 1 }, (_, node) => (node === 0 ? -1 : 0)) });
  const places = (rows + 1) * (columns + 1);
  const nodes = [Int32Array.from({ length: places }, (_, place) => Math.floor(place / (columns + 1))), Int32Array.from({ length: places }, (_, place) => place % (columns + 1))];
  return cellSystem(places, [{ trees: [tree(rows), tree(columns)], cells: Int32Array.from({ length: places }, (_, place) => place), nodes }]);
}

/** Counts of all cells from the inner ones. */
function withMargins(inner: readonly (readonly number[])[]): number[] {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const columns = inner[0]!.map((_, column) => inner.map((row) => row[column]!));
  return [[sum(inner.flat()), ...columns.map(sum)], ...inner.map((row) => [sum(row), ...row])].flat();
}

const ascending = (left: number, right: number): number => left - right;

function unionsOf(system: CellSystem, counts: readonly number[], coalition: number, maxCount = Infinity): number[][] {
  const { starts, members } = revealedUnions(system, Float64Array.from(counts), coalition, maxCount);
  return Array.from({ length: starts.length - 1 }, (_, union) => [...members.subarray(starts[union], starts[union + 1])]);
}

/** Tells whether a sum of cells follows from published ones, by elimination over fractions of big integers. */
function follows(inner: number, columnsOf: readonly (readonly number[])[], published: readonly number[], union: readonly number[]): boolean {
  const vector = (cells: readonly number[]): bigint[] => Array.from({ length: inner }, (_, place) => BigInt(cells.reduce((sum, cell) => sum + columnsOf[cell]![place]!, 0)));
  const basis: { readonly lead: number; readonly values: bigint[] }[] = [];
  const reduce = (values: bigint[]): bigint[] => basis.reduce((left, { lead, values: row }) => (left[lead] === 0n ? left : left.map((value, place) => value * row[lead]! - row[place]! * left[lead]!)), values);
  for (const cell of published) {
    const values = reduce(vector([cell]));
    const lead = values.findIndex((value) => value !== 0n);
    if (lead >= 0) basis.push({ lead, values });
  }
  return reduce(vector(union)).every((value) => value === 0n);
}

describe('k-disclosure', () => {
  test('a cell that holds all but one of a total reveals its siblings to that one', () => {
    const system: CellSystem = { cells: 4, starts: Int32Array.of(0, 4), members: Int32Array.of(0, 1, 2, 3) };
    expect(unionsOf(system, [5, 4, 1, 0], 1)).toEqual([[2, 3]]);
    expect(unionsOf(system, [5, 4, 1, 0], 0)).toEqual([]);
    expect(unionsOf(system, [5, 3, 1, 1], 1)).toEqual([]);
    expect(unionsOf(system, [5, 5, 0, 0], 0)).toEqual([[2, 3]]);
  });
  test('empty totals, unknown counts and cells above the maximum reveal nothing', () => {
    const system: CellSystem = { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) };
    expect(unionsOf(system, [0, 0, 0], 1)).toEqual([]);
    expect(unionsOf(system, [NaN, 3, NaN], 1)).toEqual([]);
    expect(unionsOf(system, [20, 20, 0], 1, 10)).toEqual([]);
    expect(unionsOf({ cells: 0, starts: new Int32Array(1), members: new Int32Array(0) }, [], 1)).toEqual([]);
  });
  test('a cell is compared with totals of several levels above', () => {
    // 0 = 1 + 2, 1 = 3 + 4: cell 3 holds 9 of the 10 of cell 0.
    const system: CellSystem = { cells: 5, starts: Int32Array.of(0, 3, 6), members: Int32Array.of(0, 1, 2, 1, 3, 4) };
    expect(unionsOf(system, [10, 10, 0, 9, 1], 1)).toEqual([[2], [4], [2, 4]]);
  });
  test('the only part of a total has no siblings to reveal', () => {
    expect(unionsOf({ cells: 2, starts: Int32Array.of(0, 2), members: Int32Array.of(0, 1) }, [5, 5], 1)).toEqual([]);
  });

  const inner = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 3 });
  test('every difference between a cell and one above it that is small enough is a union, and no other', () => {
    fc.assert(fc.property(inner, fc.integer({ min: 0, max: 2 }), (table, coalition) => {
      const counts = withMargins(table);
      const found = unionsOf(crossedSystem(table.length, 3), counts, coalition).map((union) => union.reduce((sum, cell) => sum + counts[cell]!, 0));
      // Naive: every cell is a set of inner cells; subsets are compared with supersets.
      const sets = [-1, ...table.keys()].flatMap((row) => [-1, 0, 1, 2].map((column) => table.flatMap((_, r) => [0, 1, 2].map((c) => [r, c] as const)).filter(([r, c]) => (row < 0 || r === row) && (column < 0 || c === column)).map(([r, c]) => 3 * r + c)));
      const differences = new Map<string, number>();
      sets.forEach((child, childCell) => sets.forEach((parent, parentCell) => {
        const isWithin = child.length < parent.length && child.every((cell) => parent.includes(cell));
        const difference = counts[parentCell]! - counts[childCell]!;
        if (isWithin && counts[childCell]! > 0 && difference <= coalition) differences.set(parent.filter((cell) => !child.includes(cell)).join(' '), difference);
      }));
      expect([...found].sort(ascending)).toEqual([...differences.values()].sort(ascending));
    }), { numRuns: 200 });
  });
  test('larger coalitions find no less', () => {
    fc.assert(fc.property(inner, fc.integer({ min: 0, max: 3 }), (table, coalition) => {
      const [system, counts] = [crossedSystem(table.length, 3), withMargins(table)];
      const more = new Set(unionsOf(system, counts, coalition + 1).map(String));
      for (const union of unionsOf(system, counts, coalition)) expect(more.has(String(union))).toBe(true);
    }));
  });
});

describeWithData('GaussSuppression, SuppressKDisclosure(mun_accidents, coalition = 1, mun * inj)', 'tables/golden/gauss_mun_accidents_kdisclosure1.csv', (path) => {
  test('what R withholds hides every union found here, each of which follows from the whole table', () => {
    const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line) => line.replaceAll('"', '').split(','));
    const municipalities = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6'];
    const injuries = ['serious', 'light', 'none', 'unknown'];
    const find = (mun: string, inj: string): string[] => rows.find((row) => row[0] === mun && row[1] === inj)!;
    const cells = ['Total', ...municipalities].flatMap((mun) => ['Total', ...injuries].map((inj) => find(mun, inj)));
    const counts = cells.map((row) => Number(row[2]));
    expect(counts).toEqual(withMargins(municipalities.map((mun) => injuries.map((inj) => Number(find(mun, inj)[2])))));
    const unions = unionsOf(crossedSystem(6, 4), counts, 1);
    const columnsOf = cells.map(([mun, inj]) => municipalities.flatMap((m) => injuries.map((i) => Number((mun === 'Total' || mun === m) && (inj === 'Total' || inj === i)))));
    const all = cells.map((_, cell) => cell);
    const published = all.filter((cell) => cells[cell]![4] === 'FALSE');
    // k1, k5, k6: all serious; k2: all but one serious; light: all but one in k3.
    expect(unions).toHaveLength(5);
    for (const union of unions) {
      expect(follows(24, columnsOf, all, union)).toBe(true);
      expect(follows(24, columnsOf, published, union)).toBe(false);
    }
    expect(published).toHaveLength(35 - 10);
  });
});
