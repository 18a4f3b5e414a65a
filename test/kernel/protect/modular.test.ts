import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { cellSystem, loadSolver, type LinearSolver, type TableLayout } from '../../../src/linear/index.ts';
import { modularSuppression } from '../../../src/protect/kernel/suppress/modular.ts';
import { guardSingletons } from '../../../src/protect/kernel/suppress/modular-singletons.ts';
import { problemOfSubTable, subTables } from '../../../src/protect/kernel/suppress/modular-subtables.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { describeWithData } from '../../shared-data.ts';
import { crossed, star, summed, TWO_LEVELS } from '../linear/small-systems.ts';
import { publishedProblem } from './published-tables.ts';
import { chosen, flatProblems, flatTable, flatValues, problemOf, unhurried, unsafeByFlow, unsafeByProgram } from './suppress-problems.ts';

let solver: LinearSolver;
beforeAll(async () => { solver = await loadSolver(); });

/** Counts in a table of a hierarchy by another dimension; those below five are unsafe up to five. */
const hierarchicalProblems: fc.Arbitrary<SuppressionProblem> = fc.constantFrom([TWO_LEVELS, star(3)], [TWO_LEVELS, TWO_LEVELS], [TWO_LEVELS, star(2), star(2)])
  .chain((trees) => {
    const layout = crossed(...trees);
    return fc.array(fc.integer({ min: 0, max: 14 }), { minLength: layout.cells.length, maxLength: layout.cells.length }).map((counts) => {
      const values = summed(layout, (cell) => counts[cell]!);
      const states = Uint8Array.from(values, (value) => (value === 0 ? CELL.frozen : value < 5 ? CELL.primary : CELL.open));
      const above = values.map((value, cell) => (states[cell] === CELL.primary ? 5 - value : 0));
      return problemOf([layout], values, { states, integers: true, required: { below: new Float64Array(values.length), above, width: new Float64Array(values.length) } });
    });
  });

describe('sub-tables', () => {
  const layout = crossed(TWO_LEVELS, star(2));
  const system = cellSystem(21, [layout]);

  test('there is one for each way to choose a category with children in every dimension, from the top down', () => {
    const tables = subTables({ system, layouts: [layout] });
    expect(tables.map(({ depth }) => depth)).toEqual([0, 1, 1]);
    // Nodes 0, 1, 2 of the first dimension; then 1 with its children 3 and 4; then 2 with 5 and 6.
    expect(tables.map(({ cells }) => [...cells])).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 9, 10, 11, 12, 13, 14], [6, 7, 8, 15, 16, 17, 18, 19, 20]]);
  });

  test('together they have every relation of the system, and no cell that none of these has', () => {
    for (const trees of [[TWO_LEVELS, TWO_LEVELS], [TWO_LEVELS, star(2), star(3)], [star(4)]]) {
      const whole = crossed(...trees);
      const relations = cellSystem(whole.cells.length, [whole]);
      const tables = subTables({ system: relations, layouts: [whole] });
      expect(new Set(tables.flatMap((table) => [...table.relations])).size).toBe(relations.starts.length - 1);
      for (const table of tables) {
        const local = problemOfSubTable(problemOf([whole], new Float64Array(whole.cells.length)), table);
        expect([...new Set(local.system.members)].sort((a, b) => a - b)).toEqual([...table.cells.keys()]);
      }
    }
  });

  test('relations that no layout explains are sub-tables of their own', () => {
    expect(subTables({ system, layouts: [] })).toHaveLength(system.starts.length - 1);
  });

  test('values add up in the problem of each', () => {
    const values = summed(layout, (cell) => cell + 1);
    for (const table of subTables({ system, layouts: [layout] })) {
      const local = problemOfSubTable(problemOf([layout], values), table);
      local.system.starts.subarray(0, -1).forEach((start, relation) => {
        const [total, ...parts] = local.system.members.subarray(start, local.system.starts[relation + 1]);
        expect(parts.reduce((sum, part) => sum + local.values[part]!, 0)).toBe(local.values[total!]);
      });
    }
  });
});

