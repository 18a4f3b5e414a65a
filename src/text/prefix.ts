import type { TextBytes } from './text-writer.ts';

/** A text column cut to its first characters. */
export interface PrefixedText extends TextBytes {
  /** Rows that were longer. */
  readonly changedCount: number;
}

/**
 * Cuts every text to its first characters.
 *
 * @param characters - code points to keep, an integer from 0 up; an accent written as a mark of its own counts apart.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the new column, null rows empty, and the number of rows that were longer. The rest of the text is not in the
 *   result's memory.
 * @throws {RangeError} if `characters` is not an integer from 0 up or `offsets` is too short.
 * @remarks O(rows · characters) time; allocates 4 bytes a row and the bytes kept.
 */
export function prefixColumn(characters: number, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): PrefixedText {
  if (!Number.isInteger(characters) || characters < 0) throw new RangeError(`characters: expected an integer from 0 up, got ${characters}`);
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const outOffsets = new Int32Array(rows + 1);
  let total = 0;
  let changedCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const cut = endOfPrefix(bytes, start, end, characters);
      total += cut - start;
      if (cut < end) changedCount++;
    }
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    const end = outOffsets[row + 1]!;
    for (let at = outOffsets[row]!, from = offsets[row]!; at < end; ) out[at++] = bytes[from++]!;
  }
  return { offsets: outOffsets, bytes: out, changedCount };
}

// One past the last byte of the first `characters` code points: a continuation byte starts none.
function endOfPrefix(bytes: Uint8Array, start: number, end: number, characters: number): number {
  let index = start;
  for (let count = 0; index < end; index++) {
    if ((bytes[index]! & 0xc0) !== 0x80 && ++count > characters) break;
  }
  return index;
}
