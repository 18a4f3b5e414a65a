import { DataError } from '../core/errors.ts';
import type { TextEncodingName } from './kernel/parse-text.ts';
import { MOST_UTF8_BYTES, utf8Table, writeUtf8 } from './kernel/single-byte.ts';
import { isUtf8 } from '../text/index.ts';

/**
 * Passes over the byte order mark at the start of a text file.
 *
 * @param source - name of the file.
 * @param bytes - its first bytes.
 * @param to - how many there are.
 * @param encoding - the declared encoding.
 * @returns 3 after the mark of UTF-8, else 0.
 * @throws {DataError} `DATA_ENCODING` when the mark contradicts the declared encoding, `DATA_FORMAT` for a zip archive.
 */
export function textStart(source: string, bytes: Uint8Array, to: number, encoding: TextEncodingName): number {
  const [first, second, third] = bytes;
  if (to >= 2 && ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))) {
    throw new DataError('DATA_ENCODING', 'the file is in UTF-16, which is not read; convert it to UTF-8', { source });
  }
  if (to >= 4 && first === 0x50 && second === 0x4b && third === 3) {
    throw new DataError('DATA_FORMAT', 'the file is a zip archive or a workbook, not text; unpack or export it first', { source });
  }
  if (to < 3 || first !== 0xef || second !== 0xbb || third !== 0xbf) return 0;
  if (encoding !== 'utf-8') throw new DataError('DATA_ENCODING', 'the file is marked as UTF-8, and another encoding is declared', { source });
  return 3;
}

/**
 * Reads a short text, such as a column name.
 *
 * @param bytes - the text.
 * @param encoding - its encoding.
 * @returns the text, or `null` when the bytes are no text in the encoding.
 */
export function decodeText(bytes: Uint8Array, encoding: TextEncodingName): string | null {
  if (encoding === 'utf-8') return isUtf8(bytes, 0, bytes.length) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : null;
  const out = new Uint8Array(MOST_UTF8_BYTES * bytes.length);
  const end = writeUtf8(utf8Table(encoding), bytes, 0, bytes.length, out, 0);
  return end < 0 ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(out.subarray(0, end));
}
