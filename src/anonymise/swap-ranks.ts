import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';
import { DataError } from '../core/errors.ts';
import { checkAll, findColumn, markMasked } from '../core/field.ts';
import type { Fold } from '../core/fold.ts';
import type { Findings, LearnOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, secretBytes, secretReference, type OptionsSchema } from '../core/options.ts';
import { joinColumns, sliceColumn, takeRows } from '../core/slice.ts';
import type { DigestSet } from '../group/index.ts';
import { swapWithinWindow } from './kernel/mask/swap-within-window.ts';
import { maskingDraws, maskingShape, unitColumn, unitFold, type MaskingDraws, type MaskingKeyBytes, type MaskingKeyReference, type MaskingSettings } from './masking-key.ts';

/** Everything but the key. The rows of {@link MaskingSettings.unit} must all differ here, whatever its role. */
export interface SwapRanksSettings extends MaskingSettings {
  /** Columns whose values are exchanged, each by itself: numbers, dates or instants. */
  readonly columns: readonly string[];
  /** How far apart the ranks of exchanged values may be, as a share of the rows in (0, 1]. */
  readonly windowShare: number;
  /** Share of the rows in [0, 0.5) with the lowest values, which all become the lowest value that stays; none when omitted. */
  readonly bottomShare?: number;
  /** The same of the highest values. */
  readonly topShare?: number;
}

/** Options of {@link swapRanks}. */
export interface SwapRanksOptions extends SwapRanksSettings, MaskingKeyBytes {}

/** The same in a plan. */
export interface SwapRanksPlanOptions extends SwapRanksSettings, MaskingKeyReference {}

const TYPES = ['int32', 'int64', 'float64', 'decimal', 'date', 'timestamp'];

const shape = {
  ...maskingShape,
  columns: z.array(columnName).min(1).max(20).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  windowShare: z.number().positive().max(1),
  bottomShare: z.number().min(0).lt(0.5).exactOptional(),
  topShare: z.number().min(0).lt(0.5).exactOptional(),
};

/** Checks {@link SwapRanksOptions}. */
export const swapRanksOptions: OptionsSchema<SwapRanksOptions> = z.strictObject({ ...shape, secretKey: secretBytes });

/** Checks {@link SwapRanksPlanOptions}. */
export const swapRanksPlanOptions: OptionsSchema<SwapRanksPlanOptions> = z.strictObject({ ...shape, secretKey: secretReference });

/** Values and draws while rows are read. */
export interface SwapState {
  readonly parts: SwapPart[];
  readonly units: DigestSet;
}

/** One batch: by column its values and the draws of its rows. */
interface SwapPart {
  readonly firstRow: number;
  readonly columns: readonly Column[];
  readonly fractions: readonly Float64Array[];
}

/** All rows, in their order. */
export interface SwapRows {
  readonly columns: readonly Column[];
  readonly fractions: readonly Float64Array[];
}

/** The values of the rows after the exchange, by column. */
export interface SwappedRows {
  readonly columns: readonly Column[];
  readonly findings: Findings;
}

/**
 * Exchanges values of rows whose ranks are near each other: each column keeps its values and loses their rows.
 *
 * Rows are ranked by value, equal values by their draws. From the lowest rank on, each gets a partner drawn evenly among those without partner in the window above
 * it. Draws are keyed by unit and column: the result is the same in any order of rows, and another under another key. Missing values stay missing.
 *
 * Passes: 2. Memory: the values of the columns, 12 to 24 bytes each, and 20 to 30 bytes a row. Order: kept. Schema: types and roles stay; the columns are marked as masked, with
 * the window. Findings: rows, and by column the rows whose value changed.
 *
 * Reveals: every published value is one of the file, and lies within the window of the true one in ranks: means within parts of the file and
 * correlations fade as the window grows. k says nothing here: measure linkage with {@link measureMasking}.
 *
 * @param options - see {@link SwapRanksOptions}. The secret key is read at once and not kept: its owner overwrites it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @throws {DataError} while it runs: `DATA_NULL` and `DATA_DUPLICATE_KEY` for units; `DATA_VALUE_RANGE` for NaN; `DATA_CHANGED` if the second pass brings other rows.
 * @remarks O(n log n), about 1 million values in 2 s.
 * @see Moore 1996, Controlled data-swapping techniques for masking public use microdata sets, US Bureau of the Census.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index); // a real one comes from `a423 key new`
 * swapRanks({ columns: ['income'], unit: 'row', windowShare: 0.05, topShare: 0.01, secretKey });
 */
export function swapRanks(options: SwapRanksOptions): LearnOperator<SwapState, SwapRows, SwappedRows> {
  const { secretKey, ...settings } = checkOptions(swapRanksOptions, options);
  const draws = maskingDraws('swapRanks', settings.columns, secretKey, settings.expectFingerprint);
  return {
    kind: 'learn',
    name: 'swapRanks',
    notes: ['Values were exchanged between rows: counting classes of these columns measures no protection. Measure linkage with measureMasking.'],
    memory: { grows: 'records', formula: '12 to 24 bytes per value, and 20 to 30 bytes per row' },
    outputSchema: (input) => swappedSchema(input, settings),
    fold: (input) => swapFold(input, settings, draws),
    decide: (rows) => decide(rows, settings, draws.fingerprint),
    start: (input, swapped) => session(input, settings, swapped),
    wipe: () => {
      draws.wipe();
    },
  };
}