describe('modular suppression', () => {
  test('leaves no primary cell unsafe to a linear program on the whole table', () => {
    fc.assert(fc.property(hierarchicalProblems, (problem) => {
      const pattern = modularSuppression(problem, unhurried(solver));
      expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([...pattern.uncovered]);
    }), { numRuns: 8 });
  }, 180_000);

  test('withholds no cell that could be published', () => {
    fc.assert(fc.property(hierarchicalProblems, (problem) => {
      const pattern = modularSuppression(problem, unhurried(solver));
      for (const cell of chosen(pattern)) {
        const less = pattern.secondary.slice();
        less[cell] = 0;
        expect(unsafeByProgram(problem, less, solver).length).toBeGreaterThan(pattern.uncovered.length);
      }
    }), { numRuns: 6 });
  }, 180_000);

  test('costs as much as the optimum in a table without hierarchies, where it is one sub-table', () => {
    fc.assert(fc.property(flatProblems, (problem) => {
      const pattern = modularSuppression(problem, unhurried(solver));
      expect(pattern.cost).toBeCloseTo(optimalSuppression(problem, unhurried(solver)).cost, 6);
      expect(unsafeByFlow(problem, 4, pattern.secondary)).toEqual([...pattern.uncovered]);
    }), { numRuns: 12 });
  }, 180_000);

  test('covers a cell of linked tables through the one that has others to add up with', () => {
    // sdcTable @6393dfb, tests/testthat/test-linked-tables.r: regions A2 B2 I8 J8 K3 L3 M3 N7 in counties and in sizes; each table
    // alone needs no cover, but K = 10 − 7 follows from both.
    const counts = [2, 2, 8, 8, 3, 3, 3, 7];
    const counties = [[0, 1, 2, 3], [4, 5, 6, 7]];
    const sizes = [[5, 6], [0, 1, 2, 3, 4, 7]];
    const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + counts[part]!, 0);
    const values = Float64Array.from([...counts, sum([...counts.keys()]), ...counties.map(sum), ...sizes.map(sum)]);
    const layout = (groups: readonly (readonly number[])[], first: number): TableLayout => ({
      trees: [{ parents: Int32Array.from([-1, 0, 0, ...[...counts.keys()].map((region) => 1 + groups.findIndex((group) => group.includes(region)))]) }],
      cells: Int32Array.from([8, first, first + 1, ...counts.keys()]), nodes: [Int32Array.from({ length: 11 }, (_, node) => node)],
    });
    const states = Uint8Array.from(values, (value, cell) => (cell < 8 && value <= 3 ? CELL.primary : CELL.open));
    for (const cell of [8, 9, 10, 11, 12]) states[cell] = CELL.frozen;
    const problem = problemOf([layout(counties, 9), layout(sizes, 11)], values, { states });
    expect(states.filter((state) => state === CELL.primary)).toHaveLength(5);
    expect(chosen(modularSuppression(problem, unhurried(solver)))).toEqual([7]);
  });

  test('tells of primary cells that frozen ones make unsafe', () => {
    const layout = crossed(TWO_LEVELS);
    const values = summed(layout, (cell) => cell);
    const states = Uint8Array.of(2, 2, 0, 1, 2, 0, 0);
    expect([...modularSuppression(problemOf([layout], values, { states }), unhurried(solver)).uncovered]).toEqual([3]);
  });

  test('withholds nothing where no cell is unsafe, and in a table of no cells', () => {
    const layout = crossed(TWO_LEVELS, star(2));
    const problem = problemOf([layout], summed(layout, () => 3));
    expect(modularSuppression(problem, unhurried(solver))).toMatchObject({ cost: 0, secondary: new Uint8Array(21) });
    expect(modularSuppression(problemOf([], new Float64Array(0)), unhurried(solver))).toMatchObject({ cost: 0, secondary: new Uint8Array(0) });
  });

  test('refuses to go without a solver', () => {
    expect(() => modularSuppression(problemOf([], new Float64Array(0)), unhurried(null))).toThrow(RangeError);
  });
});

