import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../arrow.ts';
import { isValid, type Column } from '../column.ts';
import { parseColumnType, type ColumnTypeParts } from '../column-type.ts';
import { checkAll, findColumn } from '../field.ts';
import { PlanError, refusePlan } from '../errors.ts';
import { parseDate, parseTimestamp } from './calendar.ts';
import { markCompared } from './compare-columns.ts';
import { parseDecimal, readLimbs } from './decimal.ts';
import { markBig, markNumberIn, markNumberRange, markTextIn, markTextRange, textSet } from './mark-rows.ts';
import type { PlanValue, Predicate } from './predicate.ts';

/** Marks the rows of a batch for which a condition holds: Uint8Array(rows) of 0 and 1. */
export type RowTest = (columns: readonly Column[], rows: number) => Uint8Array;

/** A value of a plan in the form of its column. */
type Literal = Uint8Array | number | bigint;

const encoder = new TextEncoder();

/**
 * Prepares a condition for batches of a schema.
 *
 * @param condition - the condition, of the right form.
 * @param schema - columns of the batches.
 * @param path - where the condition stands in the options.
 * @returns the test of a batch.
 * @throws {PlanError} for unknown columns and values that are not of their column's type, all at once.
 */
export function compilePredicate(condition: Predicate, schema: Schema, path: string): RowTest {
  if ('not' in condition) {
    const test = compilePredicate(condition.not, schema, `${path}.not`);
    return (columns, rows) => test(columns, rows).map((mark) => 1 - mark);
  }
  if ('all' in condition) return combine(compileList(condition.all, schema, `${path}.all`), (left, right) => left & right);
  if ('any' in condition) return combine(compileList(condition.any, schema, `${path}.any`), (left, right) => left | right);
  const index = findColumn(schema, condition.column, `${path}.column`);
  if ('isNull' in condition) {
    const wanted = condition.isNull;
    return (columns, rows) => {
      const { valid } = columns[index]!;
      return new Uint8Array(rows).map((_, row) => (isValid(valid, row) === wanted ? 0 : 1));
    };
  }
  const type = columnTypeOf(schema.fields[index]!.type as DataType);
  if ('compare' in condition) {
    const { compare } = condition;
    const other = findColumn(schema, condition.to, `${path}.to`);
    const otherType = columnTypeOf(schema.fields[other]!.type as DataType);
    if (type !== otherType) refusePlan('PLAN_COLUMN_TYPE', `${path}.to`, `column "${condition.to}": expected ${type ?? 'a type that steps work on'}, got ${otherType ?? 'another type'}`);
    return (columns) => markCompared(columns[index]!, compare, columns[other]!);
  }
  const parts = type === null ? null : parseColumnType(type);
  if (parts === null || parts.name === 'binary') refusePlan('PLAN_COLUMN_TYPE', path, `column "${condition.column}": its values cannot be compared`);
  const test = comparison(condition, parts, path);
  return (columns, rows) => {
    const column = columns[index]!;
    const mask = test(column);
    const { valid } = column;
    if (valid !== null) for (let row = 0; row < rows; row++) if (!isValid(valid, row)) mask[row] = 0;
    return mask;
  };
}

function compileList(conditions: readonly Predicate[], schema: Schema, path: string): RowTest[] {
  const tests: RowTest[] = [];
  checkAll(conditions.map((condition, index) => () => void tests.push(compilePredicate(condition, schema, `${path}[${index}]`))));
  return tests;
}

function combine(tests: readonly RowTest[], join: (left: number, right: number) => number): RowTest {
  return (columns, rows) => {
    const mask = tests[0]!(columns, rows);
    for (const test of tests.slice(1)) {
      const other = test(columns, rows);
      for (let row = 0; row < rows; row++) mask[row] = join(mask[row]!, other[row]!);
    }
    return mask;
  };
}

type Comparison = Exclude<Predicate, { readonly not: unknown } | { readonly all: unknown } | { readonly any: unknown } | { readonly isNull: unknown } | { readonly compare: unknown }>;

/** The wanted values, or the two bounds. */
interface Wanted {
  readonly values: readonly Literal[] | null;
  readonly min: Literal | null;
  readonly max: Literal | null;
}

