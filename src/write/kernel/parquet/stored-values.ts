import type { CodableColumn, CodableText } from '../../../group/index.ts';

/** Byte strings of any length: value `i` is `bytes[offsets[i] … offsets[i + 1])`. `offsets` need not start at 0. */
export interface StoredTexts {
  readonly kind: 'texts';
  readonly count: number;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Values of one width, their bytes one after the other. */
export interface StoredWords {
  readonly kind: 'words';
  readonly count: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

/** Truth values, a bit each, the lowest first. */
export interface StoredTruths {
  readonly kind: 'truths';
  readonly count: number;
  readonly bits: Uint8Array;
}

/** Texts as codes of entries, of which some may be equal and some be used by no code. */
export interface StoredCodes {
  readonly kind: 'codes';
  readonly count: number;
  readonly codes: Int32Array;
  readonly entries: StoredTexts;
}

/** Values of a column as Parquet stores them: those that are there, one after the other. */
export type StoredValues = StoredTexts | StoredWords | StoredTruths | StoredCodes;

/**
 * Takes the values of a column that are there, in the bytes in which Parquet stores them. Decimals of up to 9 and 18 digits are whole
 * numbers of 4 and 8 bytes, longer ones of as few as hold them, the highest first. There is one NaN, of one form.
 *
 * @param column - any column.
 * @returns its values; they share the memory of the column where none is missing.
 * @remarks O(rows + bytes). Nothing that lies under a null is copied.
 */
export function storedValues(column: CodableColumn): StoredValues {
  const { rows, valid } = column;
  switch (column.kind) {
    case 'text':
      return valid === null ? textsOf(column) : presentTexts(column, valid);
    case 'coded': {
      const codes = present(column.codes, valid, rows);
      return { kind: 'codes', count: codes.length, codes, entries: textsOf(column.dictionary) };
    }
    case 'bool':
      return presentTruths(column.bits, valid, rows);
    case 'int32':
      return words(present(column.values, valid, rows), 4);
    case 'date':
      return words(present(column.days, valid, rows), 4);
    case 'int64':
      return words(present(column.values, valid, rows), 8);
    case 'timestamp':
      return words(present(column.micros, valid, rows), 8);
    case 'float64':
      return words(plainNaNs(present(column.values, valid, rows)), 8);
    case 'binary': {
      const bytes = presentBytes(column.bytes, column.width, valid, rows);
      return { kind: 'words', count: bytes.length / column.width, width: column.width, bytes };
    }
    case 'decimal': {
      const bytes = presentBytes(new Uint8Array(column.limbs.buffer, column.limbs.byteOffset, 16 * rows), 16, valid, rows);
      return shortened(bytes, decimalWidth(column.precision), column.precision > 18);
    }
  }
}

/**
 * Tells in how many bytes a decimal is stored.
 *
 * @param precision - significant digits, 1 to 38.
 * @returns bytes of a signed number that holds them.
 * @example
 * [1, 9, 10, 18, 19, 38].map(decimalWidth); // => [4, 4, 8, 8, 9, 16]
 */
export function decimalWidth(precision: number): number {
  if (precision <= 9) return 4;
  if (precision <= 18) return 8;
  return Math.ceil((precision * Math.log2(10) + 1) / 8);
}

/**
 * Puts texts in place of codes.
 *
 * @param values - codes of entries.
 * @returns the text of each.
 * @throws {RangeError} if they exceed 2 GiB.
 */
export function spelledOut({ count, codes, entries }: StoredCodes): StoredTexts {
  const offsets = new Int32Array(count + 1);
  let total = 0;
  for (let at = 0; at < count; at++) {
    total += entries.offsets[codes[at]! + 1]! - entries.offsets[codes[at]!]!;
    if (total > 0x7fffffff) throw new RangeError('texts: expected at most 2 GiB');
    offsets[at + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let at = 0; at < count; at++) copyText(entries, codes[at]!, bytes, offsets[at]!);
  return { kind: 'texts', count, offsets, bytes };
}

function copyText({ offsets, bytes }: StoredTexts, value: number, out: Uint8Array, at: number): void {
  for (let from = offsets[value]!, to = at, end = offsets[value + 1]!; from < end; from++) out[to++] = bytes[from]!;
}

function textsOf({ rows, offsets, bytes }: CodableText): StoredTexts {
  return { kind: 'texts', count: rows, offsets: rows === 0 ? new Int32Array(1) : offsets, bytes };
}

function presentTexts({ rows, offsets, bytes }: CodableText, valid: Uint8Array): StoredTexts {
  const rowsThere = present(Int32Array.from({ length: rows }, (_, row) => row), valid, rows);
  return spelledOut({ kind: 'codes', count: rowsThere.length, codes: rowsThere, entries: { kind: 'texts', count: rows, offsets, bytes } });
}

function isThere(valid: Uint8Array, row: number): boolean {
  return (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

function present<Values extends Int32Array | BigInt64Array | Float64Array>(values: Values, valid: Uint8Array | null, rows: number): Values {
  if (valid === null) return values.subarray(0, rows) as Values;
  let count = 0;
  const out = values.slice(0, rows) as Values;
  for (let row = 0; row < rows; row++) if (isThere(valid, row)) out[count++] = values[row]!;
  return out.slice(0, count) as Values;
}

function presentBytes(bytes: Uint8Array, width: number, valid: Uint8Array | null, rows: number): Uint8Array {
  if (valid === null) return bytes.subarray(0, width * rows);
  const out = new Uint8Array(width * rows);
  let size = 0;
  for (let row = 0; row < rows; row++) {
    if (!isThere(valid, row)) continue;
    for (let byte = 0; byte < width; byte++) out[size++] = bytes[width * row + byte]!;
  }
  return out.slice(0, size);
}

function presentTruths(bits: Uint8Array, valid: Uint8Array | null, rows: number): StoredTruths {
  const out = new Uint8Array((rows + 7) >> 3);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && !isThere(valid, row)) continue;
    if (isThere(bits, row)) out[count >> 3]! |= 1 << (count & 7);
    count++;
  }
  return { kind: 'truths', count, bits: out };
}

function words({ buffer, byteOffset, length }: Int32Array | BigInt64Array | Float64Array, width: number): StoredWords {
  return { kind: 'words', count: length, width, bytes: new Uint8Array(buffer, byteOffset, width * length) };
}

/** What else the 52 bits of a NaN may hold (R writes its missing values so) is nobody's. */
function plainNaNs(values: Float64Array): Float64Array {
  for (let row = 0; row < values.length; row++) if (Number.isNaN(values[row])) return values.map((value) => (Number.isNaN(value) ? Number.NaN : value));
  return values;
}

/** Takes the lowest bytes of numbers of sixteen, and turns them round where the highest come first. */
function shortened(bytes: Uint8Array, width: number, highestFirst: boolean): StoredWords {
  const count = bytes.length / 16;
  const out = new Uint8Array(width * count);
  for (let value = 0; value < count; value++) {
    for (let byte = 0; byte < width; byte++) out[width * value + (highestFirst ? width - 1 - byte : byte)] = bytes[16 * value + byte]!;
  }
  return { kind: 'words', count, width, bytes: out };
}
