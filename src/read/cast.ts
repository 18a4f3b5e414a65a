import { countNulls, type Column, type Validity } from '../core/column.ts';
import { parseColumnType, type ColumnType, type ColumnTypeParts } from '../core/column-type.ts';
import { DataError, type DataErrorCode } from '../core/errors.ts';
import { firstRowBeyond, int64OfLimbs, limbsOfBigEndian, limbsOfFixed, limbsOfInt32, limbsOfInt64, rescaleDecimals } from './kernel/decimal.ts';
import { daysToMicros, divideWords, int96ToMicros, multiplyWords } from './kernel/instant.ts';
import type { RawColumn } from './kernel/raw-column.ts';
import { sourceTypeName, type SourceType } from './kernel/source-type.ts';
import { checkEnds, firstRowNotOfWidth, gatherViews, narrowEnds, packFixed, type Texts } from './kernel/text-layout.ts';
import { firstRowNotUtf8 } from '../text/index.ts';
import { firstAboveInt64, floatToInt32, floatToInt64, int64ToFloat, narrowInt64, narrowUint32, widenFloat16, widenInt32 } from './kernel/whole-number.ts';

/** Where a column stands, for messages. */
export interface CastPlace {
  /** What messages call the file. */
  readonly source: string;
  readonly column: string;
  /** Number of the column's first row; the file's first data row is 1. */
  readonly firstRow: number;
}

/**
 * Turns a column as a file holds it into one of the house's types, exactly or not at all.
 *
 * @param raw - the column; its buffers have been checked for size, its values have not.
 * @param type - the declared type.
 * @param place - where the column stands.
 * @returns a column that shares the file's memory where nothing had to change.
 * @throws {DataError} `DATA_VALUE_RANGE`, `DATA_VALUE_TYPE` or `DATA_ENCODING` with the first row at fault,
 *   `DATA_COLUMN_TYPE` when the file's type never becomes the declared one.
 * @throws {RangeError} when ends of texts do not ascend or leave their bytes.
 */
export function castColumn(raw: RawColumn, type: ColumnType, place: CastPlace): Column {
  const valid = presentBits(raw);
  const parts = parseColumnType(type)!;
  if (raw.type.kind === 'null') return nullColumn(parts, raw.rows);
  const column = cast(raw, valid, parts, place);
  if (column === null) {
    throw new DataError('DATA_COLUMN_TYPE', `expected ${type}, got ${sourceTypeName(raw.type)}, which has no exact cast to it`, { source: place.source, column: place.column });
  }
  return column;
}

/**
 * Names the declared type that a file's type becomes without loss.
 *
 * @param type - the file's type.
 * @returns the type to declare, or `null` when there is none.
 */
export function proposeType(type: SourceType): ColumnType | null {
  switch (type.kind) {
    case 'int':
      if (type.bits < 32 || (type.bits === 32 && type.signed)) return 'int32';
      return type.bits === 64 && !type.signed ? 'decimal(20,0)' : 'int64';
    case 'float':
      return 'float64';
    case 'bool':
    case 'timestamp':
      return type.kind;
    case 'int96':
      return 'timestamp';
    case 'day':
    case 'millisecondDate':
      return 'date';
    case 'text':
    case 'null':
      return 'utf8';
    case 'fixed':
      return `binary(${type.width})`;
    case 'decimal':
      return proposeDecimal(type.precision, type.scale);
    default:
      return null;
  }
}

function proposeDecimal(precision: number, scale: number): ColumnType | null {
  const digits = Math.max(precision - Math.min(scale, 0), scale);
  return digits > 38 ? null : `decimal(${digits},${Math.max(scale, 0)})`;
}

/** Gives validity bits of exactly the rows, or `null` when every row has a value. */
function presentBits(raw: RawColumn): Validity {
  return raw.valid === null || countNulls(raw.valid, raw.rows) === 0 ? null : raw.valid.subarray(0, (raw.rows + 7) >> 3);
}

/**
 * Makes a column without values.
 *
 * @param parts - the declared type.
 * @param rows - rows of the column.
 * @returns `rows` nulls.
 */
