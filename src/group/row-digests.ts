/**
 * Digests of rows: each row of one or several columns becomes 16 bytes that are equal where the rows are equal, and
 * for all practical purposes only there. For sets of keys that outgrow the keys themselves.
 */
import { CODE_BYTES, frameLabels, keyedHasher, type KeyedHasher } from '../keyed/index.ts';
import type { CodableColumn, CodableText } from './codable-column.ts';

/** Bytes of the digest of one row. */
export const DIGEST_BYTES: number = CODE_BYTES;

/** What becomes of a row without value in one of its columns: it has no digest, or its null is a value like another. */
export type NullDigests = 'skip' | 'equal';

/** A public constant: the digests hide nothing, the key keeps them apart from every other use of the hash. */
const PUBLIC_LABEL = 'a423/row-digest/v1';
/** Rows whose bytes are laid out together: few enough to stay in cache. */
const RUN_ROWS = 4096;

let shared: KeyedHasher | null = null;

/**
 * Digests the rows of one or several columns.
 *
 * Rows are equal when every column is: texts by their bytes, whether coded or plain; whole numbers of 32 and 64 bits by
 * their number; a float64 column has one zero and one NaN; decimals by their unscaled number, so that compared columns
 * need one scale. A digest is the first 16 bytes of HMAC-SHA-256 under a fixed public key of the columns in their order,
 * each as present byte ‖ value, texts and byte strings with their length before them.
 *
 * @param columns - columns of `rows` rows each, at least one.
 * @param rows - number of rows, an integer from 0 up.
 * @param nulls - `skip` gives a row with a null in any column the digest of 16 zeros, which means no digest; `equal`
 *   takes null for a value; `equal` unless said otherwise.
 * @returns Uint8Array(16 · rows).
 * @throws {RangeError} if there is no column, a column has fewer rows, or 4096 rows exceed 2 GiB.
 * @remarks O(bytes); a single column of dictionary text costs one digest per entry. Whoever can choose the values needs
 *   2⁶³ attempts for two rows with one digest; by chance, n rows have one with probability n²/2¹²⁹.
 * @example
 * const column = { kind: 'int32', rows: 2, valid: null, values: Int32Array.of(7, 7) } as const;
 * const digests = rowDigests([column], 2);
 * digests.length; // => 32
 * digests[3] === digests[19]; // => true
 */
export function rowDigests(columns: readonly CodableColumn[], rows: number, nulls: NullDigests = 'equal'): Uint8Array {
  if (columns.length === 0) throw new RangeError('columns: expected at least one column');
  if (columns.some((column) => column.rows < rows)) throw new RangeError(`columns: expected ${rows} rows in each`);
  shared ??= keyedHasher(frameLabels([PUBLIC_LABEL]));
  const only = columns.length === 1 ? columns[0]! : null;
  if (only?.kind === 'coded' && only.dictionary.rows < rows) return digestCodes(only, rows, nulls);
  const digests = new Uint8Array(DIGEST_BYTES * rows);
  const offsets = new Int32Array(RUN_ROWS + 1);
  const next = new Int32Array(RUN_ROWS);
  const skipped = nulls === 'skip' && columns.some(({ valid }) => valid !== null) ? new Uint8Array(RUN_ROWS >> 3) : null;
  let messages = new Uint8Array(0);
  for (let from = 0; from < rows; from += RUN_ROWS) {
    const count = Math.min(RUN_ROWS, rows - from);
    next.fill(0);
    for (const column of columns) addWidths(column, from, count, next);
    for (let row = 0; row < count; row++) {
      offsets[row + 1] = offsets[row]! + next[row]!;
      if (offsets[row + 1]! < offsets[row]!) throw new RangeError('columns: expected at most 2 GiB in 4096 rows');
      next[row] = offsets[row]!;
    }
    if (messages.length < offsets[count]!) messages = new Uint8Array(Math.ceil(1.25 * offsets[count]!));
    for (const column of columns) writeValues(column, from, count, messages, next);
    if (skipped !== null) markPresent(columns, from, count, skipped);
    shared.hashColumn(offsets, messages, skipped, count, digests.subarray(DIGEST_BYTES * from));
  }
  return digests;
}

/** Digests each entry of a dictionary once. */
function digestCodes({ codes, valid, dictionary }: Extract<CodableColumn, { readonly kind: 'coded' }>, rows: number, nulls: NullDigests): Uint8Array {
  // One more entry than the dictionary has: the null.
  const offsets = new Int32Array(dictionary.rows + 2);
  offsets.set(dictionary.offsets.subarray(0, dictionary.rows + 1));
  offsets[dictionary.rows + 1] = offsets[dictionary.rows]!;
  const bits = new Uint8Array((dictionary.rows + 8) >> 3).fill(0xff);
  bits[dictionary.rows >> 3]! &= ~(1 << (dictionary.rows & 7));
  const entries: CodableText = { kind: 'text', rows: dictionary.rows + 1, valid: bits, offsets, bytes: dictionary.bytes };
  const of = new Int32Array(rowDigests([entries], entries.rows, nulls).buffer);
  const digests = new Int32Array(4 * rows);
  for (let row = 0; row < rows; row++) {
    const from = 4 * (isPresent(valid, row) ? codes[row]! : dictionary.rows);
    const to = 4 * row;
    digests[to] = of[from]!;
    digests[to + 1] = of[from + 1]!;
    digests[to + 2] = of[from + 2]!;
    digests[to + 3] = of[from + 3]!;
  }
  return new Uint8Array(digests.buffer);
}

