// Cells to withhold, sub-table by sub-table, on random counts with hierarchies, beside the bound that tells how far they are from the best.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hierarchicalCounts, SHAPES } from '../hierarchical-counts.js';

/** The kernel is bundled outside the repository, the solver stays where it is. */
const SOLVER = {
  name: 'solver',
  setup({ onResolve }) {
    onResolve({ filter: /^highs$/ }, () => ({ path: import.meta.resolve('highs'), external: true }));
  },
};

async function loadKernel(folder) {
  const { build } = await import('esbuild');
  const outfile = join(folder, `modular-kernel-${process.pid}.mjs`);
  const contents = `
    export * from './protect/kernel/suppress/modular.ts';
    export * from './protect/kernel/suppress/optimal-bound.ts';
    export { cellSystem, loadSolver } from './linear/index.ts';`;
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../src', import.meta.url)), loader: 'ts' }, outfile,
    bundle: true, platform: 'node', packages: 'external', format: 'esm', target: 'es2023', plugins: [SOLVER],
  });
  return import(outfile);
}

const cellsOf = (shape) => shape.reduce((product, levels) => product * levels.reduce((sum, count) => sum + count, 0), 1);
const MIN_COUNT = 11;
/** What a pattern costs above the bound at most; small tables are for the answer only. */
const MOST_ABOVE = 1.25;

export const benchmark = {
  title: 'Secondary suppression by sub-tables, 3,780 cells',
  rows: cellsOf(SHAPES[3.8e3]),
  smokeRows: cellsOf(SHAPES[1e3]),
  async prepare({ rows, folder }) {
    const { modularSuppression, lowerBound, cellSystem, loadSolver } = await loadKernel(folder);
    const { layout, counts } = hierarchicalCounts(Object.values(SHAPES).find((shape) => cellsOf(shape) === rows), 423);
    const none = new Float64Array(rows);
    const states = Uint8Array.from(counts, (count) => (count === 0 ? 2 : count < MIN_COUNT ? 1 : 0));
    const problem = {
      system: cellSystem(rows, [layout]), layouts: [layout], values: counts, units: counts, costs: counts.map((count) => count + 1), onlyUnit: new Int32Array(rows).fill(-1),
      states, lower: none, upper: none.map(() => Infinity), required: { below: none, above: counts.map((count, cell) => (states[cell] === 1 ? MIN_COUNT - count : 0)), width: none }, integers: true,
    };
    return { problem, modularSuppression, lowerBound, context: { solver: await loadSolver(), seconds: 600, now: () => performance.now() }, isFull: rows > 2000 };
  },
  subject: { name: 'a423', run: ({ problem, modularSuppression, context, isFull }) => ({ ...modularSuppression(problem, context), isFull }) },
  yardsticks: [{ name: 'lower bound from sub-tables', run: ({ problem, lowerBound, context }) => lowerBound(problem, context) }],
  check({ cost, uncovered, isFull }, bound) {
    assert.equal(uncovered.length, 0);
    if (bound === undefined) return;
    assert.ok(cost >= bound - 1e-6 * cost);
    if (isFull) assert.ok(cost <= MOST_ABOVE * bound);
  },
  rounds: 3,
};