export function nullColumn(parts: ColumnTypeParts, rows: number): Column {
  const valid = new Uint8Array((rows + 7) >> 3);
  switch (parts.name) {
    case 'utf8':
      return { kind: 'text', rows, valid, offsets: new Int32Array(rows + 1), bytes: new Uint8Array(0) };
    case 'int32':
      return { kind: 'int32', rows, valid, values: new Int32Array(rows) };
    case 'int64':
      return { kind: 'int64', rows, valid, values: new BigInt64Array(rows) };
    case 'float64':
      return { kind: 'float64', rows, valid, values: new Float64Array(rows) };
    case 'bool':
      return { kind: 'bool', rows, valid, bits: new Uint8Array((rows + 7) >> 3) };
    case 'date':
      return { kind: 'date', rows, valid, days: new Int32Array(rows) };
    case 'timestamp':
      return { kind: 'timestamp', rows, valid, micros: new BigInt64Array(rows) };
    case 'decimal':
      return { kind: 'decimal', rows, valid, precision: parts.precision!, scale: parts.scale!, limbs: new Uint32Array(4 * rows) };
    case 'binary':
      return { kind: 'binary', rows, valid, width: parts.width!, bytes: new Uint8Array(parts.width! * rows) };
  }
}

function cast(raw: RawColumn, valid: Validity, parts: ColumnTypeParts, place: CastPlace): Column | null {
  switch (parts.name) {
    case 'utf8':
      return castText(raw, valid, place);
    case 'int32':
      return castInt32(raw, valid, place);
    case 'int64':
      return castInt64(raw, valid, place);
    case 'float64':
      return castFloat64(raw, valid, place);
    case 'bool':
      return raw.type.kind === 'bool' ? { kind: 'bool', rows: raw.rows, valid, bits: raw.values.subarray(0, (raw.rows + 7) >> 3) } : null;
    case 'date':
      return castDate(raw, valid, place);
    case 'timestamp':
      return castTimestamp(raw, valid, place);
    case 'decimal':
      return castDecimal(raw, valid, parts.precision!, parts.scale!, place);
    case 'binary':
      return castBinary(raw, valid, parts.width!, place);
  }
}

function refuse(row: number, place: CastPlace, code: DataErrorCode, message: string): void {
  if (row >= 0) throw new DataError(code, message, { source: place.source, column: place.column, firstRow: place.firstRow + row });
}

function refuseRange(row: number, place: CastPlace, type: string): void {
  refuse(row, place, 'DATA_VALUE_RANGE', `a value that is no ${type} without loss`);
}

/** 32-bit words of a column: one a row for 32-bit types, two for 64-bit types. */
function wordsOf(raw: RawColumn, count: number): Int32Array {
  return new Int32Array(raw.values.buffer, raw.values.byteOffset, count);
}

/** Numbers of up to 32 bits, in their own width. */
function smallIntegers(raw: RawColumn, bits: number, signed: boolean): Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array {
  const { buffer, byteOffset } = raw.values;
  if (bits === 8) return signed ? new Int8Array(buffer, byteOffset, raw.rows) : new Uint8Array(buffer, byteOffset, raw.rows);
  if (bits === 16) return signed ? new Int16Array(buffer, byteOffset, raw.rows) : new Uint16Array(buffer, byteOffset, raw.rows);
  return signed ? new Int32Array(buffer, byteOffset, raw.rows) : new Uint32Array(buffer, byteOffset, raw.rows);
}

function floats(raw: RawColumn, bits: number): Float32Array | Float64Array {
  const { buffer, byteOffset } = raw.values;
  if (bits === 64) return new Float64Array(buffer, byteOffset, raw.rows);
  if (bits === 32) return new Float32Array(buffer, byteOffset, raw.rows);
  const wide = new Float64Array(raw.rows);
  widenFloat16(new Uint16Array(buffer, byteOffset, raw.rows), wide);
  return wide;
}

/** Two words a row become the 64-bit numbers they are. */
function bigWords(words: Int32Array): BigInt64Array {
  return new BigInt64Array(words.buffer, words.byteOffset, words.length / 2);
}

