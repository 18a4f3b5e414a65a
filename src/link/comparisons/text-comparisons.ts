import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Condition, MeasureName } from '../model/condition.ts';
import type { Comparison, Level } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, equalLevel, expressionFor, fallingBounds, levelWhen, nullLevel, risingBounds, type Compared } from './levels.ts';

/** Options that comparisons of one thing share. */
export interface ComparisonOptions {
  /** What is compared: a column, or an expression over columns. */
  readonly of: Compared;
  /** Name of the comparison; that of the column unless said otherwise. */
  readonly name?: string;
  /** Agreement on a rare value counts for more than agreement on a frequent one; off unless said otherwise. */
  readonly termFrequency?: boolean;
}

/** Options of comparisons by a similarity in [0, 1]. */
export interface SimilarityOptions extends ComparisonOptions {
  /** Similarities from which on a pair belongs to a level, from most to least agreement. */
  readonly atLeast?: readonly number[];
}

/** Options of comparisons by a number of edits. */
export interface DistanceOptions extends ComparisonOptions {
  /** Distances up to which a pair belongs to a level, from most to least agreement. */
  readonly atMost?: readonly number[];
}

/** Options of comparisons by q-grams. */
export interface QGramOptions extends SimilarityOptions {
  /** Characters of a q-gram: 2 unless said otherwise; 1 compares sets of characters, as DuckDB's `jaccard`. */
  readonly q?: number;
}

/** Options of {@link registeredComparison}. */
export interface RegisteredOptions extends ComparisonOptions {
  /** Name under which the caller registers the kernel when the model is used. */
  readonly kernel: string;
  /** Bounds of a similarity, or of a distance: one of the two. */
  readonly atLeast?: readonly number[];
  readonly atMost?: readonly number[];
}

const comparisonMembers = { of: compared, name: comparisonName.exactOptional(), termFrequency: z.boolean().exactOptional() };

const comparisonOptions: OptionsSchema<ComparisonOptions> = z.strictObject(comparisonMembers);
const similarityOptions: OptionsSchema<SimilarityOptions> = z.strictObject({ ...comparisonMembers, atLeast: fallingBounds.exactOptional() });
const distanceOptions: OptionsSchema<DistanceOptions> = z.strictObject({ ...comparisonMembers, atMost: risingBounds.exactOptional() });
const qGramOptions: OptionsSchema<QGramOptions> = z.strictObject({ ...comparisonMembers, atLeast: fallingBounds.exactOptional(), q: z.int().min(1).max(8).exactOptional() });
const registeredOptions: OptionsSchema<RegisteredOptions> = z
  .strictObject({ ...comparisonMembers, kernel: z.string().min(1).max(100), atLeast: fallingBounds.exactOptional(), atMost: risingBounds.exactOptional() })
  .refine(({ atLeast, atMost }) => (atLeast === undefined) !== (atMost === undefined), 'expected either atLeast or atMost');

/**
 * Compares for equality: missing, the same, anything else.
 *
 * @param options - see {@link ComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @example
 * exactComparison({ of: 'sex' }).levels.map(({ label }) => label); // => ['sex is missing', 'sex is the same', 'anything else']
 */
export function exactComparison(options: ComparisonOptions): Comparison {
  return stepped(checkOptions(comparisonOptions, options), []);
}

