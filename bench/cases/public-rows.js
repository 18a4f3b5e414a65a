// From coarse stays to rows that anybody may read, in one plan: levels searched, rows generalised and suppressed, persons counted, the
// rows sorted so that their order tells nothing, the finished file checked again. DuckDB looks at the file, and counts what it should hold.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { a423, peakMiBOf, released } from '../commands.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { staysFile } from '../inputs.js';

const plan = fileURLToPath(new URL('../public-rows.yaml', import.meta.url));
const QUASI_IDENTIFIERS = ['birthYear', 'sex', 'departement', 'entryMonth'];
const K = 11;
const L = 3;
const MAX_SUPPRESSED_SHARE = 0.02;

const parquet = (path) => `read_parquet(${quoteText(path)})`;

export const benchmark = {
  title: 'From stays in Parquet to public rows of 11 patients at least: one plan',
  rows: 1_000_000,
  smokeRows: 20_000,
  rounds: 3,
  inputs: (rows) => ({ stays: staysFile(rows, 'parquet', 'coarse') }),
  async prepare({ rows, inputs, folder, phase }) {
    return { rows, stays: inputs.stays, database: phase === 'memory' ? null : await openDuckDb(), out: join(folder, phase, 'out'), peaks: join(folder, `${phase}-peaks.txt`) };
  },
  subject: {
    name: 'a423',
    before({ out, peaks }) {
      for (const path of [out, peaks]) rmSync(path, { recursive: true, force: true });
    },
    async run({ stays, out, peaks }) {
      await a423(['run', plan, '--input', `stays=${stays}`, '--out', out], peaks);
      return { peakMiB: peakMiBOf(peaks) };
    },
  },
  yardsticks: [{
    name: 'DuckDB, a copy sorted by all columns, nothing protected',
    answers: false,
    run: ({ database, stays, out }) => database.run(`COPY (SELECT ${QUASI_IDENTIFIERS.join()}, chapter, dischargeMode FROM ${parquet(stays)} ORDER BY ALL) TO ${quoteText(`${out}-sorted.parquet`)} (FORMAT parquet, COMPRESSION zstd)`),
  }],
  /** Every class of the file has eleven rows and three chapters; with the rows of the source beside them, in the order of their content, eleven persons. */
  async check(_answer, _none, { database, rows, stays, out }) {
    const folder = released(out);
    const [published, suppressed] = ['published.parquet', 'suppressed.parquet'].map((name) => parquet(join(folder, name)));
    const [[kept, classes, smallest, fewest, gone]] = await database.rows(`SELECT sum(n)::BIGINT, count(*), min(n), min(chapters), (SELECT count(*) FROM ${suppressed})
      FROM (SELECT count(*) AS n, count(DISTINCT chapter) AS chapters FROM ${published} GROUP BY ${QUASI_IDENTIFIERS.join()})`);
    if (Number(kept) + Number(gone) !== rows) throw new Error(`${kept} rows were published and ${gone} suppressed, of ${rows}`);
    if (gone > MAX_SUPPRESSED_SHARE * rows) throw new Error(`${gone} rows were suppressed, more than a share of ${MAX_SUPPRESSED_SHARE}`);
    if (smallest < K || fewest < L || classes < 2) throw new Error(`of ${classes} classes the smallest has ${smallest} rows, and one has ${fewest} chapters`);
    // Persons: what the file has lost of each column is a function of the value, which DuckDB finds again from the rows that stayed.
    const [[persons]] = await database.rows(`WITH source AS (SELECT *, row_number() OVER () AS number FROM ${parquet(stays)}),
      stayed AS (SELECT * FROM source WHERE number NOT IN (SELECT "row" FROM ${suppressed}))
      SELECT min(persons) FROM (SELECT count(DISTINCT person) AS persons FROM (SELECT person, ${await levelsSql(database, published)} FROM stayed) GROUP BY ALL)`);
    if (persons < K) throw new Error(`a class of the rows that stayed has ${persons} persons`);
  },
  close: ({ database }) => database?.close(),
  growth: [1_000_000, 10_000_000],
};

/** Tells from the labels of the file how each column was generalised, and says it in SQL. */
async function levelsSql(database, published) {
  const [[band, sex, departement, month]] = await database.rows(`SELECT any_value(birthYear), any_value(sex), max(length(departement)), max(length(entryMonth)) FROM ${published} WHERE birthYear IS NOT NULL`);
  const [from, to] = band === '*' ? [] : band.split('-').map(Number);
  const width = band === '*' ? 0 : to === undefined ? 1 : to - from + 1;
  return [
    width === 0 ? `'*' AS birthYear` : `birthYear // ${width} AS birthYear`,
    sex === '*' ? `'*' AS sex` : 'sex',
    await stars(database, published, 'departement') ? `'*' AS departement` : `left(departement, ${departement}) AS departement`,
    await stars(database, published, 'entryMonth') ? `'*' AS entryMonth` : `left(entryMonth, ${month}) AS entryMonth`,
  ].join();
}

async function stars(database, published, column) {
  const [[all]] = await database.rows(`SELECT coalesce(bool_and(${column} = '*'), false) FROM ${published}`);
  return all;
}
