// The k-anonymity check beside one thread, against two independent processes that do half of the rows each, at once: what is lost by sharing
// the work. Copying rows to the thread and joining what both have counted are inside the time measured; two are at work on either side.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { workerPool } from '../dist/node.js';
import { checkClasses, classRows } from './class-rows.js';

const CHILD = fileURLToPath(new URL('class-child.js', import.meta.url));
const SEEDS = [423, 1848];

/** Sends a message to a process and waits for its answer. */
async function ask(child, message) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

/**
 * Makes a case.
 *
 * @param {{ title: string, classes: number, atLeast: number }} kind - how many classes the rows fall into, and what share of two independent
 *   processes' speed there must be.
 */
export function kCheckWorkers({ title, classes, atLeast }) {
  return {
    title,
    rows: 10_000_000,
    smokeRows: 1_000_000,
    rounds: 9,
    async prepare({ rows, phase }) {
      const pool = workerPool({ workers: 1 });
      const children = phase === 'memory' ? [] : SEEDS.map(() => fork(CHILD));
      await Promise.all(children.map((child, index) => ask(child, { rows: rows / 2, classes, seed: SEEDS[index] })));
      return { dataset: classRows(rows, { classes, seed: SEEDS[0] }), pool, children };
    },
    subject: { name: 'a423, one thread beside', run: ({ dataset, pool }) => checkClasses(dataset, pool) },
    yardsticks: [
      {
        name: 'two independent processes, half of the rows each',
        answers: false,
        run: ({ children }) => Promise.all(children.map((child) => ask(child, {}))),
      },
      { name: 'a423, no threads', run: ({ dataset }) => checkClasses(dataset) },
    ],
    check(subject, yardstick) {
      if (subject.rows !== yardstick.rows || subject.findings !== yardstick.findings) throw new Error('the findings differ');
    },
    async close({ pool, children }) {
      for (const child of children) child.disconnect();
      await pool.close();
    },
    claims: [{ text: `at least ${atLeast} of two independent processes`, value: ({ ratios }) => 1 / ratios[0].ratio, atLeast }],
  };
}
