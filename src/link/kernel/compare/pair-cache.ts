/** Remembers a small number for pairs of values, in memory that does not grow: a pair may be forgotten for another one. */
export interface PairCache {
  readonly byteLength: number;
  /** Whether it forgets no pair. */
  readonly isWhole: boolean;
  /**
   * Looks up many pairs.
   *
   * @param lefts - codes of values, from 1 up.
   * @param rights - codes of values, from 1 up.
   * @param places - where in these arrays the pairs are.
   * @param pairs - number of pairs.
   * @param numbers - receives the numbers of those that are remembered, each at its place.
   * @param missed - receives the places of the others.
   * @returns how many are not remembered.
   */
  recall(lefts: Uint32Array, rights: Uint32Array, places: Uint16Array, pairs: number, numbers: Uint8Array, missed: Uint16Array): number;
  /**
   * Looks up one pair.
   *
   * @param left - code of a value, from 1 up.
   * @param right - code of a value, from 1 up.
   * @returns its number, or −1 when it is not remembered.
   */
  get(left: number, right: number): number;
  /**
   * Remembers the number of a pair.
   *
   * @param left - code of a value, from 1 up.
   * @param right - code of a value, from 1 up.
   * @param number - an integer from 0 to 127.
   */
  set(left: number, right: number, number: number): void;
}

/** Pairs of values up to which each has a byte of its own; the memory is touched only where pairs are met. */
export const MATRIX_PAIRS: number = 1 << 22;

/** Highest code on the left that a slot has room for, beside the number. */
const MAX_CODE = 2 ** 25 - 1;
const NUMBER_SHIFT = 25;

/** Slots of a cache: 2 MiB, which the second-level caches of today's machines hold. */
const SLOTS = 1 << 18;

/**
 * Makes an empty cache.
 *
 * @param lefts - number of values on the left.
 * @param rights - number of values on the right.
 * @returns a matrix where it is small, else slots; null where codes on the left have more than 25 bits.
 */
export function pairCache(lefts: number, rights: number): PairCache | null {
  if ((lefts + 1) * (rights + 1) <= MATRIX_PAIRS) return matrixCache(lefts, rights);
  return lefts > MAX_CODE ? null : slotCache(SLOTS);
}

/** One byte per pair: its number and one, or 0. */
function matrixCache(lefts: number, rights: number): PairCache {
  const width = rights + 1;
  const bytes = new Uint8Array((lefts + 1) * width);
  return {
    byteLength: bytes.byteLength,
    isWhole: true,
    recall(leftCodes, rightCodes, places, pairs, numbers, missed) {
      let open = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const found = bytes[leftCodes[place]! * width + rightCodes[place]!]!;
        numbers[place] = found - 1;
        missed[open] = place;
        open += (found - 1) >>> 31;
      }
      return open;
    },
    get: (left, right) => bytes[left * width + right]! - 1,
    set(left, right, number) {
      bytes[left * width + right] = number + 1;
    },
  };
}

/** Where the reads that only warm the cache leave their sum, so that no compiler removes them. */
const warmed = new Int32Array(1);

/**
 * Slots of two words: the left code with the number in its high bits; the right code, 0 in an empty slot. A pair has two
 * slots, side by side; the one that was written last is looked at first.
 */
function slotCache(slots: number): PairCache {
  const words = new Int32Array(2 * slots);
  const mask = 2 * slots - 4;

  return {
    byteLength: words.byteLength,
    isWhole: false,
    recall(lefts, rights, places, pairs, numbers, missed) {
      // Reads that do not wait for each other run in parallel: the second loop finds what the first one fetched.
      let sum = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        sum ^= words[placeOf(lefts[place]!, rights[place]!, mask)]!;
      }
      warmed[0]! ^= sum;
      let open = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const left = lefts[place]! | 0;
        const right = rights[place]! | 0;
        const at = placeOf(left, right, mask);
        const first = words[at]!;
        const second = words[at + 2]!;
        // 0 where the slot is the pair's.
        const missesFirst = ((first & 0x1ffffff) ^ left) | (words[at + 1]! ^ right);
        const missesSecond = ((second & 0x1ffffff) ^ left) | (words[at + 3]! ^ right);
        numbers[place] = (missesFirst === 0 ? first : second) >>> 25;
        missed[open] = place;
        open += ((missesFirst | -missesFirst) & (missesSecond | -missesSecond)) >>> 31;
      }
      return open;
    },
    get(left, right) {
      const at = placeOf(left, right, mask);
      if (words[at + 1] === right && (words[at]! & MAX_CODE) === left) return words[at]! >>> NUMBER_SHIFT;
      if (words[at + 3] === right && (words[at + 2]! & MAX_CODE) === left) return words[at + 2]! >>> NUMBER_SHIFT;
      return -1;
    },
    set(left, right, number) {
      const at = placeOf(left, right, mask);
      words[at + 2] = words[at]!;
      words[at + 3] = words[at + 1]!;
      words[at] = left | (number << NUMBER_SHIFT);
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
