// Least costs as recorded in the reference on tables: a plain loop of linear and whole-number programs, written apart from this one, proved them.
import { expect, test } from 'vitest';
import { loadSolver } from '../../../src/linear/index.ts';
import { optimalSuppression } from '../../../src/protect/kernel/suppress/optimal.ts';
import { CELL } from '../../../src/protect/kernel/suppress/problem.ts';
import { describeWithData } from '../../shared-data.ts';
import { publishedProblem } from './published-tables.ts';
import { chosen, unhurried, unsafeByProgram } from './suppress-problems.ts';

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
