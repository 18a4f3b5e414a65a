// The same from the Parquet file that DuckDB wrote, file against file.
import { aggregation } from '../aggregate.js';

export const benchmark = aggregation({ title: 'Aggregate the same, from Parquet', source: 'parquet', ratioAtMost: 2 });
