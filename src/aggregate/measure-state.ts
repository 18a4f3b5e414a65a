import { isValid, type Column } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
import { groupCounts, type GroupCounts } from '../group/index.ts';
import { bigExtremes, numberExtremes, type Extremes } from './kernel/extremes.ts';
import { valueSums, type ValueSums } from './value-sums.ts';

/** What is to be known of one column. */
export interface MeasureNeeds {
  readonly name: string;
  /** Place of the column in the rows. */
  readonly index: number;
  readonly type: ColumnTypeParts;
  readonly sum: boolean;
  readonly min: boolean;
  readonly max: boolean;
  /** Whether the largest contribution is wanted. */
  readonly largest: boolean;
  /** Whether the number of contributors is wanted. */
  readonly contributors: boolean;
}

/** The largest contribution of each group and the sum of all, in absolute values. */
export interface Dominance {
  readonly totals: ValueSums;
  readonly largest: AnyExtremes;
}

/** Extremes of doubles, or of unscaled integers. */
export type AnyExtremes = { readonly real: true; readonly of: Extremes<number> } | { readonly real: false; readonly of: Extremes<bigint> };

/** What is known of one column by group. */
export interface MeasureState {
  /** Rows without a value: most columns have none, and then nothing is counted. */
  readonly missing: GroupCounts;
  readonly sums: ValueSums | null;
  readonly min: AnyExtremes | null;
  readonly max: AnyExtremes | null;
  /** With rows as contributors; `null` when entities are, or when it is not wanted. */
  readonly dominance: Dominance | null;
}

/**
 * Makes the empty state of a column.
 *
 * @param needs - what is wanted.
 * @param byRow - whether each row is a contributor of its own.
 * @returns the state, without groups.
 */
export function measureState(needs: MeasureNeeds, byRow: boolean): MeasureState {
  return {
    missing: groupCounts(),
    sums: needs.sum ? valueSums(needs.type, false) : null,
    min: needs.min ? anyExtremes(needs.type, 'min') : null,
    max: needs.max ? anyExtremes(needs.type, 'max') : null,
    dominance: needs.largest && byRow ? { totals: valueSums(needs.type, true), largest: anyExtremes(needs.type, 'max') } : null,
  };
}

/**
 * Makes extremes for a type.
 *
 * @param type - type of the values.
 * @param which - which end is kept.
 * @returns empty extremes.
 */
export function anyExtremes(type: ColumnTypeParts, which: 'min' | 'max'): AnyExtremes {
  const real = type.name === 'int32' || type.name === 'date' || type.name === 'float64';
  return real ? { real, of: numberExtremes(which) } : { real, of: bigExtremes(which) };
}

/**
 * Adds a batch.
 *
 * @param state - changed.
 * @param groupOf - Int32Array(rows): group of each row.
 * @param groups - number of groups.
 * @param column - the column in this batch.
 * @param rows - rows of the batch.
 */
export function addMeasure(state: MeasureState, groupOf: Int32Array, groups: number, column: Column, rows: number): void {
  growMeasure(state, groups);
  if (column.valid !== null) addMissing(state.missing, groupOf, column.valid, rows);
  state.sums?.add(groupOf, column, rows);
  if (state.min !== null) addExtremes(state.min, groupOf, column, rows, false);
  if (state.max !== null) addExtremes(state.max, groupOf, column, rows, false);
  if (state.dominance === null) return;
  state.dominance.totals.add(groupOf, column, rows);
  addExtremes(state.dominance.largest, groupOf, column, rows, true);
}

/**
 * Makes room for groups.
 *
 * @param state - changed.
 * @param groups - number of groups.
 */
export function growMeasure(state: MeasureState, groups: number): void {
  state.missing.grow(groups);
  state.sums?.grow(groups);
  state.min?.of.grow(groups);
  state.max?.of.grow(groups);
  state.dominance?.totals.grow(groups);
  state.dominance?.largest.of.grow(groups);
}

function addMissing(missing: GroupCounts, groupOf: Int32Array, valid: Uint8Array, rows: number): void {
  const without = new Uint8Array((rows + 7) >> 3);
  for (let index = 0; index < without.length; index++) without[index] = ~valid[index]!;
  missing.add(groupOf, without, rows);
}

function addExtremes(extremes: AnyExtremes, groupOf: Int32Array, column: Column, rows: number, absolute: boolean): void {
  const { valid } = column;
  if (extremes.real) {
    const values = numbersOf(column);
    for (let row = 0; row < rows; row++) {
      if (isValid(valid, row)) extremes.of.add(groupOf[row]!, absolute ? Math.abs(values[row]!) : values[row]!);
    }
    return;
  }
  const valueAt = bigReader(column);
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    const value = valueAt(row);
    extremes.of.add(groupOf[row]!, absolute && value < 0n ? -value : value);
  }
}

function numbersOf(column: Column): Int32Array | Float64Array {
  if (column.kind === 'int32' || column.kind === 'float64') return column.values;
  if (column.kind === 'date') return column.days;
  throw new TypeError(`column: expected numbers, got ${column.kind}`);
}

function bigReader(column: Column): (row: number) => bigint {
  if (column.kind === 'int64') return (row) => column.values[row]!;
  if (column.kind === 'timestamp') return (row) => column.micros[row]!;
  if (column.kind === 'decimal') return (row) => readLimbs(column.limbs, row);
  throw new TypeError(`column: expected whole numbers, got ${column.kind}`);
}

/** Reads the 128-bit integer of a row. */
function readLimbs(limbs: Uint32Array, row: number): bigint {
  let value = BigInt(limbs[4 * row + 3]! | 0);
  for (let limb = 2; limb >= 0; limb--) value = (value << 32n) | BigInt(limbs[4 * row + limb]!);
  return value;
}

/**
 * Adds another state.
 *
 * @param state - changed.
 * @param other - a state of the same needs.
 * @param groupOf - Int32Array: the group here of each group there.
 */
export function mergeMeasure(state: MeasureState, other: MeasureState, groupOf: Int32Array): void {
  state.missing.merge(other.missing, groupOf);
  state.sums?.merge(other.sums!, groupOf);
  if (state.min !== null) mergeExtremes(state.min, other.min!, groupOf);
  if (state.max !== null) mergeExtremes(state.max, other.max!, groupOf);
  if (state.dominance === null) return;
  state.dominance.totals.merge(other.dominance!.totals, groupOf);
  mergeExtremes(state.dominance.largest, other.dominance!.largest, groupOf);
}

function mergeExtremes(extremes: AnyExtremes, other: AnyExtremes, groupOf: Int32Array): void {
  for (let group = 0; group < other.of.groups; group++) {
    const value = other.of.value(group);
    if (value !== null) (extremes.of as Extremes<number | bigint>).add(groupOf[group]!, value);
  }
}

/**
 * Tells the memory of a state.
 *
 * @param state - the state.
 * @returns bytes.
 */
export function measureBytes(state: MeasureState): number {
  const { missing, sums, min, max, dominance } = state;
  return missing.byteLength + (sums?.byteLength ?? 0) + (min?.of.byteLength ?? 0) + (max?.of.byteLength ?? 0)
    + (dominance === null ? 0 : dominance.totals.byteLength + dominance.largest.of.byteLength);
}
