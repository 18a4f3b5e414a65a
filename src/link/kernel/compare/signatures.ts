import type { TextDictionary } from '../records.ts';

/**
 * What two words can tell of a text: which of 26 classes its symbols are of, of which there are two or more, how many symbols there
 * are, and the class of the first one. Two texts share at most as many symbols as either has beyond those that lack a partner by
 * class.
 */

/** Bits of a word that hold classes; those above hold the length in the first word, the class of the first symbol in the second. */
const CLASS_BITS = 26;
const CLASSES: number = (1 << CLASS_BITS) - 1;

/** Lengths from here on are not told apart: nothing can be said of such texts. */
export const LONG = 63;

/** Places of a table by two lengths; the places behind are for texts that begin with the same class. */
export const LENGTHS: number = (LONG + 1) * (LONG + 1);

/** Stands for the first symbol of an empty text. */
const NO_CLASS = CLASS_BITS;

/** Signatures by dictionary: several comparisons look at the same texts. */
const known = new WeakMap<TextDictionary, Uint32Array>();

/**
 * Describes every text of a dictionary.
 *
 * @param dictionary - distinct texts.
 * @returns Uint32Array(2 × (size + 1)): the signature of text `c` is in the words `2c` and `2c + 1`.
 * @remarks O(symbols), once for each dictionary; 8 bytes a text. Letters are told apart but for their case, digits from each other;
 *   symbols beyond share their classes.
 */
export function signaturesOf(dictionary: TextDictionary): Uint32Array {
  const found = known.get(dictionary);
  if (found !== undefined) return found;
  const { size, offsets, symbols } = dictionary;
  const signatures = new Uint32Array(2 * (size + 1));
  for (let code = 1; code <= size; code++) {
    const start = offsets[code]!;
    const end = offsets[code + 1]!;
    let once = 0;
    let twice = 0;
    for (let index = start; index < end; index++) {
      const bit = 1 << classOf(symbols[index]!);
      twice |= once & bit;
      once |= bit;
    }
    signatures[2 * code] = once | (Math.min(LONG, end - start) << CLASS_BITS);
    signatures[2 * code + 1] = twice | ((start === end ? NO_CLASS : classOf(symbols[start]!)) << CLASS_BITS);
  }
  known.set(dictionary, signatures);
  return signatures;
}

function classOf(symbol: number): number {
  const low = symbol & 31;
  return low < CLASS_BITS ? low : low - CLASS_BITS;
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
 */
export function mightShare(lefts: Uint32Array, left: number, rights: Uint32Array, right: number, leastShared: Uint8Array): 0 | 1 {
  const leftOnce = lefts[left << 1]! | 0;
  const leftTwice = lefts[(left << 1) + 1]! | 0;
  const rightOnce = rights[right << 1]! | 0;
  const rightTwice = rights[(right << 1) + 1]! | 0;
  const ofLeft = (leftOnce >>> CLASS_BITS) - countBits(leftOnce & ~rightOnce & CLASSES, leftTwice & ~rightTwice & CLASSES);
  const ofRight = (rightOnce >>> CLASS_BITS) - countBits(rightOnce & ~leftOnce & CLASSES, rightTwice & ~leftTwice & CLASSES);
  const isSameFirst = (((leftTwice ^ rightTwice) >>> CLASS_BITS) - 1) >>> 31;
  const least = leastShared[(isSameFirst << 12) | ((leftOnce >>> CLASS_BITS) << 6) | (rightOnce >>> CLASS_BITS)]!;
  return Math.min(ofLeft, ofRight) >= least ? 1 : 0;
}

/** Counts the bits of two words together. */
function countBits(one: number, other: number): number {
  const pairs = one - ((one >>> 1) & 0x55555555);
  const more = other - ((other >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333) + (more & 0x33333333) + ((more >>> 2) & 0x33333333);
  return Math.imul((fours & 0x0f0f0f0f) + ((fours >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}
