import { isValid, type Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { findColumn } from '../../core/field.ts';
import { readColumns } from '../decide/named-records.ts';
import { bitsOfBatch, PAIR_BITS } from '../decide/pair-columns.ts';
import type { AccuracyAtCut, ErrorsAtCut, WeightBin } from './cut-pictures.ts';

/**
 * Counts pairs by weight, for a histogram.
 *
 * @param pairs - a table with `matchWeightBits`.
 * @param binBits - width of a bin, in bits.
 * @param signal - aborts the reading.
 * @returns the bins that have pairs, rising; weights that are infinite are in bins of their own.
 * @throws {PlanError} if the column is missing or of another type.
 * @throws {DataError} for a weight that is null or NaN.
 * @remarks Passes: 1. Memory: a number for each bin.
 */
export async function measureWeights(pairs: Dataset, binBits = 1, signal?: AbortSignal): Promise<readonly WeightBin[]> {
  if (!(binBits > 0 && binBits < Infinity)) throw new RangeError('binBits: expected a number above 0');
  findColumn(pairs.schema, PAIR_BITS, 'pairs', ['float64']);
  const counts = new Map<number, number>();
  for await (const batch of readColumns(pairs, 'pairs', [PAIR_BITS], signal)) {
    for (const bits of bitsOfBatch(batch, 'pairs')) {
      const bin = Math.floor(bits / binBits) + 0;
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
  }
  return [...counts].sort(([left], [right]) => left - right).map(([bin, count]) => ({ fromBits: bin * binBits, toBits: (bin + 1) * binBits, pairs: count }));
}

/** Cuts that a curve is drawn from: more of them show nothing. */
const MOST_CUTS = 400;
/** Column of a cut in tables by cut. */
const CUT_BITS = 'minMatchWeightBits';

/**
 * Reads the accuracy by cut, for its curves.
 *
 * @param table - of an evaluation: `minMatchWeightBits`, `precision`, `recall`, `f1`.
 * @param signal - aborts the reading.
 * @returns at most 400 cuts, at even distances in the table, the first and the last among them.
 * @throws {PlanError} if a column is missing.
 */
export async function readAccuracy(table: Dataset, signal?: AbortSignal): Promise<readonly AccuracyAtCut[]> {
  return readCuts(table, ['precision', 'recall', 'f1'], ([bits, precision, recall, f1]) => ({ bits: bits!, precision: precision!, recall: recall!, f1: f1! }), signal);
}

/**
 * Reads the errors that a model expects by cut, for their curves.
 *
 * @param table - of an estimate: `minMatchWeightBits`, `falseDiscoveryRate`, `falseNegativeRate`.
 * @param signal - aborts the reading.
 * @returns at most 400 cuts, as {@link readAccuracy}.
 * @throws {PlanError} if a column is missing.
 */
export async function readExpectedErrors(table: Dataset, signal?: AbortSignal): Promise<readonly ErrorsAtCut[]> {
  return readCuts(table, ['falseDiscoveryRate', 'falseNegativeRate'], ([bits, falseDiscoveryRate, falseNegativeRate]) =>
    ({ bits: bits!, falseDiscoveryRate: falseDiscoveryRate!, falseNegativeRate: falseNegativeRate! }), signal);
}

async function readCuts<Cut>(table: Dataset, names: readonly string[], cutOf: (numbers: readonly (number | null)[]) => Cut, signal: AbortSignal | undefined): Promise<readonly Cut[]> {
  const wanted = [CUT_BITS, ...names];
  for (const name of wanted) findColumn(table.schema, name, 'table', ['float64']);
  let rows = 0;
  for await (const batch of table.open(signal)) rows += batch.numRows;
  const shown = Math.min(rows, MOST_CUTS);
  const cuts: Cut[] = [];
  for await (const { firstRow, rows: read, column } of readColumns(table, 'table', [CUT_BITS], signal)) {
    const columns = wanted.map(column);
    for (let row = rowOf(cuts.length, rows, shown) - firstRow; row < read && cuts.length < shown; row = rowOf(cuts.length, rows, shown) - firstRow) {
      cuts.push(cutOf(columns.map((each) => numberAt(each, row))));
    }
  }
  return cuts;
}

/** Row of one of the cuts shown. */
function rowOf(index: number, rows: number, shown: number): number {
  return shown < 2 ? 0 : Math.round(index * (rows - 1) / (shown - 1));
}

function numberAt(column: Column, row: number): number | null {
  return column.kind === 'float64' && isValid(column.valid, row) ? column.values[row]! : null;
}
