/**
 * Tells whether two pieces of memory hold the same bytes.
 *
 * @param left - where the one piece is.
 * @param leftStart - its first byte.
 * @param leftEnd - one past its last byte.
 * @param right - where the other is.
 * @param rightStart - its first byte.
 * @param rightEnd - one past its last byte.
 * @returns whether they have one length and the same bytes.
 */
export function sameBytes(left: Uint8Array, leftStart: number, leftEnd: number, right: Uint8Array, rightStart: number, rightEnd: number): boolean {
  if (leftEnd - leftStart !== rightEnd - rightStart) return false;
  for (let index = leftStart, other = rightStart; index < leftEnd; index++, other++) if (left[index] !== right[other]) return false;
  return true;
}
