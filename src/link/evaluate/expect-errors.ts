import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeSchema } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { declareField, findColumn } from '../../core/field.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { readColumns } from '../decide/named-records.ts';
import { floatColumn } from '../decide/number-columns.ts';
import { bitsOfBatch, inBatches, PAIR_BITS } from '../decide/pair-columns.ts';
import { bitsCounter } from '../kernel/evaluate/bits-counts.ts';
import { bestExpectedCut, expectedErrors, expectedMatches, type ExpectedErrors } from '../kernel/evaluate/expected-errors.ts';

/** What is known beside the scored pairs. */
export interface ExpectErrorsOptions {
  /**
   * Matches expected among all pairs of records: `allPairs` (see `cartesianPairs` of blocking) times the prior of the model, or
   * those among the scored pairs and the `lost` ones together, whichever are more: priors of some trainings count what blocking
   * lost, of others they do not. `lost` is what `expectLost` tells; null or nothing where nobody can tell.
   * `scoredPairs` takes those among the scored pairs for all there are: errors are then conditional on blocking.
   */
  readonly matches: { readonly allPairs: number; readonly prior: number; readonly lost?: number | null } | 'scoredPairs';
  /** Cuts of which the errors are told, in bits; the chosen one always is. */
  readonly minMatchWeightBits?: readonly number[];
}

/** Checks {@link ExpectErrorsOptions}. */
export const expectErrorsOptions: OptionsSchema<ExpectErrorsOptions> = z.strictObject({
  matches: z.union([z.strictObject({ allPairs: z.number().min(0), prior: z.number().min(0).max(1), lost: z.number().min(0).nullable().exactOptional() }), z.literal('scoredPairs')]),
  minMatchWeightBits: z.array(z.number()).max(100).readonly().exactOptional(),
});

/** Errors estimated without labels. */
export interface ErrorEstimates {
  /** What must hold for the estimates to be right, in a sentence. */
  readonly assumption: string;
  /** Matches expected among all pairs, and among those that were scored. */
  readonly expectedMatches: number;
  readonly expectedScoredMatches: number;
  /** The cut with the largest expected F1; null when nothing was scored. */
  readonly chosen: ExpectedErrors | null;
  /** Errors at the cuts that were asked for. */
  readonly cuts: readonly ExpectedErrors[];
  /** Errors at every weight that occurs, ascending. */
  readonly table: Dataset;
  /** Width to which weights were rounded down where there were more than a million; else 0. */
  readonly binBits: number;
}

const CALIBRATED = 'The probabilities of the model are right on average (it is calibrated)';

const SCHEMA: Schema = makeSchema([
  ...['minMatchWeightBits', 'links', 'expectedMatches'].map((name) => declareField(name, { type: 'float64', role: 'attribute', nullable: false })),
  ...['falseDiscoveryRate', 'falseNegativeRate', 'expectedF1'].map((name) => declareField(name, { type: 'float64', role: 'attribute' })),
]);

/**
 * Estimates the errors of a linkage at every cut without labels, and chooses the cut with the largest expected F1.
 *
 * The share of links that are wrong is one less the mean probability of the links; the share of matches that are missed
 * compares the sum of their probabilities with the matches expected among all pairs, so that matches which blocking lost
 * count as missed.
 *
 * Passes: 1. Memory: 24 bytes for each distinct weight, at most a million. Order and batch cuts do not matter.
 *
 * @param pairs - every pair that blocking gave, whatever its weight: a table with `matchWeightBits`.
 * @param options - see {@link ExpectErrorsOptions}.
 * @param signal - aborts the reading.
 * @returns estimates, with the assumption they rest on.
 * @throws {PlanError} if options or columns are wrong.
 * @throws {DataError} `DATA_NULL` for a null, `DATA_INVALID` for a weight that is NaN.
 * @see Enamorado, Fifield and Imai 2019, https://doi.org/10.1017/S0003055418000783.
 */
export async function expectErrors(pairs: Dataset, options: ExpectErrorsOptions, signal?: AbortSignal): Promise<ErrorEstimates> {
  const { matches, minMatchWeightBits = [] } = checkOptions(expectErrorsOptions, options);
  findColumn(pairs.schema, PAIR_BITS, 'pairs', ['float64']);
  const counter = bitsCounter();
  for await (const batch of readColumns(pairs, 'pairs', [PAIR_BITS], signal)) counter.add(bitsOfBatch(batch, 'pairs'), null, batch.rows);
  const counts = counter.counts();
  const scored = expectedMatches(counts);
  const among = matches === 'scoredPairs' ? scored : Math.max(matches.allPairs * matches.prior, scored + (matches.lost ?? 0));
  const errors = expectedErrors(counts, among);
  return {
    assumption: assumptionOf(matches),
    expectedMatches: among,
    expectedScoredMatches: scored,
    chosen: bestExpectedCut(errors),
    cuts: minMatchWeightBits.map((bits) => errorsAt(errors, bits, among)),
    table: inBatches(SCHEMA, errors.length, (rows) =>
      (['bits', 'links', 'expectedMatches', 'falseDiscoveryRate', 'falseNegativeRate', 'expectedF1'] as const).map((name) => floatColumn(Float64Array.from(rows, (row) => errors[row]![name] ?? NaN)))),
    binBits: counts.binBits,
  };
}

function assumptionOf(matches: ExpectErrorsOptions['matches']): string {
  if (matches === 'scoredPairs') return `${CALIBRATED}; matches that blocking lost are not counted.`;
  const isEstimated = (matches.lost ?? null) !== null;
  return isEstimated
    ? `${CALIBRATED}, and blocking lost as many matches as is estimated, or as its prior leaves among all pairs, whichever are more; they count as missed.`
    : `${CALIBRATED}, and its prior is the share of matches among all pairs, so that matches which blocking lost count as missed.`;
}

/** Finds the errors at any cut: those at the least weight that reaches it. */
function errorsAt(errors: readonly ExpectedErrors[], bits: number, matches: number): ExpectedErrors {
  const reached = errors.find((error) => error.bits >= bits);
  if (reached !== undefined) return { ...reached, bits };
  return { bits, links: 0, expectedMatches: 0, falseDiscoveryRate: null, falseNegativeRate: matches === 0 ? null : 1, expectedF1: matches === 0 ? null : 0 };
}
