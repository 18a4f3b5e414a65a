import { describe, expect, test } from 'vitest';
import { unknownComponents } from '../../../src/linear/components.ts';
import { columnRows } from '../../../src/linear/distance-program.ts';
import { cellSystem, loadSolver, type AttackedCells } from '../../../src/linear/index.ts';
import { meetAll, moveCells, type Answer, type Demand, type Mover } from '../../../src/linear/mover.ts';
import { isNearWhole, separateMoves, withColumns } from '../../../src/linear/separate-moves.ts';
import { attackedCells, crossed, star, summed } from './small-systems.ts';

const solver = await loadSolver();
const layout = crossed(star(2), star(3));
const values = summed(layout, (cell) => cell);

/** Rows and columns of the inner cells, by place. */
const LINES = [[0, 1, 2], [3, 4, 5], [0, 3], [1, 4], [2, 5]];

/** Moves the cells of a table all of whose inner cells are withheld. */
function moverOf(more: Partial<AttackedCells> = {}, isWhole = true): Mover {
  const attacked = attackedCells(cellSystem(layout.cells.length, [layout]), values, [5, 6, 7, 9, 10, 11], more);
  const unknowns = unknownComponents(attacked, 0);
  const [component] = unknowns.components;
  const tolerance = isWhole ? 0 : 1e-9;
  return moveCells(component!, unknowns, Float64Array.from(component!.cells, (cell) => attacked.values[cell]!), { solver, isWhole, tolerance, secondsLeft: () => Infinity, count: () => undefined });
}

describe('moving cells', () => {
  test('moves as few as it can, and keeps to rows and bounds', () => {
    const mover = moverOf();
    const moves: number[][] = [];
    mover.onMove((places) => void moves.push([...places]));
    expect(mover.meet([{ place: 0, direction: 1, distance: 2 }])).toBe('met');
    expect(moves[0]).toHaveLength(4);
    expect(moves[0]).toContain(0);
    for (const line of LINES) expect(line.reduce((sum, place) => sum + mover.up[place]! - mover.down[place]!, 0)).toBe(0);
    expect([mover.up[0], mover.down[0]]).toEqual([2, 0]);
    mover.close();
  });

  test('tells what cannot be: the least inner cell of a column is what another can gain', () => {
    const mover = moverOf();
    // Cell 5 (place 0) shares its column with cell 9, which is 9: it can rise by 9, and fall by 5.
    expect(mover.meet([{ place: 0, direction: 1, distance: 9 }])).toBe('met');
    expect(mover.meet([{ place: 0, direction: 1, distance: 10 }])).toBe('impossible');
    expect(mover.meet([{ place: 0, direction: -1, distance: 5 }])).toBe('met');
    expect(mover.meet([{ place: 0, direction: -1, distance: 6 }])).toBe('impossible');
    expect(mover.meet([{ place: 0, direction: 1, distance: 1 }, { place: 3, direction: 1, distance: 1 }])).toBe('impossible');
    mover.close();
  });

  test('leaves held cells where they are, until they are let go', () => {
    const mover = moverOf();
    mover.hold([3]);
    expect(mover.meet([{ place: 0, direction: 1, distance: 1 }])).toBe('impossible');
    expect(mover.meet([{ place: 1, direction: 1, distance: 1 }])).toBe('met');
    mover.hold([]);
    expect(mover.meet([{ place: 0, direction: 1, distance: 1 }])).toBe('met');
    mover.close();
  });

  test('moves values that are no whole numbers by parts of one', () => {
    const mover = moverOf({ integers: false }, false);
    expect(mover.step).toBeLessThan(1e-5);
    expect(mover.meet([{ place: 0, direction: 1, distance: 0.25 }])).toBe('met');
    expect(mover.up[0]).toBeCloseTo(0.25, 6);
    expect(mover.meet([{ place: 0, direction: 1, distance: 9.5 }])).toBe('impossible');
    mover.close();
  });

  test('sweeps as many cells as far as they are asked to go at once, in solutions only', () => {
    const mover = moverOf();
    const moves: number[][] = [];
    mover.onMove((places) => void moves.push([...places]));
    // Each line of the table must still add up, so that half of the cells rise while the others fall.
    mover.sweep([0, 1, 2, 3, 4, 5].map((place): Demand => ({ place, direction: place < 3 === (place % 3 === 0) ? 1 : -1, distance: 2 })));
    expect(moves.length).toBeGreaterThan(0);
    // Whatever moves in a line, something else in it makes up for it.
    for (const move of moves) for (const line of LINES) expect(line.filter((place) => move.includes(place))).not.toHaveLength(1);
    const moved = [mover.up[0]!, mover.down[1]!, mover.down[2]!, mover.down[3]!, mover.up[4]!, mover.up[5]!];
    expect(moved.every((distance) => distance <= 2)).toBe(true);
    expect(moved.filter((distance) => distance === 2).length).toBeGreaterThanOrEqual(4);
    mover.close();
  });

  test('sweeps around held cells, and around all of them not at all', () => {
    const mover = moverOf();
    const demands = [0, 1, 2, 3, 4, 5].map((place): Demand => ({ place, direction: 1, distance: 1 }));
    mover.hold([0, 1, 3]);
    mover.sweep(demands);
    expect([...mover.up, ...mover.down]).toEqual(new Array(12).fill(0));
    mover.hold([0]);
    mover.sweep([{ place: 1, direction: 1, distance: 1 }]);
    expect([mover.up[0], mover.down[0], mover.up[1], mover.down[2]]).toEqual([0, 0, 1, 1]);
    mover.close();
  });

  test('tells each part of a move that no row connects as a move of its own', () => {
    // Two squares of four cells, whose rows and columns are 10.
    const component = { cells: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7), rows: [[0, 1], [2, 3], [4, 5], [6, 7], [0, 4], [1, 5], [2, 6], [3, 7]].map((cells, relation) => ({ relation, cells: Int32Array.from(cells), signs: Int8Array.of(1, 1), side: 10 })) };
    const bounds = { lower: new Float64Array(8), upper: new Float64Array(8).fill(10) };
    const mover = moveCells(component, bounds, new Float64Array(8).fill(5), { solver, isWhole: true, tolerance: 0, secondsLeft: () => Infinity, count: () => undefined });
    const moves: string[] = [];
    mover.onMove((places) => void moves.push([...places].sort((a, b) => a - b).join(' ')));
    expect(mover.meet([{ place: 0, direction: 1, distance: 1 }, { place: 2, direction: -1, distance: 1 }])).toBe('met');
    expect(moves).toEqual(['0 1 4 5', '2 3 6 7']);
    mover.close();
  });

  test('meets many demands in few programs, and tells those that cannot be met', () => {
    const mover = moverOf();
    const told: [Demand, Answer][] = [];
    const demands = [0, 1, 2, 3, 4, 5].flatMap((place) => [1, 100].map((distance): Demand => ({ place, direction: 1, distance })));
    meetAll(mover, demands, ({ place, distance }) => mover.up[place]! >= distance, (demand, answer) => void told.push([demand, answer]));
    expect(told.map(([{ place, distance }, answer]) => [place, distance, answer])).toEqual([0, 1, 2, 3, 4, 5].map((place) => [place, 100, 'impossible']));
    mover.close();
  });
});

