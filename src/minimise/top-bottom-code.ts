import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, columnTypeOf, makeBatch } from '../core/arrow.ts';
import { parseColumnType } from '../core/column-type.ts';
import { isValid, type Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { refusePlan } from '../core/errors.ts';
import { columnOfNumbers } from '../core/number-column.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { decimalText, readLimbs } from '../core/predicate/decimal.ts';
import { textColumn } from '../core/rejects.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';
import { codeEnds, type CodedEnds } from './kernel/code-ends.ts';

/** Options of {@link topBottomCode}: at least one end. Both replacements are numbers, or both texts. */
export interface TopBottomCodeOptions {
  /** A column of numbers. */
  readonly column: string;
  /** What replaces the values below a bound. */
  readonly bottom?: { readonly below: number; readonly replacement: number | string };
  /** What replaces the values above a bound. */
  readonly top?: { readonly above: number; readonly replacement: number | string };
  /** Name of a new column for the result; without it the column itself is replaced. */
  readonly into?: string;
}

const replacement = z.union([z.number(), z.string().min(1).max(255)]);

/** Checks {@link TopBottomCodeOptions}. */
export const topBottomCodeOptions: OptionsSchema<TopBottomCodeOptions> = z
  .strictObject({
    column: columnName,
    bottom: z.strictObject({ below: z.number(), replacement }).exactOptional(),
    top: z.strictObject({ above: z.number(), replacement }).exactOptional(),
    into: columnName.exactOptional(),
  })
  .superRefine(({ bottom, top }, context) => {
    const refuse = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (bottom === undefined && top === undefined) refuse('top', 'expected a top or a bottom');
    if (bottom === undefined || top === undefined) return;
    if (bottom.below > top.above) refuse('top', 'expected no less than the bound of the bottom');
    if (typeof bottom.replacement !== typeof top.replacement) refuse('top', 'expected two numbers or two texts');
  });

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal'];

/**
 * Replaces extreme numbers: all above a bound by one value, all below another by one. Bounds themselves stay.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: with numbers in their place the type stays; with texts such as `90+` the column becomes text,
 * its other numbers written out. The role is that of the column. Nulls stay null; NaN lies beyond no bound. Findings: rows, and how many lay
 * below and above.
 *
 * @param options - see {@link TopBottomCodeOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; an unknown column, another type, or a number that the column does not hold when it is put on a schema.
 * @see Templ 2017, Statistical Disclosure Control for Microdata, https://doi.org/10.1007/978-3-319-50272-4.
 * @example
 * topBottomCode({ column: 'age', top: { above: 90, replacement: '91+' } });
 */
export function topBottomCode(options: TopBottomCodeOptions): MapOperator {
  const { column, bottom, top, into } = checkOptions(topBottomCodeOptions, options);
  const isText = typeof (bottom ?? top)!.replacement === 'string';
  const derive = (input: Schema): DerivedColumn => {
    const type = input.fields.find(({ name }) => name === column)?.type as DataType | undefined;
    const derived = deriveColumn(input, { column, types: NUMBERS }, { type: isText ? arrowType('utf8') : type!, into });
    if (!isText) refuseForeign(type!, { bottom: bottom?.replacement, top: top?.replacement });
    return derived;
  };
  // Where texts replace numbers, nothing of the number is needed.
  const number = (value: number | string): number => (typeof value === 'number' ? value : 0);
  const low = bottom === undefined ? null : { bound: bottom.below, replacement: number(bottom.replacement) };
  const high = top === undefined ? null : { bound: top.above, replacement: number(top.replacement) };
  return {
    kind: 'map',
    name: 'topBottomCode',
    outputSchema: (input) => derive(input).output,
    start(input) {
      const derived = derive(input);
      let rows = 0;
      let below = 0;
      let above = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const source = columns[derived.index]!;
          const read = doubleReader(source);
          const coded = codeEnds(Float64Array.from({ length: source.rows }, (_, row) => read(row)), source.valid, low, high);
          rows += batch.numRows;
          for (const end of coded.ends) {
            if (end < 0) below++;
            else if (end > 0) above++;
          }
          const made = isText ? texts(source, coded, String(bottom?.replacement), String(top?.replacement)) : numbers(source, coded);
          return makeBatch(derived.output, derived.place(columns, made), batch.numRows);
        },
        finish: () => ({ rows, below, above }),
      };
    },
  };
}

/** A replacement must be a number of the column's type. */
function refuseForeign(type: DataType, replacements: Readonly<Record<string, number | string | undefined>>): void {
  const name = columnTypeOf(type)!;
  const { precision = Infinity, scale = 0 } = parseColumnType(name)!;
  for (const [end, value] of Object.entries(replacements)) {
    if (typeof value === 'number' && name.startsWith('int') && !Number.isSafeInteger(value)) refusePlan('PLAN_OUT_OF_RANGE', `${end}.replacement`, `expected a whole number, got ${value}`);
    if (typeof value === 'number' && precision < Infinity && !(Number(value.toFixed(scale)) === value && Math.abs(value) < 10 ** (precision - scale))) {
      refusePlan('PLAN_OUT_OF_RANGE', `${end}.replacement`, `expected a number of ${name}, got ${value}`);
    }
    if (typeof value === 'number' && name === 'int32' && (value | 0) !== value) refusePlan('PLAN_OUT_OF_RANGE', `${end}.replacement`, `expected a number of 32 bits, got ${value}`);
  }
}

/** Rows between the bounds keep what they had to the last digit. */
function numbers(source: Column, { values, ends }: CodedEnds): Column {
  if (source.kind === 'float64') return { ...source, values };
  const made = columnOfNumbers(source, values) as Column;
  if (source.kind !== 'int64' && source.kind !== 'decimal') return { ...made, valid: source.valid } as Column;
  const width = source.kind === 'int64' ? 1 : 4;
  const from = source.kind === 'int64' ? source.values : source.limbs;
  const to = made.kind === 'int64' ? made.values : (made as Extract<Column, { kind: 'decimal' }>).limbs;
  for (let row = 0; row < source.rows; row++) {
    if (ends[row] !== 0 || !isValid(source.valid, row)) continue;
    for (let word = row * width; word < (row + 1) * width; word++) to[word] = from[word]!;
  }
  return { ...made, valid: source.valid } as Column;
}

function texts(source: Column, { values, ends }: CodedEnds, low: string, high: string): Column {
  const write = (row: number): string => {
    if (source.kind === 'decimal') return decimalText(readLimbs(source.limbs, row), source.scale);
    return source.kind === 'int64' ? String(source.values[row]!) : String(values[row]!);
  };
  return textColumn(Array.from(ends, (end, row) => (!isValid(source.valid, row) ? null : end < 0 ? low : end > 0 ? high : write(row)))) as Column;
}
