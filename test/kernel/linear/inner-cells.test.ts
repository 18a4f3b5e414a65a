import { expect, test } from 'vitest';
import { addUp, cellSystem, handDown, innerCells, type CellSystem } from '../../../src/linear/index.ts';

const area = { parents: Int32Array.of(-1, 0, 0, 1, 1) };
const system = cellSystem(5, [{ trees: [area], cells: Int32Array.of(0, 1, 2, 3, 4), nodes: [Int32Array.of(0, 1, 2, 3, 4)] }]);

test('totals come after the totals they are made of', () => {
  const { relations, totals } = innerCells(system);
  expect([...totals]).toEqual([1, 0]);
  expect([...relations].map((relation) => relation >= 0)).toEqual([true, true, false, false, false]);
});

test('inner cells add up to their totals', () => {
  const values = Float64Array.of(9, 9, 10, 20, 30);
  addUp(system, innerCells(system), values);
  expect([...values]).toEqual([60, 50, 10, 20, 30]);
});

test('what stands at totals is handed down to each inner cell of theirs', () => {
  const values = Float64Array.of(1, 10, 100, 1000, 1000);
  handDown(system, innerCells(system), values);
  expect([...values.subarray(2)]).toEqual([101, 1011, 1011]);
});

test('a cell that is part of itself is refused, however far down', () => {
  const circle: CellSystem = { cells: 3, starts: Int32Array.of(0, 2, 4), members: Int32Array.of(0, 1, 1, 0) };
  expect(() => innerCells(circle)).toThrow('system: 2 cells are parts of themselves');
});

test('a table without cells has no totals', () => {
  expect(innerCells(cellSystem(0, [])).totals).toHaveLength(0);
});
