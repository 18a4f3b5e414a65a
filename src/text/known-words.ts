import { sameBytes } from './same-bytes.ts';

/** A small fixed set of words, looked up by their bytes. */
export interface KnownWords {
  /** Gives the number of the word in `bytes[start … end)`, or 0 when it is not one of the set. */
  readonly find: (bytes: Uint8Array, start: number, end: number) => number;
}

/**
 * Makes a set of known words.
 *
 * @param numbers - words in ASCII, each with its number, from 1 up.
 * @returns the set; looking up a word allocates nothing.
 * @example
 * const { find } = knownWords([['DE', 1], ['DIT', 2]]);
 * find(new TextEncoder().encode('DITE'), 0, 3); // => 2
 */
export function knownWords(numbers: readonly (readonly [word: string, number: number])[]): KnownWords {
  const words = numbers.map(([word]) => new TextEncoder().encode(word));
  const maxLength = Math.max(0, ...words.map(({ length }) => length));
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(4 * numbers.length + 4))).fill(-1);
  const last = slots.length - 1;
  for (const [index, word] of words.entries()) {
    let slot = hash(word, 0, word.length) & last;
    while (slots[slot]! >= 0) slot = (slot + 1) & last;
    slots[slot] = index;
  }
  return {
    find(bytes, start, end) {
      if (end - start > maxLength) return 0;
      for (let slot = hash(bytes, start, end) & last; slots[slot]! >= 0; slot = (slot + 1) & last) {
        const index = slots[slot]!;
        if (sameBytes(words[index]!, 0, words[index]!.length, bytes, start, end)) return numbers[index]![1];
      }
      return 0;
    },
  };
}

function hash(bytes: Uint8Array, start: number, end: number): number {
  let mixed = end - start;
  for (let index = start; index < end; index++) mixed = Math.imul(mixed ^ bytes[index]!, 0x01000193);
  return mixed ^ (mixed >>> 15);
}
