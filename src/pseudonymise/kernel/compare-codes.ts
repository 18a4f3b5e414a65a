import { CODE_BYTES } from '../../keyed/index.ts';

/**
 * Compares two codes byte by byte.
 *
 * @param left - holds a code of 16 bytes.
 * @param leftRow - its row.
 * @param right - holds another.
 * @param rightRow - its row.
 * @returns a number below 0 when the first comes first, above 0 when the second does, 0 when they are the same.
 */
export function compareCodes(left: Uint8Array, leftRow: number, right: Uint8Array, rightRow: number): number {
  const from = CODE_BYTES * leftRow;
  const other = CODE_BYTES * rightRow;
  for (let index = 0; index < CODE_BYTES; index++) {
    const difference = left[from + index]! - right[other + index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
