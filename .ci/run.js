// Runs what `npm test` runs, part by part, then the benchmark's smoke, and ends with one line: `N passed, N failed`.
// A part that fails does not hide the parts after it; only the parts that need the build wait for it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEADLINE_MINUTES = 14;
const NEEDS_BUILD = ['suite', 'package', 'bench:smoke'];
const BESIDE = ['lint', 'package'];

const repository = fileURLToPath(new URL('..', import.meta.url));
const started = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'a423-ci-'));
const reports = { suite: join(folder, 'suite.json'), 'bench:smoke': join(folder, 'bench.json') };

const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const parts = [...scripts.test.split('&&').map((part) => part.trim().replace(/^npm run /, '')), 'bench:smoke'];

let passed = 0;
let skipped = 0;
/** @type {{ title: string, message: string }[]} */
const failures = [];

/** Runs one script, passing its output on as it comes; resolves to its end and the last of what it said. */
function runScript(name) {
  return new Promise((resolve) => {
    const env = { ...process.env, A423_TEST_REPORT: reports.suite, A423_BENCH_REPORT: reports['bench:smoke'] };
    const child = spawn('npm', ['run', '--silent', name], { cwd: repository, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      process.kill(-child.pid, 'SIGKILL');
    }, Math.max(1, started + DEADLINE_MINUTES * 60_000 - Date.now()));
    for (const stream of ['stdout', 'stderr']) {
      child[stream].on('data', (chunk) => {
        process[stream].write(chunk);
        tail = (tail + chunk).slice(-4000);
      });
    }
    child.on('error', (error) => { tail += error.message; });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, tail: late ? `stopped: the whole run may take ${DEADLINE_MINUTES} minutes` : tail });
    });
  });
}

/** Adds the tests of a JSON report to the counts; returns how many of them failed, or null without a report. */
function count(name) {
  const path = reports[name];
  if (path === undefined || !existsSync(path)) return null;
  const before = failures.length;
  for (const file of JSON.parse(readFileSync(path, 'utf8')).testResults) {
    const where = relative(repository, file.name);
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed += 1;
      else if (test.status === 'failed') failures.push({ title: `${where} > ${test.fullName}`, message: test.failureMessages.join('\n') });
      else skipped += 1;
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      failures.push({ title: where, message: file.message ?? 'the file could not be run' });
    }
  }
  return failures.length - before;
}

/** Counts what a part gave. */
function tell(name, { ok, tail }) {
  const failed = count(name);
  if (failed === null) {
    if (ok) passed += 1;
    else failures.push({ title: name, message: tail });
  } else if (!ok && failed === 0) {
    failures.push({ title: name, message: tail });
  }
}

let built = true;
/** Parts of one thread that run beside those after them; the suite, which takes all there is, waits for them. */
const beside = [];
for (const name of parts) {
  process.stdout.write(`\n── ${name}\n`);
  if (!built && NEEDS_BUILD.includes(name)) {
    failures.push({ title: name, message: 'not run: the build failed' });
    continue;
  }
  if (name === 'suite') await Promise.all(beside.splice(0));
  const ended = runScript(name).then((end) => {
    tell(name, end);
    if (name === 'build') built = end.ok;
  });
  if (BESIDE.includes(name)) beside.push(ended);
  else await ended;
}
await Promise.all(beside);
rmSync(folder, { recursive: true, force: true });

const plain = (text) => text.replaceAll(/\u001b\[[0-9;]*m/g, '').trim();
for (const { title, message } of failures) {
  process.stdout.write(`\nFAILED ${title}\n${plain(message).split('\n').slice(-40).map((line) => `  ${line}`).join('\n')}\n`);
}
const seconds = Math.round((Date.now() - started) / 1000);
process.stdout.write(`\n${parts.join(', ')}: ${seconds} s\n`);
process.stdout.write(`${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
