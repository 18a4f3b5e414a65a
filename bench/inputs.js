// Files the cases read, made once in bench/data/ from a seed, each in a process of its own so that no case pays for it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const DATA = join(here, 'data');
const SEED = '423';

/**
 * Names a file of hospital stays.
 *
 * @param {number} rows - how many stays.
 * @param {'csv' | 'parquet'} format - as its extension says.
 * @param {'stays' | 'coarse' | 'priced'} [table] - as synthesised (unless said), with coarser columns, or with the cost of a night.
 */
export function staysFile(rows, format, table = 'stays') {
  return join(DATA, `${table}-${rows}.${format}`);
}

/** Runs a program to its end. */
function run(parameters) {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', fail);
    child.on('close', (code) => { if (code === 0) done(); else fail(new Error(`${basename(parameters[0])} ended with ${code}`)); });
  });
}

/** Makes a file unless it is there; a file half made is never taken for whole. */
export async function makeInput(path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const [, table, rows, format] = /^(stays|coarse|priced)-(\d+)\.(csv|parquet)$/.exec(basename(path)) ?? [];
  if (rows === undefined) throw new Error(`no way to make ${basename(path)}`);
  const aside = join(dirname(path), `.tmp-${process.pid}-${basename(path)}`);
  if (table === 'stays' && format === 'csv') {
    await run([join(here, '../dist/cli/main.js'), 'synthesise', 'stays', '--rows', rows, '--seed', SEED, aside]);
  } else {
    const stays = staysFile(Number(rows), 'csv');
    await makeInput(stays);
    await run([join(here, 'make-table.js'), stays, table, aside]);
  }
  renameSync(aside, path);
}
