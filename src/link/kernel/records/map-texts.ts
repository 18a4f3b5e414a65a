import { byteDictionary } from '../../../group/index.ts';
import type { Derived, TextValues } from './values.ts';

/** Bytes that are read or written as one string. */
const CHUNK = 1 << 20;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const ascii = new TextDecoder('latin1');
const encoder = new TextEncoder();

/**
 * Makes strings of distinct texts.
 *
 * @param texts - UTF-8 texts.
 * @returns one string per text.
 * @remarks O(bytes). Texts of ASCII are cut out of strings of many: a call per text would cost more than the text.
 */
export function decodeTexts(texts: TextValues): string[] {
  const strings: string[] = [];
  for (let from = 0; from < texts.size; ) {
    const to = endOfChunk(texts, from);
    for (const string of decodeChunk(texts, from, to)) strings.push(string);
    from = to;
  }
  return strings;
}

/**
 * Finds where a chunk of texts ends.
 *
 * @param texts - distinct texts.
 * @param from - the first of the chunk.
 * @returns one past its last text: a mebibyte at most, unless one text is longer.
 */
export function endOfChunk({ size, offsets }: TextValues, from: number): number {
  let to = from + 1;
  while (to < size && offsets[to + 1]! - offsets[from]! <= CHUNK) to++;
  return to;
}

function decodeChunk({ offsets, bytes }: TextValues, from: number, to: number): string[] {
  const start = offsets[from]!;
  const whole = ascii.decode(bytes.subarray(start, offsets[to]));
  const strings = new Array<string>(to - from);
  for (let text = from; text < to; text++) {
    const first = offsets[text]!;
    const end = offsets[text + 1]!;
    strings[text - from] = isAscii(bytes, first, end) ? whole.slice(first - start, end - start) : utf8.decode(bytes.subarray(first, end));
  }
  return strings;
}

/**
 * Tells whether a text is of ASCII characters alone.
 *
 * @param bytes - UTF-8.
 * @param start - first byte of the text.
 * @param end - one past its last byte.
 * @returns whether no byte is 128 or above.
 */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index]! >= 0x80) return false;
  return true;
}

/**
 * Numbers the distinct texts among strings.
 *
 * @param texts - strings; `null` for none.
 * @returns the texts by first appearance, and the text of each string.
 * @throws {RangeError} if the distinct texts exceed 2 GiB.
 */
export function encodeTexts(texts: readonly (string | null)[]): Derived<TextValues> {
  const coder = textCoder(texts.length);
  for (let from = 0; from < texts.length; ) {
    let to = from;
    for (let units = 0; to < texts.length && units <= CHUNK; to++) units += texts[to]?.length ?? 0;
    coder.add(texts.slice(from, to));
    from = to;
  }
  return coder.finish();
}

/** Numbers the distinct texts among strings that come in parts, of a chunk or so. */
interface TextCoder {
  add(texts: readonly (string | null)[]): void;
  finish(): Derived<TextValues>;
}

function textCoder(rows: number): TextCoder {
  const dictionary = byteDictionary();
  const codeOf = new Int32Array(rows);
  let row = 0;
  return {
    add(texts) {
      const offsets = new Int32Array(texts.length + 1);
      const valid = new Uint8Array((texts.length + 7) >> 3);
      texts.forEach((text, index) => {
        if (text !== null) valid[index >> 3]! |= 1 << (index & 7);
        offsets[index + 1] = offsets[index]! + (text === null ? 0 : bytesOf(text));
      });
      const bytes = encoder.encode(texts.join(''));
      // Halves of a character that stood alone may have met where two strings do.
      const own = bytes.length === offsets[texts.length] ? bytes : endToEnd(texts.map((text) => encoder.encode(text ?? '')));
      dictionary.encode(offsets, own, valid, texts.length, codeOf.subarray(row, row + texts.length));
      row += texts.length;
    },
    finish: () => ({ values: { kind: 'text', size: dictionary.size, offsets: dictionary.offsets(), bytes: dictionary.bytes() }, codeOf }),
  };
}

/** Bytes of a string in UTF-8; half a character counts as U+FFFD, which takes its place. */
function bytesOf(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++;
  }
  return bytes;
}

function endToEnd(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Changes every distinct text.
 *
 * @param texts - distinct texts.
 * @param change - gives the new text, or `null` for none; the same for the same text.
 * @returns the new texts, and what each text became.
 * @throws {RangeError} if the new texts exceed 2 GiB.
 * @remarks Holds the strings of a chunk of texts, never those of all.
 */
export function mapTexts(texts: TextValues, change: (text: string) => string | null): Derived<TextValues> {
  const coder = textCoder(texts.size);
  for (let from = 0; from < texts.size; ) {
    const to = endOfChunk(texts, from);
    coder.add(decodeChunk(texts, from, to).map((text) => change(text)));
    from = to;
  }
  return coder.finish();
}
