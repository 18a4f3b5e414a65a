import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jointCells, type FinestCells } from '../../../src/linear/joint-cells.ts';

const flat = (nodes: number): Int32Array => new Int32Array(nodes).fill(-1);
const table = (dimensions: readonly number[], ...cells: readonly (readonly number[])[]): FinestCells => ({
  dimensions, nodes: dimensions.map((_, place) => Int32Array.from(cells, (cell) => cell[place]!)),
});

function combinations(...args: Parameters<typeof jointCells>): string[] | null {
  const columns = jointCells(...args);
  return columns === null ? null : Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]!).join(' ')).sort((a, b) => a.localeCompare(b));
}

describe('what may be counted in linked tables', () => {
  test('is what every table has a cell for', () => {
    const areas = table([0, 1], [0, 0], [0, 1], [1, 0]);
    const ages = table([0, 2], [0, 1], [1, 0], [1, 1]);
    expect(combinations([flat(2), flat(2), flat(2)], [areas, ages], 99)).toEqual(['0 0 1', '0 1 1', '1 0 0', '1 0 1']);
  });

  test('is everything with everything where tables share no dimension', () => {
    expect(combinations([flat(2), flat(2)], [table([0], [0], [1]), table([1], [0], [1])], 99)).toEqual(['0 0', '0 1', '1 0', '1 1']);
  });

  test('is less where three tables close a circle', () => {
    const found = combinations([flat(2), flat(2), flat(2)], [table([0, 1], [0, 0], [1, 1]), table([1, 2], [0, 0], [1, 1]), table([0, 2], [0, 0], [0, 1])], 99);
    expect(found).toEqual(['0 0 0']);
  });

  test('knows which commune is in which département', () => {
    // Départements 0 and 1; communes 2, 3 of 0 and 4 of 1.
    const areas = Int32Array.of(-1, -1, 0, 0, 1);
    const coarse = table([0, 1], [0, 0], [0, 1]);
    const fine = table([0, 2], [2, 0], [3, 0], [4, 0]);
    expect(combinations([areas, flat(2), flat(1)], [coarse, fine], 99)).toEqual(['2 0 0', '2 1 0', '3 0 0', '3 1 0']);
    expect(combinations([areas, flat(2), flat(1)], [fine, coarse], 99)).toEqual(['2 0 0', '2 1 0', '3 0 0', '3 1 0']);
  });

  test('is given up when it is too much', () => {
    expect(combinations([flat(2), flat(2)], [table([0], [0], [1]), table([1], [0], [1])], 3)).toBeNull();
    expect(combinations([flat(2), flat(2)], [table([0], [0], [1]), table([1], [0], [1])], 4)).toHaveLength(4);
  });

  test('may be nothing', () => {
    expect(combinations([flat(1), flat(1)], [table([0]), table([1], [0])], 9)).toEqual([]);
  });

  test('is what a naive search of all combinations finds', () => {
    const dimensions = [[0, 1], [1, 2], [0, 2]];
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2)), { maxLength: 12 }), (people) => {
      const tables = dimensions.map((columns) => table(columns, ...new Map(people.map((person) => [columns.map((column) => person[column]!).join(), columns.map((column) => person[column]!)])).values()));
      const naive: string[] = [];
      for (let cell = 0; cell < 27; cell++) {
        const nodes = [Math.floor(cell / 9), Math.floor(cell / 3) % 3, cell % 3];
        const isThere = dimensions.every((columns) => people.some((person) => columns.every((column) => person[column] === nodes[column])));
        if (isThere) naive.push(nodes.join(' '));
      }
      expect(combinations([flat(3), flat(3), flat(3)], tables, 999)).toEqual(naive);
    }));
  });
});
