// What the plan of cleaning and checks takes as the rows grow: the program of the tests (test/stream), each size in a
// process of its own. No yardstick: the claim is memory.
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MIB = 2 ** 20;
/** More than any of these cases holds. */
export const PLENTY = 2 ** 32;

const here = fileURLToPath(new URL('.', import.meta.url));

/** Runs the program on one task and gives its figures. */
function figuresOf(script, task) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => { said += text; });
    child.on('error', fail);
    child.on('close', (code) => { if (code === 0) done(JSON.parse(said)); else fail(new Error(`the program ended with ${code}`)); });
  });
}

/** Bytes that the peak gains per row, between the two largest sizes. */
export function bytesPerRow({ growth }) {
  const [few, many] = growth.slice(-2);
  return ((many.peakMiB - few.peakMiB) * MIB) / (many.rows - few.rows);
}

/**
 * Makes a case of one task.
 *
 * @param {string} title - what is done.
 * @param {{ checks: 'rows' | 'keys', maxMemoryBytes: number }} task - which checks, and beyond which state they spill.
 * @param {object[]} claims - what the figures must show.
 */
export function qualityMemory(title, task, claims) {
  return {
    title,
    rows: 100_000,
    smokeRows: 20_000,
    async prepare({ rows }) {
      // Beside the repository's packages, which the program needs.
      const script = join(here, 'data', `.quality-memory-${process.pid}.mjs`);
      await build({ entryPoints: [join(here, '../test/stream/quality-memory-child.ts')], outfile: script, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
      return { script, rows };
    },
    subject: { name: 'a423', run: ({ script, rows }) => figuresOf(script, { ...task, rows }) },
    yardsticks: [],
    /** The block that the rows repeat has a fixed share of faults, and checks of keys lose no row. */
    check({ rows, failures }, _none, state) {
      if (failures === 0 || rows > state.rows || (task.checks === 'keys' && rows !== state.rows)) throw new Error(`${rows} rows out of ${state.rows}, ${failures} failing`);
    },
    close: ({ script }) => rmSync(script, { force: true }),
    growth: [1_000_000, 10_000_000],
    claims,
  };
}
