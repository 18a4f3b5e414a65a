// Runs one phase of one benchmark case, in a process of its own, and sends what it measured to the process that asked.
//
//   check    runs subject and yardsticks once and compares their answers
//   time     warms up, then runs subject and yardsticks in turn, A B A B, and keeps every sample
//   memory   runs the subject alone, once: what the process held before, and at most
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { cpuUsage, resourceUsage } from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} Runner
 * @property {string} name - as printed in the table.
 * @property {(state: any) => unknown} run - does the work once; its result must depend on all of it. A subject that
 *   works in other processes gives their peak as `peakMiB` in its result.
 *   What else it measures goes in `figures` of its result: those of the sample with the least processor time are kept.
 * @property {boolean} [answers] - whether its result is an answer to compare with the subject's (default true).
 * @property {(state: any) => unknown} [before] - readies one run, outside the time measured.
 *
 * @typedef {object} Benchmark
 * @property {string} title - what is done, in a few words.
 * @property {number} rows - size of the full run.
 * @property {number} smokeRows - size of the smoke run.
 * @property {(rows: number) => Record<string, string>} [inputs] - files the case needs, made beforehand by `inputs.js`.
 * @property {(context: Context) => unknown} [prepare] - what stands ready before the clock starts.
 * @property {Runner} subject - ours.
 * @property {Runner[]} yardsticks - the same job done otherwise; empty when only memory and growth are of interest.
 * @property {(subject: unknown, yardstick: unknown, state: any) => void} check - throws when answers differ.
 * @property {(state: any) => unknown} [close] - gives back what `prepare` opened.
 * @property {(state: any) => number} [bytes] - bytes of input, for MiB/s.
 * @property {number[]} [growth] - row counts at which the subject alone is measured again.
 * @property {number} [checkMinutes] - what the check may take at most (default 5).
 * @property {number} [rounds] - samples of each runner (default 7).
 * @property {Claim[]} [claims] - what the figures must show.
 *
 * @typedef {{ rows: number, inputs: Record<string, string>, folder: string, phase: 'check' | 'time' | 'memory' }} Context
 * @typedef {{ text: string, value: (result: any) => number, atMost?: number, atLeast?: number }} Claim
 */

const WARM_UPS = 2;
/** Beyond this many seconds of samples, the rounds stop at the least that gives a median. */
const BUDGET_SECONDS = 40;
const LEAST_ROUNDS = 3;

const MIB = 1024 * 1024;
const maxRssMiB = () => resourceUsage().maxRSS / 1024;
const collect = () => globalThis.gc?.();

/** Reads the clock around one run. */
async function sample(runner, state) {
  await runner.before?.(state);
  collect();
  const cpu = cpuUsage();
  const start = performance.now();
  const answer = await runner.run(state);
  const ms = performance.now() - start;
  const { user, system } = cpuUsage(cpu);
  return { answer, ms, cpuMs: (user + system) / 1000 };
}

/** Compares the subject's answer with each yardstick's that gives one. */
async function check(benchmark, state) {
  const { answer } = await sample(benchmark.subject, state);
  const answering = benchmark.yardsticks.filter(({ answers = true }) => answers);
  for (const yardstick of answering) {
    const other = await sample(yardstick, state);
    try {
      await benchmark.check(answer, other.answer, state);
    } catch (error) {
      throw new Error(`the answer differs from ${yardstick.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  if (answering.length === 0) await benchmark.check(answer, undefined, state);
  return { compared: answering.map(({ name }) => name) };
}

/** Interleaves the runners, so that a busy machine slows all of them alike. */
async function time(benchmark, state) {
  const runners = [benchmark.subject, ...benchmark.yardsticks];
  const samples = runners.map(({ name }) => ({ name, ms: [], cpuMs: [], figures: null }));
  for (let round = 0; round < WARM_UPS; round += 1) for (const runner of runners) await sample(runner, state);
  const end = performance.now() + BUDGET_SECONDS * 1000;
  for (let round = 0; round < (benchmark.rounds ?? 7); round += 1) {
    if (round >= LEAST_ROUNDS && performance.now() > end) break;
    for (const [index, runner] of runners.entries()) {
      const { answer, ms, cpuMs } = await sample(runner, state);
      if (cpuMs < Math.min(...samples[index].cpuMs)) samples[index].figures = answer?.figures ?? null;
      samples[index].ms.push(ms);
      samples[index].cpuMs.push(cpuMs);
    }
  }
  return { samples, bytes: benchmark.bytes?.(state) ?? null };
}

/**
 * Runs the subject alone in a fresh process: the peak is its own. What `prepare` touched and gave back must not hide the
 * run's own peak, so Linux is asked to count anew; elsewhere the baseline may be too high, never the peak.
 */
async function memory(benchmark, state) {
  collect();
  collect();
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // not Linux, or not allowed
  }
  const before = process.memoryUsage.rss() / MIB;
  const { answer, ms, cpuMs } = await sample(benchmark.subject, state);
  // A subject that works in processes of its own tells their peak itself; there is no baseline then.
  const own = answer?.peakMiB;
  if (own !== undefined) return { ms, cpuMs, baselineMiB: 0, peakMiB: own, aboveBaselineMiB: own };
  const peak = maxRssMiB();
  return { ms, cpuMs, baselineMiB: before, peakMiB: peak, aboveBaselineMiB: Math.max(0, peak - before) };
}

const phases = { check, time, memory };

process.once('message', async ({ path, phase, rows, inputs, folder }) => {
  try {
    const { benchmark } = await import(pathToFileURL(path).href);
    const state = await benchmark.prepare?.({ rows, inputs, folder, phase });
    const result = await phases[phase](benchmark, state);
    await benchmark.close?.(state);
    process.send({ result }, () => process.exit(0));
  } catch (error) {
    process.send({ error: error instanceof Error ? error.stack ?? error.message : String(error) }, () => process.exit(1));
  }
});