describe('the guard of singletons', () => {
  // τ-ARGUS 4.1 manual §2.10: totals 227 73 33 93 25 over A 146 52 15 62 17 and B 81 24 18 31 8; A|X2 has one contributor, A|X4 is unsafe.
  const values = flatValues(3, 5, [52, 15, 62, 17, 24, 18, 31, 8]);
  const states = Uint8Array.from(values, (_, cell) => (cell === 7 || cell === 9 ? CELL.primary : CELL.open));
  const onlyUnit = Int32Array.from(values, (_, cell) => (cell === 7 ? 4 : -1));
  const problem = problemOf([flatTable(3, 5)], values, { states, onlyUnit });
  const aloneIn = (secondary: Uint8Array): number => [6, 8].filter((cell) => secondary[cell] === 1).length + secondary[5]!;

  test.each([['optimal', optimalSuppression], ['modular', modularSuppression]])('%s suppression withholds a third cell of a line where one contributor knows one of two', (_, method) => {
    expect(aloneIn(method(problem, unhurried(solver)).secondary)).toBe(0);
    const guarded = guardSingletons(method)(problem, unhurried(solver));
    expect(guarded.secondary).toHaveLength(15);
    expect(aloneIn(guarded.secondary)).toBeGreaterThan(0);
    // The contributor of A|X2 sees it published; A|X4 must still be safe.
    const seen = { ...problem, states: Uint8Array.from(states, (state, cell) => (cell === 7 ? CELL.frozen : state)) };
    expect(unsafeByFlow(seen, 5, guarded.secondary)).toEqual([]);
    expect(unsafeByFlow(seen, 5, method(problem, unhurried(solver)).secondary)).toEqual([9]);
  });

  test('a total and its only primary part are guarded by what is left of the total', () => {
    const own = problemOf([flatTable(3, 5)], values, { states: Uint8Array.from(values, (_, cell) => (cell === 5 || cell === 7 ? CELL.primary : CELL.open)), onlyUnit });
    const guarded = guardSingletons(optimalSuppression)(own, unhurried(solver));
    const seen = { ...own, states: Uint8Array.from(own.states, (state, cell) => (cell === 7 ? CELL.frozen : state)) };
    expect(unsafeByFlow(seen, 5, guarded.secondary)).toEqual([]);
  });

  test('few units behind the primary cells of a line are guarded when asked for', () => {
    const few = { ...problem, onlyUnit: onlyUnit.map(() => -1), units: values.map(() => 2) };
    expect(aloneIn(guardSingletons(optimalSuppression)(few, unhurried(solver)).secondary)).toBe(0);
    expect(aloneIn(guardSingletons(optimalSuppression, { minUnits: 5 })(few, unhurried(solver)).secondary)).toBeGreaterThan(0);
    expect(aloneIn(guardSingletons(optimalSuppression, { minUnits: 4 })(few, unhurried(solver)).secondary)).toBe(0);
  });

  test('primary cells whose sum nothing covers are told', () => {
    const frozen = { ...problem, states: Uint8Array.from(states, (state, cell) => (cell === 5 || cell === 6 || cell === 8 ? CELL.frozen : state)) };
    expect([...guardSingletons(modularSuppression)(frozen, unhurried(solver)).uncovered]).toEqual([7, 9]);
  });
});

describeWithData('modular suppression of the published tables of rtauargus', 'tables/rtauargus', (folder) => {
  test.each([['act_size', 5387], ['nuts_size', 3429], ['act_cj', 11_669], ['nuts_cj', 4443]])('%s costs at most a tenth more than the optimum of %i', async (name, optimum) => {
    const problem = publishedProblem(folder, name);
    const pattern = modularSuppression(problem, unhurried(await loadSolver()));
    expect(pattern.cost).toBeLessThanOrEqual(1.1 * optimum);
    expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
  }, 180_000);
});
