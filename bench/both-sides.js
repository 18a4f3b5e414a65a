// The same rows on both sides: ours as a dataset, DuckDB's as a table or a file, from memory or from Parquet.
import { DataType } from 'apache-arrow';
import { collect, fromBatches, readCsv, readParquet } from '../dist/index.js';
import { fileBlob, fileBytes } from '../dist/node.js';
import { sqlReadCsv } from './columns.js';
import { openDuckDb, quoteName, quoteText } from './duckdb.js';
import { staysFile } from './inputs.js';
import { COARSE_COLUMNS, STAYS_COLUMNS } from './stays.js';

const DECLARED = { stays: STAYS_COLUMNS, coarse: COARSE_COLUMNS };

/**
 * Says which file a case needs, and opens it on both sides.
 *
 * @param {{ table: 'stays' | 'coarse', names: string[], source: 'memory' | 'parquet' }} wanted - table, its columns,
 *   and what both sides start from. In memory ours are plain columns as the CSV reader gives them: making codes is
 *   inside the time measured.
 */
export function bothSides({ table, names, source }) {
  const all = DECLARED[table];
  const columns = Object.fromEntries(names.map((name) => [name, all[name]]));
  return {
    inputs: (rows) => ({ file: staysFile(rows, source === 'memory' ? 'csv' : 'parquet', table) }),
    async prepare({ inputs: { file }, phase }) {
      const dataset = source === 'memory' ? await plainInMemory(file, columns) : (await readParquet(fileBlob(file), { columns, onUndeclared: 'drop' })).rows;
      if (phase === 'memory') return { dataset };
      const database = await openDuckDb();
      if (source === 'memory') await database.run(`CREATE TABLE input AS SELECT ${names.map(quoteName).join(', ')} FROM ${sqlReadCsv(file, all)}`);
      else await database.run(`CREATE VIEW input AS SELECT * FROM read_parquet(${quoteText(file)})`);
      return { dataset, database };
    },
    close: ({ database }) => database?.close(),
  };
}

async function plainInMemory(file, columns) {
  const { rows } = readCsv(fileBytes(file), { columns, onUndeclared: 'drop' });
  if (rows.schema.fields.some(({ type }) => DataType.isDictionary(type))) throw new Error('the columns are coded already');
  return fromBatches(rows.schema, await collect(rows));
}
