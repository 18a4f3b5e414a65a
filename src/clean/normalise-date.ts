import type { DataType, Field } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnTypeOf } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { ValueReason } from '../core/value-tally.ts';
import { DATE_FIELDS, DATE_PLACEHOLDERS, dateTokens, parseIsoDate } from '../text/index.ts';
import { cleanColumns, type CleanedColumn } from './clean-columns.ts';
import { DATE_REASONS, judgeDates, readDates, type DateReading, type ReadDates } from './kernel/read-dates.ts';
import { textOf } from './text-of.ts';

/** Options of {@link normaliseDate}. */
export interface NormaliseDateOptions {
  /** Column to normalise, in place: text, whole numbers such as 19870103, or dates, of which only the limits are checked. */
  readonly column: string;
  /**
   * How dates are written, in the order in which the formats are tried; required unless the column holds dates already.
   * `yyyy`, `yy`, `MM`, `M`, `MMM` (a French name, whole or cut short), `dd`, `d`; a time (`HH`, `mm`, `ss`) is read and
   * left off. Between the parts, space and `/ - . _ ,` stand for each other.
   */
  readonly formats?: readonly string[];
  /** What becomes of a value that is no date: `reject` its row, or make it `null`. */
  readonly onInvalid: 'reject' | 'null';
  /** First of the hundred years that `yy` means: 1930 reads 29 as 2029. Required with `yy`, refused without. */
  readonly twoDigitYearStart?: number;
  /** What becomes of a date whose day, or day and month, is `00`: as `onInvalid` unless said otherwise, or its `first` day. */
  readonly onPartial?: 'reject' | 'null' | 'first';
  /** What becomes of a date that stands for a missing one; as `onInvalid` unless said otherwise. */
  readonly onPlaceholder?: 'reject' | 'null';
  /** Dates that stand for a missing one, `yyyy-MM-dd`, beside the usual ones. */
  readonly placeholders?: readonly string[];
  /** Whether the usual placeholders are known ({@link DATE_PLACEHOLDERS}); true unless said otherwise. */
  readonly usualPlaceholders?: boolean;
  /** First date accepted, `yyyy-MM-dd`; those before it are invalid. */
  readonly earliest?: string;
  /** Last date accepted, `yyyy-MM-dd`; those after it are invalid. */
  readonly latest?: string;
}

const MAX_FORMATS = 32;
const isoDate = z.string().max(10).refine((text) => parseIsoDate(text) !== null, { message: 'expected a date such as 2024-12-31' });
const dateFormat = z.string().max(64).refine((text) => dateTokens(text) !== null, { message: 'expected a date format such as dd/MM/yyyy' });

/** Checks {@link NormaliseDateOptions}. */
export const normaliseDateOptions: OptionsSchema<NormaliseDateOptions> = z
  .strictObject({
    column: columnName,
    formats: z.array(dateFormat).min(1).max(MAX_FORMATS).readonly().exactOptional(),
    onInvalid: z.enum(['reject', 'null']),
    twoDigitYearStart: z.int().min(1).max(9900).exactOptional(),
    onPartial: z.enum(['reject', 'null', 'first']).exactOptional(),
    onPlaceholder: z.enum(['reject', 'null']).exactOptional(),
    placeholders: z.array(isoDate).max(1000).readonly().exactOptional(),
    usualPlaceholders: z.boolean().exactOptional(),
    earliest: isoDate.exactOptional(),
    latest: isoDate.exactOptional(),
  })
  .superRefine(({ formats = [], twoDigitYearStart, earliest, latest }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const hasShortYear = formats.some((format) => dateTokens(format)?.includes(DATE_FIELDS.shortYear));
    if (hasShortYear && twoDigitYearStart === undefined) refuse('twoDigitYearStart', 'expected the first of the hundred years that yy means');
    if (!hasShortYear && twoDigitYearStart !== undefined) refuse('twoDigitYearStart', 'expected a format with yy');
    if (new Set(formats).size < formats.length) refuse('formats', 'expected different formats');
    if (earliest !== undefined && latest !== undefined && earliest > latest) refuse('latest', 'expected a date from earliest on');
  });

