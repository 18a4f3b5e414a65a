// Cells and all margins over a hierarchy of three levels, from the Parquet file that DuckDB wrote, file against file.
import { tabulation } from '../aggregate.js';

export const benchmark = tabulation({ title: 'Tables over region › département › commune, sex and age, all margins, from Parquet', source: 'parquet', ratioAtMost: 1.5 });
