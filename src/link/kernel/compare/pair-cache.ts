/** Remembers a small number for pairs of values, in memory that does not grow: a pair may be forgotten for another one. */
export interface PairCache {
  readonly byteLength: number;
  /**
   * Finds the number of a pair.
   *
   * @param left - code of a value, from 1 up.
   * @param right - code of a value, from 1 up.
   * @returns the number, or −1 when it is not remembered.
   */
  get(left: number, right: number): number;
  /**
   * Remembers the number of a pair.
   *
   * @param left - code of a value, from 1 up.
   * @param right - code of a value, from 1 up.
   * @param value - an integer from 0 to 127.
   */
  set(left: number, right: number, value: number): void;
}

/** Pairs of values up to which each has a byte of its own; the memory is touched only where pairs are met. */
export const MATRIX_PAIRS: number = 1 << 22;

/** Highest code on the left that a slot has room for, beside the number. */
const MAX_CODE = 2 ** 25 - 1;

/** Pairs that a cache of slots holds: 8 MiB, which the third-level caches of today's machines hold. */
const SLOTS = 1 << 20;

const NOTHING: PairCache = Object.freeze({ byteLength: 0, get: () => -1, set: () => undefined });

/**
 * Makes an empty cache.
 *
 * @param lefts - number of values on the left.
 * @param rights - number of values on the right.
 * @returns a matrix where it is small, else slots; nothing is remembered where codes have more than 25 bits.
 */
export function pairCache(lefts: number, rights: number): PairCache {
  if ((lefts + 1) * (rights + 1) <= MATRIX_PAIRS) return matrixCache(lefts, rights);
  return lefts > MAX_CODE ? NOTHING : slotCache(SLOTS);
}

/** One byte per pair: its number and one, or 0. */
function matrixCache(lefts: number, rights: number): PairCache {
  const width = rights + 1;
  const bytes = new Uint8Array((lefts + 1) * width);
  return {
    byteLength: bytes.byteLength,
    get: (left, right) => bytes[left * width + right]! - 1,
    set(left, right, value) {
      bytes[left * width + right] = value + 1;
    },
  };
}

/**
 * Slots of two words: the left code with the number in its high bits; the right code, 0 in an empty slot. A pair has two
 * slots, side by side; the one that was written last is looked at first.
 */
function slotCache(slots: number): PairCache {
  const words = new Uint32Array(2 * slots);
  const mask = 2 * slots - 4;
  return {
    byteLength: words.byteLength,
    get(left, right) {
      const at = placeOf(left, right, mask);
      if (words[at + 1] === right && (words[at]! & MAX_CODE) === left) return words[at]! >>> 25;
      if (words[at + 3] === right && (words[at + 2]! & MAX_CODE) === left) return words[at + 2]! >>> 25;
      return -1;
    },
    set(left, right, value) {
      const at = placeOf(left, right, mask);
      words[at + 2] = words[at]!;
      words[at + 3] = words[at + 1]!;
      words[at] = left | (value << 25);
      words[at + 1] = right;
    },
  };
}

/** Mixes two codes to the place of the first of their two slots. */
function placeOf(left: number, right: number, mask: number): number {
  let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) << 2) & mask;
}
