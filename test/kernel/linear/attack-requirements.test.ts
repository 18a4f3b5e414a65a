import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackTable, cellSystem, loadSolver, type AttackedCells } from '../../../src/linear/index.ts';
import { attackedCells, crossed, smallTables, star, summed, tryAll } from './small-systems.ts';

const solver = await loadSolver();
const line = cellSystem(3, [crossed(star(2))]);
const counts = (values: readonly number[], more: Partial<AttackedCells> = {}): AttackedCells => attackedCells(line, Float64Array.from(values), [1, 2], more);
const required = (below: number, above: number, width: number): AttackedCells['required'] => ({ below: Float64Array.of(0, below, 0), above: Float64Array.of(0, above, 0), width: Float64Array.of(0, width, 0) });

describe('what is required of an interval', () => {
  // 10 = 4 + 6: the first is between 0 and 10.
  test.each([[4, 6, 10], [0, 6, 0], [4, 0, 0], [0, 0, 10]])('is met by %i below, %i above and a width of %i', (below, above, width) => {
    expect(attackTable(counts([10, 4, 6], { required: required(below, above, width) }), { solver, mode: 'protection' }).passed).toBe(true);
  });

  test.each([[5, 0, 0], [0, 7, 0], [0, 0, 11]])('is not met by %i below, %i above and a width of %i', (below, above, width) => {
    for (const mode of ['protection', 'intervals'] as const) {
      const report = attackTable(counts([10, 4, 6], { required: required(below, above, width) }), { solver, mode });
      expect([[...report.narrow], [...report.exact]]).toEqual([[1], []]);
    }
  });

  test('is met or not as trying all values tells', () => {
    fc.assert(fc.property(smallTables, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), (attacked, below, above) => {
      const { cells } = attacked.system;
      const levels = { below: new Float64Array(cells).fill(below), above: new Float64Array(cells).fill(above), width: new Float64Array(cells) };
      const report = attackTable({ ...attacked, required: levels }, { solver, mode: 'protection' });
      const { least, most } = tryAll(attacked);
      const failing = [...least.keys()].filter((cell) => least.get(cell) === most.get(cell) || least.get(cell)! > attacked.values[cell]! - below || most.get(cell)! < attacked.values[cell]! + above);
      expect([...report.exact, ...report.narrow].sort((a, b) => a - b)).toEqual(failing.sort((a, b) => a - b));
    }), { numRuns: 100 });
  });

  test('is the same whatever the unit of values that are no whole numbers', () => {
    for (const unit of [1e-6, 1, 1e9]) {
      const levels = required(4 * unit, 6 * unit, 0);
      const table = (width: number): AttackedCells => counts([10 * unit, 4 * unit, 6 * unit], { integers: false, required: { ...levels, width: Float64Array.of(0, width * unit, 0) } });
      expect(attackTable(table(10), { solver, mode: 'protection' }).passed).toBe(true);
      expect([...attackTable(table(10.1), { solver, mode: 'protection' }).narrow]).toEqual([1]);
    }
  });
});

describe('an attack', () => {
  test('with endless bounds leaves endless intervals, and passes', () => {
    const all = attackedCells(line, Float64Array.of(10, 4, 6), [0, 1, 2]);
    const { passed, intervals } = attackTable(all, { solver, mode: 'intervals' });
    expect([passed, [...intervals!.lower], [...intervals!.upper]]).toEqual([true, [0, 0, 0], [Infinity, Infinity, Infinity]]);
  });

  test('knows the cell of a pair of units that is left between them', () => {
    // 9 = 1 + 1 + 7: neither of the two who are alone knows the third, both together do.
    const system = cellSystem(4, [crossed(star(3))]);
    const onlyUnit = Int32Array.of(-1, 7, 8, -1);
    const attacked = attackedCells(system, Float64Array.of(9, 1, 1, 7), [1, 2, 3], { onlyUnit });
    expect([...attackTable(attacked, { solver, mode: 'protection', insiders: 'single' }).insider]).toEqual([]);
    expect([...attackTable(attacked, { solver, mode: 'protection', insiders: 'pairs' }).insider]).toEqual([3]);
  });

  test('knows all cells of one unit at once', () => {
    const system = cellSystem(4, [crossed(star(3))]);
    const attacked = attackedCells(system, Float64Array.of(9, 1, 1, 7), [1, 2, 3], { onlyUnit: Int32Array.of(-1, 7, 7, -1) });
    expect([...attackTable(attacked, { solver, mode: 'protection', insiders: 'single' }).insider]).toEqual([3]);
  });

  test('tells what it had no time for as undecided, never as safe', () => {
    let time = 0;
    const layout = crossed(star(3), star(3));
    const table = attackedCells(cellSystem(16, [layout]), summed(layout, () => 5), [5, 6, 9, 10]);
    const { undecided, exact, passed } = attackTable(table, { solver: null, mode: 'protection', seconds: 1, now: () => (time += 10_000) });
    expect([[...undecided], [...exact], passed]).toEqual([[5, 6, 9, 10], [], false]);
  });

  test('finds nothing in an empty system', () => {
    expect(attackTable(attackedCells(cellSystem(0, []), new Float64Array(0), []), { solver, mode: 'intervals' })).toMatchObject({ passed: true, effort: { unknown: 0, components: 0, programs: 0 } });
  });

  test('is refused for arrays that do not fit, values out of bounds, and a limit without a clock', () => {
    expect(() => attackTable({ ...counts([10, 4, 6]), lower: new Float64Array(2) }, { solver, mode: 'protection' })).toThrow(RangeError);
    expect(() => attackTable(counts([10, 4, 6], { upper: new Float64Array(3).fill(5) }), { solver, mode: 'protection' })).toThrow('cell 2');
    expect(() => attackTable(counts([NaN, 4, 6]), { solver, mode: 'protection' })).toThrow('cell 0');
    expect(() => attackTable(counts([10, 4, 6]), { solver, mode: 'protection', seconds: 1 })).toThrow(TypeError);
  });
});
