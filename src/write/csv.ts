import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnsOf } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { roleOf } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { encodeBase32Column } from '../keyed/index.ts';
import { writeRows, type CellWriter, type CsvDialect } from './kernel/csv-writer.ts';
import { textWriter } from './kernel/write-text.ts';
import { boolWriter, dateWriter, decimalWriter, float64Writer, hexWriter, int32Writer, int64Writer, timestampWriter } from './kernel/write-values.ts';

/** How to write delimited text. */
export interface CsvWriteOptions {
  /**
   * `open-data` (unless given): UTF-8, `,`, decimal point, LF. `fr-excel`: UTF-8 with byte order mark, `;`, decimal comma,
   * CR LF, a space between date and time, as a French Excel opens it.
   */
  readonly profile?: CsvProfile;
  /**
   * Whether texts that a spreadsheet would compute get an apostrophe in front (`escape`, unless given) or are left as they
   * are (`keep`), for files that only programs read.
   */
  readonly formulas?: 'escape' | 'keep';
}

/** A ready-made dialect. */
export type CsvProfile = 'open-data' | 'fr-excel';

/** Checks {@link CsvWriteOptions}. */
export const csvWriteOptions: OptionsSchema<CsvWriteOptions> = z.strictObject({
  profile: z.enum(['open-data', 'fr-excel']).exactOptional(),
  formulas: z.enum(['escape', 'keep']).exactOptional(),
}) as OptionsSchema<CsvWriteOptions>;

/** Rows of one piece of output. */
const PIECE_ROWS = 8192;

const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * Writes a dataset as delimited text: a header, then one line a row.
 *
 * A missing value is an empty cell; the empty text is `""`. Dates are ISO 8601, decimals exact, doubles in the shortest
 * form that reads back as the same number, truth values `true` and `false`. A pseudonym of 16 bytes is 26 characters of
 * base32, other byte strings are hexadecimal. Read back with the same declarations the file gives the same rows,
 * except for texts that got an apostrophe.
 *
 * @param dataset - the rows.
 * @param options - profile, and what to do with formulas.
 * @param signal - aborts the reading.
 * @returns the bytes of the file, in pieces of some thousand rows; they do not depend on how the rows were cut.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks Holds one batch and one piece. Reading throws a `DataError` for a text with a byte 0 and for a date outside
 *   the years 1 to 9999.
 * @example
 * const { rows } = readCsv(bytesInMemory('costs.csv', new TextEncoder().encode('cost\n1234.5\n\n')), {
 *   columns: { cost: { type: 'decimal(12,2)', role: 'measure' } },
 * });
 * let text = '';
 * for await (const piece of csvBytes(rows)) text += new TextDecoder().decode(piece);
 * text; // => 'cost\n1234.50\n\n'
 */
export function csvBytes(dataset: Dataset, options: CsvWriteOptions = {}, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const { profile = 'open-data', formulas = 'escape' } = checkOptions(csvWriteOptions, options);
  const dialect = dialectOf(profile, formulas === 'escape');
  return {
    async *[Symbol.asyncIterator]() {
      yield headerOf(dataset.schema, dialect, profile === 'fr-excel');
      let rows = 0;
      for await (const batch of dataset.open(signal)) {
        const writers = writersOf(batch, dialect);
        for (let from = 0; from < batch.numRows; from += PIECE_ROWS) {
          const piece = writeRows(dialect, writers, from, Math.min(batch.numRows, from + PIECE_ROWS));
          if ('row' in piece) throw unwritable(batch, piece.column, rows + piece.row + 1);
          yield piece;
        }
        rows += batch.numRows;
      }
    },
  };
}

function dialectOf(profile: CsvProfile, escapesFormulas: boolean): CsvDialect {
  const isFrench = profile === 'fr-excel';
  return {
    delimiter: byteOf(isFrench ? ';' : ','),
    decimalMark: byteOf(isFrench ? ',' : '.'),
    lineEnd: isFrench ? Uint8Array.of(13, 10) : Uint8Array.of(10),
    timeMark: byteOf(isFrench ? ' ' : 'T'),
    escapesFormulas,
  };
}

function byteOf(character: string): number {
  return character.charCodeAt(0);
}

// Writes the names as a row of texts, one column each.
function headerOf(schema: Schema, dialect: CsvDialect, hasMark: boolean): Uint8Array {
  const writers = schema.fields.map(({ name }) => {
    const { offsets, bytes } = textColumn([name]);
    return textWriter(dialect, offsets, bytes, null, null);
  });
  const line = writers.length === 0 ? dialect.lineEnd : writeRows(dialect, writers, 0, 1);
  if ('row' in line) throw new DataError('DATA_NULL_BYTE', 'a column name holds a byte 0', { column: `${line.column + 1}` });
  if (!hasMark) return line;
  const marked = new Uint8Array(BYTE_ORDER_MARK.length + line.length);
  marked.set(BYTE_ORDER_MARK);
  marked.set(line, BYTE_ORDER_MARK.length);
  return marked;
}

function writersOf(batch: RecordBatch, dialect: CsvDialect): CellWriter[] {
  return columnsOf(batch).map((column, index) => writerOf(column, dialect, roleOf(batch.schema.fields[index]!) === 'pseudonym'));
}

function writerOf(column: Column, dialect: CsvDialect, isPseudonym: boolean): CellWriter {
  const { valid } = column;
  switch (column.kind) {
    case 'text':
      return textWriter(dialect, column.offsets, column.bytes, valid, null);
    case 'coded':
      return textWriter(dialect, column.dictionary.offsets, column.dictionary.bytes, valid, column.codes);
    case 'int32':
      return int32Writer(column.values, valid);
    case 'int64':
      return int64Writer(column.values, valid);
    case 'float64':
      return float64Writer(dialect, column.values, valid);
    case 'decimal':
      return decimalWriter(dialect, column.limbs, column.scale, valid);
    case 'bool':
      return boolWriter(column.bits, valid);
    case 'date':
      return dateWriter(column.days, valid);
    case 'timestamp':
      return timestampWriter(dialect, column.micros, valid);
    case 'binary': {
      if (!isPseudonym || column.width !== 16) return hexWriter(column.bytes, column.width, valid);
      const { offsets, bytes } = encodeBase32Column(column.bytes, valid, column.rows);
      return textWriter(dialect, offsets, bytes, valid, null);
    }
  }
}

function unwritable(batch: RecordBatch, column: number, row: number): DataError {
  const place = { column: batch.schema.fields[column]!.name, firstRow: row };
  const { kind } = columnsOf(batch)[column]!;
  return kind === 'text' || kind === 'coded'
    ? new DataError('DATA_NULL_BYTE', 'a text with a byte 0 has no place in delimited text', place)
    : new DataError('DATA_VALUE_RANGE', 'a date outside the years 1 to 9999 has no ISO form', place);
}
