/**
 * The open-addressing index under every dictionary and table here: pairs (hash, number + 1) in one Int32Array, 0 for
 * an empty slot. It knows hashes and numbers only; the owner keeps the keys and compares them.
 */

/** The index of a hash table. Mutable: hot loops read its fields into locals and read them again after a growth. */
export interface Slots {
  /** Int32Array(2 × slots): hash, then number + 1 or 0 when empty. */
  pairs: Int32Array;
  /** Index of the last pair's hash, so that `(hash << 1) & mask` is the first place to look; slots are a power of 2. */
  mask: number;
  /** Numbers held beyond which the index must grow. */
  limit: number;
}

/** Slots looked at in vain in one search: chance gives about 140 at most in a table of a billion. */
export const MAX_PROBES = 256;
/** Equal hashes of different keys met in one search: chance never gives as many. */
export const MAX_FALSE_MATCHES = 8;

/** Rows handled between two looks at a table: enough for many memory reads under way, few enough to stay in cache. */
export const RUN_ROWS = 512;

/** Beyond this many Int32 places a table no longer fits the caches, and reading ahead pays. */
export const LARGE_PLACES: number = 1 << 16;

const MAX_SLOTS = 2 ** 30;

/**
 * Makes an empty index.
 *
 * @param slots - initial number of slots, a power of 2.
 * @returns the index; it takes 8 bytes a slot, and between 1.6 and 3.2 slots a number once it has grown.
 */
export function makeSlots(slots: number): Slots {
  return { pairs: new Int32Array(2 * slots), mask: 2 * slots - 2, limit: (slots >> 3) * 5 };
}

/**
 * Doubles an index.
 *
 * @param slots - the index, replaced in place.
 * @throws {RangeError} if it has 2³⁰ slots already, which hold 671,088,640 numbers.
 * @remarks The low bits of the hash choose the slot, so this reads and writes three streams in order and misses no cache.
 */
export function growSlots(slots: Slots): void {
  const old = slots.pairs;
  if (old.length >= 2 * MAX_SLOTS) throw new RangeError('size: expected at most 671088640 distinct values');
  const pairs = new Int32Array(2 * old.length);
  const mask = pairs.length - 2;
  for (let from = 0; from < old.length; from += 2) {
    const number = old[from + 1]!;
    if (number === 0) continue;
    const hash = old[from]!;
    let to = (hash << 1) & mask;
    while (pairs[to + 1]! !== 0) to = (to + 2) & mask;
    pairs[to] = hash;
    pairs[to + 1] = number;
  }
  slots.pairs = pairs;
  slots.mask = mask;
  slots.limit *= 2;
}

/** Where the reads that only warm the cache leave their sum, so that no compiler removes them. */
const warmed = new Int32Array(1);

/**
 * Reads the slots that a run of hashes leads to, so that the search after it finds them in the cache.
 *
 * @param slots - the index.
 * @param hashes - Int32Array(RUN_ROWS), the first `rows` set.
 * @param rows - length of the run.
 * @param found - Int32Array(RUN_ROWS): receives number + 1 where the first slot has the same hash, else 0.
 * @remarks Reads that do not wait for each other run in parallel; a search reads one after the other, ten times slower
 *   beyond the caches. Hence two loops: the second one branches on what it reads, which the first one has fetched.
 */
export function readAhead(slots: Slots, hashes: Int32Array, rows: number, found: Int32Array): void {
  const { pairs, mask } = slots;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum ^= pairs[(hashes[row]! << 1) & mask]!;
  warmed[0]! ^= sum;
  for (let row = 0; row < rows; row++) {
    const at = (hashes[row]! << 1) & mask;
    found[row] = pairs[at]! === hashes[row]! ? pairs[at + 1]! : 0;
  }
}
