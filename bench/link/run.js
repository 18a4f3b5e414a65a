// node bench/link/run.js [--jobs p,t,historical,febrl4] [--rows 1000000] [--rounds 5] [--threads 2] [--splink /tmp/splink4] [--folder FOLDER]
//
// The benchmark of linkage against Splink, unattended: makes data and environment, runs both sides in turn, compares what they
// wrote pair by pair, and only then tells times. Results are kept in bench/results/linkage/DATE.json.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { execPath, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepResults } from '../keep-results.js';
import { comparePairs } from './compare-pairs.js';
import { compareTraining } from './compare-training.js';
import { jobOf } from './job.js';
import { tableOfJob } from './ratios.js';

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values: flags } = parseArgs({
  options: {
    jobs: { type: 'string', default: 'p,t,historical,febrl4' }, rows: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' }, threads: { type: 'string', default: '2' },
    splink: { type: 'string', default: '/tmp/splink4' }, folder: { type: 'string', default: at('../data') }, results: { type: 'string', default: at('../results/linkage') },
  },
});
const [rows, rounds, threads] = [flags.rows, flags.rounds, flags.threads].map(Number);
const say = (text) => process.stdout.write(`${text}\n`);
const scratch = mkdtempSync(join(tmpdir(), 'a423-linkage-'));
const folderOf = (name) => {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};

/** Runs a program to its end; what it wrote, and what the operating system counted. */
function run(program, parameters) {
  const counts = join(scratch, 'counts');
  const out = execFileSync('/usr/bin/time', ['-f', '%e %U %S %M', '-o', counts, program, ...parameters], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'inherit'] });
  const [seconds, user, system, kib] = readFileSync(counts, 'utf8').trim().split(' ').map(Number);
  return { out, process: { seconds, cpuSeconds: user + system, peakMiB: kib / 1024 } };
}

/** A process that counts its peak anew at each stage hides it from the operating system: then it tells it itself. */
function told({ out, process: whole }) {
  const result = JSON.parse(out);
  return { ...result, process: { ...whole, peakMiB: Math.max(whole.peakMiB, result.all.peakMiB) } };
}

const outputs = (folder) => ['--pairs', join(folder, 'pairs.parquet'), '--clusters', join(folder, 'clusters.parquet')];
const common = ({ model, people, right, rowKey, minBits }) => ['--model', model, '--people', people, ...(right === undefined ? [] : ['--right', right]), '--row-key', rowKey, `--min-bits=${minBits}`, '--threads', String(threads)];

const sides = {
  /** Stage by stage. */
  stages(job, more) {
    return told(run(execPath, [at('run-a423.js'), ...common(job), ...more, ...(more.length === 0 ? ['--again', ...outputs(folderOf('stages'))] : [])]));
  },
  /** The whole command, as anybody runs it. */
  command(job) {
    const folder = folderOf('command');
    const model = join(scratch, `${job.rowKey}.json`);
    const { process: whole } = run(execPath, [
      at('../../dist/cli/main.js'), 'link', model, '--left', job.people, ...(job.right === undefined ? [] : ['--right', job.right]), '--row-key', job.rowKey, `--min-bits=${job.minBits}`, '--workers', String(threads > 1 ? threads : 0),
      '--out', join(folder, 'pairs.parquet'), '--clusters', join(folder, 'clusters.parquet'),
    ]);
    return { process: whole };
  },
  splink(job, more) {
    return told(run(join(flags.splink, 'bin/python'), [
      at('../peers/splink/job.py'), ...common(job), '--spill', folderOf('spill'), ...more, ...(more.includes('--train') ? [] : outputs(folderOf('splink'))),
    ]));
  },
};

/** Splink makes and scores the pairs in one query, without a table of them in between: less memory, and its stages cannot be told apart. */
sides.splinkInOneQuery = (job, more) => sides.splink(job, ['--one-query', ...more]);

/** Our form of the model. Since its version 2, DuckDB's similarities count code points, which the file does not say. */
function importModel(job) {
  run(execPath, [at('../../dist/cli/main.js'), 'link', 'import', job.model, '--unit', 'codePoint', '--out', join(scratch, `${job.rowKey}.json`)]);
}

/** Every side in turn, forwards and backwards, so that nobody always runs first. */
async function inTurn(names, job, more, judge) {
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) samples[name].push(sides[name](job, more));
    await judge(samples);
    say(`  round ${round + 1} of ${rounds}: ${names.map((name) => `${name} ${samples[name].at(-1).process.seconds.toFixed(1)} s`).join(', ')}`);
  }
  return samples;
}

/** Links by every side. */
async function linkBySides(job) {
  importModel(job);
  let compared = null;
  const samples = await inTurn(['stages', 'command', 'splink', 'splinkInOneQuery'], job, [], async ({ stages, splink }) => {
    // What was written last is compared in each round: a result that changes between runs would show.
    for (const ours of ['stages', 'command']) compared = await comparePairs(join(scratch, ours), join(scratch, 'splink'), job.minBits);
    for (const count of ['pairs', 'kept', 'clusters']) if (stages.at(-1)[count] !== splink.at(-1)[count]) throw new Error(`other numbers of ${count}`);
  });
  const limited = job.memoryLimit === undefined ? null : { memoryLimit: job.memoryLimit, ...sides.splinkInOneQuery(job, ['--memory-limit', job.memoryLimit]) };
  return { compared, samples, limited };
}

async function trainBySides(job) {
  let compared = null;
  const samples = await inTurn(['stages', 'splink'], job, ['--train'], ({ stages, splink }) => { compared = compareTraining(stages.at(-1), splink.at(-1)); });
  return { compared, samples, limited: null };
}

/** Whether a job is of as many people as are asked for. */
const isSized = (name) => name === 'p' || name === 't';

function machine() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: at('.'), encoding: 'utf8' }).trim();
  return { node: version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 1024 ** 3), load: loadavg().map((load) => Number(load.toFixed(2))), commit };
}

try {
  run('sh', [at('../peers/splink/install.sh'), flags.splink]);
  const results = {};
  for (const name of flags.jobs.split(',')) {
    const job = jobOf(name, { rows, folder: flags.folder });
    if (job === null) {
      say(`${name}: its data is not beside the repository`);
      continue;
    }
    if (job.make !== undefined) run(execPath, [at(job.make[0]), ...job.make.slice(1)]);
    say(`\n${job.title}`);
    const ran = machine();
    const { compared, samples, limited } = name === 't' ? await trainBySides(job) : await linkBySides(job);
    const result = { title: job.title, rows: isSized(name) ? rows : null, threads, machine: ran, compared, samples, limited };
    say(tableOfJob(result));
    results[isSized(name) ? `${name}-${rows}` : name] = result;
  }
  say(`kept in ${keepResults(flags.results, 'jobs', results)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
