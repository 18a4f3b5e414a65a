// Single cells made null until k rows fit every row: people of seven quasi-identifiers, nearly all of them unique. Who fits whom is
// counted anew by a join in DuckDB, not by GROUP BY: a missing value fits any.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, columnsOf, declareSchema, fromBatches, makeBatch, pipe, suppressLocally } from '../../dist/index.js';
import { openDuckDb, quoteText } from '../duckdb.js';
import { below } from '../nirs.js';

const K = 3;
/** Distinct values of each column; small ones are frequent, as in a population. */
const VALUES = { sex: 2, age: 101, departement: 96, occupation: 8, household: 6, activity: 4, month: 12 };
const NAMES = Object.keys(VALUES);
/** Up to so many rows all are checked, beyond it a sample: the join compares each with every other. */
const ALL_ROWS = 5_000;
const SAMPLE_ROWS = 500;

function people(rows) {
  const random = below(423);
  const schema = declareSchema(Object.fromEntries(NAMES.map((name) => [name, { type: 'int32', role: 'quasiIdentifier' }])));
  const columns = NAMES.map((name) => ({ kind: 'int32', rows, valid: null, values: Int32Array.from({ length: rows }, () => Math.floor(VALUES[name] * (random(1_000_000) / 1_000_000) ** 2)) }));
  return fromBatches(schema, [makeBatch(schema, columns, rows)]);
}

function csvOf(batches) {
  const lines = [NAMES.join()];
  for (const batch of batches) {
    const columns = columnsOf(batch);
    for (let row = 0; row < batch.numRows; row += 1) lines.push(columns.map(({ valid, values }) => (valid === null || (valid[row >> 3] >> (row & 7)) & 1 ? values[row] : '')).join());
  }
  return lines.join('\n');
}

export const benchmark = {
  title: 'Local suppression, 7 columns, k = 3',
  rows: 100_000,
  smokeRows: 2_000,
  rounds: 3,
  prepare: ({ rows, folder }) => ({ dataset: people(rows), rows, folder }),
  subject: {
    name: 'a423',
    run: ({ dataset }) => collect(pipe(dataset, suppressLocally({ quasiIdentifiers: NAMES, k: K, entity: null, nullMatching: 'wildcard' }))),
  },
  yardsticks: [],
  async check(batches, _none, { rows, folder }) {
    const path = join(folder, 'suppressed.csv');
    writeFileSync(path, csvOf(batches));
    const database = await openDuckDb({ folder });
    await database.run(`CREATE TABLE suppressed AS SELECT row_number() OVER () AS id, * FROM read_csv(${quoteText(path)}, header = true)`);
    const fits = NAMES.map((name) => `(l.${name} IS NULL OR r.${name} IS NULL OR l.${name} = r.${name})`).join(' AND ');
    const some = rows <= ALL_ROWS ? 'suppressed' : `(SELECT * FROM suppressed ORDER BY hash(id) LIMIT ${SAMPLE_ROWS})`;
    const [[checked, least, missing]] = await database.rows(`SELECT count(*), min(f), (SELECT count(*) FROM suppressed WHERE ${NAMES.map((name) => `${name} IS NULL`).join(' OR ')})
      FROM (SELECT l.id, count(*) AS f FROM ${some} l JOIN suppressed r ON ${fits} GROUP BY l.id)`);
    database.close();
    if (checked !== Math.min(rows, rows <= ALL_ROWS ? rows : SAMPLE_ROWS) || least < K || missing === 0) throw new Error(`rows checked, fewest that fit, rows suppressed: ${[checked, least, missing].join()}`);
  },
  claims: [{ text: 'at most 10 s for 100,000 rows', value: ({ medianMs }) => medianMs / 1000, atMost: 10 }],
};
