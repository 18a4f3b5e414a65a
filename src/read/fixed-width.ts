import { z } from 'zod';
import type { ByteSource, TablePorts } from '../core/bytes.ts';
import { BATCH_ROWS } from '../core/dataset.ts';
import { PlanError, type Problem } from '../core/errors.ts';
import { checkOptions, unknownName, type OptionsSchema } from '../core/options.ts';
import { fixedScanner } from './kernel/fixed-scan.ts';
import { columnParsers } from './text-columns.ts';
import { MAX_ROW_BYTES, textReadOptions, type TextReadOptions } from './text-options.ts';
import { textTable, type ReadContext } from './text-rows.ts';
import { textStart } from './text-start.ts';

/** Where a field stands in a line. */
export interface FixedField {
  /** First character; the first of the line is 1. */
  readonly start: number;
  /** Characters. */
  readonly length: number;
}

/** How to read lines whose fields stand at fixed places, such as the RSS and RSA of the PMSI. */
export interface FixedWidthReadOptions extends TextReadOptions {
  /** Place of every declared column; what no column names is passed over unread. */
  readonly fields: Readonly<Record<string, FixedField>>;
  /** What a line that ends before a field does: is malformed (unless given), or has that field blank. */
  readonly onShortLine?: 'error' | 'blank';
}

/** Checks {@link FixedWidthReadOptions}. */
export const fixedWidthReadOptions: OptionsSchema<FixedWidthReadOptions> = z.strictObject({
  ...textReadOptions,
  fields: z.record(z.string(), z.strictObject({ start: z.int().min(1).max(1 << 24), length: z.int().min(1).max(1 << 20) })),
  onShortLine: z.enum(['error', 'blank']).exactOptional(),
}) as OptionsSchema<FixedWidthReadOptions>;

/**
 * Reads lines whose fields stand at fixed places into typed columns.
 *
 * Spaces that fill a field up on its right are not part of a text; around numbers and dates spaces count for nothing.
 * A blank field is missing unless `nullValues` says otherwise. Faults are named as by {@link readCsv}.
 *
 * @param source - one file, or several whose rows follow each other.
 * @param options - columns, their places and spelling.
 * @param context - receives `rows`, `rejectedRows` and `rejected` (rows by code) after each complete reading.
 * @returns the rows in the file's order, and the rejected rows when `onInvalid` is `reject`.
 * @throws {PlanError} when an option is unknown or wrong, or a column has no place.
 * @remarks One pass; holds one batch and a stretch of bytes that grows to the longest line.
 */
export function readFixedWidth(source: ByteSource | readonly ByteSource[], options: FixedWidthReadOptions, context: ReadContext = {}): TablePorts {
  const checked = checkOptions(fixedWidthReadOptions, options);
  const names = Object.keys(checked.columns);
  checkFields(names, checked.fields);
  // In the order of the line, so that the first field at fault is the one reported.
  const fieldNames = [...names].sort((left, right) => checked.fields[left]!.start - checked.fields[right]!.start);
  const starts = Int32Array.from(fieldNames, (name) => checked.fields[name]!.start - 1);
  const lengths = Int32Array.from(fieldNames, (name) => checked.fields[name]!.length);
  const encoding = checked.encoding ?? 'utf-8';
  const batchRows = checked.batchRows ?? BATCH_ROWS;
  return textTable({
    sources: 'open' in source ? [source] : source,
    columns: checked.columns,
    layOut: (name, bytes, to) => ({
      scanner: fixedScanner({
        starts,
        lengths,
        isUtf8: encoding === 'utf-8',
        allowsShortLines: checked.onShortLine === 'blank',
        maxRowBytes: checked.maxRowBytes ?? MAX_ROW_BYTES,
      }),
      fieldNames,
      fieldOfColumn: names.map((column) => fieldNames.indexOf(column)),
      next: textStart(name, bytes, to, encoding),
    }),
    parsers: columnParsers(checked, false, batchRows),
    onInvalid: checked.onInvalid ?? 'error',
    batchRows,
  }, context);
}

function checkFields(names: readonly string[], fields: Readonly<Record<string, FixedField>>): void {
  const problems: Problem[] = [];
  for (const name of names) {
    if (!Object.hasOwn(fields, name)) problems.push({ code: 'PLAN_MISSING', path: `fields.${name}`, message: 'expected the start and length of the column, got nothing' });
  }
  for (const name of Object.keys(fields)) {
    if (!names.includes(name)) problems.push({ code: 'PLAN_UNKNOWN_COLUMN', path: `fields.${name}`, message: unknownName('column', name, names) });
  }
  if (problems.length > 0) throw new PlanError(problems);
}
