import { z } from 'zod';
import type { OptionsSchema } from '../../core/options.ts';
import { expression, type Expression } from './expression.ts';

/** Measures of two values. Similarities grow as values come closer, distances shrink. */
export const MEASURES: readonly MeasureName[] = Object.freeze([
  // Of texts, similarities in [0, 1]:
  'jaroWinkler', 'jaro', 'levenshteinSimilarity', 'damerauLevenshteinSimilarity', 'jaccard', 'dice', 'longestCommonSubsequenceSimilarity', 'commonPrefix',
  // Of texts, distances in edits:
  'levenshtein', 'osa', 'damerauLevenshtein', 'hamming',
  // Of numbers:
  'absoluteDifference', 'percentageDifference',
  // Of times, in seconds:
  'timeDifference',
  // Of points, lists of latitude and longitude in degrees: kilometres:
  'kilometres', 'kilometresByCosine',
  // Of lists of numbers:
  'cosine',
  // Of lists of texts: elements in common, share of the smaller list that is in the larger, Jaccard of the sets:
  'intersection', 'containment', 'jaccardOfLists',
]);

/** Name of a built-in measure. */
export type MeasureName =
  | 'jaroWinkler' | 'jaro' | 'levenshteinSimilarity' | 'damerauLevenshteinSimilarity' | 'jaccard' | 'dice' | 'longestCommonSubsequenceSimilarity' | 'commonPrefix'
  | 'levenshtein' | 'osa' | 'damerauLevenshtein' | 'hamming'
  | 'absoluteDifference' | 'percentageDifference' | 'timeDifference' | 'kilometres' | 'kilometresByCosine' | 'cosine'
  | 'intersection' | 'containment' | 'jaccardOfLists';

/** How a measure works where it has choices. */
export interface MeasureSettings {
  /** Length of the q-grams of `jaccard` and `dice`: 2 unless said otherwise; 1 takes characters. */
  readonly q?: number;
  /** Of lists of texts: the best pair of elements by this measure of texts, in place of the lists as wholes. */
  readonly overLists?: boolean;
}

/** The sides of a test: an expression of both records, or `of` the left record `against` another one of the right record. */
interface Sides {
  readonly of: Expression;
  readonly against?: Expression;
}

/** A bound on what was measured: exactly one. */
export interface Bound {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly above?: number;
  readonly below?: number;
}

/**
 * What a level asks of a pair of records. Tests on a null are unknown, which is neither true nor false; `all`, `any` and
 * `not` treat it as SQL does; a level holds only where its condition is true.
 */
export type Condition =
  | { readonly kind: 'null'; readonly of: Expression; readonly side?: 'either' | 'both' | 'left' | 'right' }
  | ({ readonly kind: 'equal' } & Sides)
  /** The value in words: a number in decimal, a time in ISO notation without zone: `2024-12-31`, `2024-12-31T23:59:59`. */
  | { readonly kind: 'literal'; readonly of: Expression; readonly side: 'left' | 'right' | 'both'; readonly value: string }
  | ({ readonly kind: 'measure'; readonly measure: MeasureName } & Sides & MeasureSettings & Bound)
  /** A similarity kernel that the caller registers by name when the model is used. */
  | ({ readonly kind: 'registered'; readonly name: string } & Sides & Bound)
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** Whatever no level before it took. */
  | { readonly kind: 'otherwise' };

const sides = { of: expression, against: expression.exactOptional() };
const bound = { atLeast: z.number().exactOptional(), atMost: z.number().exactOptional(), above: z.number().exactOptional(), below: z.number().exactOptional() };
const hasOneBound = (value: Bound): boolean =>
  [value.atLeast, value.atMost, value.above, value.below].filter((number) => number !== undefined).length === 1;

/** Checks a {@link Condition}. */
export const condition: OptionsSchema<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ kind: z.literal('null'), of: expression, side: z.enum(['either', 'both', 'left', 'right']).exactOptional() }),
    z.strictObject({ kind: z.literal('equal'), ...sides }),
    z.strictObject({ kind: z.literal('literal'), of: expression, side: z.enum(['left', 'right', 'both']), value: z.string() }),
    z.strictObject({
      kind: z.literal('measure'), measure: z.enum(MEASURES as [MeasureName, ...MeasureName[]]), ...sides, ...bound,
      q: z.int().min(1).max(8).exactOptional(), overLists: z.boolean().exactOptional(),
    }).refine(hasOneBound, 'expected exactly one of atLeast, atMost, above, below'),
    z.strictObject({ kind: z.literal('registered'), name: z.string().min(1).max(100), ...sides, ...bound })
      .refine(hasOneBound, 'expected exactly one of atLeast, atMost, above, below'),
    z.strictObject({ kind: z.enum(['all', 'any']), of: z.array(condition).min(1) }),
    z.strictObject({ kind: z.literal('not'), of: condition }),
    z.strictObject({ kind: z.literal('otherwise') }),
  ]),
) as never;
