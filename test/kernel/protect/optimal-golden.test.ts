// Least costs as recorded in the reference on tables: a plain loop of linear and whole-number programs, written apart from this one, proved them.
import { expect, test } from 'vitest';
import { loadSolver } from '../../../src/linear/index.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL } from '../../../src/protect/kernel/suppress/problem.ts';
import { describeWithData } from '../../shared-data.ts';
import { codeTree, layoutOf, publishedProblem, readLines } from './published-tables.ts';
import { chosen, problemOf, unhurried, unsafeByProgram } from './suppress-problems.ts';

describeWithData('optimal suppression of the published tables of rtauargus', 'tables/rtauargus', (folder) => {
  // conformance.json, rtauargus-act_size-opt: A 52 and B 25 primary cells, 64 secondary ones.
  test.each([['act_size', 77, 5387], ['nuts_size', 72, 3429], ['act_cj', 60, 11_669], ['nuts_cj', 65, 4443]])('%s has %i primary cells and costs at least %i', async (name, primary, cost) => {
    const solver = await loadSolver();
    const problem = publishedProblem(folder, name);
    expect(problem.states.filter((state) => state === CELL.primary)).toHaveLength(primary);
    const pattern = optimalSuppression(problem, unhurried(solver));
    expect(pattern).toMatchObject({ cost, bound: cost, uncovered: new Int32Array(0) });
    if (name === 'act_size') expect(chosen(pattern)).toHaveLength(64);
    expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
  }, 240_000);
});

describeWithData('optimal suppression of a table that τ-ARGUS protects', 'tables/tauargus/checkTauArgus/simple2d_p15_modular_singletons.csv', (file) => {
  test('the pattern of τ-ARGUS is safe, and ours costs less than it: six cells that are worth 521 926', async () => {
    // conformance.json, argus-simple2d: 9 unsafe cells, 12 secondary ones worth 2 524 351 with singletons, and the optimum without these.
    const solver = await loadSolver();
    const rows = readLines(file);
    const regions: Readonly<Record<string, string>> = { 1: 'Nr', 2: 'Nr', 3: 'Nr', 4: 'Os', 5: 'Os', 6: 'Os', 7: 'Os', 8: 'Ws', 9: 'Ws', 10: 'Ws', 11: 'Zd', 12: 'Zd' };
    const trees = [
      codeTree(rows.map(([code]) => (code === 'Total' ? ['Total'] : ['Total', code!]))),
      codeTree(['Nr', 'Os', 'Ws', 'Zd', '99'].map((region) => ['Total', region]).concat(Object.entries(regions).map(([code, region]) => ['Total', region, code]))),
    ];
    const values = Float64Array.from(rows, (row) => Number(row[2]));
    const statuses = rows.map((row) => Number(row[7]));
    const level = Float64Array.from(rows, (row, cell) => (statuses[cell] === 3 ? Number(row[6]) : 0));
    const states = Uint8Array.from(statuses, (status) => (status === 3 ? CELL.primary : status === 14 ? CELL.frozen : CELL.open));
    const problem = problemOf([layoutOf(trees, rows)], values, { states, required: { below: level, above: level, width: new Float64Array(values.length) } });
    expect(unsafeByProgram(problem, statuses.map((status) => Number(status === 11)), solver)).toEqual([]);
    const pattern = optimalSuppression(problem, unhurried(solver));
    expect(pattern.bound).toBe(pattern.cost);
    expect(chosen(pattern).map((cell) => `${rows[cell]![0]!}|${rows[cell]![1]!}`).sort()).toEqual(['2|Os', '7|4', '7|6', '8|4', '8|5', '9|5']);
    expect(Math.round(pattern.cost)).toBe(521_926);
    expect(unsafeByProgram(problem, pattern.secondary, solver)).toEqual([]);
  }, 180_000);
});
