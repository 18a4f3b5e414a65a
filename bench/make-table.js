// node bench/make-table.js STAYS.csv stays|coarse|priced OUT.csv|OUT.parquet
// Written by DuckDB, so that neither reader compared wrote what it reads, and coarse columns are not our own operators'.
import { argv } from 'node:process';
import { sqlReadCsv } from './columns.js';
import { openDuckDb, quoteText } from './duckdb.js';
import { COARSE_SQL, PRICED_SQL, STAYS_COLUMNS } from './stays.js';

const [, , input, table, output] = argv;
const format = output.endsWith('.csv') ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880';
const database = await openDuckDb({ threads: 2 });
await database.run(`CREATE VIEW stays AS SELECT * FROM ${sqlReadCsv(input, STAYS_COLUMNS)}`);
const queries = { stays: 'SELECT * FROM stays', coarse: COARSE_SQL, priced: PRICED_SQL };
await database.run(`COPY (${queries[table]}) TO ${quoteText(output)} (${format})`);
database.close();
