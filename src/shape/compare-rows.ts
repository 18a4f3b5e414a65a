import { isValid, type Column } from '../core/column.ts';

/** How one column takes part in an order. */
export interface SortColumn {
  readonly column: string;
  /** `ascending` when omitted. */
  readonly direction?: 'ascending' | 'descending';
  /** Where rows without a value go, whatever the direction; `last` when omitted. */
  readonly nulls?: 'first' | 'last';
}

/** Compares a row of one set of columns with a row of another: negative when it comes first, 0 when they tie. */
export type CompareRows = (left: readonly Column[], leftRow: number, right: readonly Column[], rightRow: number) => number;

/**
 * Makes the comparison of rows by several columns.
 *
 * Texts compare by their UTF-8 bytes, which is the order of code points; false comes before true; NaN comes after every
 * number; −0 equals 0.
 *
 * @param order - the columns, the most significant first.
 * @param indexes - where each of them stands among the columns.
 * @returns the comparison.
 */
export function compareBy(order: readonly SortColumn[], indexes: readonly number[]): CompareRows {
  const signs = order.map(({ direction }) => (direction === 'descending' ? -1 : 1));
  const nullSigns = order.map(({ nulls }) => (nulls === 'first' ? -1 : 1));
  return (left, leftRow, right, rightRow) => {
    for (let level = 0; level < indexes.length; level++) {
      const a = left[indexes[level]!]!;
      const b = right[indexes[level]!]!;
      const aValid = isValid(a.valid, leftRow);
      const bValid = isValid(b.valid, rightRow);
      if (!aValid || !bValid) {
        if (aValid !== bValid) return (aValid ? -1 : 1) * nullSigns[level]!;
        continue;
      }
      const difference = compareValues(a, leftRow, b, rightRow);
      if (difference !== 0) return signs[level]! * difference;
    }
    return 0;
  };
}

function compareValues(a: Column, i: number, b: Column, j: number): number {
  switch (a.kind) {
    case 'text':
      return compareBytes(a.bytes, a.offsets[i]!, a.offsets[i + 1]!, (b as typeof a).bytes, (b as typeof a).offsets[j]!, (b as typeof a).offsets[j + 1]!);
    case 'int32':
      return a.values[i]! - (b as typeof a).values[j]!;
    case 'int64':
      return ordered(a.values[i]!, (b as typeof a).values[j]!);
    case 'float64':
      return compareNumbers(a.values[i]!, (b as typeof a).values[j]!);
    case 'bool':
      return Number(isValid(a.bits, i)) - Number(isValid((b as typeof a).bits, j));
    case 'date':
      return a.days[i]! - (b as typeof a).days[j]!;
    case 'timestamp':
      return ordered(a.micros[i]!, (b as typeof a).micros[j]!);
    case 'decimal':
      return compareLimbs(a.limbs, i, (b as typeof a).limbs, j);
    case 'binary':
      return compareBytes(a.bytes, a.width * i, a.width * (i + 1), (b as typeof a).bytes, a.width * j, a.width * (j + 1));
    case 'coded':
      throw new TypeError('columns: expected plain text, got dictionary codes');
  }
}

function compareBytes(a: Uint8Array, start: number, end: number, b: Uint8Array, otherStart: number, otherEnd: number): number {
  const length = Math.min(end - start, otherEnd - otherStart);
  for (let index = 0; index < length; index++) {
    const difference = a[start + index]! - b[otherStart + index]!;
    if (difference !== 0) return difference;
  }
  return end - start - (otherEnd - otherStart);
}

function ordered(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Compares 128-bit integers: the highest limb is signed, the others are not. */
function compareLimbs(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  const top = (a[4 * i + 3]! | 0) - (b[4 * j + 3]! | 0);
  if (top !== 0) return top;
  for (let limb = 2; limb >= 0; limb--) {
    const difference = a[4 * i + limb]! - b[4 * j + limb]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