describe('taking moves apart', () => {
  const rows = { rowStarts: Int32Array.of(0, 2, 4), rowColumns: Int32Array.of(0, 1, 2, 3), rowValues: Float64Array.of(1, 1, 1, -1) };

  test('gives a part for each that no row connects, and none for what did not move', () => {
    expect(separateMoves(rows, columnRows(4, rows), Float64Array.of(1, -1, 0.5, 0.5))).toEqual([[0, 1], [2, 3]]);
    expect(separateMoves(rows, columnRows(4, rows), Float64Array.of(0, 0, 1, 1))).toEqual([[2, 3]]);
    expect(separateMoves(rows, columnRows(4, rows), new Float64Array(4))).toEqual([]);
  });

  test('keeps columns with the rows they are in', () => {
    const sides = new Float64Array(2);
    const program = { columns: 4, costs: Float64Array.of(1, 2, 3, 4), lower: new Float64Array(4), upper: Float64Array.of(5, 6, 7, 8), ...rows, rowLower: sides, rowUpper: sides };
    expect(withColumns(program, [3, 0])).toMatchObject({
      columns: 2, costs: Float64Array.of(4, 1), upper: Float64Array.of(8, 5), rowStarts: Int32Array.of(0, 1, 2), rowColumns: Int32Array.of(1, 0), rowValues: Float64Array.of(1, -1),
    });
  });

  test('tells values that stand for whole numbers', () => {
    expect([2, -3 + 1e-9, 0.5, 1 - 1e-4].map(isNearWhole)).toEqual([true, true, false, false]);
  });
});
