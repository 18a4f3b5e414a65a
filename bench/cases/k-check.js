// Class sizes over eight quasi-identifiers, in memory against in memory: our Arrow columns are plain, so their coding is
// inside the time; DuckDB groups a table of its own.
import { DataType } from 'apache-arrow';
import { collect, fromBatches, measureKAnonymity, readCsv, readParquet } from '../../dist/index.js';
import { fileBlob, fileBytes } from '../../dist/node.js';
import { sqlReadCsv } from '../columns.js';
import { openDuckDb, quoteName, quoteText } from '../duckdb.js';
import { staysFile } from '../inputs.js';
import { QUASI_IDENTIFIERS, STAYS_COLUMNS } from '../stays.js';

const K = 11;
const columns = Object.fromEntries(QUASI_IDENTIFIERS.map((name) => [name, STAYS_COLUMNS[name]]));

/** Rows, classes, uniques and rows in classes below k, from the sizes of the groups. */
const query = (table) => `SELECT sum(size), count(*), count(*) FILTER (size = 1), coalesce(sum(size) FILTER (size < ${K}), 0)
  FROM (SELECT count(*) AS size FROM ${table} GROUP BY ${QUASI_IDENTIFIERS.map(quoteName).join(', ')})`;

async function measure(dataset) {
  const { rows, own } = await measureKAnonymity(dataset, { quasiIdentifiers: QUASI_IDENTIFIERS, k: K, entity: null, nullMatching: 'own-class' });
  return [rows, own.classes, own.sampleUniques, own.rowsBelow];
}

/** Holds the columns as the CSV reader gives them: text as bytes, without codes. */
async function plainInMemory(path) {
  const { rows } = readCsv(fileBytes(path), { columns, onUndeclared: 'drop' });
  if (rows.schema.fields.some(({ type }) => DataType.isDictionary(type))) throw new Error('the columns are coded already: coding must be inside the time');
  return fromBatches(rows.schema, await collect(rows));
}

/**
 * Makes the case for one kind of source.
 *
 * @param {{ title: string, source: 'memory' | 'parquet', ratioAtMost: number }} kind - what both sides start from.
 */
export function kCheck({ title, source, ratioAtMost }) {
  return {
    title,
    rows: 1_000_000,
    smokeRows: 20_000,
    inputs: (rows) => ({ stays: staysFile(rows, source === 'memory' ? 'csv' : 'parquet') }),
    async prepare({ inputs, phase }) {
      const dataset = source === 'memory' ? await plainInMemory(inputs.stays) : (await readParquet(fileBlob(inputs.stays), { columns, onUndeclared: 'drop' })).rows;
      if (phase === 'memory') return { dataset };
      const database = await openDuckDb();
      const names = QUASI_IDENTIFIERS.map(quoteName).join(', ');
      if (source === 'memory') await database.run(`CREATE TABLE stays AS SELECT ${names} FROM ${sqlReadCsv(inputs.stays, STAYS_COLUMNS)}`);
      return { dataset, database, table: source === 'memory' ? 'stays' : `read_parquet(${quoteText(inputs.stays)})` };
    },
    subject: { name: 'a423', run: ({ dataset }) => measure(dataset) },
    yardsticks: [{ name: 'DuckDB', run: async ({ database, table }) => (await database.rows(query(table)))[0] }],
    check(ours, theirs) {
      if (ours.join() !== theirs.join()) throw new Error(`rows, classes, uniques, rows below k: ${ours.join()} against ${theirs.join()}`);
    },
    close: ({ database }) => database?.close(),
    claims: [{ text: `at most ${ratioAtMost} × DuckDB's GROUP BY`, value: ({ ratios }) => ratios[0].ratio, atMost: ratioAtMost }],
  };
}

export const benchmark = kCheck({ title: 'k-anonymity check, 8 columns, in memory', source: 'memory', ratioAtMost: 1 });
