// Tables of four dimensions, where a cell moves only if fifteen others move along.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackTable, cellSystem, loadSolver } from '../../../src/linear/index.ts';
import { attackedCells, crossed, star, summed, TWO_LEVELS, tryAll } from './small-systems.ts';

const solver = await loadSolver();

/** Trees with pairs of finest categories, of each of which a hypercube may have both. */
const SHAPES = [
  { trees: [star(2), star(2), star(2), star(2)], pairs: [[[1, 2]], [[1, 2]], [[1, 2]], [[1, 2]]] },
  { trees: [star(3), star(2), star(2), star(2)], pairs: [[[1, 2], [2, 3]], [[1, 2]], [[1, 2]], [[1, 2]]] },
  { trees: [TWO_LEVELS, star(2), star(2), star(2)], pairs: [[[3, 4], [5, 6]], [[1, 2]], [[1, 2]], [[1, 2]]] },
] as const;

describe('the attack on tables of four dimensions', () => {
  test('finds the intervals that trying all values finds, of one hypercube and of two that overlap or do not', () => {
    fc.assert(fc.property(fc.constantFrom(...SHAPES), fc.infiniteStream(fc.integer({ min: 0, max: 4 })), fc.boolean(), fc.integer({ min: 0, max: 15 }), (shape, counts, isTwice, shown) => {
      const layout = crossed(...shape.trees);
      const inner = Array.from(layout.cells, () => counts.next().value!);
      const values = summed(layout, (cell) => inner[cell]!);
      const first = shape.pairs[0]!;
      const lines = isTwice ? first.flat() : first[0]!;
      const cube = Array.from(layout.cells).filter((cell) => layout.nodes.every((column, dimension) => (dimension === 0 ? lines : shape.pairs[dimension]![0]!).includes(column[cell]! as never)));
      // One of its sixteen corners may be published after all: then nothing of the cube is uncertain any more.
      const withheld = cube.filter((_, corner) => shown !== 15 || corner !== 3);
      const attacked = attackedCells(cellSystem(values.length, [layout]), values, withheld, { upper: new Float64Array(values.length).fill(5) });
      const { intervals, exact, contradictions, undecided } = attackTable(attacked, { solver, mode: 'intervals' });
      const { least, most } = tryAll(attacked);
      expect([contradictions.length, undecided.length]).toEqual([0, 0]);
      for (const cell of withheld) expect([intervals!.lower[cell], intervals!.upper[cell]]).toEqual([least.get(cell), most.get(cell)]);
      expect([...exact]).toEqual(withheld.filter((cell) => least.get(cell) === most.get(cell)));
    }), { numRuns: process.env['A423_MANY_CASES'] === undefined ? 4 : 100 });
  }, 60_000);

  test('takes any fifteen of the sixteen corners of a hypercube for certain', () => {
    const layout = crossed(star(2), star(2), star(2), star(2));
    const values = summed(layout, (cell) => 3 + (cell % 5));
    const cube = Array.from(layout.cells).filter((cell) => layout.nodes.every((column) => column[cell]! > 0));
    const system = cellSystem(values.length, [layout]);
    expect([...attackTable(attackedCells(system, values, cube), { solver, mode: 'protection' }).exact]).toEqual([]);
    for (const corner of cube) {
      const rest = cube.filter((cell) => cell !== corner);
      expect([...attackTable(attackedCells(system, values, rest), { solver, mode: 'protection' }).exact]).toEqual(rest);
    }
  });
});
