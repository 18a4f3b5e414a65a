import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSolver, type LinearProgram } from '../../../src/linear/index.ts';

const solver = await loadSolver();

/** A program from rows written as dense lists. */
function program(costs: number[], rows: { entries: number[]; lower?: number; upper?: number }[], bounds: Partial<Pick<LinearProgram, 'lower' | 'upper' | 'integers'>> = {}): LinearProgram {
  const columns = costs.length;
  const entries = rows.map((row) => row.entries.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  const starts = [0];
  for (const row of entries) starts.push(starts.at(-1)! + row.length);
  return {
    columns,
    costs: Float64Array.from(costs),
    lower: new Float64Array(columns),
    upper: new Float64Array(columns).fill(Infinity),
    rowStarts: Int32Array.from(starts),
    rowColumns: Int32Array.from(entries.flat(), ({ column }) => column),
    rowValues: Float64Array.from(entries.flat(), ({ value }) => value),
    rowLower: Float64Array.from(rows, ({ lower = -Infinity }) => lower),
    rowUpper: Float64Array.from(rows, ({ upper = Infinity }) => upper),
    ...bounds,
  };
}

// Dantzig's example: 3x + 5y at most, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18; the optimum is 36 at (2, 6), with duals 0, 3/2 and 1.
const dantzig = program([-3, -5], [{ entries: [1, 0], upper: 4 }, { entries: [0, 2], upper: 12 }, { entries: [3, 2], upper: 18 }]);

describe('the solver of linear programs', () => {
  test('has a name with a version, and is loaded once', async () => {
    expect(solver.name).toMatch(/^HiGHS \d+\.\d+\.\d+$/);
    expect(await loadSolver()).toBe(solver);
  });

  test('gives the optimum of a textbook program, its solution and its dual values', () => {
    const model = solver.open(dantzig);
    const { status, objective, bound, values, duals } = model.run();
    model.close();
    expect(status).toBe('optimal');
    expect(objective).toBeCloseTo(-36, 9);
    expect(bound).toBe(objective);
    expect([...values]).toEqual([2, 6].map((value) => expect.closeTo(value, 9)));
    expect([...duals]).toEqual([0, -1.5, -1].map((value) => expect.closeTo(value, 9)));
  });

  test('goes on from changed costs, bounds and rows as if the program had been written so', () => {
    const model = solver.open(dantzig);
    model.run();
    model.setCost(0, -30);
    expect(model.run().objective).toBeCloseTo(-30 * 4 - 5 * 3, 9);
    model.setBounds(0, 0, 1);
    expect(model.run().objective).toBeCloseTo(-30 - 5 * 6, 9);
    model.addRow(Int32Array.of(0, 1), Float64Array.of(1, 1), -Infinity, 5);
    expect(model.run().objective).toBeCloseTo(-30 - 5 * 4, 9);
    model.close();
  });

  test('keeps to whole numbers where it is told, with and without', () => {
    const model = solver.open(program([-1, -1], [{ entries: [2, 2], upper: 5 }]));
    expect(model.run().objective).toBeCloseTo(-2.5, 9);
    model.setInteger(0, true);
    model.setInteger(1, true);
    const whole = model.run();
    expect(whole.objective).toBeCloseTo(-2, 9);
    expect(whole.duals).toHaveLength(0);
    model.setInteger(1, false);
    expect(model.run().objective).toBeCloseTo(-2.5, 9);
    model.close();
  });

  test('tells what has no solution from what has no end', () => {
    const none = solver.open(program([1], [{ entries: [1], upper: -1 }]));
    expect(none.run()).toMatchObject({ status: 'infeasible', bound: Infinity });
    none.close();
    const endless = solver.open(program([-1, 0], [{ entries: [1, -1], lower: 0 }]));
    expect(endless.run()).toMatchObject({ status: 'unbounded', bound: -Infinity });
    endless.close();
    const whole = solver.open(program([-1, 0], [{ entries: [1, -1], lower: 0 }], { integers: Uint8Array.of(1, 1) }));
    expect(whole.run().status).toBe('unbounded');
    whole.close();
  });

  test('solves a program without columns, and one without rows', () => {
    const empty = solver.open(program([], []));
    expect(empty.run()).toMatchObject({ status: 'optimal', objective: 0 });
    empty.close();
    const free = solver.open(program([1, -1], [], { upper: Float64Array.of(3, 4) }));
    expect(free.run()).toMatchObject({ status: 'optimal', objective: -4 });
    free.close();
  });

  test('gives the best it found, and a bound, when time runs out', () => {
    // A market split: whole-number programs of this kind are hard at any size.
    const entries = (row: number): number[] => Array.from({ length: 40 }, (_, column) => (((row + 3) * (column + 7) * 7919) % 97) + 1);
    const rows = Array.from({ length: 5 }, (_, row) => ({ entries: [...entries(row), ...Array.from({ length: 10 }, (__, slack) => (slack === 2 * row ? 1 : slack === 2 * row + 1 ? -1 : 0))] }));
    const sides = rows.map((row) => Math.floor(row.entries.slice(0, 40).reduce((sum, value) => sum + value, 0) / 2));
    const costs = Array.from({ length: 50 }, (_, column) => (column < 40 ? 0 : 1));
    const hard = program(costs, rows.map((row, index) => ({ ...row, lower: sides[index]!, upper: sides[index]! })), {
      upper: Float64Array.from(costs, (cost) => (cost === 0 ? 1 : Infinity)),
      integers: Uint8Array.from(costs, (cost) => 1 - cost),
    });
    const model = solver.open(hard);
    const { status, objective, bound, values } = model.run({ seconds: 0.5 });
    model.close();
    expect(status).toBe('limit');
    expect(bound).toBeLessThanOrEqual(Number.isNaN(objective) ? Infinity : objective);
    expect(values.length === 0 || values.length === 50).toBe(true);
  });

  test('agrees with trying all whole numbers of a small box', () => {
    const numbers = (length: number): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: -4, max: 4 }), { minLength: length, maxLength: length });
    fc.assert(fc.property(numbers(3), fc.array(fc.tuple(numbers(3), fc.integer({ min: -2, max: 9 })), { maxLength: 3 }), (costs, rows) => {
      const model = solver.open(program(costs, rows.map(([entries, upper]) => ({ entries, upper })), { upper: new Float64Array(3).fill(3), integers: new Uint8Array(3).fill(1) }));
      const { status, objective } = model.run();
      model.close();
      const feasible = Array.from({ length: 64 }, (_, code) => [code % 4, (code >> 2) % 4, code >> 4])
        .filter((point) => rows.every(([entries, upper]) => entries.reduce((sum, entry, index) => sum + entry * point[index]!, 0) <= upper));
      if (feasible.length === 0) expect(status).toBe('infeasible');
      else expect(objective).toBeCloseTo(Math.min(...feasible.map((point) => costs.reduce((sum, cost, index) => sum + cost * point[index]!, 0))), 6);
    }), { numRuns: 100 });
  });

  test('refuses programs whose arrays do not fit, unknown columns, and a model that was closed', () => {
    expect(() => solver.open({ ...dantzig, costs: new Float64Array(3) })).toThrow(RangeError);
    expect(() => solver.open({ ...dantzig, rowLower: new Float64Array(1) })).toThrow(RangeError);
    expect(() => solver.open({ ...dantzig, rowColumns: Int32Array.of(0, 1, 0, 7) })).toThrow('the solver of linear programs failed');
    const model = solver.open(dantzig);
    expect(() => { model.setCost(2, 1); }).toThrow(RangeError);
    model.close();
    expect(() => model.run()).toThrow('closed');
  });
});
