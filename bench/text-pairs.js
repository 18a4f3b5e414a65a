// Pairs of short texts, no two alike, for the kernels that compare them. Made here, apart from the library's synthesiser.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDuckDb, quoteText } from './duckdb.js';
import { below } from './nirs.js';

/** Letters about as often as in French names. */
const LETTERS = 'eeeeeeeeaaaaaaasssssssiiiiiiitttttttnnnnnnnrrrrrruuuuuulllllooooodddcccppmmvqfbghjxyzkw';

function name(random) {
  return Array.from({ length: 9 }, () => LETTERS[random(LETTERS.length)]);
}

function date(random) {
  const two = (value) => String(value).padStart(2, '0');
  return [...`${1920 + random(100)}-${two(1 + random(12))}-${two(1 + random(28))}`];
}

/**
 * Makes pairs of texts: half of them unrelated, half with one or two characters changed.
 *
 * @param {'names' | 'dates'} kind - nine letters, or ten characters of a date.
 * @param {number} pairs - how many.
 */
export function textPairs(kind, pairs) {
  const random = below(423);
  const make = kind === 'names' ? name : date;
  return Array.from({ length: pairs }, (_pair, index) => {
    const left = make(random);
    if (index % 2 === 0) return [left.join(''), make(random).join('')];
    const right = [...left];
    for (let edit = 1 + random(2); edit > 0; edit -= 1) {
      const place = random(right.length);
      right[place] = kind === 'names' ? LETTERS[random(LETTERS.length)] : String(random(10));
    }
    return [left.join(''), right.join('')];
  });
}

/**
 * Loads the kernels of `src/text`, bundled as the package is: nothing of the package gives them out one by one.
 *
 * @param {string} folder - where the bundle may lie.
 */
export async function loadTextKernels(folder) {
  const { build } = await import('esbuild');
  const outfile = join(folder, `text-kernels-${process.pid}.mjs`);
  await build({ entryPoints: [fileURLToPath(new URL('../src/text/index.ts', import.meta.url))], outfile, bundle: true, format: 'esm', target: 'es2023' });
  return import(outfile);
}

/**
 * Makes a case that compares pairs by a kernel, and the same in DuckDB, one thread each. Texts are ready on either side:
 * symbols here, as linkage makes them once for each distinct value, and a table in memory there.
 *
 * @param {{ title: string, kind: 'names' | 'dates', kernel: (text: any) => Function, cutoff?: number, sql: string, claims: object[] }} made -
 *   the kernel, and what it is in SQL over texts `l` and `r`, summed up.
 */
export function pairsCase({ title, kind, kernel, cutoff, sql, claims }) {
  return {
    title,
    rows: 1_000_000,
    smokeRows: 5_000,
    async prepare({ rows, folder, phase }) {
      const text = await loadTextKernels(folder);
      const pairs = textPairs(kind, rows);
      const width = pairs[0][0].length;
      const symbols = new Uint32Array(2 * width * rows);
      pairs.flat().forEach((one, index) => { symbols.set(text.symbolsOf(one, 'byte'), index * width); });
      const state = { measure: kernel(text), symbols, width, rows };
      if (phase === 'memory') return state;
      const path = join(folder, `pairs-${kind}.csv`);
      writeFileSync(path, `l,r\n${pairs.map((pair) => pair.join()).join('\n')}\n`);
      const database = await openDuckDb({ folder });
      await database.run(`CREATE TABLE pairs AS SELECT * FROM read_csv(${quoteText(path)}, all_varchar = true)`);
      return { ...state, database };
    },
    subject: {
      name: 'a423',
      run({ measure, symbols, width, rows }) {
        let sum = 0;
        for (let at = 0; at < 2 * rows * width; at += 2 * width) {
          const found = measure(symbols, at, at + width, symbols, at + width, at + 2 * width, cutoff);
          sum += cutoff === undefined ? found : Number(found <= cutoff);
        }
        return sum;
      },
    },
    yardsticks: [{ name: 'DuckDB', run: async ({ database }) => (await database.rows(`SELECT sum(${sql})::DOUBLE FROM pairs`))[0][0] }],
    check(subject, yardstick) {
      // Each value is the same to the last bit; the order in which they are summed is not.
      if (!(Math.abs(subject - yardstick) <= 1e-9 * yardstick)) throw new Error('the sums differ');
    },
    close: ({ database }) => database?.close(),
    claims,
  };
}

/** A claim of pairs a second. */
export const pairsPerSecond = (millions) => ({ text: `at least ${millions} million pairs a second`, value: ({ rows, fastestMs }) => rows / fastestMs * 1000, atLeast: millions * 1e6 });
