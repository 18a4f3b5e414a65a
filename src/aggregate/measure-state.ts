import { isValid, type Column, type Float64Column } from '../core/column.ts';
import type { ColumnTypeParts } from '../core/column-type.ts';
import { readLimbs } from '../core/predicate/decimal.ts';
import { groupCounts, integerSums, type GroupCounts, type IntegerSums } from '../group/index.ts';
import { absoluteReader } from './contributions.ts';
import { bigExtremes, numberExtremes, type Extremes } from './kernel/extremes.ts';
import { largestContributions, mergeContributions, weightedContributions, type LargestContributions } from './kernel/largest-contributions.ts';
import { valueSums, type ValueSums } from './value-sums.ts';

/** What is to be known of one column. */
export interface MeasureNeeds {
  readonly name: string;
  /** Place of the column in the rows. */
  readonly index: number;
  readonly type: ColumnTypeParts;
  /** Type in which the column is summed: its own, or float64 where sums are weighted. */
  readonly sumType: ColumnTypeParts;
  /** Whether sums are weighted. */
  readonly weighted: boolean;
  readonly sum: boolean;
  /** Whether the sum of the weights of the rows that have a value is wanted, as a weighted mean needs it. */
  readonly weights: boolean;
  /** Whether the sum of absolute values is wanted. */
  readonly absoluteSum: boolean;
  readonly min: boolean;
  readonly max: boolean;
  /** How many of the largest contributions are wanted. */
  readonly largest: number;
  /** Whether the number of contributors is wanted. */
  readonly contributors: boolean;
  /** Whether the column holds record keys, whose sum is wanted. */
  readonly cellKeys: boolean;
}

/** Extremes of doubles, or of unscaled integers. */
export type AnyExtremes = { readonly real: true; readonly of: Extremes<number> } | { readonly real: false; readonly of: Extremes<bigint> };

/** What is known of one column by group. */
export interface MeasureState {
  /** Rows without a value, of as many groups as needed: most columns have none, and then nothing is counted. */
  readonly missing: GroupCounts;
  readonly sums: ValueSums | null;
  readonly weights: ValueSums | null;
  readonly absolute: ValueSums | null;
  readonly min: AnyExtremes | null;
  readonly max: AnyExtremes | null;
  /** With rows as contributors; `null` when entities are, or when it is not wanted. */
  readonly largest: LargestContributions | null;
  /** Sums of record keys, with rows as contributors. */
  readonly cellKeys: IntegerSums | null;
}

/** A column in one batch, as it is summed. */
export interface SummedColumn {
  readonly plain: Column;
  /** The column as doubles and its values times their weights; `null` where nothing is weighted. */
  readonly weighted: { readonly values: Float64Column; readonly products: Float64Column; readonly weights: Float64Column } | null;
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
    sums: needs.sum ? valueSums(needs.sumType, false) : null,
    weights: needs.weights ? valueSums(needs.sumType, false) : null,
    absolute: needs.absoluteSum ? valueSums(needs.sumType, true) : null,
    min: needs.min ? anyExtremes(needs.type, 'min') : null,
    max: needs.max ? anyExtremes(needs.type, 'max') : null,
    largest: needs.largest > 0 && byRow ? emptyContributions(needs) : null,
    cellKeys: needs.cellKeys && byRow ? integerSums(1) : null,
  };
}

/**
 * Makes the largest contributions to a column.
 *
 * @param needs - how many are wanted, and whether they have weights.
 * @returns contributions without groups.
 */
export function emptyContributions({ largest, weighted }: MeasureNeeds): LargestContributions {
  return weighted ? weightedContributions(largest) : largestContributions(largest);
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
 * @param column - the column in this batch, as it is and as it is summed.
 * @param rows - rows of the batch.
 */
export function addMeasure(state: MeasureState, groupOf: Int32Array, groups: number, { plain, weighted }: SummedColumn, rows: number): void {
  growMeasure(state, groups);
  if (plain.valid !== null) {
    state.missing.grow(groups);
    addMissing(state.missing, groupOf, plain.valid, rows);
  }
  state.sums?.add(groupOf, weighted?.products ?? plain, rows);
  state.absolute?.add(groupOf, weighted?.products ?? plain, rows);
  if (weighted !== null) state.weights?.add(groupOf, { ...weighted.weights, valid: plain.valid }, rows);
  if (state.min !== null) addExtremes(state.min, groupOf, plain, rows);
  if (state.max !== null) addExtremes(state.max, groupOf, plain, rows);
  if (state.largest !== null) addLargest(state.largest, groupOf, { plain, weighted }, rows);
  if (state.cellKeys !== null && plain.kind === 'int32') state.cellKeys.add(groupOf, plain.values, plain.valid, rows);
}

function addLargest(largest: LargestContributions, groupOf: Int32Array, { plain, weighted }: SummedColumn, rows: number): void {
  const read = absoluteReader(weighted?.values ?? plain);
  const weights = weighted?.weights.values;
  for (let row = 0; row < rows; row++) {
    if (isValid(plain.valid, row)) largest.add(groupOf[row]!, read(row), weights?.[row] ?? 1);
  }
}

/**
 * Makes room for groups.
 *
 * @param state - changed.
 * @param groups - number of groups.
 */
export function growMeasure(state: MeasureState, groups: number): void {
  state.sums?.grow(groups);
  state.weights?.grow(groups);
  state.absolute?.grow(groups);
  state.min?.of.grow(groups);
  state.max?.of.grow(groups);
  state.largest?.grow(groups);
  state.cellKeys?.grow(groups);
}

function addMissing(missing: GroupCounts, groupOf: Int32Array, valid: Uint8Array, rows: number): void {
  const without = new Uint8Array((rows + 7) >> 3);
  for (let index = 0; index < without.length; index++) without[index] = ~valid[index]!;
  missing.add(groupOf, without, rows);
}

function addExtremes(extremes: AnyExtremes, groupOf: Int32Array, column: Column, rows: number): void {
  const { valid } = column;
  if (extremes.real) {
    const values = numbersOf(column);
    for (let row = 0; row < rows; row++) if (isValid(valid, row)) extremes.of.add(groupOf[row]!, values[row]!);
    return;
  }
  const valueAt = bigReader(column);
  for (let row = 0; row < rows; row++) if (isValid(valid, row)) extremes.of.add(groupOf[row]!, valueAt(row));
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

/**
 * Adds another state.
 *
 * @param state - changed.
 * @param other - a state of the same needs.
 * @param groupOf - Int32Array: the group here of each group there.
 * @param groups - number of groups here.
 */
export function mergeMeasure(state: MeasureState, other: MeasureState, groupOf: Int32Array, groups: number): void {
  growMeasure(state, groups);
  if (other.missing.groups > 0) {
    state.missing.grow(groups);
    state.missing.merge(other.missing, groupOf);
  }
  state.sums?.merge(other.sums!, groupOf);
  state.weights?.merge(other.weights!, groupOf);
  state.absolute?.merge(other.absolute!, groupOf);
  if (state.min !== null) mergeExtremes(state.min, other.min!, groupOf);
  if (state.max !== null) mergeExtremes(state.max, other.max!, groupOf);
  if (state.largest !== null) mergeContributions(state.largest, other.largest!, groupOf);
  state.cellKeys?.merge(other.cellKeys!, groupOf);
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
export function measureBytes({ missing, sums, weights, absolute, min, max, largest, cellKeys }: MeasureState): number {
  return [missing, sums, weights, absolute, min?.of, max?.of, largest, cellKeys].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);
}
