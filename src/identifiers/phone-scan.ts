import { isDigitByte, isWordByte } from './word-bytes.ts';

/**
 * Finding French telephone numbers inside longer texts, where nobody declared them.
 */

const ZERO = 0x30;
const POINT = 0x2e;
const HYPHEN = 0x2d;
const PLUS = 0x2b;
const SPACE = 0x20;

const PAIRS = 4;

/**
 * Finds the next French telephone number: ten digits from `01` to `09`, or nine after `+33`, `0033` or the code of an
 * overseas part; its pairs stand side by side, or all with the same space, point or hyphen between them.
 *
 * @param bytes - UTF-8 text.
 * @param start - where to start.
 * @param end - one past the last byte to look at.
 * @returns the position of its first character, or −1.
 * @remarks O(end − start). Ten digits that begin with 0 look like one whatever they are.
 * @example
 * const note = new TextEncoder().encode('rappeler au 06 12 34 56 78');
 * findPhone(note, 0, note.length); // => 12
 */
export function findPhone(bytes: Uint8Array, start: number, end: number): number {
  let inWord = false;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    const opens = !inWord && (byte === ZERO || byte === PLUS);
    inWord = isWordByte(byte);
    if (opens && isPhoneAt(bytes, index, end)) return index;
  }
  return -1;
}

function isPhoneAt(bytes: Uint8Array, start: number, end: number): boolean {
  let index = start + 1;
  if (bytes[start] === PLUS || bytes[index] === ZERO) {
    index = countryEnd(bytes, bytes[start] === PLUS ? index : index + 1, end);
    if (index < 0) return false;
    if (bytes[index] === SPACE || bytes[index] === POINT || bytes[index] === HYPHEN) index++;
    if (bytes[index] === 0x28 && bytes[index + 1] === ZERO && bytes[index + 2] === 0x29) index += 3;
    if (bytes[index] === SPACE) index++;
  }
  if (index >= end || bytes[index]! <= ZERO || bytes[index]! > 0x39) return false;
  index++;
  let separator = -1;
  for (let pair = 0; pair < PAIRS; pair++) {
    const mark = index < end && (bytes[index] === SPACE || bytes[index] === POINT || bytes[index] === HYPHEN) ? bytes[index]! : 0;
    if (pair > 0 && mark !== separator) return false;
    separator = mark;
    if (mark !== 0) index++;
    if (index + 2 > end || !isDigitByte(bytes[index]!) || !isDigitByte(bytes[index + 1]!)) return false;
    index += 2;
  }
  return index >= end || !isWordByte(bytes[index]!);
}

/** Country codes of France and of its parts with the same ten digits. */
const COUNTRIES: readonly string[] = ['33', '262', '590', '594', '596'];

function countryEnd(bytes: Uint8Array, start: number, end: number): number {
  for (const code of COUNTRIES) {
    let length = 0;
    while (length < code.length && start + length < end && bytes[start + length] === code.charCodeAt(length)) length++;
    if (length === code.length) return start + length;
  }
  return -1;
}
