// node bench/to-parquet.js IN.csv OUT.parquet: written by DuckDB, so that neither reader compared wrote what it reads.
import { argv } from 'node:process';
import { sqlReadCsv } from './columns.js';
import { openDuckDb, quoteText } from './duckdb.js';
import { STAYS_COLUMNS } from './stays.js';

const [, , input, output] = argv;
const database = await openDuckDb({ threads: 2 });
await database.run(`COPY (SELECT * FROM ${sqlReadCsv(input, STAYS_COLUMNS)}) TO ${quoteText(output)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`);
database.close();
