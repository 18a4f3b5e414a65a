import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { determinedCells, TOTAL } from '../../../src/protect/kernel/determined-cells.ts';

/** A table of `rows × columns` cells with both margins and the grand total; `hidden` are the withheld ones by place. */
function grid(rows: number, columns: number, hidden: (row: number, column: number) => boolean): { codes: Int32Array[]; withheld: Uint8Array; place: (row: number, column: number) => number } {
  const cells: (readonly [number, number])[] = [];
  for (let row = 0; row <= rows; row++) for (let column = 0; column <= columns; column++) cells.push([row, column]);
  return {
    codes: [Int32Array.from(cells, ([row]) => (row === rows ? TOTAL : row)), Int32Array.from(cells, ([, column]) => (column === columns ? TOTAL : column))],
    withheld: Uint8Array.from(cells, ([row, column]) => Number(hidden(row, column))),
    place: (row, column) => row * (columns + 1) + column,
  };
}

describe('withheld cells that follow by subtraction', () => {
  test('one withheld cell in a line with its total follows', () => {
    const { codes, withheld, place } = grid(2, 3, (row, column) => row === 0 && column === 1);
    expect(determinedCells({ codes, withheld })).toEqual({ relations: 3 + 4, cells: Int32Array.of(place(0, 1)) });
  });
  test('four in a rectangle do not follow', () => {
    const { codes, withheld } = grid(3, 3, (row, column) => row < 2 && column < 2);
    expect([...determinedCells({ codes, withheld }).cells]).toEqual([]);
  });
  test('one that follows gives the next away', () => {
    // Row 0 lacks column 0 only; column 0 lacks rows 0 and 1; row 1 lacks columns 0 and 1; column 1 lacks rows 1 and 2.
    const { codes, withheld, place } = grid(3, 3, (row, column) => (row === 0 && column === 0) || (row === 1 && column < 2) || (row === 2 && column === 1));
    expect([...determinedCells({ codes, withheld }).cells]).toEqual([place(0, 0), place(1, 0), place(1, 1), place(2, 1)].sort((a, b) => a - b));
  });
  test('without totals there is nothing to subtract from', () => {
    expect(determinedCells({ codes: [Int32Array.of(0, 0, 1), Int32Array.of(0, 1, 0)], withheld: Uint8Array.of(1, 0, 0) })).toEqual({ relations: 0, cells: new Int32Array(0) });
  });
  test('a withheld total follows from its published cells', () => {
    const { codes, withheld, place } = grid(2, 2, (row, column) => row === 2 && column === 2);
    expect([...determinedCells({ codes, withheld }).cells]).toEqual([place(2, 2)]);
  });
  test('a missing value is a line of its own, not a total', () => {
    expect(determinedCells({ codes: [Int32Array.of(0, -1, TOTAL)], withheld: Uint8Array.of(1, 0, 0) })).toMatchObject({ relations: 1, cells: Int32Array.of(0) });
  });
  test('a total of a finer level stands alone where the coarser one is totalled, and follows from nothing', () => {
    // Region and town by sex: everything of sex 0, withheld with N of it and a town, is the only cell whose region is totalled.
    const codes = [Int32Array.of(0, 0, 0, 1, 1, TOTAL), Int32Array.of(0, 1, TOTAL, 2, TOTAL, TOTAL)];
    expect(determinedCells({ codes, withheld: Uint8Array.of(1, 0, 1, 0, 0, 1) })).toEqual({ relations: 3, cells: new Int32Array(0) });
    expect([...determinedCells({ codes, withheld: Uint8Array.of(0, 0, 1, 0, 0, 1) }).cells]).toEqual([2, 5]);
  });
  test('arrays of different lengths are refused', () => {
    expect(() => determinedCells({ codes: [new Int32Array(2)], withheld: new Uint8Array(3) })).toThrow(RangeError);
  });

  test('every cell found can be computed, by an attacker who only subtracts', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), fc.array(fc.nat(20), { minLength: 16, maxLength: 16 }), (rows, columns, hidden, values) => {
      const { codes, withheld, place } = grid(rows, columns, (row, column) => hidden[row * 5 + column]!);
      const truth = (row: number, column: number): number => {
        let sum = 0;
        for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) if ((row === rows || r === row) && (column === columns || c === column)) sum += values[r * 4 + c]!;
        return sum;
      };
      // The attacker's table: what is published, else unknown. He applies every line again and again.
      const known = new Map<number, number>();
      for (let row = 0; row <= rows; row++) for (let column = 0; column <= columns; column++) if (withheld[place(row, column)] === 0) known.set(place(row, column), truth(row, column));
      const before = new Set(known.keys());
      const lines: (readonly number[])[] = [
        ...Array.from({ length: rows + 1 }, (_, row) => Array.from({ length: columns + 1 }, (_unused, column) => place(row, column))),
        ...Array.from({ length: columns + 1 }, (_, column) => Array.from({ length: rows + 1 }, (_unused, row) => place(row, column))),
      ];
      for (let again = true; again;) {
        again = false;
        for (const line of lines) {
          const missing = line.filter((cell) => !known.has(cell));
          if (missing.length !== 1) continue;
          // The last cell of a line is its total.
          const total = line.at(-1)!;
          const others = line.slice(0, -1).filter((cell) => cell !== missing[0]).reduce((sum, cell) => sum + known.get(cell)!, 0);
          known.set(missing[0]!, missing[0] === total ? others : known.get(total)! - others);
          again = true;
        }
      }
      const followed = [...known.keys()].filter((cell) => !before.has(cell)).sort((a, b) => a - b);
      expect([...determinedCells({ codes, withheld }).cells]).toEqual(followed);
      for (const cell of followed) expect(known.get(cell)).toBe(truth(Math.floor(cell / (columns + 1)), cell % (columns + 1)));
    }), { numRuns: 200 });
  });
});
