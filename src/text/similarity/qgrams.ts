import { sameSymbols } from './same-symbols.ts';
import type { Symbols } from './symbols.ts';
import type { SimilarityKernel } from './text-kernel.ts';

/** How texts are taken apart into q-grams, pieces of q symbols side by side. */
export interface QgramVariant {
  /** Symbols of a piece, an integer from 1 up. */
  readonly q: number;
  /** Whether q − 1 marks are set before and behind the text, so that its ends have pieces of their own. */
  readonly padded: boolean;
  /** Whether a piece counts once (a set) or as often as it occurs (a bag). */
  readonly counted: 'once' | 'each';
}

/** Single symbols, each once: DuckDB’s `jaccard` when they are bytes. */
export const SYMBOL_SET: QgramVariant = Object.freeze({ q: 1, padded: false, counted: 'once' });
/** Pairs of symbols, each once. */
export const BIGRAM_SET: QgramVariant = Object.freeze({ q: 2, padded: false, counted: 'once' });
/** Pairs of symbols, as often as they occur, with the ends marked. */
export const PADDED_BIGRAM_BAG: QgramVariant = Object.freeze({ q: 2, padded: true, counted: 'each' });

/**
 * Makes the similarity of Jaccard on q-grams: what is common to both texts, as a share of all there is. Texts too short
 * for a q-gram are alike (1) when they are the same.
 *
 * @param variant - how texts are taken apart.
 * @returns the kernel.
 * @throws {RangeError} if `q` is not an integer from 1 up.
 * @remarks O(q · (left + right)) time expected.
 * @see Jaccard 1912, The distribution of the flora in the alpine zone, https://doi.org/10.1111/j.1469-8137.1912.tb05611.x.
 */
export function qgramJaccard(variant: QgramVariant): SimilarityKernel {
  return qgramKernel(variant, (common, left, right) => common / (left + right - common));
}

/**
 * Makes the similarity of Dice on q-grams: twice what is common to both texts, as a share of what either has. Texts too
 * short for a q-gram are alike (1) when they are the same.
 *
 * @param variant - how texts are taken apart.
 * @returns the kernel.
 * @throws {RangeError} if `q` is not an integer from 1 up.
 * @remarks O(q · (left + right)) time expected.
 * @see Dice 1945, Measures of the amount of ecologic association between species, https://doi.org/10.2307/1932409.
 */
export function qgramDice(variant: QgramVariant): SimilarityKernel {
  return qgramKernel(variant, (common, left, right) => (2 * common) / (left + right));
}

/** Stands before and behind a text; beyond every symbol. */
const MARK = 0x110000;
/** Below every count. */
const TAKEN = -1;

function qgramKernel(variant: QgramVariant, likeness: (common: number, left: number, right: number) => number): SimilarityKernel {
  const { q, padded } = variant;
  if (!Number.isInteger(q) || q < 1) throw new RangeError(`q: expected an integer from 1 up, got ${q}`);
  const isBag = variant.counted === 'each';
  const marks = padded ? q - 1 : 0;
  // Both texts with their marks, one behind the other.
  let symbols = new Uint32Array(0);
  // A hash table of pieces: 1 + where one stands in `symbols`, 0 for an empty slot; and how many of it the left text has
  // to give, TAKEN once the right text of a set took it.
  let slots = new Int32Array(0);
  let held = new Int32Array(0);

  return (left, leftStart, leftEnd, right, rightStart, rightEnd) => {
    const leftWidth = leftEnd - leftStart + 2 * marks;
    const width = leftWidth + rightEnd - rightStart + 2 * marks;
    if (leftWidth < q && width - leftWidth < q) return sameSymbols(left, leftStart, leftEnd, right, rightStart, rightEnd);
    const size = 2 ** (33 - Math.clz32(width));
    prepare(size);
    put(left, leftStart, leftEnd, 0);
    put(right, rightStart, rightEnd, leftWidth);
    let leftCount = 0;
    for (let at = 0; at <= leftWidth - q; at++) {
      const slot = slotOf(at, size - 1);
      if (!isBag && held[slot] !== 0) continue;
      held[slot]!++;
      leftCount++;
    }
    let rightCount = 0;
    let common = 0;
    for (let at = leftWidth; at <= width - q; at++) {
      const slot = slotOf(at, size - 1);
      const has = held[slot]!;
      if (has === TAKEN) continue;
      rightCount++;
      if (has > 0) common++;
      held[slot] = isBag ? Math.max(0, has - 1) : TAKEN;
    }
    return likeness(common, leftCount, rightCount);
  };

  function prepare(size: number): void {
    if (slots.length < size) {
      symbols = new Uint32Array(size);
      slots = new Int32Array(size);
      held = new Int32Array(size);
    }
    for (let slot = 0; slot < size; slot++) slots[slot] = 0;
  }

  function put(text: Symbols, start: number, end: number, at: number): void {
    let to = at;
    for (let mark = 0; mark < marks; mark++) symbols[to++] = MARK;
    for (let index = start; index < end; index++) symbols[to++] = text[index]!;
    for (let mark = 0; mark < marks; mark++) symbols[to++] = MARK;
  }

  /** Finds the slot of a piece, or takes an empty one for it. */
  function slotOf(at: number, mask: number): number {
    let hash = 0;
    for (let index = at; index < at + q; index++) hash = Math.imul(hash ^ symbols[index]!, 0x9e3779b1);
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const found = slots[slot]!;
      if (found === 0) {
        slots[slot] = at + 1;
        held[slot] = 0;
        return slot;
      }
      if (isSamePiece(found - 1, at)) return slot;
    }
  }

  function isSamePiece(one: number, other: number): boolean {
    for (let index = 0; index < q; index++) if (symbols[one + index] !== symbols[other + index]) return false;
    return true;
  }
}
