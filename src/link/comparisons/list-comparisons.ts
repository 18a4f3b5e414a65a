import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Comparison } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, expressionFor, fallingBounds, levelWhen, nullLevel, risingBounds, type Compared } from './levels.ts';

/** Options of {@link listIntersectionComparison}. */
export interface ListIntersectionOptions {
  /** A column of lists of texts. */
  readonly of: Compared;
  readonly name?: string;
  /** Elements in common from which on a pair belongs to a level, from most to least; `[1]` unless said otherwise. */
  readonly atLeast?: readonly number[];
}

/** Options of {@link bestPairComparison}. */
export interface BestPairOptions {
  /** A column of lists of texts. */
  readonly of: Compared;
  readonly name?: string;
  readonly measure: 'jaroWinkler' | 'jaro' | 'levenshtein' | 'damerauLevenshtein';
  /** Bounds of the similarity of the closest two elements, for `jaroWinkler` and `jaro`. */
  readonly atLeast?: readonly number[];
  /** Bounds of their distance, for `levenshtein` and `damerauLevenshtein`. */
  readonly atMost?: readonly number[];
}

const listIntersectionOptions: OptionsSchema<ListIntersectionOptions> = z.strictObject({
  of: compared, name: comparisonName.exactOptional(), atLeast: fallingBounds.exactOptional(),
});
const bestPairOptions: OptionsSchema<BestPairOptions> = z
  .strictObject({
    of: compared,
    name: comparisonName.exactOptional(),
    measure: z.enum(['jaroWinkler', 'jaro', 'levenshtein', 'damerauLevenshtein']),
    atLeast: fallingBounds.exactOptional(),
    atMost: risingBounds.exactOptional(),
  })
  .superRefine(({ measure, atLeast, atMost }, context) => {
    const isSimilarity = measure === 'jaroWinkler' || measure === 'jaro';
    if (isSimilarity && (atLeast === undefined || atMost !== undefined)) context.addIssue({ code: 'custom', path: ['atLeast'], message: 'expected atLeast alone with a similarity' });
    if (!isSimilarity && (atMost === undefined || atLeast !== undefined)) context.addIssue({ code: 'custom', path: ['atMost'], message: 'expected atMost alone with a distance' });
  });

/**
 * Compares lists of texts by what they have in common: missing, one level for each number of common elements, anything
 * else.
 *
 * @param options - see {@link ListIntersectionOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function listIntersectionComparison(options: ListIntersectionOptions): Comparison {
  const { of: given, name, atLeast = [1] } = checkOptions(listIntersectionOptions, options);
  const of = expressionFor(given);
  const steps = atLeast.map((bound) => levelWhen(`at least ${bound} in common`, { kind: 'measure', measure: 'intersection', of, atLeast: bound }));
  return comparisonOf(of, name, [nullLevel(of), ...steps]);
}

/**
 * Compares lists of texts by the two elements that are closest, such as all the names a person ever had: missing, an element
 * in common, one level for each bound, anything else.
 *
 * @param options - see {@link BestPairOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function bestPairComparison(options: BestPairOptions): Comparison {
  const { of: given, name, measure, atLeast, atMost } = checkOptions(bestPairOptions, options);
  const of = expressionFor(given);
  const steps = atLeast !== undefined
    ? atLeast.map((bound) => levelWhen(`closest elements: ${measure} at least ${bound}`, { kind: 'measure', measure, of, overLists: true, atLeast: bound }))
    : atMost!.map((bound) => levelWhen(`closest elements: ${measure} at most ${bound}`, { kind: 'measure', measure, of, overLists: true, atMost: bound }));
  return comparisonOf(of, name, [nullLevel(of), levelWhen('an element in common', { kind: 'measure', measure: 'intersection', of, atLeast: 1 }), ...steps]);
}
