/**
 * Measures of two lists of elements given by code, 0 for a null element, which is nothing in common with anything.
 */

/**
 * Measures two lists.
 *
 * @param left - where the codes of the one list are.
 * @param leftStart - its first element.
 * @param leftEnd - one past its last element.
 * @param right - where those of the other are, codes of the same dictionary.
 * @param rightStart - its first element.
 * @param rightEnd - one past its last element.
 * @returns what is measured.
 * @remarks O(left + right) time expected, of short lists O(left × right) without a table; memory grows to the longest lists.
 */
export type ListMeasure = (
  left: Uint32Array, leftStart: number, leftEnd: number, right: Uint32Array, rightStart: number, rightEnd: number,
) => number;

/** Distinct elements that are no null, of the last two lists. */
interface Overlap {
  common: number;
  left: number;
  right: number;
}

/** Lists of two lengths whose product is at most this are compared element by element: a table would take longer to clear. */
const FEW_PAIRS = 144;

const counts: Overlap = { common: 0, left: 0, right: 0 };
const overlapOfMany = makeOverlap();

function overlapOf(left: Uint32Array, leftStart: number, leftEnd: number, right: Uint32Array, rightStart: number, rightEnd: number): Readonly<Overlap> {
  if ((leftEnd - leftStart) * (rightEnd - rightStart) > FEW_PAIRS) return overlapOfMany(left, leftStart, leftEnd, right, rightStart, rightEnd);
  return overlapOfFew(left, leftStart, leftEnd, right, rightStart, rightEnd);
}

/**
 * Counts the distinct elements that two lists have in common: the size of DuckDB’s `list_intersect`.
 *
 * @returns how many.
 */
export const intersectionSize: ListMeasure = (left, leftStart, leftEnd, right, rightStart, rightEnd) =>
  overlapOf(left, leftStart, leftEnd, right, rightStart, rightEnd).common;

/**
 * Measures the share of the shorter list that is in the longer: 1 where it is a subset. Its length counts nulls and repeated
 * elements, of which one at most is in common, as in Splink's level for subsets.
 *
 * @returns a number in [0, 1]; 0 for an empty list.
 */
export const containment: ListMeasure = (left, leftStart, leftEnd, right, rightStart, rightEnd) => {
  const shorter = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  return shorter === 0 ? 0 : overlapOf(left, leftStart, leftEnd, right, rightStart, rightEnd).common / shorter;
};

/**
 * Measures how alike two lists are as sets, after Jaccard: what is common, as a share of all there is.
 *
 * @returns a number in [0, 1]; 1 where neither has an element that is no null.
 */
export const listJaccard: ListMeasure = (left, leftStart, leftEnd, right, rightStart, rightEnd) => {
  const counts = overlapOf(left, leftStart, leftEnd, right, rightStart, rightEnd);
  const all = counts.left + counts.right - counts.common;
  return all === 0 ? 1 : counts.common / all;
};

function overlapOfFew(left: Uint32Array, leftStart: number, leftEnd: number, right: Uint32Array, rightStart: number, rightEnd: number): Readonly<Overlap> {
  counts.common = 0;
  counts.left = 0;
  counts.right = countDistinct(right, rightStart, rightEnd);
  for (let index = leftStart; index < leftEnd; index++) {
    const code = left[index]!;
    if (code === 0 || isAmong(code, left, leftStart, index)) continue;
    counts.left++;
    if (isAmong(code, right, rightStart, rightEnd)) counts.common++;
  }
  return counts;
}

function countDistinct(codes: Uint32Array, start: number, end: number): number {
  let distinct = 0;
  for (let index = start; index < end; index++) if (codes[index] !== 0 && !isAmong(codes[index]!, codes, start, index)) distinct++;
  return distinct;
}

function isAmong(code: number, codes: Uint32Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (codes[index] === code) return true;
  return false;
}

function makeOverlap(): (...lists: Parameters<ListMeasure>) => Readonly<Overlap> {
  // A hash table of codes, 0 for an empty slot, and whether the code was seen in the right list.
  let slots = new Uint32Array(0);
  let isInRight = new Uint8Array(0);
  let mask = 0;

  return (left, leftStart, leftEnd, right, rightStart, rightEnd) => {
    clear(leftEnd - leftStart + rightEnd - rightStart);
    counts.common = 0;
    counts.left = 0;
    counts.right = 0;
    for (let index = leftStart; index < leftEnd; index++) {
      const code = left[index]!;
      if (code === 0) continue;
      const slot = slotOf(code);
      if (slots[slot] === code) continue;
      slots[slot] = code;
      counts.left++;
    }
    for (let index = rightStart; index < rightEnd; index++) {
      const code = right[index]!;
      if (code === 0) continue;
      const slot = slotOf(code);
      if (isInRight[slot] === 1) continue;
      isInRight[slot] = 1;
      counts.right++;
      if (slots[slot] === code) counts.common++;
      slots[slot] = code;
    }
    return counts;
  };

  function clear(codes: number): void {
    const size = 2 ** (33 - Math.clz32(codes));
    if (slots.length < size) {
      slots = new Uint32Array(size);
      isInRight = new Uint8Array(size);
    }
    slots.fill(0, 0, size);
    isInRight.fill(0, 0, size);
    mask = size - 1;
  }

  /** The slot of a code, or the empty one where it goes. */
  function slotOf(code: number): number {
    const hash = Math.imul(code, 0x9e3779b1);
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0 && slots[slot] !== code) slot = (slot + 1) & mask;
    return slot;
  }
}
