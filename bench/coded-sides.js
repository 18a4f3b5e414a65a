// The same rows on both sides as codes of dictionaries in memory: ours as Arrow dictionaries, DuckDB's as enumerations.
import { collect, fromBatches, readParquet } from '../dist/index.js';
import { fileBlob } from '../dist/node.js';
import { openDuckDb, quoteName, quoteText } from './duckdb.js';
import { staysFile } from './inputs.js';
import { COARSE_COLUMNS } from './stays.js';

/**
 * Says which file a case needs, and opens it on both sides.
 *
 * @param {string[]} names - columns of texts of the coarser stays.
 */
export function codedSides(names) {
  const columns = Object.fromEntries(names.map((name) => [name, COARSE_COLUMNS[name]]));
  return {
    inputs: (rows) => ({ file: staysFile(rows, 'parquet', 'coarse') }),
    async prepare({ inputs: { file }, phase }) {
      const { rows } = await readParquet(fileBlob(file), { columns, onUndeclared: 'drop' });
      const dataset = fromBatches(rows.schema, await collect(rows));
      if (phase === 'memory') return { dataset };
      const database = await openDuckDb();
      await database.run(`CREATE TABLE texts AS SELECT ${names.map(quoteName).join(', ')} FROM read_parquet(${quoteText(file)})`);
      for (const name of names) await database.run(`CREATE TYPE ${quoteName(`${name}Values`)} AS ENUM (SELECT DISTINCT ${quoteName(name)} FROM texts WHERE ${quoteName(name)} IS NOT NULL)`);
      await database.run(`CREATE TABLE input AS SELECT ${names.map((name) => `${quoteName(name)}::${quoteName(`${name}Values`)} AS ${quoteName(name)}`).join(', ')} FROM texts`);
      return { dataset, database };
    },
    close: ({ database }) => database?.close(),
  };
}
