/** Number of cell keys: they are integers from 0 to below, eight decimal digits, and add up modulo it. */
export const CELL_KEYS: number = 100_000_000;

/**
 * Moves the first digit of a cell key to its end.
 *
 * @param cellKey - an integer in [0, 10⁸).
 * @returns the key with its eight digits rotated.
 * @example
 * rotateCellKey(12345678); // => 23456781
 */
export function rotateCellKey(cellKey: number): number {
  return (cellKey % (CELL_KEYS / 10)) * 10 + Math.floor(cellKey / (CELL_KEYS / 10));
}

/**
 * Gives another cell key of the same set of records, for another statistic of it: whoever knows the noise of one learns
 * nothing of the other's. All keys stay equally likely.
 *
 * @param cellKey - an integer in [0, 10⁸).
 * @param purpose - what the key is for, such as `sum of cost`; the same words always give the same key.
 * @returns an integer in [0, 10⁸).
 * @remarks Four Feistel rounds on the two halves of four digits: a permutation of all keys. It keeps statistics apart and is no
 *   secret: that is in the key.
 */
export function separateCellKey(cellKey: number, purpose: string): number {
  const half = 10_000;
  let seed = 0x811c9dc5;
  for (let index = 0; index < purpose.length; index++) seed = Math.imul(seed ^ purpose.charCodeAt(index), 0x01000193) >>> 0;
  let left = Math.floor(cellKey / half);
  let right = cellKey % half;
  for (let round = 0; round < 4; round++) {
    const mixed = mix((right ^ Math.imul(seed, 2 * round + 1)) >>> 0);
    [left, right] = [right, (left + (mixed % half)) % half];
  }
  return left * half + right;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
