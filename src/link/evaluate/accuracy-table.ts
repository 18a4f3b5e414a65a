import type { Schema } from 'apache-arrow';
import { makeSchema } from '../../core/arrow.ts';
import type { Float64Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { declareField } from '../../core/field.ts';
import { floatColumn } from '../decide/number-columns.ts';
import { inBatches } from '../decide/pair-columns.ts';
import { confusionsAt, RATES, ratesOf, type Confusion, type Rates, type TruthTotals } from '../kernel/evaluate/accuracy.ts';
import type { BitsCounts } from '../kernel/evaluate/bits-counts.ts';

/** Accuracy at one cut. */
export interface CutAccuracy extends Confusion, Rates {
  /** The cut, in bits. */
  readonly bits: number;
}

const COUNTS = ['truePositives', 'falsePositives', 'falseNegatives', 'trueNegatives'] as const;

/** Columns of the accuracy by cut: the cut, the four counts, and the rates, null where a rate has no meaning. */
export const ACCURACY_SCHEMA: Schema = makeSchema([
  declareField('minMatchWeightBits', { type: 'float64', role: 'attribute', nullable: false }),
  ...COUNTS.map((name) => declareField(name, { type: 'float64', role: 'attribute', nullable: false })),
  ...RATES.map((name) => declareField(name, { type: 'float64', role: 'attribute' })),
]);

/**
 * Works out the accuracy at cuts.
 *
 * @param counts - scored pairs whose truth is known.
 * @param totals - all pairs that are judged.
 * @param cuts - cuts in bits, ascending; every weight that occurs unless given.
 * @returns counts and rates of each.
 */
export function accuracyAt(counts: BitsCounts, totals: TruthTotals, cuts?: ArrayLike<number>): CutAccuracy[] {
  const at = cuts ?? counts.bits;
  return confusionsAt(counts, totals, at).map((confusion, index) => ({ bits: at[index]!, ...confusion, ...ratesOf(confusion) }));
}

/**
 * Chooses the cut with the best F1, the highest of several.
 *
 * @param counts - scored pairs whose truth is known.
 * @param totals - all pairs that are judged.
 * @returns accuracy there; null when nothing was scored.
 */
export function bestAccuracy(counts: BitsCounts, totals: TruthTotals): CutAccuracy | null {
  let best: CutAccuracy | null = null;
  for (const accuracy of accuracyAt(counts, totals)) if ((accuracy.f1 ?? 0) >= (best?.f1 ?? 0)) best = accuracy;
  return best;
}

/**
 * Lays the accuracy at every weight that occurs out as a table, ascending.
 *
 * @param counts - scored pairs whose truth is known.
 * @param totals - all pairs that are judged.
 * @returns a table of {@link ACCURACY_SCHEMA}.
 */
export function accuracyTable(counts: BitsCounts, totals: TruthTotals): Dataset {
  const rows = accuracyAt(counts, totals);
  const column = (some: Int32Array, name: keyof CutAccuracy): Float64Column => floatColumn(Float64Array.from(some, (row) => rows[row]![name] ?? NaN));
  return inBatches(ACCURACY_SCHEMA, rows.length, (some) => [column(some, 'bits'), ...[...COUNTS, ...RATES].map((name) => column(some, name))]);
}
