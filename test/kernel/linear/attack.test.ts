import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackTable, cellSystem, loadSolver, SEEN, type AttackReport } from '../../../src/linear/index.ts';
import { attackedCells, crossed, smallTables, star, summed, tryAll } from './small-systems.ts';

const solver = await loadSolver();
const cellsOf = ({ exact, narrow, insider, undecided }: AttackReport): unknown => ({ exact: [...exact], narrow: [...narrow], insider: [...insider], undecided: [...undecided] });

describe('the attack on small tables', () => {
  test('finds the intervals that trying all values finds', () => {
    fc.assert(fc.property(smallTables, (attacked) => {
      const { least, most } = tryAll(attacked);
      const { intervals, exact, contradictions, undecided } = attackTable(attacked, { solver, mode: 'intervals' });
      expect(contradictions).toHaveLength(0);
      expect(undecided).toHaveLength(0);
      for (const [cell, low] of least) expect([intervals!.lower[cell], intervals!.upper[cell]]).toEqual([low, most.get(cell)]);
      expect([...exact]).toEqual([...least.keys()].filter((cell) => least.get(cell) === most.get(cell)));
    }), { numRuns: 1000 });
  }, 240_000);

  test('tells the same cells in both modes, and no other cells are certain without a solver', () => {
    fc.assert(fc.property(smallTables, fc.integer({ min: 0, max: 3 }), (attacked, width) => {
      const required = { ...attacked.required, width: new Float64Array(attacked.system.cells).fill(width) };
      const intervals = attackTable({ ...attacked, required }, { solver, mode: 'intervals' });
      const protection = attackTable({ ...attacked, required }, { solver, mode: 'protection' });
      expect(cellsOf(protection)).toEqual(cellsOf(intervals));
      const alone = attackTable({ ...attacked, required }, { solver: null, mode: 'protection' });
      for (const cell of alone.exact) expect([...intervals.exact]).toContain(cell);
      expect([...alone.exact, ...alone.undecided, ...alone.narrow].sort((a, b) => a - b)).toEqual(expect.arrayContaining([...intervals.exact]));
    }), { numRuns: 200 });
  });

  test('tells of larger tables, where many cells are moved at once, what their intervals tell', () => {
    const layout = crossed(star(8), star(9));
    const system = cellSystem(layout.cells.length, [layout]);
    const levels = fc.integer({ min: 0, max: 6 });
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: system.cells, maxLength: system.cells }), fc.integer({ min: 3, max: 9 }), levels, levels, levels, fc.boolean(), (counts, share, below, above, width, integers) => {
      const values = summed(layout, (cell) => counts[cell]!);
      const withheld = Array.from(layout.cells).filter((cell) => counts[(cell * 7) % system.cells]! <= share);
      const filled = (level: number): Float64Array => new Float64Array(system.cells).fill(level);
      const attacked = attackedCells(system, values, withheld, { integers, upper: filled(1000), required: { below: filled(below), above: filled(above), width: filled(width) } });
      const { exact, narrow, undecided } = attackTable(attacked, { solver, mode: 'protection' });
      expect(undecided).toHaveLength(0);
      // The ends of intervals are found by another program; here those of real numbers are whole.
      const { lower, upper } = attackTable(attacked, { solver, mode: 'intervals' }).intervals!;
      const near = integers ? 0 : 1e-6;
      const failing = withheld.filter((cell) => upper[cell]! - lower[cell]! <= near || lower[cell]! > values[cell]! - below + near || upper[cell]! < values[cell]! + above - near || upper[cell]! - lower[cell]! < width - near);
      expect([...exact, ...narrow].sort((a, b) => a - b)).toEqual(failing);
    }), { numRuns: 60 });
  }, 60_000);

  test('looks, for those inside, only at the cells that are to be kept from them', () => {
    fc.assert(fc.property(smallTables, fc.integer({ min: 0, max: 2 }), (attacked, kept) => {
      const onlyUnit = Int32Array.from(attacked.values, (value, cell) => (value === 1 ? cell : -1));
      const insideToo = Uint8Array.from(attacked.values.keys(), (cell) => Number(cell % 3 === kept));
      const all = attackTable({ ...attacked, onlyUnit }, { solver, mode: 'protection', insiders: 'single' });
      const some = attackTable({ ...attacked, onlyUnit, insideToo }, { solver, mode: 'protection', insiders: 'single' });
      expect([...some.insider]).toEqual([...all.insider].filter((cell) => insideToo[cell] === 1));
    }), { numRuns: 100 });
  });

  test('tells of what more is withheld for what a first attack told the same as if nothing was known of the first', () => {
    fc.assert(fc.property(smallTables, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 2, max: 4 }), (attacked, width, share) => {
      const onlyUnit = Int32Array.from(attacked.values, (value, cell) => (value === 1 ? cell : -1));
      const all = { ...attacked, onlyUnit, required: { ...attacked.required, width: new Float64Array(attacked.system.cells).fill(width) } };
      const options = { solver, mode: 'protection', insiders: 'single' } as const;
      const seen = all.seen.map((state, cell) => (state === SEEN.withheld && cell % share === 0 ? SEEN.published : state));
      const first = attackTable({ ...all, seen }, options);
      const settled = seen.map((state, cell) => Number(state === SEEN.withheld && ![...first.exact, ...first.narrow, ...first.insider, ...first.undecided].includes(cell)));
      const [told, again] = [attackTable(all, options), attackTable({ ...all, settled }, options)];
      expect(cellsOf(again)).toEqual(cellsOf(told));
      expect(again.effort.programs).toBeLessThanOrEqual(told.effort.programs + again.effort.insiders);
    }), { numRuns: 200 });
  });

  test('finds what each unit that is alone in a cell finds by trying all values', () => {
    fc.assert(fc.property(smallTables, (attacked) => {
      const onlyUnit = Int32Array.from(attacked.values, (value, cell) => (value === 1 ? cell : -1));
      const { exact, insider, undecided } = attackTable({ ...attacked, onlyUnit }, { solver, mode: 'protection', insiders: 'single' });
      expect(undecided).toHaveLength(0);
      const withheld = Array.from(attacked.seen.keys()).filter((cell) => attacked.seen[cell] === SEEN.withheld);
      const certain = withheld.filter((cell) => withheld.some((own) => {
        if (onlyUnit[own]! < 0 || own === cell) return false;
        const { least, most } = tryAll(attacked, [own]);
        return least.get(cell) === most.get(cell);
      }));
      expect([...insider]).toEqual(certain.filter((cell) => !exact.includes(cell)));
    }), { numRuns: 200 });
  });
});

