// A dirty CSV file of stays with faults of every kind, planted by an injector that knows nothing of the checks: the plan
// of a producer cleans and checks it. The check phase holds every fault and every clean row to the fault list, with a
// seed nobody has seen; there is no yardstick, since no other program knows these identifiers.
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPlan } from '../../dist/node.js';
import { loadFaults } from '../faults.js';

/** The job of one size, written once for all phases. */
async function jobOf(folder, rows) {
  const at = join(folder, String(rows));
  const kept = join(at, 'job.json');
  const { writeJob } = await loadFaults('whole-job');
  if (!existsSync(kept)) {
    mkdirSync(at, { recursive: true });
    const seed = randomInt(2 ** 32);
    process.stdout.write(`dirty-file: ${rows} rows with seed ${seed}\n`);
    const job = writeJob(at, { seed, share: 0.05, several: false }, rows);
    writeFileSync(kept, JSON.stringify({ ...job, found: [...job.found] }));
  }
  const job = JSON.parse(readFileSync(kept, 'utf8'));
  return { ...job, found: new Map(job.found) };
}

export const benchmark = {
  title: 'Dirty CSV → clean, checked CSV, rejects and failing rows',
  rows: 1_000_000,
  smokeRows: 20_000,
  // The file is written and the rejects of every step are looked up by reading again.
  checkMinutes: 15,
  async prepare({ rows, folder, phase }) {
    const job = await jobOf(folder, rows);
    const { DIRTY_PLAN } = await loadFaults('dirty-plan');
    return { job, plan: DIRTY_PLAN, out: join(folder, `${rows}-${phase}`) };
  },
  subject: {
    name: 'a423',
    before: ({ out }) => rmSync(out, { recursive: true, force: true }),
    async run({ job, plan, out }) {
      const { release } = await runPlan(plan, { inputs: { stays: job.dirty, units: job.units }, out });
      return release.directory;
    },
  },
  yardsticks: [],
  /** Precision and recall are 1, every reason is the planted one, and the clean rows are those foreseen, byte for byte. */
  async check(directory, _none, { job }) {
    const { judgeJob } = await loadFaults('whole-job');
    const file = (name) => join(directory, `${name}.csv`);
    const { recall, precision, wrongReasons, firstDifference, ...details } = judgeJob(job, { clean: file('clean'), rejects: file('rejects'), failures: file('failures') });
    process.stdout.write(`dirty-file: ${job.found.size} findings and ${job.repaired} repairs foreseen, recall ${recall}, precision ${precision}\n`);
    // A NaN of an empty list would be a fault too.
    if (recall !== 1 || precision !== 1 || firstDifference !== 0 || Object.keys(wrongReasons).length > 0) throw new Error(JSON.stringify({ wrongReasons, firstDifference, ...details }));
  },
  growth: [100_000, 1_000_000],
};