function castInt32(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  const { type, rows } = raw;
  const done = (values: Int32Array): Column => ({ kind: 'int32', rows, valid, values });
  if (type.kind === 'int' && type.bits === 32 && type.signed) return done(wordsOf(raw, rows));
  const values = new Int32Array(rows);
  if (type.kind === 'int' && type.bits === 64) refuseRange(narrowInt64(wordsOf(raw, 2 * rows), type.signed, valid, values), place, 'int32');
  else if (type.kind === 'int' && type.bits === 32) refuseRange(narrowUint32(smallIntegers(raw, 32, false) as Uint32Array, valid, values), place, 'int32');
  else if (type.kind === 'int') values.set(smallIntegers(raw, type.bits, type.signed));
  else if (type.kind === 'float') refuseRange(floatToInt32(floats(raw, type.bits), valid, values), place, 'int32');
  else if (type.kind === 'decimal') {
    const wide = castInt64(raw, valid, place);
    if (wide?.kind !== 'int64') return null;
    refuseRange(narrowInt64(new Int32Array(wide.values.buffer, wide.values.byteOffset, 2 * rows), true, valid, values), place, 'int32');
  } else return null;
  return done(values);
}

function castInt64(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  const { type, rows } = raw;
  const done = (words: Int32Array): Column => ({ kind: 'int64', rows, valid, values: bigWords(words) });
  if (type.kind === 'int' && type.bits === 64) {
    const words = wordsOf(raw, 2 * rows);
    if (!type.signed) refuseRange(firstAboveInt64(words, valid, rows), place, 'int64');
    return done(words);
  }
  const words = new Int32Array(2 * rows);
  if (type.kind === 'int' && type.bits === 32) widenInt32(smallIntegers(raw, 32, type.signed) as Int32Array | Uint32Array, words);
  else if (type.kind === 'int') widenInt32(Int32Array.from(smallIntegers(raw, type.bits, type.signed)), words);
  else if (type.kind === 'float') refuseRange(floatToInt64(floats(raw, type.bits), valid, words), place, 'int64');
  else if (type.kind === 'decimal') {
    const limbs = new Uint32Array(4 * rows);
    refuseRange(rescaleDecimals(limbsOf(raw, valid, place), -type.scale, 38, valid, limbs), place, 'int64');
    refuseRange(int64OfLimbs(limbs, valid, words), place, 'int64');
  } else return null;
  return done(words);
}

function castFloat64(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  const { type, rows } = raw;
  const done = (values: Float64Array): Column => ({ kind: 'float64', rows, valid, values });
  if (type.kind === 'float') {
    const values = floats(raw, type.bits);
    return done(values instanceof Float64Array ? values : Float64Array.from(values));
  }
  if (type.kind !== 'int') return null;
  if (type.bits < 64) return done(Float64Array.from(smallIntegers(raw, type.bits, type.signed)));
  const values = new Float64Array(rows);
  refuseRange(int64ToFloat(wordsOf(raw, 2 * rows), type.signed, valid, values), place, 'float64');
  return done(values);
}

function castDate(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  const { type, rows } = raw;
  const done = (days: Int32Array): Column => ({ kind: 'date', rows, valid, days });
  if (type.kind === 'day') return done(wordsOf(raw, rows));
  const unit = type.kind === 'millisecondDate' ? 1_000 : type.kind === 'timestamp' ? type.unit : type.kind === 'int96' ? 1_000_000 : 0;
  if (unit === 0) return null;
  const words = new Int32Array(2 * rows);
  if (type.kind === 'int96') refuseRange(int96ToMicros(wordsOf(raw, 3 * rows), valid, words), place, 'date');
  else words.set(wordsOf(raw, 2 * rows));
  for (let rest: number = unit; rest > 1; rest /= 1_000) refuseRange(divideWords(words, 1_000, valid, words), place, 'date');
  refuseRange(divideWords(words, 86_400, valid, words), place, 'date');
  const days = new Int32Array(rows);
  refuseRange(narrowInt64(words, true, valid, days), place, 'date');
  return done(days);
}

function castTimestamp(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  const { type, rows } = raw;
  const done = (words: Int32Array): Column => ({ kind: 'timestamp', rows, valid, micros: bigWords(words) });
  if (type.kind === 'timestamp' && type.unit === 1_000_000) return done(wordsOf(raw, 2 * rows));
  const words = new Int32Array(2 * rows);
  if (type.kind === 'timestamp' && type.unit > 1_000_000) refuseRange(divideWords(wordsOf(raw, 2 * rows), 1_000, valid, words), place, 'timestamp');
  else if (type.kind === 'timestamp') refuseRange(multiplyWords(wordsOf(raw, 2 * rows), 1_000_000 / type.unit, valid, words), place, 'timestamp');
  else if (type.kind === 'millisecondDate') refuseRange(multiplyWords(wordsOf(raw, 2 * rows), 1_000, valid, words), place, 'timestamp');
  else if (type.kind === 'day') refuseRange(daysToMicros(wordsOf(raw, rows), valid, words), place, 'timestamp');
  else if (type.kind === 'int96') refuseRange(int96ToMicros(wordsOf(raw, 3 * rows), valid, words), place, 'timestamp');
  else return null;
  return done(words);
}

