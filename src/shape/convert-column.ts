import { isValid, noneValid, plainText, setValid, type Column, type TextColumn } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
import { takeRows } from '../core/slice.ts';
import { dateText, DAY_MICROS, parseDate, parseTimestamp, timestampText } from '../core/predicate/calendar.ts';
import { decimalText, parseDecimal, powerOfTen, readLimbs, rescale, writeLimbs } from '../core/predicate/decimal.ts';

/** What a cast made: the column, and for each row 0, {@link NOT_READABLE} or {@link OUT_OF_RANGE}. */
export interface Converted {
  readonly column: Column;
  /** Uint8Array(rows), or `null` when every value could be converted. */
  readonly faults: Uint8Array | null;
}

/** The value is no text of the wanted type. */
export const NOT_READABLE: number = 1;
/** The value lies outside the wanted type, or would lose digits. */
export const OUT_OF_RANGE: number = 2;

/** Converts a column; rows with a fault become null. */
export type Converter = (column: Column) => Converted;

type Name = ColumnTypeParts['name'];

/** Which types a type can be cast to; every cast is exact or refused, never rounded, decimal to float64 excepted. */
export const CASTS: Readonly<Record<Name, readonly Name[]>> = Object.freeze({
  utf8: ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal'],
  int32: ['int32', 'int64', 'float64', 'decimal', 'utf8', 'bool'],
  int64: ['int64', 'int32', 'float64', 'decimal', 'utf8', 'bool'],
  float64: ['float64', 'int32', 'int64', 'utf8'],
  bool: ['bool', 'int32', 'int64', 'utf8'],
  date: ['date', 'timestamp', 'utf8'],
  timestamp: ['timestamp', 'date', 'utf8'],
  decimal: ['decimal', 'int32', 'int64', 'float64', 'utf8'],
  binary: ['binary'],
} as const);

/**
 * Makes the converter to a type.
 *
 * @param to - the wanted type; {@link CASTS} says from which types it can be reached.
 * @returns a function of one column at a time.
 */
export function converterTo(to: ColumnTypeParts): Converter {
  const convert = plainConverter(to);
  return (column) => {
    if (column.kind !== 'coded') return convert(column);
    if (to.name === 'utf8') return { column: plainText(column), faults: null };
    const { column: entries, faults: entryFaults } = convert(column.dictionary);
    const rowIndexes = Int32Array.from(column.codes, (code, row) => (isValid(column.valid, row) ? code : -1));
    const faults = entryFaults === null ? null : Uint8Array.from(rowIndexes, (entry) => (entry < 0 ? 0 : entryFaults[entry]!));
    return { column: takeRows(entries, rowIndexes), faults };
  };
}

/**
 * Writes the values of a column as text, for accounts that people read.
 *
 * @param column - any column.
 * @returns the values as a cast to text writes them; byte strings as hexadecimal digits; null stays null.
 */
export function textOfColumn(column: Column): TextColumn {
  if (column.kind === 'coded') return plainText(column);
  return toText(column).column as TextColumn;
}

function plainConverter(to: ColumnTypeParts): Converter {
  switch (to.name) {
    case 'utf8':
      return toText;
    case 'int32':
      return toInt32;
    case 'int64':
      return toInt64;
    case 'decimal':
      return (column) => toDecimal(column, to.precision!, to.scale!);
    case 'float64':
      return toFloat64;
    case 'bool':
      return toBool;
    case 'date':
      return toDate;
    case 'timestamp':
      return toTimestamp;
    case 'binary':
      return (column) => ({ column, faults: null });
  }
}

/** Reads a row as a whole number of units of 10^−scale: the number, or the fault. */
type WholeReader = (row: number) => bigint | number;

function wholeReader(column: Column, scale: number): WholeReader {
  switch (column.kind) {
    case 'text':
      return (row) => parseDecimal(column.bytes, column.offsets[row]!, column.offsets[row + 1]!, scale)
        ?? (parseDecimal(column.bytes, column.offsets[row]!, column.offsets[row + 1]!, 76) === null ? NOT_READABLE : OUT_OF_RANGE);
    case 'int32':
      return (row) => BigInt(column.values[row]!) * powerOfTen(scale);
    case 'int64':
      return (row) => column.values[row]! * powerOfTen(scale);
    case 'float64':
      return (row) => (Number.isInteger(column.values[row]!) ? BigInt(column.values[row]!) * powerOfTen(scale) : OUT_OF_RANGE);
    case 'bool':
      return (row) => (isValid(column.bits, row) ? powerOfTen(scale) : 0n);
    case 'decimal':
      return (row) => rescale(readLimbs(column.limbs, row), column.scale, scale) ?? OUT_OF_RANGE;
    default:
      return () => NOT_READABLE;
  }
}