describe('the attack on tables from the literature', () => {
  test('gives the intervals of the handbook (Geurts 1992)', () => {
    const layout = crossed(star(3), star(3));
    // Rows 1 and 2 and columns 1 and 2 withheld: X11 + X12 = 7, X21 + X22 = 3, X31 = X32 = 3, columns 9 and 7.
    const inner: Record<number, number> = { 5: 5, 6: 2, 7: 4, 9: 1, 10: 2, 11: 3, 13: 3, 14: 3, 15: 1 };
    const values = summed(layout, (cell) => inner[cell]!);
    const { intervals } = attackTable(attackedCells(cellSystem(16, [layout]), values, [5, 6, 9, 10]), { solver, mode: 'intervals' });
    expect([5, 6, 9, 10].map((cell) => [intervals!.lower[cell], intervals!.upper[cell]])).toEqual([[3, 6], [1, 4], [0, 3], [0, 3]]);
  });

  test('catches the cell that two withheld cells in every line do not hide', () => {
    // sdcTable, tests/testthat/test-simpleheuristic.R: w|b = 47 follows though each line has two withheld cells.
    const layout = crossed(star(4), star(4));
    const inner = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]];
    const values = summed(layout, (cell) => inner[Math.floor(cell / 5) - 1]![(cell % 5) - 1]!);
    const at = (row: number, column: number): number => 5 * row + column;
    const withheld = [at(1, 1), at(1, 2), at(1, 3), at(2, 1), at(2, 3), at(3, 2), at(3, 4), at(4, 2), at(4, 4)];
    const report = attackTable(attackedCells(cellSystem(25, [layout]), values, withheld), { solver, mode: 'intervals' });
    expect(cellsOf(report)).toEqual({ exact: [at(1, 2)], narrow: [], insider: [], undecided: [] });
    const ends = (cell: number): number[] => [report.intervals!.lower[cell]!, report.intervals!.upper[cell]!];
    expect([at(1, 1), at(1, 3), at(2, 1), at(2, 3), at(3, 2), at(3, 4), at(4, 2), at(4, 4)].map(ends))
      .toEqual([[25, 94], [0, 69], [26, 95], [0, 69], [0, 185], [0, 185], [906, 1091], [585, 770]]);
  });
});
