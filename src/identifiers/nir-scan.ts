import { REASON_OK } from './identifier.ts';
import { NIR_WIDTH, readNir } from './nir.ts';
import { isWordByte } from './word-bytes.ts';

/**
 * Finding NIRs where none should be: in cells of any column and in bytes of any file.
 */

/** Characters of the value found: 15 with a right key, 13 without key, 0 when it does not look like a NIR. */
export type NirLikeness = 0 | 13 | 15;

const WIDTH_WITH_KEY = 15;
const POINT = 0x2e;
const form = new Uint8Array(NIR_WIDTH);
const scratch = new Uint8Array(WIDTH_WITH_KEY);

/** 1 after the characters that end a group of a NIR: S AA MM DD CCC OOO KK. */
const ENDS_GROUP = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0);

/**
 * Tells whether a whole cell reads as a NIR: 15 characters with a right key and plausible parts, or 13 characters with
 * plausible parts. Separators are allowed anywhere, but a decimal number (one point and nothing else between digits) is
 * not a NIR.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the cell.
 * @param end - one past its last byte.
 * @returns 15, 13 or 0.
 * @remarks By chance about one 15-digit number in 130 and four 13-digit numbers in five look like a NIR: judge columns of
 *   13 digits by their share.
 */
export function looksLikeNir(bytes: Uint8Array, start: number, end: number): NirLikeness {
  if (end - start < NIR_WIDTH || readNir(bytes, start, end, form, 0) !== REASON_OK) return 0;
  let characters = 0;
  let points = 0;
  let others = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (isWordByte(byte)) characters++;
    else if (byte === POINT) points++;
    else others++;
  }
  if (points === 1 && others === 0) return 0;
  return characters === WIDTH_WITH_KEY ? 15 : 13;
}

/**
 * Tells whether a whole number reads as a NIR, as happens where a column was stored as integers.
 *
 * @param value - any number; Corsican NIRs hold a letter and cannot be numbers.
 * @returns 15, 13 or 0.
 */
export function looksLikeNirNumber(value: number): NirLikeness {
  if (!Number.isInteger(value) || value < 1e12 || value >= 9e14 || (value >= 9e12 && value < 1e14)) return 0;
  const width = value < 9e12 ? NIR_WIDTH : WIDTH_WITH_KEY;
  let rest = value;
  for (let index = width - 1; index >= 0; index--) {
    scratch[index] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return readNir(scratch, 0, width, form, 0) === REASON_OK ? width : 0;
}

/**
 * Finds the next NIR with its key inside longer text or in the bytes of a file.
 *
 * The 15 characters stand between bytes that are neither letters nor digits, side by side or with one separator (space,
 * non-breaking space, `.` or `-`) between groups. Values without key are not searched for: 13 plausible digits are too
 * common.
 *
 * @param bytes - any bytes.
 * @param start - where to start.
 * @param end - one past the last byte to look at.
 * @returns the position of the first character, or -1.
 * @remarks O(end − start); allocates nothing.
 */
export function findNir(bytes: Uint8Array, start: number, end: number): number {
  let inWord = false;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    const opens = !inWord && byte >= 0x31 && byte <= 0x38;
    inWord = isWordByte(byte);
    if (opens && isNirAt(bytes, index, end)) return index;
  }
  return -1;
}

function isNirAt(bytes: Uint8Array, start: number, end: number): boolean {
  let count = 0;
  let index = start;
  while (index < end && count < WIDTH_WITH_KEY) {
    const byte = bytes[index]!;
    if (isWordByte(byte)) {
      scratch[count++] = byte;
      index++;
    } else if (ENDS_GROUP[count] === 1 && (byte === 0x20 || byte === 0x2d || byte === POINT)) index++;
    else if (ENDS_GROUP[count] === 1 && byte === 0xc2 && bytes[index + 1] === 0xa0) index += 2;
    else return false;
    // Two separators in a row belong to two values.
    if (count < WIDTH_WITH_KEY && index < end && !isWordByte(bytes[index]!) && !isWordByte(bytes[index - 1]!)) return false;
  }
  if (count < WIDTH_WITH_KEY || (index < end && isWordByte(bytes[index]!))) return false;
  return readNir(scratch, 0, WIDTH_WITH_KEY, form, 0) === REASON_OK && !isDecimal(bytes, start, index);
}

// Tells whether the only separator is a point after the first digit: a decimal number.
function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === WIDTH_WITH_KEY + 1 && bytes[start + 1] === POINT;
}
