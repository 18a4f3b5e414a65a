import { countNulls, isValid, type Column, type TextColumn, type Validity } from '../../core/column.ts';
import type { ColumnTypeParts } from '../../core/column-type.ts';
import { sliceColumn } from '../../core/slice.ts';
import { columnCoder, type ColumnCoder } from '../../group/index.ts';
import { addToSketch, makeSketch, mergeSketch, sketchBytes, type ColumnSketch } from './profile-sketch.ts';

/** What is held of one column: every value and how often it occurs, and once there are too many values, a sketch. */
export interface ColumnState {
  readonly type: ColumnTypeParts;
  nulls: number;
  /** `null` once there were too many values. */
  exact: ExactCounts | null;
  /** `null` until there were. */
  sketch: ColumnSketch | null;
}

/** Values and how often each occurs. */
export interface ExactCounts {
  readonly coder: ColumnCoder;
  /** By code + 1; rows without a value at 0. */
  counts: Float64Array;
}

/** Where counting each value ends. */
export interface ColumnLimits {
  /** Different values that are counted each. */
  readonly maxDistinct: number;
  /** Of the quantiles. */
  readonly relativeError: number;
}

/** A column with a longer text is not counted value by value: the values would take too much memory. */
const LONGEST_COUNTED = 256;

/** Rows coded at a time. */
const RUN_ROWS = 65_536;

let codes: Int32Array = new Int32Array(0);

/**
 * Makes the state of a column.
 *
 * @param type - its type.
 * @returns a state that has seen no row.
 */
export function makeColumnState(type: ColumnTypeParts): ColumnState {
  return { type, nulls: 0, exact: { coder: columnCoder(), counts: new Float64Array(64) }, sketch: null };
}

/**
 * Adds rows.
 *
 * @param state - changed.
 * @param column - a column of the state's type.
 * @param limits - where counting each value ends; the same throughout.
 * @remarks O(rows + bytes). Whether the state ends as counts or as a sketch depends on all its values together, never on
 *   their order: how many there are, and whether one is too long, can only grow.
 */
export function addToColumn(state: ColumnState, column: Column, limits: ColumnLimits): void {
  for (let from = 0; from < column.rows; from += RUN_ROWS) {
    const rows = Math.min(RUN_ROWS, column.rows - from);
    const run = rows === column.rows ? column : sliceColumn(column, from, rows);
    if (state.exact !== null && holdsLongText(run)) toSketch(state, limits);
    if (state.exact !== null) {
      countValues(state.exact, run);
      if (state.exact.coder.size > limits.maxDistinct) toSketch(state, limits);
    } else {
      state.nulls += countNulls(run.valid, rows);
      addToSketch(state.sketch!, run, null);
    }
  }
}

function holdsLongText(column: Column): boolean {
  if (column.kind === 'text') return hasLongRow(column, column.valid);
  if (column.kind !== 'coded' || !hasLongRow(column.dictionary, null)) return false;
  // A dictionary may hold texts that no row points at.
  const { offsets } = column.dictionary;
  for (let row = 0; row < column.rows; row++) {
    const entry = column.codes[row]!;
    if (isValid(column.valid, row) && offsets[entry + 1]! - offsets[entry]! > LONGEST_COUNTED) return true;
  }
  return false;
}

function hasLongRow({ offsets, rows }: TextColumn, valid: Validity): boolean {
  for (let row = 0; row < rows; row++) if (offsets[row + 1]! - offsets[row]! > LONGEST_COUNTED && isValid(valid, row)) return true;
  return false;
}

function countValues(exact: ExactCounts, column: Column): void {
  if (codes.length < column.rows) codes = new Int32Array(RUN_ROWS);
  exact.coder.encode(column, codes);
  exact.counts = grown(exact.counts, exact.coder.size + 1);
  const { counts } = exact;
  for (let row = 0; row < column.rows; row++) counts[codes[row]! + 1]!++;
}

function grown(counts: Float64Array, size: number): Float64Array {
  if (counts.length >= size) return counts;
  const larger = new Float64Array(Math.max(size, 2 * counts.length));
  larger.set(counts);
  return larger;
}

function toSketch(state: ColumnState, limits: ColumnLimits): void {
  const { coder, counts } = state.exact!;
  state.nulls += counts[0]!;
  state.sketch = sketchOf({ coder, counts }, state.type, limits);
  state.exact = null;
}

/**
 * Makes a sketch of counted values: that of all their rows.
 *
 * @param exact - values and counts.
 * @param type - their type.
 * @param limits - as they were counted.
 * @returns a new sketch.
 */
export function sketchOf(exact: ExactCounts, type: ColumnTypeParts, limits: ColumnLimits): ColumnSketch {
  const sketch = makeSketch(type, limits.relativeError);
  const used = usedCodes(exact);
  if (used.length > 0) addToSketch(sketch, exact.coder.gather(used), countsOf(exact, used));
  return sketch;
}

/**
 * Lists the values that occur: of truth values, both are known from the start.
 *
 * @param exact - values and counts.
 * @returns their codes, ascending.
 */
export function usedCodes({ coder, counts }: ExactCounts): Int32Array {
  const used = new Int32Array(coder.size);
  let count = 0;
  for (let code = 0; code < coder.size; code++) if ((counts[code + 1] ?? 0) > 0) used[count++] = code;
  return used.subarray(0, count);
}

/**
 * Gives how often values occur.
 *
 * @param exact - values and counts.
 * @param used - codes of the values.
 * @returns Float64Array(used.length).
 */
export function countsOf({ counts }: ExactCounts, used: Int32Array): Float64Array {
  const rows = new Float64Array(used.length);
  for (let place = 0; place < used.length; place++) rows[place] = counts[used[place]! + 1]!;
  return rows;
}

/**
 * Joins two states.
 *
 * @param left - changed.
 * @param right - of a column of the same type; consumed.
 * @param limits - the same throughout.
 */
export function mergeColumns(left: ColumnState, right: ColumnState, limits: ColumnLimits): void {
  if (left.exact !== null && right.exact !== null) {
    const codeOf = left.exact.coder.absorb(right.exact.coder);
    left.exact.counts = grown(left.exact.counts, left.exact.coder.size + 1);
    left.exact.counts[0]! += right.exact.counts[0]!;
    codeOf.forEach((code, theirs) => (left.exact!.counts[code + 1]! += right.exact!.counts[theirs + 1]!));
    if (left.exact.coder.size > limits.maxDistinct) toSketch(left, limits);
    return;
  }
  for (const state of [left, right]) if (state.exact !== null) toSketch(state, limits);
  left.nulls += right.nulls;
  mergeSketch(left.sketch!, right.sketch!);
}

/**
 * Tells the memory of a state.
 *
 * @param state - the state.
 * @returns bytes held.
 */
export function columnBytes({ exact, sketch }: ColumnState): number {
  return (exact === null ? 0 : exact.coder.byteLength + exact.counts.byteLength) + (sketch === null ? 0 : sketchBytes(sketch));
}
