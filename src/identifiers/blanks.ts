/**
 * The blanks around a value: ASCII control characters and spaces, and the non-breaking space U+00A0.
 */

/**
 * Finds where a value starts after its blanks.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the cell.
 * @param end - one past its last byte.
 * @returns the first byte that is no blank, or `end`.
 */
export function skipBlanks(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end) {
    if (bytes[index]! <= 0x20) index++;
    else if (bytes[index] === 0xc2 && index + 1 < end && bytes[index + 1] === 0xa0) index += 2;
    else break;
  }
  return index;
}

/**
 * Finds where a value ends before its blanks.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value, as {@link skipBlanks} gives it.
 * @param end - one past the last byte of the cell.
 * @returns one past the last byte that is no blank, or `start`.
 */
export function trimBlanks(bytes: Uint8Array, start: number, end: number): number {
  let index = end;
  while (index > start) {
    if (bytes[index - 1]! <= 0x20) index--;
    else if (index - 1 > start && bytes[index - 1] === 0xa0 && bytes[index - 2] === 0xc2) index -= 2;
    else break;
  }
  return index;
}
