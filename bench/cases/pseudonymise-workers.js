// Two threads against two independent processes that do half of the rows each, at once: what is lost by sharing the work.
// Reading the batches, copying values to the threads and putting the result together are inside the time measured.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { applyOperator, fromBatches, IN_MEMORY } from '../../dist/index.js';
import { workerPool } from '../../dist/node.js';
import { nirBatches } from '../nirs.js';
import { nirOperator, sumOfCodes } from '../pseudonyms.js';

const CHILD = fileURLToPath(new URL('../half-child.js', import.meta.url));
const SEEDS = [423, 1848];

/** Sends a message to a process and waits for its answer. */
async function ask(child, message) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

async function code(dataset, parallel) {
  const operator = nirOperator();
  const { rows } = applyOperator(dataset, operator, { fold: parallel === null ? IN_MEMORY : { ...IN_MEMORY, parallel } });
  const sum = await sumOfCodes(rows.open());
  operator.wipe();
  return sum;
}

export const benchmark = {
  title: 'Pseudonymise NIRs, two threads',
  rows: 4_000_000,
  smokeRows: 200_000,
  rounds: 9,
  async prepare({ rows, phase }) {
    const half = rows / 2;
    const halves = SEEDS.map((seed) => nirBatches(half, { canonical: false, seed }));
    const dataset = fromBatches(halves[0].schema, halves.flatMap(({ batches }) => batches));
    const pool = workerPool({ workers: 2 });
    const children = phase === 'memory' ? [] : SEEDS.map(() => fork(CHILD));
    await Promise.all(children.map((child, index) => ask(child, { rows: half, from: index * half, seed: SEEDS[index] })));
    return { dataset, pool, children, rows };
  },
  subject: { name: 'a423, two threads', run: ({ dataset, pool }) => code(dataset, pool) },
  yardsticks: [
    {
      name: 'two independent processes, half of the rows each',
      async run({ children }) {
        const sums = await Promise.all(children.map((child) => ask(child, {})));
        return sums.reduce((total, { sum }) => (total + sum) | 0, 0);
      },
    },
    { name: 'a423, no threads', run: ({ dataset }) => code(dataset, null) },
  ],
  check(subject, yardstick) {
    if (subject !== yardstick) throw new Error('the codes differ');
  },
  async close({ pool, children }) {
    for (const child of children) child.disconnect();
    await pool.close();
  },
  bytes: ({ rows }) => 15 * rows,
  claims: [
    { text: 'at least 0.9 of two independent processes', value: ({ ratios }) => 1 / ratios[0].ratio, atLeast: 0.9 },
  ],
};
