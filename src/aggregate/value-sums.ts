import { isValid, type Column } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { exactSums, integerSums, restoreExactSums, restoreIntegerSums, type ExactSums, type IntegerSums } from '../group/index.ts';
import { absoluteLimbs, absoluteWidth } from './kernel/absolute-limbs.ts';

/** Exact sums per group of one numeric column: whole numbers and decimals as integers, doubles rounded once. */
export interface ValueSums {
  /** Memory held, in bytes. */
  readonly byteLength: number;
  grow(groups: number): void;
  /** Adds the values of a batch; rows without a value, or with a negative group, are left out. */
  add(groupOf: Int32Array, column: Column, rows: number): void;
  /** Adds other sums of the same kind; `groupOf` gives the group here of each group there. */
  merge(other: ValueSums, groupOf: Int32Array): void;
  /**
   * Reads sums: the doubles nearest to the exact sums, or unscaled integers, which below 2⁵³ come as numbers since big
   * integers are slow.
   */
  reader(): (group: number) => bigint | number;
  /**
   * Writes whole sums as two's complement of 2 or 4 words each; `unfit` counts those that do not fit. Doubles have none.
   */
  words(limbs: 2 | 4): { readonly words: Int32Array; readonly unfit: number };
  snapshot(): Uint8Array;
  /** Makes empty sums of the same kind. */
  empty(): ValueSums;
  /** Makes sums of the same kind from a snapshot. */
  restore(snapshot: Uint8Array): ValueSums;
}

/**
 * Makes the sums of a column.
 *
 * @param type - int32, int64, decimal or float64.
 * @param absolute - whether absolute values are summed.
 * @returns empty sums.
 */
export function valueSums(type: ColumnTypeParts, absolute: boolean): ValueSums {
  if (type.name === 'float64') return realSums(exactSums(), absolute);
  const limbs = wholeLimbs(type);
  return wholeSums(integerSums(absolute ? absoluteWidth(limbs) : limbs), limbs, absolute);
}

/** Words that a value needs: 9 digits fit 32 bits, 18 fit 64. */
function wholeLimbs({ name, precision }: ColumnTypeParts): number {
  if (name === 'int32') return 1;
  if (name === 'int64') return 2;
  return precision! <= 9 ? 1 : precision! <= 18 ? 2 : 4;
}

const wholes = new WeakMap<ValueSums, IntegerSums>();
const reals = new WeakMap<ValueSums, ExactSums>();

function wholeSums(sums: IntegerSums, limbs: number, absolute: boolean): ValueSums {
  const face: ValueSums = {
    get byteLength(): number {
      return sums.byteLength;
    },
    grow: (groups) => sums.grow(groups),
    add(groupOf, column, rows): void {
      const values = limbsOf(column, limbs);
      sums.add(groupOf, absolute ? absoluteLimbs(values, limbs, rows) : values, column.valid, rows);
    },
    merge: (other, groupOf) => sums.merge(wholes.get(other)!, groupOf),
    reader: () => wholeReader(sums),
    words(limbsWanted) {
      const words = new Int32Array(limbsWanted * sums.groups);
      const unfit = limbsWanted === 2 ? sums.toInt64(new BigInt64Array(words.buffer)) : sums.toInt128(words);
      return { words, unfit };
    },
    snapshot: () => sums.snapshot(),
    empty: () => wholeSums(integerSums(sums.limbs), limbs, absolute),
    restore: (snapshot) => wholeSums(restoreIntegerSums(snapshot), limbs, absolute),
  };
  wholes.set(face, sums);
  return face;
}

function wholeReader(sums: IntegerSums): (group: number) => bigint | number {
  const values = new BigInt64Array(sums.groups);
  const unfit = sums.toInt64(values);
  const halves = new Int32Array(values.buffer);
  return (group) => {
    const high = halves[2 * group + 1]!;
    const number = high * 2 ** 32 + (halves[2 * group]! >>> 0);
    // A sum that does not fit 64 bits was left 0.
    if (Number.isSafeInteger(number) && (unfit === 0 || number !== 0)) return number;
    return sums.value(group);
  };
}

function realSums(sums: ExactSums, absolute: boolean): ValueSums {
  const face: ValueSums = {
    get byteLength(): number {
      return sums.byteLength;
    },
    grow: (groups) => sums.grow(groups),
    add(groupOf, column, rows): void {
      const values = column.kind === 'float64' ? column.values : new Float64Array(rows);
      sums.add(groupOf, absolute ? values.map(Math.abs) : values, column.valid, rows);
    },
    merge: (other, groupOf) => sums.merge(reals.get(other)!, groupOf),
    reader() {
      const result = sums.result();
      return (group) => result[group]!;
    },
    words: () => ({ words: new Int32Array(0), unfit: 0 }),
    snapshot: () => sums.snapshot(),
    empty: () => realSums(exactSums(), absolute),
    restore: (snapshot) => realSums(restoreExactSums(snapshot), absolute),
  };
  reals.set(face, sums);
  return face;
}

/** Shows the words of whole numbers; of a decimal, the lowest, whose sign the others repeat. */
function limbsOf(column: Column, limbs: number): Int32Array {
  switch (column.kind) {
    case 'int32':
      return column.values;
    case 'int64':
      return new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length);
    case 'decimal': {
      const words = new Int32Array(column.limbs.buffer, column.limbs.byteOffset, column.limbs.length);
      return limbs === 4 ? words : lowWords(column, words, limbs);
    }
    default:
      throw new TypeError(`column: expected whole numbers, got ${column.kind}`);
  }
}

function lowWords({ rows, valid }: Column, words: Int32Array, limbs: number): Int32Array {
  const low = new Int32Array(rows * limbs);
  let beyond = 0;
  for (let row = 0; row < rows; row++) {
    const first = words[4 * row]!;
    const second = words[4 * row + 1]!;
    if (limbs === 1) low[row] = first;
    else {
      low[2 * row] = first;
      low[2 * row + 1] = second;
    }
    const sign = (limbs === 1 ? first : second) >> 31;
    const differs = (words[4 * row + 2]! ^ sign) | (words[4 * row + 3]! ^ sign) | (limbs === 1 ? second ^ sign : 0);
    // Null rows may hold anything.
    if (differs !== 0 && isValid(valid, row)) beyond++;
  }
  if (beyond > 0) throw new DataError('DATA_VALUE_RANGE', `${beyond} decimals have more digits than their column declares`);
  return low;
}
