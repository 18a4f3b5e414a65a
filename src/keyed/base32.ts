/**
 * Base32 with Crockford's alphabet, which leaves out I, L, O and U so that a code can be read aloud. A code of 16
 * bytes is read as one number, most significant byte first, and written with exactly 26 digits; its order as text is
 * the order of its bytes.
 */

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes of a code. */
const CODE_BYTES = 16;
/** Characters of a code in base32: 26 · 5 bits hold 128, with two zero bits in front. */
export const BASE32_CHARACTERS = 26;

/** Marks a byte that is no base32 character. */
const NO_DIGIT = 0xff;

/** The two characters of every 10-bit number, as two bytes of one little-endian number. */
const PAIRS = new Uint16Array(1024);
/** Digit of every byte; lower case counts, and so do the letters mistaken for digits (O for 0; I and L for 1). */
const DIGITS = new Uint8Array(256).fill(NO_DIGIT);
for (let digit = 0; digit < 32; digit++) {
  DIGITS[ALPHABET.charCodeAt(digit)] = digit;
  DIGITS[ALPHABET.charCodeAt(digit) | 0x20] = digit;
  for (let next = 0; next < 32; next++) PAIRS[digit * 32 + next] = ALPHABET.charCodeAt(digit) | (ALPHABET.charCodeAt(next) << 8);
}
for (const [letter, digit] of [['O', 0], ['I', 1], ['L', 1]] as const) {
  DIGITS[letter.charCodeAt(0)] = digit;
  DIGITS[letter.charCodeAt(0) | 0x20] = digit;
}

/** Text as Arrow keeps it. */
export interface Base32Column {
  /** Int32Array(rows + 1) from 0; a null row is empty. */
  readonly offsets: Int32Array;
  /** 26 characters for every row that has a code. */
  readonly bytes: Uint8Array;
}

/**
 * Writes a column of 16-byte codes as base32 text.
 *
 * @param codes - Uint8Array(16 · rows) or longer.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column, an integer from 0 up to 82 million (2 GiB of text).
 * @returns offsets and bytes.
 * @throws {RangeError} if `rows` is outside that range or `codes` is too short.
 * @remarks O(rows); allocates 30 bytes a row.
 */
export function encodeBase32Column(codes: Uint8Array, valid: Uint8Array | null, rows: number): Base32Column {
  const most = Math.floor(0x7fffffff / BASE32_CHARACTERS);
  if (!Number.isInteger(rows) || rows < 0 || rows > most) throw new RangeError(`rows: expected an integer from 0 to ${most}, got ${rows}`);
  if (codes.length < CODE_BYTES * rows) throw new RangeError(`codes: expected at least ${CODE_BYTES * rows} bytes, got ${codes.length}`);
  const offsets = new Int32Array(rows + 1);
  const bytes = new Uint8Array(BASE32_CHARACTERS * rows);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      writeCode(codes, CODE_BYTES * row, bytes, to);
      to += BASE32_CHARACTERS;
    }
    offsets[row + 1] = to;
  }
  return { offsets, bytes: bytes.subarray(0, to) };
}

// Writes 26 characters: 13 pairs of 10 bits, the first of 8 bits.
function writeCode(codes: Uint8Array, from: number, bytes: Uint8Array, to: number): void {
  let bits = 0;
  let held = 2;
  for (let index = 0; index < CODE_BYTES; index++) {
    bits = ((bits << 8) | codes[from + index]!) & 0x3ffff;
    held += 8;
    if (held >= 10) {
      held -= 10;
      const pair = PAIRS[(bits >> held) & 1023]!;
      bytes[to++] = pair;
      bytes[to++] = pair >> 8;
    }
  }
}

/** Codes read back from text. */
export interface DecodedBase32 {
  /** Uint8Array(16 · rows), zeros where there is no code. */
  readonly codes: Uint8Array;
  /** Validity bits, 1 where a code was read; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Rows that have a text which is no code. */
  readonly invalidCount: number;
}

/**
 * Reads a column of base32 text back into 16-byte codes.
 *
 * Lower case is read as upper case, O as 0, I and L as 1; nothing else may differ from what
 * {@link encodeBase32Column} writes.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - the text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column, an integer from 0 up.
 * @returns codes, validity, and the number of texts that are no code.
 * @throws {RangeError} if `rows` is no integer from 0 up or `offsets` is too short.
 * @remarks O(rows + bytes); allocates 16⅛ bytes a row.
 */
export function decodeBase32Column(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): DecodedBase32 {
  if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const codes = new Uint8Array(CODE_BYTES * rows);
  const decoded = new Uint8Array((rows + 7) >> 3);
  let invalidCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    if (readCode(bytes, offsets[row]!, offsets[row + 1]!, codes, CODE_BYTES * row)) decoded[row >> 3]! |= 1 << (row & 7);
    else {
      codes.fill(0, CODE_BYTES * row, CODE_BYTES * (row + 1));
      invalidCount++;
    }
  }
  return { codes, valid: decoded, invalidCount };
}

function readCode(bytes: Uint8Array, start: number, end: number, codes: Uint8Array, at: number): boolean {
  if (end - start !== BASE32_CHARACTERS) return false;
  // The first character holds three bits, or the number would exceed 128.
  if (DIGITS[bytes[start]!]! > 7) return false;
  let bits = 0;
  let held = -2;
  let to = at;
  for (let index = start; index < end; index++) {
    const digit = DIGITS[bytes[index]!]!;
    if (digit === NO_DIGIT) return false;
    bits = ((bits << 5) | digit) & 0x1fff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      codes[to++] = bits >> held;
    }
  }
  return true;
}
