/**
 * How often each combination of levels (an agreement pattern) occurs among pairs. EM works on these, whatever the number
 * of pairs.
 */
export interface PatternCounts {
  /** Comparisons per pattern. */
  readonly comparisons: number;
  readonly patterns: number;
  /** Uint8Array(patterns × comparisons): index of the level, as the model lists them. */
  readonly levels: Uint8Array;
  /** Float64Array(patterns): pairs with the pattern (doubles: they may exceed 2³²). */
  readonly counts: Float64Array;
  /**
   * Float64Array(patterns): Π max(tf)^−ω over the term-frequency levels of the pattern, 1 where there are none; patterns
   * that differ in it are kept apart. Null when term frequencies are left out. The adjustment is this times Π u^ω.
   */
  readonly frequencyFactors: Float64Array | null;
}
