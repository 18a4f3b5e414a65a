export { arrowBytes, arrowWriteOptions } from './arrow.ts';
export type { ArrowWriteOptions } from './arrow.ts';
export { AUDIENCE_METADATA, canonicalDataset } from './canonical.ts';
export { parquetBytes, parquetWriteOptions } from './parquet.ts';
export type { ParquetWriteOptions } from './parquet.ts';
export { rowGroupsTask } from './row-group-writer.ts';
export { csvBytes, csvWriteOptions } from './csv.ts';
export type { CsvProfile, CsvWriteOptions } from './csv.ts';
