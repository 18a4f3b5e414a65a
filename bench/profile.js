// The profile of a file of twelve columns, against DuckDB's SUMMARIZE on the same file.
import { statSync } from 'node:fs';
import { profile, readCsv, readParquet } from '../dist/index.js';
import { fileBlob, fileBytes } from '../dist/node.js';
import { sqlReadCsv } from './columns.js';
import { openDuckDb, quoteName, quoteText } from './duckdb.js';
import { staysFile } from './inputs.js';
import { PRICED_COLUMNS } from './stays.js';

const NAMES = Object.keys(PRICED_COLUMNS);
const NUMBERS = ['cost', 'costPerNight'];
const DATES = ['birthDate', 'entryDate', 'exitDate'];
const QUARTERS = [0.25, 0.5, 0.75];
/** Estimates of distinct values stay within so many standard errors. */
const MOST_ERRORS = 5;

/**
 * Makes a case.
 *
 * @param {{ title: string, format: 'csv' | 'parquet' }} kind - what both sides read.
 */
export function profileCase({ title, format }) {
  return {
    title,
    rows: 10_000_000,
    smokeRows: 20_000,
    rounds: 3,
    inputs: (rows) => ({ file: staysFile(rows, format, 'priced') }),
    async prepare({ inputs: { file }, phase, folder }) {
      const source = format === 'csv' ? sqlReadCsv(file, PRICED_COLUMNS) : `read_parquet(${quoteText(file)})`;
      return { file, bytes: statSync(file).size, source, database: phase === 'memory' ? null : await openDuckDb({ folder }) };
    },
    subject: {
      name: 'a423',
      async run({ file }) {
        const { rows } = format === 'csv' ? readCsv(fileBytes(file), { columns: PRICED_COLUMNS }) : await readParquet(fileBlob(file), { columns: PRICED_COLUMNS });
        return profile(rows, { showValues: true, minCount: 11 });
      },
    },
    yardsticks: [{ name: 'DuckDB SUMMARIZE', run: ({ database, source }) => database.rows(`SUMMARIZE SELECT * FROM ${source}`) }],
    check,
    close: ({ database }) => database?.close(),
    bytes: ({ bytes }) => bytes,
    growth: [1_000_000, 10_000_000],
    claims: [
      { text: 'at most 2 × DuckDB SUMMARIZE', value: ({ ratios }) => ratios[0].ratio, atMost: 2 },
      { text: 'nothing grows with the rows: at most 2 MiB more per million', value: ({ growth }) => (growth[1].peakMiB - growth[0].peakMiB) / 9, atMost: 2 },
    ],
  };
}

/** Compares with SUMMARIZE where it is exact, and where it is not with exact queries. */
async function check({ rows, columns }, summary, { database, source }) {
  const fail = (name, what, ours, theirs) => { throw new Error(`${name}, ${what}: ${ours} against ${theirs}`); };
  const near = (name, what, ours, theirs, tolerance) => { if (!(Math.abs(ours - theirs) <= tolerance * Math.abs(theirs))) fail(name, what, ours, theirs); };
  const found = Object.fromEntries(columns.map((column) => [column.name, column]));
  for (const [name, , least, greatest, , mean, , , , , count, nullShare] of summary) {
    const { nulls, numbers, dates } = found[name];
    if (rows !== Number(count)) fail(name, 'rows', rows, count);
    near(name, 'share of nulls', nulls / rows + 1, Number(nullShare) / 100 + 1, 1e-4);
    if (NUMBERS.includes(name)) {
      near(name, 'mean', numbers.mean, Number(mean), 1e-9);
      if (Number(numbers.minimum) !== Number(least) || Number(numbers.maximum) !== Number(greatest)) fail(name, 'extremes', `${numbers.minimum} ${numbers.maximum}`, `${least} ${greatest}`);
    }
    if (DATES.includes(name) && (dates.minimum !== least || dates.maximum !== greatest)) fail(name, 'extremes', `${dates.minimum} ${dates.maximum}`, `${least} ${greatest}`);
  }
  const [exact] = await database.rows(`SELECT ${NAMES.map((name) => `count(DISTINCT ${quoteName(name)})`).join(', ')} FROM ${source}`);
  NAMES.forEach((name, index) => {
    const { count, isExact, relativeError } = found[name].distinct;
    near(name, 'distinct values', count, exact[index], isExact ? 0 : MOST_ERRORS * relativeError);
  });
  for (const name of NUMBERS) {
    const { quantiles, relativeError, standardDeviation } = found[name].numbers;
    const [figures] = await database.rows(`SELECT stddev_pop(${name}::DOUBLE), ${QUARTERS.map((share) => `quantile_disc(${name}, ${share})::DOUBLE`).join(', ')} FROM ${source}`);
    near(name, 'standard deviation', standardDeviation, figures[0], 1e-9);
    QUARTERS.forEach((share, index) => near(name, `quantile ${share}`, quantiles.find((quantile) => quantile.share === share).value, figures[index + 1], relativeError));
  }
}