/** Collects what became of each row. */
interface Outcome {
  readonly valid: Uint8Array;
  readonly faults: Uint8Array;
  faulty: number;
  missing: number;
}

/** Visits the rows that have a value; `visit` returns 0 when the row was written, else the fault. */
function eachRow(column: Column, visit: (row: number) => number): Outcome {
  const outcome: Outcome = { valid: noneValid(column.rows), faults: new Uint8Array(column.rows), faulty: 0, missing: 0 };
  for (let row = 0; row < column.rows; row++) {
    if (!isValid(column.valid, row)) {
      outcome.missing++;
      continue;
    }
    const fault = visit(row);
    if (fault === 0) {
      setValid(outcome.valid, row);
    } else {
      outcome.faults[row] = fault;
      outcome.faulty++;
    }
  }
  return outcome;
}

const validOf = ({ valid, faulty, missing }: Outcome): Uint8Array | null => (faulty + missing === 0 ? null : valid);
const faultsOf = ({ faults, faulty }: Outcome): Uint8Array | null => (faulty === 0 ? null : faults);

function toInt32(column: Column): Converted {
  const values = new Int32Array(column.rows);
  const read = wholeReader(column, 0);
  const outcome = eachRow(column, (row) => {
    const value = read(row);
    if (typeof value === 'number') return value;
    if (BigInt.asIntN(32, value) !== value) return OUT_OF_RANGE;
    values[row] = Number(value);
    return 0;
  });
  return { column: { kind: 'int32', rows: column.rows, valid: validOf(outcome), values }, faults: faultsOf(outcome) };
}

function toInt64(column: Column): Converted {
  const values = new BigInt64Array(column.rows);
  const read = wholeReader(column, 0);
  const outcome = eachRow(column, (row) => {
    const value = read(row);
    if (typeof value === 'number') return value;
    if (BigInt.asIntN(64, value) !== value) return OUT_OF_RANGE;
    values[row] = value;
    return 0;
  });
  return { column: { kind: 'int64', rows: column.rows, valid: validOf(outcome), values }, faults: faultsOf(outcome) };
}

