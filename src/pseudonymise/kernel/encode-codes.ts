import type { Codes } from './codes.ts';

/** How codes are written as text: hexadecimal, base64url without padding (RFC 4648), or Crockford's base32. */
export type TextEncoding = 'hex' | 'base64url' | 'base32';

interface Alphabet {
  readonly letters: Uint8Array;
  /** Bits of a letter. */
  readonly bits: number;
  /** Where the zero bits stand that fill the last letter up: in front of a number, or behind a string of bits. */
  readonly fill: 'front' | 'back';
}

function alphabet(letters: string, bits: number, fill: Alphabet['fill']): Alphabet {
  return Object.freeze({ letters: Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), bits, fill });
}

// Base32 is a number, as in the vectors: its order as text is the order of the bytes.
const ALPHABETS: Readonly<Record<TextEncoding, Alphabet>> = Object.freeze({
  hex: alphabet('0123456789abcdef', 4, 'front'),
  base64url: alphabet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 6, 'back'),
  base32: alphabet('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 5, 'front'),
});

/** Byte strings, one a row. */
export interface ByteStrings {
  /** Int32Array(rows + 1), ascending; a row without value is empty. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Writes byte strings as text.
 *
 * @param values - the byte strings.
 * @param rows - their number.
 * @param encoding - the alphabet.
 * @returns text, ⌈8 · bytes / bits of a letter⌉ letters a row; an empty row stays empty.
 * @throws {RangeError} if the text exceeds 2 GiB.
 * @remarks O(bytes); allocates the text and its offsets.
 */
export function encodeCodes({ offsets, bytes }: ByteStrings, rows: number, encoding: TextEncoding): Codes {
  const { letters, bits, fill } = ALPHABETS[encoding];
  const outOffsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    total += lettersOf(offsets[row + 1]! - offsets[row]!, bits);
    if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  const most = (1 << bits) - 1;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let held = fill === 'front' ? lettersOf(end - start, bits) * bits - 8 * (end - start) : 0;
    let value = 0;
    for (let index = start; index < end; index++) {
      value = ((value << 8) | bytes[index]!) & 0xffff;
      held += 8;
      while (held >= bits) {
        held -= bits;
        out[to++] = letters[(value >> held) & most]!;
      }
    }
    if (held > 0) out[to++] = letters[(value << (bits - held)) & most]!;
  }
  return { kind: 'text', offsets: outOffsets, bytes: out };
}

function lettersOf(bytes: number, bits: number): number {
  return Math.ceil((8 * bytes) / bits);
}

/**
 * Reads one code back from text.
 *
 * @param text - a code as {@link encodeCodes} writes it. Hexadecimal and base32 may be of either case; in base32 O counts
 *   as 0, I and L as 1.
 * @param encoding - the alphabet.
 * @returns its bytes, or `null` when a letter is foreign, the length impossible, or a bit that belongs to no byte is 1.
 * @example
 * decodeCode('00ff', 'hex'); // => Uint8Array [0, 255]
 * decodeCode('oz', 'base32'); // => Uint8Array [31]
 */
export function decodeCode(text: string, encoding: TextEncoding): Uint8Array | null {
  if (!/^[\w-]*$/.test(text)) return null;
  const { letters, bits, fill } = ALPHABETS[encoding];
  const plain = encoding === 'hex' ? text.toLowerCase() : encoding === 'base32' ? text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1') : text;
  const length = Math.floor((plain.length * bits) / 8);
  if (lettersOf(length, bits) !== plain.length) return null;
  const code = new Uint8Array(length);
  let held = fill === 'front' ? 8 * length - plain.length * bits : 0;
  let value = 0;
  let to = 0;
  for (let index = 0; index < plain.length; index++) {
    const digit = letters.indexOf(plain.charCodeAt(index));
    if (digit < 0) return null;
    value = ((value << bits) | digit) & 0x3fff;
    held += bits;
    // Bits in front of the number are zero, or it is no code.
    if (index === 0 && fill === 'front' && digit >> held !== 0) return null;
    if (held >= 8) {
      held -= 8;
      code[to++] = value >> held;
    }
  }
  return (value & ((1 << held) - 1)) === 0 ? code : null;
}
