import { describe, expect, test } from 'vitest';
import { cellSystem, type CellSystem } from '../../../src/linear/index.ts';
import { coverCells } from '../../../src/protect/kernel/suppress/cover-cells.ts';
import { CELL } from '../../../src/protect/kernel/suppress/problem.ts';

/** A table of three by three with margins: cell 4 r + c, where 3 is the total. */
const line = { parents: Int32Array.of(-1, 0, 0, 0) };
const places = Int32Array.from({ length: 16 }, (_, place) => place);
const node = (index: number): number => (index + 1) % 4;
const TABLE: CellSystem = cellSystem(16, [{ trees: [line, line], cells: places, nodes: [places.map((place) => node(Math.floor(place / 4))), places.map((place) => node(place % 4))] }]);

function cover(withheld: readonly number[], thin: readonly number[], frozen: readonly number[] = [], costs: Readonly<Record<number, number>> = {}): [number[], number[]] {
  const states = new Uint8Array(16);
  for (const cell of withheld) states[cell] = CELL.primary;
  for (const cell of frozen) states[cell] = CELL.frozen;
  const found = coverCells({
    system: TABLE, states, withheld: Uint8Array.from(places, (cell) => (withheld.includes(cell) ? 1 : 0)),
    costs: Float64Array.from(places, (cell) => costs[cell] ?? 10), 
  }, Int32Array.from(thin));
  return [[...found.chosen], [...found.bare]];
}

describe('further cover for a cell', () => {
  test('is the cheapest cell that adds up with it', () => {
    expect(cover([0], [0], [], { 8: 2 })).toEqual([[8], []]);
    expect(cover([0], [0], [], { 3: 1, 8: 2 })).toEqual([[3], []]);
  });

  test('is the one of the smallest number where several cost the same', () => {
    expect(cover([5], [5])).toEqual([[1], []]);
  });

  test('passes over cells that must be published', () => {
    expect(cover([0], [0], [1, 2, 3, 4, 8, 12])).toEqual([[], [0]]);
    expect(cover([0], [0], [1, 2, 3, 4, 12])).toEqual([[8], []]);
  });

  test('lies beside a withheld cell where none is left beside itself', () => {
    // The row and the column of cell 0 are withheld or frozen; cell 5 covers cells 1 and 4.
    expect(cover([0, 1, 4], [0], [2, 3, 8, 12], { 5: 1 })).toEqual([[5], []]);
  });

  test('serves two cells that it stands beside', () => {
    expect(cover([0, 5], [0, 5], [], { 1: 1 })).toEqual([[1], []]);
  });

  test('is nothing where nothing is asked', () => {
    expect(cover([0], [])).toEqual([[], []]);
  });
});
