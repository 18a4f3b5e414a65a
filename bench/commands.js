// Commands of the build, each in a process of its own, as a user runs them.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const probe = new URL('report-peak.js', import.meta.url).href;

/**
 * Runs one command to its end.
 *
 * @param {string[]} words - the command and its parameters.
 * @param {string} [peaks] - file to which the process adds its peak.
 * @returns {Promise<void>} settled when it has ended well.
 */
export function a423(words, peaks) {
  return new Promise((done, fail) => {
    const env = { ...process.env, NODE_OPTIONS: `--import ${probe}`, ...(peaks === undefined ? {} : { A423_BENCH_PEAK: peaks }) };
    const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    child.stderr.on('data', (text) => { said += text; });
    child.on('error', fail);
    child.on('close', (code) => { if (code === 0) done(); else fail(new Error(`a423 ${words[0]} ended with ${code}: ${said.slice(-500)}`)); });
  });
}

/** The largest peak in a file of them, in MiB. */
export const peakMiBOf = (peaks) => Math.max(...readFileSync(peaks, 'utf8').trim().split('\n').map(Number)) / 1024;

/** The folder of the current release. */
export const released = (out) => join(out, JSON.parse(readFileSync(join(out, 'current.json'), 'utf8')).release);
