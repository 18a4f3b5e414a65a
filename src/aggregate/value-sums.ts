import type { Column } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
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
  /** Reads sums: unscaled integers, or the doubles nearest to the exact sums. */
  reader(): (group: number) => bigint | number;
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
  const limbs = type.name === 'int32' ? 1 : type.name === 'int64' ? 2 : 4;
  return wholeSums(integerSums(absolute ? absoluteWidth(limbs) : limbs), limbs, absolute);
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
      const values = limbsOf(column);
      sums.add(groupOf, absolute ? absoluteLimbs(values, limbs, rows) : values, column.valid, rows);
    },
    merge: (other, groupOf) => sums.merge(wholes.get(other)!, groupOf),
    reader: () => (group) => sums.value(group),
    snapshot: () => sums.snapshot(),
    empty: () => wholeSums(integerSums(sums.limbs), limbs, absolute),
    restore: (snapshot) => wholeSums(restoreIntegerSums(snapshot), limbs, absolute),
  };
  wholes.set(face, sums);
  return face;
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
    snapshot: () => sums.snapshot(),
    empty: () => realSums(exactSums(), absolute),
    restore: (snapshot) => realSums(restoreExactSums(snapshot), absolute),
  };
  reals.set(face, sums);
  return face;
}

function limbsOf(column: Column): Int32Array {
  switch (column.kind) {
    case 'int32':
      return column.values;
    case 'int64':
      return new Int32Array(column.values.buffer, column.values.byteOffset, 2 * column.values.length);
    case 'decimal':
      return new Int32Array(column.limbs.buffer, column.limbs.byteOffset, column.limbs.length);
    default:
      throw new TypeError(`column: expected whole numbers, got ${column.kind}`);
  }
}
