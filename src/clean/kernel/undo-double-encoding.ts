import { appendBytes, latin1Byte, windows1252Byte } from '../../text/index.ts';
import type { RowRewriter } from './rewrite-rows.ts';

/**
 * Reasons for a text, by code: `lost` has the mark of characters that an earlier program could not read, `doubtful` looks
 * encoded twice in part.
 */
export const ENCODING_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'lost', 'doubtful']);

const OK = 0;
const LOST = 2;
const DOUBTFUL = 3;

/**
 * Makes the rewriter that undoes a double encoding: UTF-8 that was read as windows-1252 or ISO 8859-1 and written as UTF-8
 * again, `Ã©` for `é`, as often as it happened.
 *
 * @returns a rewriter with {@link ENCODING_REASONS}. A text is rewritten only as a whole, and only when its characters
 *   taken for bytes are well-formed UTF-8 with at least one character beyond ASCII, all of them Latin letters or marks of
 *   typography: encoding the result twice gives the text back. Others stay byte for byte, `CAFÉ…` too, which as bytes
 *   would be a letter of African languages.
 * @remarks O(bytes) per text and layer of encoding; texts without the traces of one are passed over in one look.
 */
export function encodingRewriter(): RowRewriter {
  let layer = new Uint8Array(64);
  let next = new Uint8Array(64);
  return (writer, bytes, start, end) => {
    let isDoubled = hasTraces(bytes, start, end);
    if (!isDoubled) {
      appendBytes(writer, bytes, start, end);
      return hasReplacement(bytes, start, end) ? LOST : OK;
    }
    if (layer.length < end - start) {
      layer = new Uint8Array(2 * (end - start));
      next = new Uint8Array(2 * (end - start));
    }
    layer.set(bytes.subarray(start, end));
    let length = end - start;
    while (isDoubled) {
      let shorter = undoOne(layer, length, next, windows1252Byte);
      if (shorter < 0) shorter = undoOne(layer, length, next, latin1Byte);
      if (shorter < 0) break;
      [layer, next] = [next, layer];
      length = shorter;
      isDoubled = hasTraces(layer, 0, length);
    }
    appendBytes(writer, layer, 0, length);
    return hasReplacement(layer, 0, length) ? LOST : isDoubled && hasTell(layer, length) ? DOUBTFUL : OK;
  };
}

/** Takes the characters of a text for bytes; the number of bytes, or −1 unless they are UTF-8 of expected characters. */
function undoOne(source: Uint8Array, length: number, out: Uint8Array, byteOf: (point: number) => number): number {
  let count = 0;
  for (let at = 0; at < length; ) {
    const width = sequenceWidth(source, at, length);
    if (width === 0) return -1;
    const byte = byteOf(pointAt(source, at, width));
    if (byte < 0) return -1;
    out[count++] = byte;
    at += width;
  }
  let isAscii = true;
  for (let at = 0; at < count; ) {
    const width = sequenceWidth(out, at, count);
    if (width === 0 || !isExpected(pointAt(out, at, width))) return -1;
    if (width > 1) isAscii = false;
    at += width;
  }
  return isAscii ? -1 : count;
}

/** Tells Latin letters up to U+017F and those of Vietnamese names, general punctuation, and what windows-1252 has beside them. */
function isExpected(point: number): boolean {
  return point <= 0x17f || (point >= 0x1e00 && point <= 0x1eff) || (point >= 0x2000 && point <= 0x206f) || windows1252Byte(point) >= 0;
}

/** Tells the bytes of the well-formed sequence at a place; 0 where none begins. */
function sequenceWidth(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const width = first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  if (width === 0 || at + width > end) return 0;
  for (let index = 1; index < width; index++) if ((bytes[at + index]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  // Neither longer than need be, nor a surrogate, nor beyond the last code point.
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f) || (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return width;
}

function pointAt(bytes: Uint8Array, at: number, width: number): number {
  const first = bytes[at]!;
  if (width === 1) return first;
  let point = first & (0x7f >> width);
  for (let index = 1; index < width; index++) point = (point << 6) | (bytes[at + index]! & 0x3f);
  return point;
}

/** Tells whether a character from U+00C2 to U+00F4, a first byte of UTF-8 taken for a letter, has one beyond ASCII after it. */
function hasTraces(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 2 < end; at++) {
    if (bytes[at] === 0xc3 && bytes[at + 1]! >= 0x82 && bytes[at + 1]! <= 0xb4 && bytes[at + 2]! >= 0xc2) return true;
  }
  return false;
}

/** Tells whether a text holds `Ã` or `Â` before a sign of U+0080 to U+00BF, which no French word does. */
function hasTell(bytes: Uint8Array, length: number): boolean {
  for (let at = 0; at + 3 < length; at++) {
    if (bytes[at] === 0xc3 && (bytes[at + 1] === 0x82 || bytes[at + 1] === 0x83) && bytes[at + 2] === 0xc2) return true;
  }
  return false;
}

/** Tells whether a text holds U+FFFD. */
function hasReplacement(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 2 < end; at++) if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  return false;
}
