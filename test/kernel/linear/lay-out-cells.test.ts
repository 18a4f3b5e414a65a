import { describe, expect, test } from 'vitest';
import { layOutCells, systemOver, type CellCoordinates, type LaidOutCells } from '../../../src/linear/index.ts';

/** Cells as texts, one word a column: a dot for a total, a dash for a missing value. */
function coordinates(cells: readonly string[], more: Partial<CellCoordinates> = {}): CellCoordinates {
  const words = cells.map((cell) => cell.split(' '));
  const columns = words[0]!.map((_, column) => words.map((row) => row[column]!));
  return {
    cells: cells.length,
    codes: columns.map((column) => {
      const values = [...new Set(column)].filter((word) => word !== '.' && word !== '-').sort();
      return Int32Array.from(column, (word) => (word === '-' ? -1 : Math.max(0, values.indexOf(word))));
    }),
    totals: columns.map((column) => Uint8Array.from(column, (word) => (word === '.' ? 1 : 0))),
    dimensions: columns.map((_, column) => [column]),
    tables: null,
    ...more,
  };
}

function relationsOf(cells: readonly string[], { system }: Pick<LaidOutCells, 'system'>): string[] {
  const named = (cell: number): string => cells[cell]!.replaceAll(' ', '');
  return Array.from({ length: system.starts.length - 1 }, (_, relation) => {
    const [total, ...parts] = system.members.slice(system.starts[relation], system.starts[relation + 1]);
    return `${named(total!)} = ${[...parts].map(named).sort((a, b) => a.localeCompare(b)).join(' + ')}`;
  }).sort((a, b) => a.localeCompare(b));
}

describe('cells laid out', () => {
  test('add up over every dimension that has totals', () => {
    const cells = ['a x', 'a y', 'b x', 'a .', 'b .', '. x', '. y', '. .'];
    const laidOut = layOutCells(coordinates(cells));
    expect(relationsOf(cells, laidOut)).toEqual(['.. = .x + .y', '.. = a. + b.', '.x = ax + bx', '.y = ay', 'a. = ax + ay', 'b. = bx']);
    expect([...laidOut.hidden]).toEqual(new Array(8).fill(0));
    expect([...laidOut.over.slice().sort()]).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('keep a missing value and a total apart', () => {
    const cells = ['a', '-', '.'];
    expect(relationsOf(cells, layOutCells(coordinates(cells)))).toEqual(['. = - + a']);
  });

  test('without totals add up to nothing', () => {
    const cells = ['a x', 'a y', 'b x'];
    const laidOut = layOutCells(coordinates(cells, { totals: [null, null] }));
    expect(relationsOf(cells, laidOut)).toEqual([]);
    expect([...laidOut.layouts[0]!.trees[0]!.parents]).toEqual([-1, -1]);
  });

  test('add up level by level in a hierarchy, over equal codes under different parents too', () => {
    const cells = ['1 1 x', '1 2 x', '2 1 x', '1 . x', '2 . x', '. . x'];
    const laidOut = layOutCells(coordinates(cells, { dimensions: [[0, 1], [2]] }));
    expect(relationsOf(cells, laidOut)).toEqual(['..x = 1.x + 2.x', '1.x = 11x + 12x', '2.x = 21x']);
  });

  test('reach past a level that is not published', () => {
    const cells = ['1 1', '1 2', '2 1', '. .'];
    expect(relationsOf(cells, layOutCells(coordinates(cells, { dimensions: [[0, 1]] })))).toEqual(['.. = 11 + 12 + 21']);
  });

  test('refuse a total over a coarse column alone', () => {
    expect(() => layOutCells(coordinates(['1 1', '. 1'], { dimensions: [[0, 1]] }))).toThrow('total');
  });

  test('know the cells of several tables, and join them by cells that belong to none', () => {
    const cells = ['a x 1', 'a y 1', 'b x 2', 'a x .', 'a y .', 'b x .', '. x 1', '. y 1', '. x 2', '. x .', '. y .'];
    const laidOut = layOutCells(coordinates(cells, { tables: [[0, 1], [1, 2]] }));
    // Nobody counted has a, x and 2, or b, x and 1; the tables do not say so.
    expect([...laidOut.hidden]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(laidOut.layouts.map((layout) => [...layout.cells])).toEqual([[3, 4, 5, 9, 10], [6, 7, 8, 9, 10]]);
    expect(laidOut.layouts.map(({ trees }) => trees.length)).toEqual([2, 2]);
    expect(relationsOf([...cells, 'a x 2', 'b x 1'], laidOut)).toEqual([
      '.x. = .x1 + .x2', '.x. = ax. + bx.', '.x1 = ax1 + bx1', '.x2 = ax2 + bx2', '.y. = .y1', '.y. = ay.', '.y1 = ay1', 'ax. = ax1 + ax2', 'ay. = ay1', 'bx. = bx1 + bx2',
    ]);
  });

  test('can be asked for the relations over some dimensions only', () => {
    const cells = ['a x', 'a y', 'b x', 'a .', 'b .', '. x', '. y', '. .'];
    const laidOut = layOutCells(coordinates(cells));
    expect(relationsOf(cells, { system: systemOver(laidOut, (dimension) => dimension === 1) })).toEqual(['.. = .x + .y', 'a. = ax + ay', 'b. = bx']);
  });

  test('may be none', () => {
    const laidOut = layOutCells({ cells: 0, codes: [new Int32Array(0)], totals: [null], dimensions: [[0]], tables: null });
    expect(laidOut.system).toEqual({ cells: 0, starts: Int32Array.of(0), members: new Int32Array(0) });
  });
});