/** Unscaled 128-bit numbers of a decimal column; files keep them in 4, 8 or 16 bytes, or big-endian in any number. */
function limbsOf(raw: RawColumn, valid: Validity, place: CastPlace): Uint32Array {
  const { rows, values, ends } = raw;
  if (ends === 'none' && raw.bigEndianBytes === undefined) return new Uint32Array(values.buffer, values.byteOffset, 4 * rows);
  const limbs = new Uint32Array(4 * rows);
  if (raw.bigEndianBytes !== undefined) {
    refuseRange(limbsOfFixed(values, raw.bigEndianBytes, rows, valid, limbs), place, 'decimal');
    return limbs;
  }
  const { ends: rowEnds, bytes } = textsOf(raw, valid);
  refuseRange(limbsOfBigEndian(bytes, rowEnds, valid, limbs), place, 'decimal');
  return limbs;
}

function castDecimal(raw: RawColumn, valid: Validity, precision: number, scale: number, place: CastPlace): Column | null {
  const { type, rows } = raw;
  let limbs: Uint32Array;
  let from = 0;
  if (type.kind === 'decimal') {
    limbs = limbsOf(raw, valid, place);
    from = type.scale;
  } else if (type.kind !== 'int') return null;
  else if (type.bits === 64) limbs = limbsOfInt64(wordsOf(raw, 2 * rows), type.signed);
  else if (type.bits === 32 && !type.signed) limbs = limbsOfInt64(widened(smallIntegers(raw, 32, false) as Uint32Array), true);
  else limbs = limbsOfInt32(Int32Array.from(smallIntegers(raw, type.bits, type.signed)));
  const name = `decimal(${precision},${scale})`;
  if (scale === from) refuseRange(firstRowBeyond(limbs, precision, valid, rows), place, name);
  else {
    const rescaled = new Uint32Array(4 * rows);
    refuseRange(rescaleDecimals(limbs, scale - from, precision, valid, rescaled), place, name);
    limbs = rescaled;
  }
  return { kind: 'decimal', rows, valid, precision, scale, limbs };
}

function widened(values: Uint32Array): Int32Array {
  const words = new Int32Array(2 * values.length);
  widenInt32(values, words);
  return words;
}

/** Texts or byte strings with checked 32-bit ends, whatever the file's layout. */
function textsOf(raw: RawColumn, valid: Validity): Texts {
  const { rows, ends, values } = raw;
  const bytes = raw.blocks[0] ?? new Uint8Array(0);
  if (ends === 'offsets64') return rows === 0 ? { ends: new Int32Array(1), bytes } : narrowEnds(wordsOf(raw, 2 * (rows + 1)), bytes, rows);
  if (ends === 'views') return gatherViews(wordsOf(raw, 4 * rows), raw.blocks, rows, valid);
  const rowEnds = rows === 0 ? new Int32Array(1) : new Int32Array(values.buffer, values.byteOffset, rows + 1);
  checkEnds(rowEnds, rows, bytes.length);
  return { ends: rowEnds, bytes };
}

function castText(raw: RawColumn, valid: Validity, place: CastPlace): Column | null {
  if (raw.type.kind !== 'text' && raw.type.kind !== 'bytes') return null;
  const { ends, bytes } = textsOf(raw, valid);
  refuse(firstRowNotUtf8(ends, bytes, raw.rows, valid), place, 'DATA_ENCODING', 'text that is not UTF-8');
  return { kind: 'text', rows: raw.rows, valid, offsets: ends, bytes };
}

function castBinary(raw: RawColumn, valid: Validity, width: number, place: CastPlace): Column | null {
  const { type, rows } = raw;
  if (type.kind === 'fixed') return type.width === width ? { kind: 'binary', rows, valid, width, bytes: raw.values.subarray(0, width * rows) } : null;
  if (type.kind !== 'bytes') return null;
  const texts = textsOf(raw, valid);
  refuse(firstRowNotOfWidth(texts.ends, width, valid), place, 'DATA_VALUE_TYPE', `expected ${width} bytes`);
  return { kind: 'binary', rows, valid, width, bytes: packFixed(texts, width, valid) };
}