function swappedSchema(input: Schema, { columns, unit, windowShare, bottomShare = 0, topShare = 0 }: SwapRanksSettings): Schema {
  checkAll([...columns.map((name, index) => () => void findColumn(input, name, `columns[${index}]`, TYPES)), () => void unitColumn(input, unit, true)]);
  return makeSchema(input.fields.map((field) => (columns.includes(field.name) ? markMasked(field, { method: 'swapRanks', windowShare, bottomShare, topShare }) : field)), input.metadata);
}

function swapFold(input: Schema, { columns, unit }: SwapRanksSettings, draws: MaskingDraws): Fold<SwapState, SwapRows> {
  const units = unitFold(input, unit, true);
  const indexes = columns.map((name) => input.fields.findIndex((field) => field.name === name));
  const unitIndex = input.fields.findIndex((field) => field.name === unit);
  return {
    init: (context) => ({ parts: [], units: units.init(context) }),
    add(state, batch, firstRow) {
      units.add(state.units, batch, firstRow);
      const unitsOfBatch = columnOf(batch, unitIndex);
      state.parts.push({ firstRow, columns: indexes.map((index) => columnOf(batch, index)), fractions: columns.map((_, place) => draws.fractions(place, unitsOfBatch)) });
    },
    merge: (left, right) => ({ parts: [...left.parts, ...right.parts], units: units.merge(left.units, right.units) }),
    finish(state) {
      units.finish(state.units);
      const parts = state.parts.toSorted((left, right) => left.firstRow - right.firstRow);
      if (parts.length === 0) return { columns: [], fractions: [] };
      return {
        columns: columns.map((_, place) => joinColumns(parts.map((part) => part.columns[place]!))),
        fractions: columns.map((_, place) => joinedNumbers(parts.map((part) => part.fractions[place]!))),
      };
    },
    bytes: (state) => units.bytes(state.units) + state.parts.reduce((sum, part) => sum + part.columns.reduce((bytes, column) => bytes + 24 * column.rows, 0), 0),
  };
}

function joinedNumbers(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function decide({ columns, fractions }: SwapRows, settings: SwapRanksSettings, fingerprint: string): SwappedRows {
  const { columns: names } = settings;
  const changed: Record<string, number> = {};
  const swapped = columns.map((column, place) => {
    const { source, changedRows } = sourcesOf(column, fractions[place]!, settings, names[place]!);
    changed[names[place]!] = changedRows;
    return takeRows(column, source);
  });
  return { columns: swapped, findings: { columns: [...names], rows: columns[0]?.rows ?? 0, changedRows: changed, fingerprint } };
}

/** The row whose value each row gets, −1 where the value is missing. */
function sourcesOf(column: Column, fractions: Float64Array, { windowShare, bottomShare = 0, topShare = 0 }: SwapRanksSettings, name: string): { readonly source: Int32Array; readonly changedRows: number } {
  const values = sortable(column);
  const notNumber = values.findIndex((value, row) => Number.isNaN(value) && isValid(column.valid, row));
  if (notNumber >= 0) throw new DataError('DATA_VALUE_RANGE', 'NaN has no rank; make it null, or drop such rows', { column: name, firstRow: notNumber + 1 });
  const order = Int32Array.from(values.keys()).filter((row) => isValid(column.valid, row)).sort((left, right) => values[left]! - values[right]! || fractions[left]! - fractions[right]!);
  const ranks = order.length;
  const partners = swapWithinWindow(Float64Array.from(order, (row) => fractions[row]!), Math.floor(windowShare * ranks));
  const lowest = Math.floor(bottomShare * ranks);
  const highest = ranks - 1 - Math.floor(topShare * ranks);
  const source = new Int32Array(column.rows).fill(-1);
  let changedRows = 0;
  order.forEach((row, rank) => {
    const from = order[Math.min(highest, Math.max(lowest, partners[rank]!))]!;
    source[row] = from;
    if (values[from] !== values[row]) changedRows++;
  });
  return { source, changedRows };
}

/** Numbers in the order of the values: beyond 2⁵³, neighbours may be equal. */
function sortable(column: Column): Float64Array {
  if (column.kind === 'date') return Float64Array.from(column.days);
  const read = column.kind === 'timestamp' ? (row: number): number => Number(column.micros[row]!) : doubleReader(column);
  return Float64Array.from({ length: column.rows }, (_, row) => read(row));
}

function session(input: Schema, settings: SwapRanksSettings, { columns, findings }: SwappedRows): Session {
  const output = swappedSchema(input, settings);
  const indexes = settings.columns.map((name) => input.fields.findIndex((field) => field.name === name));
  return {
    apply(batch: RecordBatch, firstRow: number) {
      const made = columnsOf(batch);
      if (batch.numRows > 0 && firstRow + batch.numRows > (columns[0]?.rows ?? 0)) throw new DataError('DATA_CHANGED', 'more rows came than when the table was measured', { firstRow: firstRow + 1 });
      indexes.forEach((index, place) => {
        if (batch.numRows > 0) made[index] = sliceColumn(columns[place]!, firstRow, batch.numRows);
      });
      return makeBatch(output, made, batch.numRows);
    },
    finish: () => findings,
  };
}
