import { WINDOWS_1252 } from '../../text/index.ts';

/** One of the two encodings of one byte a character. */
export type SingleByteEncoding = 'windows-1252' | 'latin1';

/**
 * Gives the UTF-8 form of every byte of an encoding.
 *
 * @param encoding - the encoding.
 * @returns Uint32Array(256): the UTF-8 bytes, first byte lowest, over which stands their count in the top byte; 0 for a
 *   byte that is no character.
 */
export function utf8Table(encoding: SingleByteEncoding): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const isC1 = byte >= 0x80 && byte < 0xa0;
    const character = encoding === 'windows-1252' && isC1 ? WINDOWS_1252[byte - 0x80]! : byte;
    if (character === 0 && byte !== 0) return 0;
    if (character < 0x80) return ((1 << 24) | character) >>> 0;
    if (character < 0x800) return ((2 << 24) | (0xc0 | (character >> 6)) | ((0x80 | (character & 0x3f)) << 8)) >>> 0;
    return ((3 << 24) | (0xe0 | (character >> 12)) | ((0x80 | ((character >> 6) & 0x3f)) << 8) | ((0x80 | (character & 0x3f)) << 16)) >>> 0;
  });
}

/** Most UTF-8 bytes that one byte becomes. */
export const MOST_UTF8_BYTES = 3;

/**
 * Rewrites text as UTF-8.
 *
 * @param table - of {@link utf8Table}.
 * @param bytes - the text.
 * @param start - first byte.
 * @param end - one past the last byte.
 * @param out - receives UTF-8, up to 3 bytes a byte.
 * @param at - where it goes.
 * @returns one past the last byte written, or −1 when a byte is no character.
 */
export function writeUtf8(table: Uint32Array, bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let to = at;
  for (let from = start; from < end; from++) {
    const packed = table[bytes[from]!]!;
    if (packed === 0) return -1;
    out[to] = packed;
    out[to + 1] = packed >>> 8;
    out[to + 2] = packed >>> 16;
    to += packed >>> 24;
  }
  return to;
}
