// node bench/run.js [--smoke] [--cases FOLDER] [--results FOLDER] [case …]
//
// Each case checks its answer first; a case whose answer is wrong is not timed. A smoke run stops after the check.
import { execFileSync, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeInput } from './inputs.js';
import { keepResults } from './keep-results.js';
import { formatNumber, median, rowOf } from './table.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const repository = resolve(here, '..');

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: 'boolean', default: false }, cases: { type: 'string', default: join(here, 'cases') }, results: { type: 'string', default: join(here, 'results') } },
});

const say = (text) => process.stdout.write(`${text}\n`);

/** Runs one phase of a case in a fresh process. */
function runPhase(path, phase, context, { minutes }) {
  return new Promise((done, fail) => {
    const child = fork(join(here, 'harness.js'), [], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), minutes * 60_000);
    let answer = null;
    child.on('message', (message) => { answer = message; });
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (answer === null) fail(new Error(`${phase}: the process ended with ${signal ?? code} and said nothing`));
      else if (answer.error !== undefined) fail(new Error(answer.error));
      else done(answer.result);
    });
    child.send({ path, phase, ...context });
  });
}

/** Makes the files a case needs, each in a process of its own. */
async function inputsOf(benchmark, rows) {
  const inputs = benchmark.inputs?.(rows) ?? {};
  for (const path of Object.values(inputs)) await makeInput(path);
  return inputs;
}

/** Checks a case, then measures it unless this is a smoke run. */
async function runCase(path, benchmark, folder) {
  const size = flags.smoke ? benchmark.smokeRows : benchmark.rows;
  const context = { rows: size, inputs: await inputsOf(benchmark, size), folder };
  const checkRows = Math.min(size, benchmark.rows);
  const { compared } = await runPhase(path, 'check', { ...context, rows: checkRows }, { minutes: benchmark.checkMinutes ?? 5 });
  if (flags.smoke) return { rows: size, compared };

  const timed = benchmark.yardsticks.length > 0 || benchmark.growth === undefined
    ? await runPhase(path, 'time', context, { minutes: 15 })
    : { samples: [], bytes: null };
  const memory = await runPhase(path, 'memory', context, { minutes: 10 });
  const growth = [];
  for (const rows of benchmark.growth ?? []) {
    const inputs = await inputsOf(benchmark, rows);
    growth.push({ rows, ...(await runPhase(path, 'memory', { rows, inputs, folder }, { minutes: 20 })) });
  }
  return summarise({ rows: size, compared, ...timed, memory, growth });
}

/** Adds medians, ratios and rates to what was measured. */
function summarise(measured) {
  const [subject, ...yardsticks] = measured.samples;
  if (subject === undefined) return { ...measured, ratios: [] };
  const ms = median(subject.ms);
  const ratios = yardsticks.map((yardstick) => ({
    name: yardstick.name,
    ratio: ms / median(yardstick.ms),
    cpuRatio: median(subject.cpuMs) / median(yardstick.cpuMs),
    roundRatios: subject.ms.map((value, round) => value / yardstick.ms[round]),
  }));
  return {
    ...measured,
    medianMs: ms,
    // An absolute rate is what the machine can do when nothing disturbs it: the fastest sample says so best.
    fastestMs: Math.min(...subject.ms),
    rowsPerSecond: measured.rows / (ms / 1000),
    mibPerSecond: measured.bytes === null ? null : measured.bytes / 1024 / 1024 / (ms / 1000),
    ratios,
  };
}

function judge(claims = [], result) {
  return claims.map(({ text, value, atMost, atLeast }) => {
    const figure = value(result);
    return { text, figure, met: (atMost === undefined || figure <= atMost) && (atLeast === undefined || figure >= atLeast) };
  });
}

function machine() {
  const commit = () => {
    try {
      return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return null;
    }
  };
  const { version, devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  return {
    node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryGiB: Math.round(totalmem() / 1024 ** 3),
    package: version, commit: commit(), duckdb: devDependencies['@duckdb/node-api'], arrow: devDependencies['apache-arrow'],
  };
}

/** Writes today's results, keeping those of cases that were not run again. */
function keep(results) {
  const path = keepResults(flags.results, 'cases', results, { machine: machine() });
  say(`\nkept in ${path}; node bench/table.js writes them into the README`);
}

/** Tells the continuous run what passed, in the form it counts. */
function report(outcomes) {
  const path = process.env.A423_BENCH_REPORT;
  if (path === undefined) return;
  const testResults = outcomes.map(({ name, path: file, error }) => ({
    name: file, status: error === null ? 'passed' : 'failed',
    assertionResults: [{ fullName: `${name} answers as its yardsticks do`, status: error === null ? 'passed' : 'failed', failureMessages: error === null ? [] : [error] }],
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
}

const paths = readdirSync(flags.cases).filter((file) => file.endsWith('.js')).sort().map((file) => resolve(flags.cases, file))
  .filter((path) => positionals.length === 0 || positionals.includes(basename(path, '.js')));
const unknown = positionals.filter((name) => !paths.some((path) => basename(path, '.js') === name));
if (unknown.length > 0) throw new Error(`no such case: ${unknown.join(', ')}`);

const outcomes = [];
const results = {};
for (const path of paths) {
  const name = basename(path, '.js');
  const folder = mkdtempSync(join(tmpdir(), 'a423-bench-'));
  try {
    const { benchmark } = await import(pathToFileURL(path).href);
    const result = await runCase(path, benchmark, folder);
    const claims = flags.smoke ? [] : judge(benchmark.claims, result);
    outcomes.push({ name, path, error: null });
    results[name] = { title: benchmark.title, ...result, claims };
    if (flags.smoke) {
      say(`${name}: ${formatNumber(result.rows)} rows, answer ${result.compared.length > 0 ? `equal to ${result.compared.join(', ')}` : 'as expected'}`);
    } else {
      say(`${name}: ${rowOf(results[name]).join(' | ')}`);
      for (const { text, figure, met } of claims) say(`  ${met ? 'met' : 'MISSED'}: ${text} (${formatNumber(figure)})`);
    }
  } catch (error) {
    outcomes.push({ name, path, error: error.message });
    say(`${name}: FAILED ${error.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (!flags.smoke && Object.keys(results).length > 0) keep(results);
report(outcomes);
process.exitCode = outcomes.some(({ error }) => error !== null) ? 1 : 0;