function toDecimal(column: Column, precision: number, scale: number): Converted {
  const limbs = new Uint32Array(4 * column.rows);
  const read = wholeReader(column, scale);
  const limit = powerOfTen(precision);
  const outcome = eachRow(column, (row) => {
    const value = read(row);
    if (typeof value === 'number') return value;
    if (value >= limit || value <= -limit) return OUT_OF_RANGE;
    writeLimbs(limbs, row, value);
    return 0;
  });
  return { column: { kind: 'decimal', rows: column.rows, valid: validOf(outcome), precision, scale, limbs }, faults: faultsOf(outcome) };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const FLOAT = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

function textAt(column: TextColumn, row: number): string {
  return decoder.decode(column.bytes.subarray(column.offsets[row]!, column.offsets[row + 1]!));
}

function floatAt(column: Column, row: number): number {
  switch (column.kind) {
    case 'text': {
      const text = textAt(column, row);
      return FLOAT.test(text) ? Number(text) : NaN;
    }
    case 'int32':
    case 'float64':
      return column.values[row]!;
    case 'int64': {
      const value = Number(column.values[row]!);
      return Number.isSafeInteger(value) ? value : Infinity;
    }
    case 'decimal':
      return Number(decimalText(readLimbs(column.limbs, row), column.scale));
    default:
      return NaN;
  }
}

function toFloat64(column: Column): Converted {
  if (column.kind === 'float64') return { column, faults: null };
  const values = new Float64Array(column.rows);
  const outcome = eachRow(column, (row) => {
    const value = floatAt(column, row);
    if (Number.isNaN(value)) return NOT_READABLE;
    if (!Number.isFinite(value)) return OUT_OF_RANGE;
    values[row] = value;
    return 0;
  });
  return { column: { kind: 'float64', rows: column.rows, valid: validOf(outcome), values }, faults: faultsOf(outcome) };
}

const TRUTHS: Readonly<Record<string, number>> = { true: 1, '1': 1, false: 0, '0': 0 };

function toBool(column: Column): Converted {
  if (column.kind === 'bool') return { column, faults: null };
  const bits = noneValid(column.rows);
  const read = column.kind === 'text' ? (row: number): number => TRUTHS[textAt(column, row)] ?? -1 : numberReader(column);
  const outcome = eachRow(column, (row) => {
    const value = read(row);
    if (value !== 0 && value !== 1) return column.kind === 'text' ? NOT_READABLE : OUT_OF_RANGE;
    if (value === 1) setValid(bits, row);
    return 0;
  });
  return { column: { kind: 'bool', rows: column.rows, valid: validOf(outcome), bits }, faults: faultsOf(outcome) };
}

function numberReader(column: Column): (row: number) => number {
  const read = wholeReader(column, 0);
  return (row) => {
    const value = read(row);
    return typeof value === 'number' ? -1 : Number(value);
  };
}

function toDate(column: Column): Converted {
  if (column.kind === 'date') return { column, faults: null };
  const days = new Int32Array(column.rows);
  const outcome = eachRow(column, (row) => {
    let day = NaN;
    if (column.kind === 'text') day = parseDate(column.bytes, column.offsets[row]!, column.offsets[row + 1]!);
    else if (column.kind === 'timestamp') day = Number((column.micros[row]! - (((column.micros[row]! % DAY_MICROS) + DAY_MICROS) % DAY_MICROS)) / DAY_MICROS);
    if (Number.isNaN(day)) return NOT_READABLE;
    days[row] = day;
    return 0;
  });
  return { column: { kind: 'date', rows: column.rows, valid: validOf(outcome), days }, faults: faultsOf(outcome) };
}

function toTimestamp(column: Column): Converted {
  if (column.kind === 'timestamp') return { column, faults: null };
  const micros = new BigInt64Array(column.rows);
  const outcome = eachRow(column, (row) => {
    let instant: bigint | null = null;
    if (column.kind === 'text') instant = parseTimestamp(column.bytes, column.offsets[row]!, column.offsets[row + 1]!);
    else if (column.kind === 'date') instant = BigInt(column.days[row]!) * DAY_MICROS;
    if (instant === null) return NOT_READABLE;
    micros[row] = instant;
    return 0;
  });
  return { column: { kind: 'timestamp', rows: column.rows, valid: validOf(outcome), micros }, faults: faultsOf(outcome) };
}

function textWriter(column: Column): (row: number) => string | null {
  switch (column.kind) {
    case 'int32':
    case 'int64':
    case 'float64':
      return (row) => String(column.values[row]!);
    case 'bool':
      return (row) => (isValid(column.bits, row) ? 'true' : 'false');
    case 'date':
      return (row) => dateText(column.days[row]!);
    case 'timestamp':
      return (row) => timestampText(column.micros[row]!);
    case 'decimal':
      return (row) => decimalText(readLimbs(column.limbs, row), column.scale);
    case 'binary':
      return (row) => hexadecimal(column.bytes, column.width * row, column.width);
    default:
      return () => null;
  }
}

function hexadecimal(bytes: Uint8Array, start: number, width: number): string {
  let text = '';
  for (let index = start; index < start + width; index++) text += bytes[index]!.toString(16).padStart(2, '0');
  return text;
}

/** Every text written here is ASCII, so that lengths in characters are lengths in bytes. */
function toText(column: Column): Converted {
  if (column.kind === 'text') return { column, faults: null };
  const write = textWriter(column);
  const parts: string[] = new Array<string>(column.rows).fill('');
  const outcome = eachRow(column, (row) => {
    const text = write(row);
    if (text === null) return OUT_OF_RANGE;
    parts[row] = text;
    return 0;
  });
  const offsets = new Int32Array(column.rows + 1);
  for (let row = 0; row < column.rows; row++) offsets[row + 1] = offsets[row]! + parts[row]!.length;
  const bytes = new TextEncoder().encode(parts.join(''));
  return { column: { kind: 'text', rows: column.rows, valid: validOf(outcome), offsets, bytes }, faults: faultsOf(outcome) };
}
