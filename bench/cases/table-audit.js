// What an attacker can work out of a table of counts: the interval of every withheld cell, beside what it takes to see only that each is wide enough.
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
  const outfile = join(folder, `audit-kernel-${process.pid}.mjs`);
  const contents = `
    export { gaussSuppression } from './protect/kernel/suppress/gauss.ts';
    export { attackTable, cellSystem, loadSolver } from './linear/index.ts';`;
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('../../src', import.meta.url)), loader: 'ts' }, outfile,
    bundle: true, platform: 'node', packages: 'external', format: 'esm', target: 'es2023', plugins: [SOLVER],
  });
  return import(outfile);
}

const cellsOf = (shape) => shape.reduce((product, levels) => product * levels.reduce((sum, count) => sum + count, 0), 1);
/** Cells whose intervals are compared with programs over the whole table. */
const COMPARED = 20;

export const benchmark = {
  title: 'Audit of a table of counts: the interval of every withheld cell, 3,780 cells',
  rows: cellsOf(SHAPES[3.8e3]),
  smokeRows: cellsOf(SHAPES[1e3]),
  async prepare({ rows, folder }) {
    const { gaussSuppression, attackTable, cellSystem, loadSolver } = await loadKernel(folder);
    const { layout, counts } = hierarchicalCounts(Object.values(SHAPES).find((shape) => cellsOf(shape) === rows), 423);
    const none = new Float64Array(rows);
    const table = { system: cellSystem(rows, [layout]), values: counts, lower: none, upper: none.map(() => Infinity), required: { below: none, above: none, width: none }, integers: true };
    const states = Uint8Array.from(counts, (count) => (count >= 1 && count <= 10 ? 1 : 0));
    const { secondary } = gaussSuppression({ singletonsAre: 'ones' })(
      { ...table, layouts: [layout], states, units: counts, costs: counts, onlyUnit: new Int32Array(rows).fill(-1) }, { solver: null, seconds: 0, now: () => 0 });
    return { attacked: { ...table, seen: states.map((state, cell) => state | secondary[cell]) }, attackTable, solver: await loadSolver() };
  },
  subject: { name: 'a423', run: ({ attacked, attackTable, solver }) => attackTable(attacked, { solver, mode: 'intervals' }) },
  yardsticks: [{ name: 'whether each is wider than nothing', run: ({ attacked, attackTable, solver }) => attackTable(attacked, { solver, mode: 'protection' }) }],
  /** Both judge alike; true values lie in their intervals; drawn ones are those of whole-number programs over the table as it stands. */
  check({ exact, narrow, undecided, intervals }, judged, { attacked, solver }) {
    assert.deepEqual([exact, narrow, undecided.length, judged.undecided.length], [judged.exact, judged.narrow, 0, 0]);
    const { lower, upper } = intervals;
    const { seen, values } = attacked;
    values.forEach((value, cell) => assert.ok(lower[cell] <= value && value <= upper[cell]));
    const withheld = [...seen.keys()].filter((cell) => seen[cell] === 1);
    const model = wholeTable(attacked, solver);
    for (let drawn = 0; drawn < COMPARED; drawn++) {
      const cell = withheld[Math.floor((drawn + 0.5) * withheld.length / COMPARED)];
      assert.deepEqual([lower[cell], upper[cell]], model.interval(cell));
    }
    model.close();
  },
  rounds: 3,
  claims: [
    { text: 'at most 3 s for all intervals of 3,780 cells', value: ({ fastestMs }) => fastestMs / 1000, atMost: 3 },
    { text: 'at most 0.5 s to see that each is wider than nothing', value: ({ samples }) => Math.min(...samples[1].ms) / 1000, atMost: 0.5 },
  ],
};

/** The attacker's program, one column a cell, published ones fixed: nothing is taken apart or told beforehand. */
function wholeTable({ system, seen, values }, solver) {
  const relations = system.starts.length - 1;
  const fixed = (bound) => values.map((value, cell) => (seen[cell] === 1 ? bound : value));
  const none = new Float64Array(relations);
  const model = solver.open({
    columns: system.cells, costs: new Float64Array(system.cells), lower: fixed(0), upper: fixed(Infinity), integers: seen,
    rowStarts: system.starts, rowColumns: system.members, rowLower: none, rowUpper: none,
    rowValues: Float64Array.from(system.members, (_, place) => (system.starts.includes(place) ? -1 : 1)),
  });
  const least = (cell, sign) => {
    model.setCost(cell, sign);
    const { status, bound } = model.run();
    model.setCost(cell, 0);
    assert.equal(status, 'optimal');
    return Math.round(bound) * sign;
  };
  return { interval: (cell) => [least(cell, 1), least(cell, -1)], close: () => model.close() };
}
