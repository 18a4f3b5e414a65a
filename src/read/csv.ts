import { z } from 'zod';
import type { ByteSource, TablePorts } from '../core/bytes.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { layOutCsv } from './csv-header.ts';
import { columnParsers } from './text-columns.ts';
import { MAX_ROW_BYTES, textReadOptions, type TextReadOptions } from './text-options.ts';
import { textTable, type ReadContext } from './text-rows.ts';

/** How to read delimited text. */
export interface CsvReadOptions extends TextReadOptions {
  /** What stands between two fields; `detect` (unless given) takes the one that splits the header into declared names. */
  readonly delimiter?: 'detect' | ';' | ',' | '\t' | '|';
  /** Whether `"` encloses fields (unless given), or is a character like any other (`none`). */
  readonly quote?: '"' | 'none';
  /** Whether the first line names the columns (unless given); if `absent`, fields stand in the order of the declarations. */
  readonly header?: 'present' | 'absent';
  /**
   * Whether a text between quotes can be a missing value too; no unless given, so that `""` is the empty text. For
   * other types quotes make no difference.
   */
  readonly quotedNulls?: boolean;
  /** What a column of the file that is not declared does: refuses the file (unless given), or is passed over unread. */
  readonly onUndeclared?: 'error' | 'drop';
  /** Most bytes of one field; 1 MiB unless given. */
  readonly maxFieldBytes?: number;
}

/** Checks {@link CsvReadOptions}. */
export const csvReadOptions: OptionsSchema<CsvReadOptions> = z.strictObject({
  ...textReadOptions,
  delimiter: z.enum(['detect', ';', ',', '\t', '|']).exactOptional(),
  quote: z.enum(['"', 'none']).exactOptional(),
  header: z.enum(['present', 'absent']).exactOptional(),
  quotedNulls: z.boolean().exactOptional(),
  onUndeclared: z.enum(['error', 'drop']).exactOptional(),
  maxFieldBytes: z.int().min(1).max(1 << 26).exactOptional(),
}) as OptionsSchema<CsvReadOptions>;

const MAX_FIELD_BYTES = 1 << 20;

/**
 * Reads delimited text into typed columns.
 *
 * Values go from bytes into typed arrays without becoming strings. A row that is ragged, badly quoted, too long, not in
 * the encoding, or holds a value that is not of its column's type is refused by number, column and code; the value is
 * never shown. Of several wrong fields the first is named.
 *
 * @param source - one file, or several whose rows follow each other, each with its own header.
 * @param options - columns and spelling.
 * @param context - receives `rows`, `rejectedRows` and `rejected` (rows by code) after each complete reading.
 * @returns the rows in the file's order with the declared columns in their order, and the rejected rows when
 *   `onInvalid` is `reject`.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks One pass; holds one batch and a stretch of bytes that grows to the longest row. Opening throws a
 *   `DataError` for a missing, undeclared or repeated column, and for the first malformed row unless they are rejected.
 * @example
 * const { rows } = readCsv(bytesInMemory('stays.csv', new TextEncoder().encode('sex;age\n1;42\n')), {
 *   columns: { sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } },
 * });
 * (await collect(rows))[0].numRows; // => 1
 */
export function readCsv(source: ByteSource | readonly ByteSource[], options: CsvReadOptions, context: ReadContext = {}): TablePorts {
  const checked = checkOptions(csvReadOptions, options);
  const batchRows = checked.batchRows ?? BATCH_ROWS;
  return textTable({
    sources: 'open' in source ? [source] : source,
    columns: checked.columns,
    layOut: layOutCsv({
      columns: Object.keys(checked.columns),
      delimiter: checked.delimiter ?? 'detect',
      hasQuotes: checked.quote !== 'none',
      hasHeader: checked.header !== 'absent',
      encoding: checked.encoding ?? 'utf-8',
      onUndeclared: checked.onUndeclared ?? 'error',
      maxFieldBytes: checked.maxFieldBytes ?? MAX_FIELD_BYTES,
      maxRowBytes: checked.maxRowBytes ?? MAX_ROW_BYTES,
    }),
    parsers: columnParsers(checked, checked.quotedNulls ?? false, batchRows),
    onInvalid: checked.onInvalid ?? 'error',
    batchRows,
  }, context);
}
