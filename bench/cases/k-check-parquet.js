// Eight coarse columns, file against file: both sides read them from the Parquet file that DuckDB wrote.
import { kCheck } from '../k-check.js';
import { COARSE_QUASI_IDENTIFIERS } from '../stays.js';

export const benchmark = kCheck({ title: 'k-anonymity check, 8 columns, from Parquet', table: 'coarse', quasiIdentifiers: COARSE_QUASI_IDENTIFIERS, source: 'parquet', ratioAtMost: 2 });
