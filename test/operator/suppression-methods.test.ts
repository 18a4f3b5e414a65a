import { describe, expect, test } from 'vitest';
import { cellSystem, loadSolver } from '../../src/linear/index.ts';
import { CELL, type SuppressionProblem } from '../../src/protect/kernel/suppress/problem.ts';
import { methodsFor } from '../../src/protect/suppression-methods.ts';
import { flatTable, flatValues, problemOf, unhurried, unsafeByProgram } from '../kernel/protect/suppress-problems.ts';

const solver = await loadSolver();

/** A flat table with every eleventh cell unsafe, of as many rows and columns with the total. */
function tableOfSize(rows: number, columns: number): SuppressionProblem {
  const values = flatValues(rows, columns, Array.from({ length: (rows - 1) * (columns - 1) }, (_, place) => 11 + ((place * 37) % 50)));
  const states = Uint8Array.from(values, (_, cell) => (cell > columns && cell % columns !== 0 && cell % 11 === 0 ? CELL.primary : CELL.open));
  return problemOf([flatTable(rows, columns)], values, { states });
}
const small = tableOfSize(5, 5);

describe('the method of secondary suppression', () => {
  test.each(['gauss', 'modular', 'optimal'] as const)('%s is the one that was asked for, whatever the size', (method) => {
    for (const problem of [small, tableOfSize(70, 70)]) expect(methodsFor(method, problem, 'publish').name).toBe(method);
  });

  test.each(['gauss', 'modular', 'optimal', 'auto'] as const)('%s leaves nothing certain on a small table', (method) => {
    const pattern = methodsFor(method, small, 'publish').first(small, unhurried(solver));
    expect(pattern.uncovered).toHaveLength(0);
    expect(unsafeByProgram(small, pattern.secondary, solver)).toEqual([]);
  });

  test('none costs less than the optimum, which alone is proven', () => {
    const problem = tableOfSize(6, 8);
    const [optimal, modular, gauss] = (['optimal', 'modular', 'gauss'] as const).map((method) => methodsFor(method, problem, 'publish').first(problem, unhurried(solver)));
    expect(optimal!.bound).toBeCloseTo(optimal!.cost, 6);
    expect([modular!.bound, gauss!.bound]).toEqual([0, 0]);
    for (const other of [modular!, gauss!]) expect(other.cost).toBeGreaterThanOrEqual(optimal!.cost - 1e-6);
  });

  test('auto is the optimum of a small table, elimination of a large one, and by size alone between', () => {
    expect(methodsFor('auto', small, 'publish').name).toBe('optimal');
    expect(methodsFor('auto', tableOfSize(70, 70), 'publish').name).toBe('gauss');
    const between = tableOfSize(20, 20);
    const { name, first } = methodsFor('auto', between, 'publish');
    expect(['optimal', 'gauss']).not.toContain(name);
    expect(methodsFor('auto', { ...between, costs: between.costs.map(() => 1) }, 'withhold').name).toBe(name);
    const [cheap, modular] = [first(between, unhurried(solver)), methodsFor('modular', between, 'publish').first(between, unhurried(solver))];
    expect(cheap.cost).toBeLessThanOrEqual(modular.cost);
    expect(unsafeByProgram(between, cheap.secondary, solver)).toEqual([]);
  });

  test('elimination is mended where intervals are required, and then meets them', () => {
    const values = small.values.map((value) => (small.states.length > 0 ? value : 0));
    const wide: SuppressionProblem = { ...small, required: { ...small.required, width: values.map((value, cell) => (small.states[cell] === CELL.primary ? value / 2 : 0)) } };
    for (const method of ['gauss', 'auto'] as const) {
      const { name, first } = methodsFor(method, wide, 'publish');
      expect(name).toBe(method === 'gauss' ? 'mended gauss' : 'optimal');
      expect(unsafeByProgram(wide, first(wide, unhurried(solver)).secondary, solver)).toEqual([]);
    }
  });

  test('elimination needs no solver, and of no cells there is nothing to withhold', () => {
    expect(methodsFor('gauss', small, 'publish').first(small, unhurried(null)).uncovered).toHaveLength(0);
    const none = problemOf([], new Float64Array(0), { system: cellSystem(0, []) });
    for (const method of ['gauss', 'modular', 'optimal', 'auto'] as const) expect(methodsFor(method, none, 'withhold').first(none, unhurried(solver))).toMatchObject({ cost: 0, secondary: new Uint8Array(0) });
  });

  test('what is added after an attack is covered by elimination, whichever method came first', () => {
    const stated = { ...small, states: Uint8Array.from(small.states, (state, cell) => (cell === 7 ? CELL.primary : state)) };
    const patterns = (['gauss', 'modular', 'optimal', 'auto'] as const).map((method) => methodsFor(method, stated, 'publish').repair(stated, unhurried(solver)));
    for (const pattern of patterns) expect([...pattern.secondary]).toEqual([...patterns[0]!.secondary]);
  });
});
