/**
 * What two texts share in the sense of Jaro: each symbol of the right text takes the first free equal symbol of the left
 * text that stands within reach, half the longer length less one place away. Whichever text takes, the pairs are the
 * same, so the counts are symmetric.
 *
 * Short texts are matched in the bits of one word, without branches; long ones by lists of places, in linear time.
 *
 * @see Jaro 1989, Advances in record-linkage methodology, https://doi.org/10.1080/01621459.1989.10478785.
 */
import { WORD } from './pattern-words.ts';
import { SYMBOL_TABLE } from './symbol-table.ts';
import type { Symbols } from './symbols.ts';

/** Counts what two texts share, and then how much of it stands in another order. */
export interface JaroMatcher {
  /**
   * Counts the symbols that two texts share.
   *
   * @param left - where the one text is.
   * @param leftStart - its first symbol.
   * @param leftEnd - one past its last symbol.
   * @param right - where the other is.
   * @param rightStart - its first symbol.
   * @param rightEnd - one past its last symbol.
   * @returns how many, at most the length of the shorter.
   */
  readonly countShared: (left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number) => number;
  /**
   * Counts the shared symbols of the last two texts that stand in another order in the one than in the other.
   *
   * @param shared - what `countShared` gave for them.
   * @returns how many; half of them are transpositions.
   */
  readonly countMoved: (shared: number) => number;
}

/** The one matcher of this thread. */
export const JARO_MATCHER: JaroMatcher = jaroMatcher();

function jaroMatcher(): JaroMatcher {
  const table = SYMBOL_TABLE;
  const lists = placeLists();
  // For each matched symbol of the right text, the places of the left text where it stands, as bits.
  const places = new Int32Array(WORD + 1);
  // The places taken in the left text, as bits; 0 when the last texts were long.
  let taken = 0;

  function countShared(left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number): number {
    const longer = Math.max(leftEnd - leftStart, rightEnd - rightStart);
    const reach = Math.max(0, (longer >> 1) - 1);
    if (longer > WORD) {
      taken = 0;
      return lists.countShared(left, leftStart, leftEnd, right, rightStart, rightEnd, reach);
    }
    for (let index = leftStart, bit = 1; index < leftEnd; index++, bit <<= 1) table[left[index]!]! |= bit;
    let shared = 0;
    let used = 0;
    // The places within reach: the window grows at its lower end until it is whole, and then moves on.
    let growth = (1 << (reach + 1)) - 1;
    let within = growth;
    for (let index = rightStart; index < rightEnd; index++) {
      const where = table[right[index]!]!;
      const free = where & within & ~used;
      used |= free & -free;
      // Written whether it matches or not, and counted when it does: a branch here is mispredicted at every other symbol.
      places[shared] = where;
      shared += (free | -free) >>> 31;
      growth >>= 1;
      within = (within << 1) | (growth & 1);
    }
    for (let index = leftStart; index < leftEnd; index++) table[left[index]!] = 0;
    taken = used;
    return shared;
  }

  function countMoved(shared: number): number {
    if (taken === 0) return lists.countMoved(shared);
    let moved = shared;
    for (let index = 0, rest = taken; index < shared; index++) {
      const same = places[index]! & rest & -rest;
      moved -= (same | -same) >>> 31;
      rest &= rest - 1;
    }
    return moved;
  }

  return { countShared, countMoved };
}

/** The same for texts of any length, by lists of the places of each symbol. */
function placeLists(): {
  countShared: (left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number, reach: number) => number;
  countMoved: (shared: number) => number;
} {
  const TAKEN = -1;
  const table = SYMBOL_TABLE;
  // For each place of the left text, 1 + the next place of the same symbol, 0 for none, or TAKEN.
  let nextOf = new Int32Array(0);
  // The matched symbols of either text in the order of the text.
  let leftOrder = new Uint32Array(0);
  let rightOrder = new Uint32Array(0);

  function countShared(
    left: Symbols, leftStart: number, leftEnd: number, right: Symbols, rightStart: number, rightEnd: number, reach: number,
  ): number {
    const leftLength = leftEnd - leftStart;
    if (nextOf.length < leftLength) {
      nextOf = new Int32Array(2 * leftLength);
      leftOrder = new Uint32Array(2 * leftLength);
      rightOrder = new Uint32Array(2 * leftLength);
    }
    for (let place = leftLength - 1; place >= 0; place--) {
      const symbol = left[leftStart + place]!;
      nextOf[place] = table[symbol]!;
      table[symbol] = place + 1;
    }
    let shared = 0;
    for (let index = rightStart; index < rightEnd; index++) {
      const symbol = right[index]!;
      const place = index - rightStart;
      let first = table[symbol]!;
      while (first !== 0 && first - 1 < place - reach) first = nextOf[first - 1]!;
      if (first !== 0 && first - 1 <= place + reach) {
        const next = nextOf[first - 1]!;
        nextOf[first - 1] = TAKEN;
        rightOrder[shared++] = symbol;
        first = next;
      }
      table[symbol] = first;
    }
    for (let place = 0, count = 0; place < leftLength; place++) {
      const symbol = left[leftStart + place]!;
      if (nextOf[place] === TAKEN) leftOrder[count++] = symbol;
      table[symbol] = 0;
    }
    return shared;
  }

  function countMoved(shared: number): number {
    let moved = 0;
    for (let index = 0; index < shared; index++) if (leftOrder[index] !== rightOrder[index]) moved++;
    return moved;
  }

  return { countShared, countMoved };
}
