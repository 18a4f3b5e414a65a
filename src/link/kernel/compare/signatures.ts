import type { Symbols } from '../../../text/index.ts';
import type { TextDictionary } from '../records.ts';

/**
 * What two words can tell of a text: which of 24 classes its symbols are of, of which there are two or more, how many symbols there are
 * beyond those, how many in all, and the class of the first one. Two texts share at most the classes that both have, once and once
 * more, and the lesser of what each has beyond.
 *
 * The first word holds the classes in its low 24 bits, the length and two bits of the excess above; the second one the classes of which
 * there are two, the class of the first symbol and the other bits of the excess.
 */

const CLASS_BITS = 24;
const LENGTH_BITS = 6;
const LOW_EXCESS_SHIFT: number = CLASS_BITS + LENGTH_BITS;
const HIGH_EXCESS_SHIFT: number = CLASS_BITS + 5;
/** An excess of so many or more is told as so many: with {@link LONG}, for nothing is asked of long texts. */
const MOST_EXCESS = 31;

/** Lengths from here on are not told apart: nothing can be said of such texts. */
export const LONG: number = (1 << LENGTH_BITS) - 1;

/** First word of a signature of which nothing can be said. */
export const NOTHING_KNOWN: number = LONG << CLASS_BITS;

/** Places of a table by two lengths; the places behind are for texts that may begin with the same symbol. */
export const LENGTHS: number = (LONG + 1) * (LONG + 1);

/** Stands for the first symbol of an empty text. */
const NO_CLASS = 31;

/** Class of a symbol by its low five bits: the same for a letter in either case; k and w, j and x, z and the space go together. */
const CLASS_OF = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 22, 23, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 23, 22, 21, 0, 1, 2, 3, 4, 5);

/** Signatures by dictionary: several comparisons look at the same texts. */
const known = new WeakMap<TextDictionary, Uint32Array>();

/**
 * Describes every text of a dictionary.
 *
 * @param dictionary - distinct texts.
 * @returns Uint32Array(2 × (size + 1)): the signature of text `c` is in the words `2c` and `2c + 1`.
 * @remarks O(symbols), once for each dictionary; 8 bytes a text.
 */
export function signaturesOf(dictionary: TextDictionary): Uint32Array {
  const found = known.get(dictionary);
  if (found !== undefined) return found;
  const { size, offsets, symbols } = dictionary;
  const signatures = new Uint32Array(2 * (size + 1));
  for (let code = 1; code <= size; code++) writeSignature(symbols, offsets[code]!, offsets[code + 1]!, signatures, 2 * code);
  known.set(dictionary, signatures);
  return signatures;
}

/**
 * Describes one text.
 *
 * @param symbols - symbols of texts.
 * @param start - where the text begins.
 * @param end - where it ends.
 * @param signatures - receives both words at `at` and `at + 1`.
 * @param at - where they go.
 */
export function writeSignature(symbols: Symbols, start: number, end: number, signatures: Uint32Array, at: number): void {
  let once = 0;
  let twice = 0;
  for (let index = start; index < end; index++) {
    const bit = 1 << CLASS_OF[symbols[index]! & 31]!;
    twice |= once & bit;
    once |= bit;
  }
  const excess = end - start - bitsOf(once) - bitsOf(twice);
  const isLong = end - start >= LONG || excess > MOST_EXCESS;
  const told = isLong ? MOST_EXCESS : excess;
  const first = start === end ? NO_CLASS : CLASS_OF[symbols[start]! & 31]!;
  signatures[at] = once | ((isLong ? LONG : end - start) << CLASS_BITS) | ((told & 3) << LOW_EXCESS_SHIFT);
  signatures[at + 1] = twice | (first << CLASS_BITS) | ((told >>> 2) << HIGH_EXCESS_SHIFT);
}

/**
 * Tells the class of symbols as a kernel looks it up.
 *
 * @param symbols - symbols.
 * @param bits - Uint32Array: receives a word for each, with one bit.
 */
export function writeClassBits(symbols: Uint32Array, bits: Uint32Array): void {
  symbols.forEach((symbol, place) => { bits[place] = 1 << CLASS_OF[symbol & 31]!; });
}

/** Counts the bits of a word. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Tells whether two texts might share as many symbols as they would have to.
 *
 * @param lefts - signatures of the left texts.
 * @param left - code of the one text.
 * @param rights - signatures of the right texts.
 * @param right - code of the other.
 * @param leastShared - Uint8Array(2 × {@link LENGTHS}): by both lengths, how many symbols two texts must share whose first symbols
 *   differ, then the same for those whose first symbols may be the same; 0 where nothing is asked.
 * @returns 1 when they might, 0 when they cannot.
 * @remarks Without branches: what is likely of one pair is not of the next.
 */
export function mightShare(lefts: Uint32Array, left: number, rights: Uint32Array, right: number, leastShared: Uint8Array): number {
  // Numbers, where names would do: a constant of a module is no constant to the compiler of a bundle.
  const leftOnce = lefts[left << 1]! | 0;
  const leftTwice = lefts[(left << 1) + 1]! | 0;
  const rightOnce = rights[right << 1]! | 0;
  const rightTwice = rights[(right << 1) + 1]! | 0;
  const once = leftOnce & rightOnce & 0xffffff;
  const twice = leftTwice & rightTwice & 0xffffff;
  // The bits of both words, counted together.
  const pairs = once - ((once >>> 1) & 0x55555555);
  const more = twice - ((twice >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333) + (more & 0x33333333) + ((more >>> 2) & 0x33333333);
  const common = Math.imul((fours & 0x0f0f0f0f) + ((fours >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
  const leftExcess = ((leftTwice >>> 29) << 2) | (leftOnce >>> 30);
  const rightExcess = ((rightTwice >>> 29) << 2) | (rightOnce >>> 30);
  const difference = leftExcess - rightExcess;
  const shared = common + rightExcess + (difference & (difference >> 31));
  const isSameFirst = ((((leftTwice ^ rightTwice) >>> 24) & 31) - 1) >>> 31;
  const place = (isSameFirst << 12) | (((leftOnce >>> 24) & 63) << 6) | ((rightOnce >>> 24) & 63);
  return (leastShared[place]! - shared - 1) >>> 31;
}
