/**
 * Comparisons as kernels take them: conditions over numbered columns of a record table. Plain data, so that a thread can
 * be sent them.
 */

/** A bound on what was measured: exactly one member. */
export interface BoundProgram {
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly above?: number;
  readonly below?: number;
}

/** A column of the left record, and the column of the right one that is held against it. */
export interface Sides {
  readonly left: number;
  readonly right: number;
}

/** What is measured between two values. */
export interface MeasureProgram extends Sides {
  readonly measure: string;
  /** Length of q-grams, where the measure has them; null for its own. */
  readonly q: number | null;
  /** Whether the best pair of elements is meant, by a measure of texts. */
  readonly overLists: boolean;
}

/** What a level asks. Nulls make a test unknown; `all`, `any` and `not` treat that as SQL does. */
export type TestProgram =
  | { readonly kind: 'otherwise' }
  | { readonly kind: 'null'; readonly column: number; readonly side: 'either' | 'both' | 'left' | 'right' }
  | ({ readonly kind: 'equal' } & Sides)
  | { readonly kind: 'literal'; readonly column: number; readonly side: 'left' | 'right' | 'both'; readonly value: string }
  | { readonly kind: 'measure'; readonly of: MeasureProgram; readonly bound: BoundProgram }
  | ({ readonly kind: 'registered'; readonly name: string; readonly bound: BoundProgram } & Sides)
  | { readonly kind: 'all' | 'any'; readonly of: readonly TestProgram[] }
  | { readonly kind: 'not'; readonly of: TestProgram };

/** How agreement on a rare value counts for more, at one level. */
export interface FrequencyProgram {
  readonly column: number;
  /** Exponent. */
  readonly weight: number;
  /** Frequencies below are taken for this one; 0 for none. */
  readonly minFrequency: number;
}

/** One level: what it asks, and what it says. */
export interface LevelProgram {
  readonly test: TestProgram;
  /** Whether pairs at this level are left out of the evidence. */
  readonly isExcluded: boolean;
  readonly frequency: FrequencyProgram | null;
}

/** One comparison: its levels, tried in this order; where none holds, the last one is taken. */
export interface ComparisonProgram {
  readonly levels: readonly LevelProgram[];
}
