/**
 * Searching many byte strings at once in the bytes of a finished file.
 */

/** Fewest bytes of a canary: shorter values occur by chance. */
export const CANARY_BYTES = 8;

/** A search for known values in a stream of bytes. */
export interface CanarySearch {
  /** Reads the next piece; returns the occurrences so far, each counted in the piece in which it ends. */
  add(bytes: Uint8Array): number;
}

const FILTER_BITS = 20;

/**
 * Prepares a search.
 *
 * @param canaries - values of at least {@link CANARY_BYTES} bytes; shorter ones are left out.
 * @returns a search that finds every occurrence of any of them, also across the pieces it is given.
 * @remarks A rolling word of four bytes passes a filter of 2²⁰ bits, then whole values are compared: about 200 MB/s for
 *   a thousand values. Memory: the values, 128 KiB, and the longest value as overlap.
 * @example
 * canarySearch([new TextEncoder().encode('269054958815780')]).add(new TextEncoder().encode('x269054958815780')); // => 1
 */
export function canarySearch(canaries: readonly Uint8Array[]): CanarySearch {
  const values = canaries.filter((value) => value.length >= CANARY_BYTES);
  const filter = new Uint8Array(1 << (FILTER_BITS - 3));
  const byWord = new Map<number, Uint8Array[]>();
  let longest = 0;
  for (const value of values) {
    const word = ((value[0]! << 24) | (value[1]! << 16) | (value[2]! << 8) | value[3]!) >>> 0;
    const slot = slotOf(word);
    filter[slot >> 3]! |= 1 << (slot & 7);
    byWord.set(word, [...(byWord.get(word) ?? []), value]);
    longest = Math.max(longest, value.length);
  }
  let tail = new Uint8Array(0);
  let found = 0;
  return {
    add(bytes) {
      if (values.length === 0) return 0;
      const text = join(tail, bytes);
      found += countIn(text, tail.length, longest, filter, byWord);
      tail = text.slice(Math.max(0, text.length - longest + 1));
      return found;
    },
  };
}

/** Counts the occurrences that end in the part of `text` from `fresh` on: those that end before were counted already. */
function countIn(text: Uint8Array, fresh: number, longest: number, filter: Uint8Array, byWord: ReadonlyMap<number, readonly Uint8Array[]>): number {
  let count = 0;
  let word = 0;
  const first = Math.max(0, fresh - longest + 1);
  for (let index = first; index < text.length; index++) {
    word = ((word << 8) | text[index]!) >>> 0;
    if (index - first < 3) continue;
    const slot = slotOf(word);
    if ((filter[slot >> 3]! & (1 << (slot & 7))) === 0) continue;
    const start = index - 3;
    for (const value of byWord.get(word) ?? []) {
      const end = start + value.length;
      if (end > fresh && end <= text.length && equals(text, start, value)) count++;
    }
  }
  return count;
}

function slotOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function equals(text: Uint8Array, start: number, value: Uint8Array): boolean {
  for (let index = 0; index < value.length; index++) if (text[start + index] !== value[index]) return false;
  return true;
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
