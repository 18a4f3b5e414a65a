// The same as k-check.js, file against file: both sides read the quasi-identifiers from the Parquet file DuckDB wrote.
import { kCheck } from './k-check.js';

export const benchmark = kCheck({ title: 'k-anonymity check, 8 columns, from Parquet', source: 'parquet', ratioAtMost: 2 });