/**
 * Compares by the Levenshtein distance (insertions, deletions, substitutions): missing, the same, at most 1 edit, at most 2,
 * anything else.
 *
 * @param options - see {@link DistanceOptions}; `atMost` is `[1, 2]` unless said otherwise.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function levenshteinComparison(options: DistanceOptions): Comparison {
  return byEdits('levenshtein', options);
}

/**
 * Compares by the full Damerau–Levenshtein distance, in which two neighbours that change places are one edit: missing, the
 * same, at most 1 edit, at most 2, anything else.
 *
 * @param options - see {@link DistanceOptions}; `atMost` is `[1, 2]` unless said otherwise.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function damerauLevenshteinComparison(options: DistanceOptions): Comparison {
  return byEdits('damerauLevenshtein', options);
}

/**
 * Compares by the Jaro–Winkler similarity, which favours a common beginning: missing, the same, at least 0.9, at least 0.7,
 * anything else.
 *
 * @param options - see {@link SimilarityOptions}; `atLeast` is `[0.9, 0.7]` unless said otherwise.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function jaroWinklerComparison(options: SimilarityOptions): Comparison {
  return bySimilarity('jaroWinkler', options);
}

/**
 * Compares by the Jaro similarity: missing, the same, at least 0.9, at least 0.7, anything else.
 *
 * @param options - see {@link SimilarityOptions}; `atLeast` is `[0.9, 0.7]` unless said otherwise.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function jaroComparison(options: SimilarityOptions): Comparison {
  return bySimilarity('jaro', options);
}

/**
 * Compares by the share of q-grams that both texts have among those that either has: missing, the same, at least 0.9, at
 * least 0.7, anything else.
 *
 * @param options - see {@link QGramOptions}; `atLeast` is `[0.9, 0.7]` unless said otherwise.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function jaccardComparison(options: QGramOptions): Comparison {
  const { q, ...rest } = checkOptions(qGramOptions, options);
  return bySimilarity('jaccard', rest, q);
}

/**
 * Compares by a kernel of the caller's own: missing, the same, one level for each bound, anything else.
 *
 * @param options - see {@link RegisteredOptions}.
 * @returns the comparison. The kernel itself is given when records are compared; a model holds its name only.
 * @throws {PlanError} if the options are wrong.
 */
export function registeredComparison(options: RegisteredOptions): Comparison {
  const { kernel, atLeast, atMost, ...rest } = checkOptions(registeredOptions, options);
  const of = expressionFor(rest.of);
  return stepped(rest, atLeast !== undefined
    ? atLeast.map((bound) => levelWhen(`${kernel} at least ${bound}`, { kind: 'registered', name: kernel, of, atLeast: bound }))
    : atMost!.map((bound) => levelWhen(`${kernel} at most ${bound}`, { kind: 'registered', name: kernel, of, atMost: bound })));
}

const EDITS: Readonly<Partial<Record<MeasureName, string>>> = { levenshtein: 'Levenshtein distance', damerauLevenshtein: 'Damerau–Levenshtein distance' };
const SIMILARITIES: Readonly<Partial<Record<MeasureName, string>>> = { jaroWinkler: 'Jaro–Winkler similarity', jaro: 'Jaro similarity', jaccard: 'Jaccard similarity' };

function byEdits(measure: MeasureName, options: DistanceOptions): Comparison {
  const checked = checkOptions(distanceOptions, options);
  const of = expressionFor(checked.of);
  return stepped(checked, (checked.atMost ?? [1, 2]).map((bound) => levelWhen(`${EDITS[measure]!} at most ${bound}`, { kind: 'measure', measure, of, atMost: bound })));
}

function bySimilarity(measure: MeasureName, options: SimilarityOptions, q?: number): Comparison {
  const checked = checkOptions(similarityOptions, options);
  const of = expressionFor(checked.of);
  const test = (atLeast: number): Condition => ({ kind: 'measure', measure, of, atLeast, ...(q === undefined ? {} : { q }) });
  return stepped(checked, (checked.atLeast ?? [0.9, 0.7]).map((bound) => levelWhen(`${SIMILARITIES[measure]!} at least ${bound}`, test(bound))));
}

/** Missing, the same, then steps of less and less agreement. */
function stepped({ of, name, termFrequency }: ComparisonOptions, steps: readonly Level[]): Comparison {
  return comparisonOf(expressionFor(of), name, [nullLevel(of), equalLevel(of, { termFrequency: termFrequency ?? false }), ...steps]);
}
