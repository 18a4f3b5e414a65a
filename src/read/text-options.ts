import { z } from 'zod';
import { columnDeclaration } from '../core/declaration.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import { parseDateFormat } from './kernel/date-format.ts';
import type { TextEncodingName } from './kernel/parse-text.ts';

/** How a text file spells its values, and what to do with a row that cannot be read; shared by all text formats. */
export interface TextReadOptions {
  /** Every column to read, by name; the rows come out with these columns in this order. */
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** Encoding of the file; `utf-8` unless given. A UTF-8 byte order mark is passed over. */
  readonly encoding?: TextEncodingName;
  /** Decimal mark of `float64` and `decimal` columns; `.` unless given. */
  readonly decimalMark?: '.' | ',';
  /** Texts that stand for a missing value; the empty field unless given. */
  readonly nullValues?: readonly string[];
  /**
   * How dates are written, for all columns or by column: `yyyy`, `MM`, `dd`, `M`, `d`, `HH`, `mm`, `ss`; `yyyy-MM-dd` unless
   * given. A timestamp column whose format says no time takes `HH:mm[:ss[.ffffff]]` after the date.
   */
  readonly dateFormat?: string | Readonly<Record<string, string>>;
  /** What a malformed row does: ends the reading (unless given), or goes to the port `rejects`. */
  readonly onInvalid?: 'error' | 'reject';
  /** Most bytes of one row; 4 MiB unless given. */
  readonly maxRowBytes?: number;
  /** Rows of a batch at most; 65,536 unless given. */
  readonly batchRows?: number;
}

const dateFormat = z.string().max(64).refine((text) => parseDateFormat(text) !== null, { message: 'expected a date format such as dd/MM/yyyy' });

/** Checkers of the options that all text formats share. */
export const textReadOptions: {
  readonly columns: z.ZodType<Readonly<Record<string, ColumnDeclaration>>>;
  readonly encoding: z.ZodExactOptional<z.ZodType<TextEncodingName>>;
  readonly decimalMark: z.ZodExactOptional<z.ZodType<'.' | ','>>;
  readonly nullValues: z.ZodExactOptional<z.ZodType<readonly string[]>>;
  readonly dateFormat: z.ZodExactOptional<z.ZodType<string | Readonly<Record<string, string>>>>;
  readonly onInvalid: z.ZodExactOptional<z.ZodType<'error' | 'reject'>>;
  readonly maxRowBytes: z.ZodExactOptional<z.ZodType<number>>;
  readonly batchRows: z.ZodExactOptional<z.ZodType<number>>;
} = {
  columns: z.record(z.string().min(1).max(255), columnDeclaration).refine((columns) => Object.keys(columns).length > 0, { message: 'expected at least one column' }),
  encoding: z.enum(['utf-8', 'windows-1252', 'latin1']).exactOptional(),
  decimalMark: z.enum(['.', ',']).exactOptional(),
  nullValues: z.array(z.string().max(64)).max(64).readonly().exactOptional(),
  dateFormat: z.union([dateFormat, z.record(z.string(), dateFormat)]).exactOptional(),
  onInvalid: z.enum(['error', 'reject']).exactOptional(),
  maxRowBytes: z.int().min(16).max(1 << 26).exactOptional(),
  batchRows: z.int().min(1).max(1 << 24).exactOptional(),
};

/** Bytes of one row at most, unless the options say otherwise. */
export const MAX_ROW_BYTES: number = 4 << 20;
