// Cells to withhold by elimination, singletons guarded, on random counts with hierarchies: ours beside the algorithm as it was published.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dummyElimination } from '../dummy-elimination.js';
import { hierarchicalCounts, SHAPES } from '../hierarchical-counts.js';

async function loadKernel(folder) {
  const { build } = await import('esbuild');
  const outfile = join(folder, `gauss-kernel-${process.pid}.mjs`);
  const contents = "export * from './protect/kernel/suppress/gauss.ts'; export * from './protect/kernel/suppress/gauss-order.ts'; export { cellSystem } from './linear/index.ts';";
  await build({ stdin: { contents, resolveDir: fileURLToPath(new URL('../../src', import.meta.url)), loader: 'ts' }, outfile, bundle: true, platform: 'node', packages: 'external', format: 'esm', target: 'es2023' });
  return import(outfile);
}

const cellsOf = (shape) => shape.reduce((product, levels) => product * levels.reduce((sum, count) => sum + count, 0), 1);
const sizeOf = (name) => cellsOf(SHAPES[name]);
const withheld = (pattern) => pattern.reduce((sum, mark) => sum + mark, 0);

export const benchmark = {
  title: 'Secondary suppression by elimination, 9,800 cells',
  rows: sizeOf(1e4),
  smokeRows: sizeOf(1e3),
  async prepare({ rows, folder }) {
    const { gaussSuppression, publishingOrder, cellSystem } = await loadKernel(folder);
    const { layout, counts } = hierarchicalCounts(Object.values(SHAPES).find((shape) => cellsOf(shape) === rows), 423);
    const none = new Float64Array(rows);
    const problem = {
      system: cellSystem(rows, [layout]), layouts: [layout], values: counts, units: counts, costs: counts, onlyUnit: new Int32Array(rows).fill(-1),
      states: Uint8Array.from(counts, (count) => (count >= 1 && count <= 10 ? 1 : 0)), lower: none, upper: none, required: { below: none, above: none, width: none }, integers: true,
    };
    const method = gaussSuppression({ singletons: 'anySum', singletonsAre: 'ones' });
    return { problem, method, order: publishingOrder(problem, 'costs', true) };
  },
  subject: { name: 'a423', run: ({ problem, method }) => method(problem, { solver: null, seconds: 0, now: () => 0 }).secondary },
  yardsticks: [{ name: 'elimination of the dummy matrix', run: ({ problem, order }) => dummyElimination(problem, order) }],
  check(ours, theirs) {
    if (theirs !== undefined) assert.deepEqual(ours, theirs);
    assert.ok(withheld(ours) > 0);
  },
  growth: [1e3, 1e4, 1e5, 1e6].map(sizeOf),
  rounds: 3,
  claims: [
    { text: 'at most a second for 9,800 cells', value: ({ fastestMs }) => fastestMs / 1000, atMost: 1 },
    { text: 'at most a fifth of the published algorithm', value: ({ ratios }) => ratios[0].ratio, atMost: 0.2 },
  ],
};