/**
 * Brings dates written in many ways to one column of dates.
 *
 * The first format that gives a date of the calendar decides. Nothing is guessed: where a later format would read
 * another date, the value counts as `ambiguous` and the order of the formats stands. What is no date has a reason:
 * `empty`, `format`, `impossible` (31/04, month 13), `partial`, `placeholder` (01/01/1900, 00/00/0000, 31/12/9999 …),
 * `early`, `late`.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the column as dates; its role stays. Null stays null and is never
 * rejected. Rejected rows have codes such as `DATE_IMPOSSIBLE`. Findings: those of a value tally, and accepted dates by
 * format.
 *
 * @param options - see {@link NormaliseDateOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @remarks O(formats · bytes); nothing is allocated per value. A whole number gets back the zeros that it lost at the left,
 *   up to the digits of the shortest format that has no separators.
 * @example
 * normaliseDate({ column: 'birthDate', formats: ['dd/MM/yyyy', 'yyyyMMdd', 'd MMM yyyy'], onInvalid: 'reject' });
 */
export function normaliseDate(options: NormaliseDateOptions): MapOperator {
  const checked = checkOptions(normaliseDateOptions, options);
  const { column, formats = [] } = checked;
  const reasons = reasonsOf(checked);
  const reading = readingOf(checked, reasons);
  const widths = reading.formats.map(digitsOfFormat).filter((digits) => digits > 0);
  const minDigits = widths.length === 0 ? 1 : Math.min(...widths);
  return cleanColumns({
    name: 'normaliseDate',
    columns: [{ name: column, path: 'column' }],
    types: ['utf8', 'int32', 'int64', 'date'],
    reasons,
    codePrefix: 'DATE',
    notes: { member: 'byFormat', names: formats },
    field(field) {
      checkFormats(field, formats);
      const nullable = field.nullable || reasons.some(({ fate }) => fate === 'null');
      return changeField(field, { type: arrowType('date'), nullable, metadata: { [METADATA.identifier]: null } });
    },
    cleaner: () => (values) => {
      if (values.kind === 'date') return cleanedDates(judgeDates(reading, values.days, values.valid));
      const { offsets, bytes, valid, rows } = textOf(values, minDigits);
      return cleanedDates(readDates(reading, offsets, bytes, valid, rows));
    },
  });
}

function checkFormats(field: Field, formats: readonly string[]): void {
  const type = columnTypeOf(field.type as DataType);
  if (type === 'date' || formats.length > 0) return;
  refusePlan('PLAN_MISSING', 'formats', `column "${field.name}" is ${type ?? 'of another type'}: expected the formats of its dates, got nothing`);
}

function cleanedDates({ days, valid, reasons, isChanged, formats }: ReadDates): CleanedColumn {
  return { column: { kind: 'date', rows: days.length, valid, days }, reasons, isChanged, notes: formats };
}

function reasonsOf({ onInvalid, onPartial = onInvalid, onPlaceholder = onInvalid }: NormaliseDateOptions): readonly ValueReason[] {
  const fates: Readonly<Record<string, ValueReason['fate']>> = {
    ok: 'accept', null: 'accept', ambiguous: 'accept', partial: onPartial === 'first' ? 'accept' : onPartial, placeholder: onPlaceholder,
  };
  return DATE_REASONS.map((name) => ({ name, fate: fates[name] ?? onInvalid }));
}

function readingOf(options: NormaliseDateOptions, reasons: readonly ValueReason[]): DateReading {
  const { formats = [], twoDigitYearStart = 0, placeholders = [], usualPlaceholders = true, earliest, latest } = options;
  const usual = usualPlaceholders ? DATE_PLACEHOLDERS.map(({ date }) => date) : [];
  return {
    formats: formats.map((format) => dateTokens(format)!),
    twoDigitYearStart,
    placeholders: Int32Array.from([...usual, ...placeholders], (date) => parseIsoDate(date)!),
    earliest: earliest === undefined ? -Infinity : parseIsoDate(earliest)!,
    latest: latest === undefined ? Infinity : parseIsoDate(latest)!,
    accepted: Uint8Array.from(reasons, ({ fate }) => (fate === 'accept' ? 1 : 0)),
  };
}

const FIXED_DIGITS: ReadonlyMap<number, number> = new Map([
  [DATE_FIELDS.year, 4], [DATE_FIELDS.month, 2], [DATE_FIELDS.day, 2], [DATE_FIELDS.shortYear, 2], [DATE_FIELDS.hour, 2], [DATE_FIELDS.minute, 2], [DATE_FIELDS.second, 2],
]);

/** Tells how many digits the texts of a format have that is nothing but digits; 0 for another. */
function digitsOfFormat(tokens: Int32Array): number {
  if (!tokens.every((token) => FIXED_DIGITS.has(token))) return 0;
  return tokens.reduce((digits, token) => digits + FIXED_DIGITS.get(token)!, 0);
}
