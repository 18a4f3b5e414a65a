// node bench/make-table.js STAYS.csv stays|coarse OUT.csv|OUT.parquet
// Written by DuckDB, so that neither reader compared wrote what it reads, and coarse columns are not our own operators'.
import { argv } from 'node:process';
import { sqlReadCsv } from './columns.js';
import { openDuckDb, quoteText } from './duckdb.js';
import { COARSE_SQL, STAYS_COLUMNS } from './stays.js';

const [, , input, table, output] = argv;
const format = output.endsWith('.csv') ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880';
const database = await openDuckDb({ threads: 2 });
await database.run(`CREATE VIEW stays AS SELECT * FROM ${sqlReadCsv(input, STAYS_COLUMNS)}`);
await database.run(`COPY (${table === 'coarse' ? COARSE_SQL : 'SELECT * FROM stays'}) TO ${quoteText(output)} (${format})`);
database.close();