function isPresent(valid: Uint8Array | null, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

function markPresent(columns: readonly CodableColumn[], from: number, count: number, bits: Uint8Array): void {
  bits.fill(0);
  for (let row = 0; row < count; row++) {
    if (columns.every(({ valid }) => isPresent(valid, from + row))) bits[row >> 3]! |= 1 << (row & 7);
  }
}

/** Bytes of a value of fixed width. */
function widthOf(column: Exclude<CodableColumn, { readonly kind: 'text' | 'coded' }>): number {
  switch (column.kind) {
    case 'bool':
      return 1;
    case 'date':
      return 4;
    case 'decimal':
      return 16;
    case 'binary':
      return column.width;
    default:
      return 8;
  }
}

/** Adds to each row's width that of its value: a byte that says whether there is one, then the value. */
function addWidths(column: CodableColumn, from: number, count: number, widths: Int32Array): void {
  const { valid } = column;
  if (column.kind === 'text' || column.kind === 'coded') {
    const { offsets } = column.kind === 'text' ? column : column.dictionary;
    for (let row = 0; row < count; row++) {
      if (isPresent(valid, from + row)) {
        const text = column.kind === 'text' ? from + row : column.codes[from + row]!;
        widths[row]! += 5 + offsets[text + 1]! - offsets[text]!;
      } else widths[row]!++;
    }
    return;
  }
  const width = widthOf(column);
  for (let row = 0; row < count; row++) widths[row]! += isPresent(valid, from + row) ? 1 + width : 1;
}

/** Writes each row's value at its place in the message, and moves the places on. */
function writeValues(column: CodableColumn, from: number, count: number, out: Uint8Array, places: Int32Array): void {
  const write = writerOf(column, out);
  for (let row = 0; row < count; row++) {
    const at = places[row]!;
    const present = isPresent(column.valid, from + row);
    out[at] = present ? 1 : 0;
    places[row] = present ? write(from + row, at + 1) : at + 1;
  }
}

/** Gives the function that writes the value of a row at a place and returns the place after it. */
function writerOf(column: CodableColumn, out: Uint8Array): (row: number, at: number) => number {
  const view = new DataView(out.buffer);
  switch (column.kind) {
    case 'text':
      return (row, at) => writeText(column.bytes, column.offsets[row]!, column.offsets[row + 1]!, out, at);
    case 'coded': {
      const { offsets, bytes } = column.dictionary;
      return (row, at) => writeText(bytes, offsets[column.codes[row]!]!, offsets[column.codes[row]! + 1]!, out, at);
    }
    case 'int32':
      return (row, at) => writeWords(view, at, column.values[row]!, column.values[row]! >> 31);
    case 'int64':
      return (row, at) => {
        view.setBigInt64(at, column.values[row]!, true);
        return at + 8;
      };
    case 'timestamp':
      return (row, at) => {
        view.setBigInt64(at, column.micros[row]!, true);
        return at + 8;
      };
    case 'float64':
      return (row, at) => {
        // One zero and one NaN: adding 0 turns −0 into 0, and a typed array may hold any NaN.
        const value = column.values[row]! + 0;
        view.setFloat64(at, Number.isNaN(value) ? NaN : value, true);
        return at + 8;
      };
    case 'bool':
      return (row, at) => {
        out[at] = (column.bits[row >> 3]! >> (row & 7)) & 1;
        return at + 1;
      };
    case 'date':
      return (row, at) => {
        view.setInt32(at, column.days[row]!, true);
        return at + 4;
      };
    case 'decimal':
      return (row, at) => {
        for (let limb = 0; limb < 4; limb++) view.setUint32(at + 4 * limb, column.limbs[4 * row + limb]!, true);
        return at + 16;
      };
    case 'binary':
      return (row, at) => {
        for (let index = 0; index < column.width; index++) out[at + index] = column.bytes[column.width * row + index]!;
        return at + column.width;
      };
  }
}

function writeText(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const length = end - start;
  out[at] = length;
  out[at + 1] = length >>> 8;
  out[at + 2] = length >>> 16;
  out[at + 3] = length >>> 24;
  let to = at + 4;
  for (let index = start; index < end; index++) out[to++] = bytes[index]!;
  return to;
}

function writeWords(view: DataView, at: number, low: number, high: number): number {
  view.setInt32(at, low, true);
  view.setInt32(at + 4, high, true);
  return at + 8;
}