function comparison(condition: Comparison, type: ColumnTypeParts, path: string): (column: Column) => Uint8Array {
  const wanted = wantedOf(condition, type, path);
  const texts = wanted.values === null || type.name !== 'utf8' ? null : textSet(wanted.values as readonly Uint8Array[]);
  const numbers = wanted.values === null ? null : new Set(wanted.values as readonly number[]);
  const bigs = wanted.values === null ? null : new Set(wanted.values as readonly bigint[]);
  const textMask = (offsets: Int32Array, bytes: Uint8Array, rows: number): Uint8Array =>
    texts === null ? markTextRange(offsets, bytes, rows, wanted.min as Uint8Array | null, wanted.max as Uint8Array | null) : markTextIn(offsets, bytes, rows, texts);
  const numberMask = (values: Int32Array | Float64Array, rows: number): Uint8Array =>
    numbers === null ? markNumberRange(values, rows, (wanted.min as number | null) ?? -Infinity, (wanted.max as number | null) ?? Infinity) : markNumberIn(values, rows, numbers);
  const bigMask = (valueAt: (row: number) => bigint, rows: number): Uint8Array =>
    markBig(valueAt, rows, bigs, wanted.min as bigint | null, wanted.max as bigint | null);
  return (column) => {
    switch (column.kind) {
      case 'text':
        return textMask(column.offsets, column.bytes, column.rows);
      case 'coded': {
        const marks = textMask(column.dictionary.offsets, column.dictionary.bytes, column.dictionary.rows);
        return new Uint8Array(column.rows).map((_, row) => marks[column.codes[row]!] ?? 0);
      }
      case 'int32':
      case 'float64':
        return numberMask(column.values, column.rows);
      case 'date':
        return numberMask(column.days, column.rows);
      case 'bool':
        return numberMask(Int32Array.from({ length: column.rows }, (_, row) => (isValid(column.bits, row) ? 1 : 0)), column.rows);
      case 'int64':
        return bigMask((row) => column.values[row]!, column.rows);
      case 'timestamp':
        return bigMask((row) => column.micros[row]!, column.rows);
      case 'decimal':
        return bigMask((row) => readLimbs(column.limbs, row), column.rows);
      case 'binary':
        return new Uint8Array(column.rows);
    }
  };
}

function wantedOf(condition: Comparison, type: ColumnTypeParts, path: string): Wanted {
  if ('equals' in condition) return { values: [literal(condition.equals, type, `${path}.equals`)], min: null, max: null };
  if ('range' in condition) {
    const { range } = condition;
    const bounds: { min: Literal | null; max: Literal | null } = { min: null, max: null };
    checkAll((['min', 'max'] as const).map((bound) => () => {
      const value = range[bound];
      if (value !== undefined) bounds[bound] = literal(value, type, `${path}.range.${bound}`);
    }));
    return { values: null, ...bounds };
  }
  const values: Literal[] = [];
  checkAll(condition.in.map((value, index) => () => void values.push(literal(value, type, `${path}.in[${index}]`))));
  return { values, min: null, max: null };
}

const FORMS: Readonly<Record<ColumnTypeParts['name'], string>> = {
  utf8: 'text',
  int32: 'a whole number of 32 bits',
  int64: 'a whole number of 64 bits; as text beyond 2^53',
  float64: 'a number',
  bool: 'true or false',
  date: 'a date such as "2024-12-31"',
  timestamp: 'an instant such as "2024-12-31T23:59:59"',
  decimal: 'a decimal number with no more decimals than the column',
  binary: 'nothing',
};

/** Turns a value of the plan into the form of its column. */
function literal(value: PlanValue, type: ColumnTypeParts, path: string): Literal {
  const found = literalOrNull(value, type);
  if (found === null) throw new PlanError([{ code: 'PLAN_TYPE', path, message: `expected ${FORMS[type.name]}` }]);
  return found;
}

function literalOrNull(value: PlanValue, type: ColumnTypeParts): Literal | null {
  const text = typeof value === 'boolean' ? null : encoder.encode(String(value));
  switch (type.name) {
    case 'utf8':
      return typeof value === 'string' ? text : null;
    case 'bool':
      return typeof value === 'boolean' ? Number(value) : null;
    case 'int32':
      return typeof value === 'number' && (value | 0) === value ? value : null;
    case 'float64':
      return typeof value === 'number' && !Number.isNaN(value) ? value : null;
    case 'date': {
      const days = typeof value === 'string' ? parseDate(text!, 0, text!.length) : NaN;
      return Number.isNaN(days) ? null : days;
    }
    case 'timestamp':
      return typeof value === 'string' ? parseTimestamp(text!, 0, text!.length) : null;
    case 'int64': {
      if (typeof value === 'number' && !Number.isSafeInteger(value)) return null;
      const whole = text === null ? null : parseDecimal(text, 0, text.length, 0);
      return whole !== null && BigInt.asIntN(64, whole) === whole ? whole : null;
    }
    case 'decimal':
      return text === null ? null : parseDecimal(text, 0, text.length, type.scale!);
    case 'binary':
      return null;
  }
}
