export { csvReadOptions, readCsv } from './csv.ts';
export type { CsvReadOptions } from './csv.ts';
export { fixedWidthReadOptions, readFixedWidth } from './fixed-width.ts';
export type { FixedField, FixedWidthReadOptions } from './fixed-width.ts';
export type { TextReadOptions } from './text-options.ts';
export type { ReadContext } from './text-rows.ts';
