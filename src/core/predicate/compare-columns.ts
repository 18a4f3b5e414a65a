import { isValid, plainText, type Column } from '../column.ts';
import { readLimbs } from './decimal.ts';

/** How one column stands to another in a row. */
export type Comparator = 'equal' | 'notEqual' | 'below' | 'atMost' | 'above' | 'atLeast';

/** Every comparator. */
export const COMPARATORS: readonly Comparator[] = Object.freeze(['equal', 'notEqual', 'below', 'atMost', 'above', 'atLeast']);

/** For each comparator, whether it holds when the left value is smaller, equal or larger. */
const HOLDS: Readonly<Record<Comparator, readonly [smaller: number, equal: number, larger: number]>> = Object.freeze({
  equal: [0, 1, 0],
  notEqual: [1, 0, 1],
  below: [1, 0, 0],
  atMost: [1, 1, 0],
  above: [0, 0, 1],
  atLeast: [0, 1, 1],
});

/**
 * Marks the rows in which two columns stand to one another as wanted.
 *
 * Texts and byte strings compare by their bytes; false comes before true; −0 equals 0.
 *
 * @param left - a column.
 * @param comparator - how its value stands to that of `right`.
 * @param right - a column of the same type and length; text may be coded on one side only.
 * @returns Uint8Array(rows): 1 where it holds; 0 for a null or NaN on either side, whatever is asked.
 * @throws {TypeError} if the columns are of different kinds.
 */
export function markCompared(left: Column, comparator: Comparator, right: Column): Uint8Array {
  const compare = comparison(left, right);
  const holds = HOLDS[comparator];
  const mask = new Uint8Array(left.rows);
  for (let row = 0; row < mask.length; row++) {
    if (!isValid(left.valid, row) || !isValid(right.valid, row)) continue;
    const difference = compare(row);
    mask[row] = difference < 0 ? holds[0] : difference > 0 ? holds[2] : difference === 0 ? holds[1] : 0;
  }
  return mask;
}

/** Gives the function that compares a row's two values: negative, 0, positive, or NaN where they cannot be compared. */
function comparison(left: Column, right: Column): (row: number) => number {
  if ((left.kind === 'text' || left.kind === 'coded') && (right.kind === 'text' || right.kind === 'coded')) {
    const [a, b] = [plainText(left), plainText(right)];
    return (row) => compareBytes(a.bytes, a.offsets[row]!, a.offsets[row + 1]!, b.bytes, b.offsets[row]!, b.offsets[row + 1]!);
  }
  const [numbers, others] = [numbersOf(left), numbersOf(right)];
  if (left.kind === right.kind && numbers !== null && others !== null) return (row) => ordered(numbers[row]!, others[row]!);
  const [bigs, otherBigs] = [bigOf(left), bigOf(right)];
  if (left.kind === right.kind && bigs !== null && otherBigs !== null) {
    return (row) => ordered(bigs(row), otherBigs(row));
  }
  if (left.kind === 'bool' && right.kind === 'bool') return (row) => Number(isValid(left.bits, row)) - Number(isValid(right.bits, row));
  if (left.kind === 'binary' && right.kind === 'binary') {
    return (row) => compareBytes(left.bytes, left.width * row, left.width * (row + 1), right.bytes, right.width * row, right.width * (row + 1));
  }
  throw new TypeError(`columns: expected one kind, got ${left.kind} and ${right.kind}`);
}

function ordered<Value extends number | bigint>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
}

function numbersOf(column: Column): Int32Array | Float64Array | null {
  if (column.kind === 'int32' || column.kind === 'float64') return column.values;
  return column.kind === 'date' ? column.days : null;
}

function bigOf(column: Column): ((row: number) => bigint) | null {
  switch (column.kind) {
    case 'int64':
      return (row) => column.values[row]!;
    case 'timestamp':
      return (row) => column.micros[row]!;
    case 'decimal':
      return (row) => readLimbs(column.limbs, row);
    default:
      return null;
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
