/** Numbers in runs: repeated ones, and groups of eight that are packed into bits. */

/**
 * Reads numbers of a few bits from runs.
 *
 * @param bytes - the runs, one after the other.
 * @param from - first byte.
 * @param end - one past the last byte.
 * @param width - bits of a number, from 0 to 31.
 * @param numbers - receives so many numbers as it has room for; bits of a group beyond them are passed over.
 * @returns whether there were so many.
 * @remarks O(numbers), however long a run says it is.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 * @example
 * const numbers = new Int32Array(5);
 * readRuns(Uint8Array.of(6, 9, 3, 0b11100100), 0, 4, 2, numbers); // => true
 */
export function readRuns(bytes: Uint8Array, from: number, end: number, width: number, numbers: Int32Array): boolean {
  const runs = { at: from };
  let row = 0;
  while (row < numbers.length) {
    const header = readHeader(bytes, runs, end);
    if (header === null) return false;
    const isPacked = (header & 1) === 1;
    const count = Math.min((isPacked ? 8 : 1) * (header >>> 1), numbers.length - row);
    const needed = isPacked ? Math.ceil((count * width) / 8) : (width + 7) >> 3;
    if (needed > end - runs.at) return false;
    if (isPacked) unpack(bytes, runs.at, width, numbers, row, row + count);
    else numbers.fill(repeated(bytes, runs.at, needed), row, row + count);
    runs.at += isPacked ? (header >>> 1) * width : needed;
    row += count;
  }
  return true;
}

/** Reads the unsigned number in front of a run; `null` where there is none. */
function readHeader(bytes: Uint8Array, runs: { at: number }, end: number): number | null {
  let header = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (runs.at >= end) return null;
    const byte = bytes[runs.at++]!;
    header |= (byte & 0x7f) << shift;
    if (byte < 0x80) return header >>> 0;
  }
  return null;
}

function repeated(bytes: Uint8Array, at: number, count: number): number {
  let number = 0;
  for (let index = 0; index < count; index++) number |= bytes[at + index]! << (8 * index);
  return number;
}

function unpack(bytes: Uint8Array, at: number, width: number, numbers: Int32Array, from: number, to: number): void {
  const mask = 2 ** width - 1;
  let row = from;
  let bit = 0;
  if (width <= MOST_BITS) {
    // Four bytes from where a number begins hold all of it, as long as there are so many.
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const last = bytes.length - 4 - at;
    for (; row < to && bit >> 3 <= last; row++, bit += width) numbers[row] = (view.getUint32(at + (bit >> 3), true) >>> (bit & 7)) & mask;
  }
  for (; row < to; row++, bit += width) numbers[row] = numberAt(bytes, at, bit, width);
}

/** Bits that four bytes have behind the first seven. */
const MOST_BITS = 25;

function numberAt(bytes: Uint8Array, at: number, firstBit: number, width: number): number {
  let number = 0;
  for (let bit = firstBit; bit < firstBit + width; bit++) number |= ((bytes[at + Math.floor(bit / 8)]! >> (bit % 8)) & 1) << (bit - firstBit);
  return number;
}

/**
 * Reads which rows have a value: levels of one bit.
 *
 * @param bytes - the runs.
 * @param from - first byte.
 * @param end - one past the last byte.
 * @param rows - number of rows.
 * @returns validity bits and how many are set; `null` when there are too few levels.
 */
export function readLevels(bytes: Uint8Array, from: number, end: number, rows: number): { readonly valid: Uint8Array; readonly present: number } | null {
  const valid = new Uint8Array((rows + 7) >> 3);
  const runs = { at: from };
  let present = 0;
  let row = 0;
  while (row < rows) {
    const header = readHeader(bytes, runs, end);
    if (header === null) return null;
    const isPacked = (header & 1) === 1;
    const count = Math.min((isPacked ? 8 : 1) * (header >>> 1), rows - row);
    const needed = isPacked ? (count + 7) >> 3 : 1;
    if (needed > end - runs.at) return null;
    const isWhole = !isPacked && (bytes[runs.at]! & 1) === 1;
    for (const stop = row + count, first = row; row < stop; row++) {
      const at = row - first;
      const bit = isPacked ? (bytes[runs.at + (at >> 3)]! >> (at & 7)) & 1 : isWhole ? 1 : 0;
      valid[row >> 3]! |= bit << (row & 7);
      present += bit;
    }
    runs.at += isPacked ? header >>> 1 : 1;
  }
  return { valid, present };
}
