import { distinctTexts, type Derived, type TextValues } from './values.ts';

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
export function decodeTexts({ size, offsets, bytes }: TextValues): string[] {
  const texts = new Array<string>(size);
  for (let from = 0; from < size; ) {
    const start = offsets[from]!;
    let to = from + 1;
    while (to < size && offsets[to + 1]! - start <= CHUNK) to++;
    const whole = ascii.decode(bytes.subarray(start, offsets[to]));
    for (; from < to; from++) {
      const first = offsets[from]!;
      const end = offsets[from + 1]!;
      texts[from] = isAscii(bytes, first, end) ? whole.slice(first - start, end - start) : utf8.decode(bytes.subarray(first, end));
    }
  }
  return texts;
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index]! >= 0x80) return false;
  return true;
}

/**
 * Numbers the distinct texts among strings.
 *
 * @param texts - strings; `null` for none.
 * @returns the texts by first appearance, and the text of each string.
 * @throws {RangeError} if they exceed 2 GiB.
 */
export function encodeTexts(texts: readonly (string | null)[]): Derived<TextValues> {
  const rows = texts.length;
  const offsets = new Int32Array(rows + 1);
  const valid = new Uint8Array((rows + 7) >> 3);
  const parts: Uint8Array[] = [];
  let at = 0;
  for (let from = 0; from < rows; ) {
    const start = at;
    let to = from;
    for (; to < rows && at - start <= CHUNK; to++) {
      const text = texts[to]!;
      if (text !== null) {
        valid[to >> 3]! |= 1 << (to & 7);
        at += bytesOf(text);
      }
      if (at > 0x7fffffff) throw new RangeError('texts: expected at most 2 GiB');
      offsets[to + 1] = at;
    }
    const strings = texts.slice(from, to);
    const bytes = encoder.encode(strings.join(''));
    // Halves of a character that stood alone may have met where two strings do.
    parts.push(bytes.length === at - start ? bytes : endToEnd(strings.map((text) => encoder.encode(text ?? ''))));
    from = to;
  }
  return distinctTexts(offsets, parts.length === 1 ? parts[0]! : endToEnd(parts), valid, rows);
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
 */
export function mapTexts(texts: TextValues, change: (text: string) => string | null): Derived<TextValues> {
  return encodeTexts(decodeTexts(texts).map((text) => change(text)));
}
