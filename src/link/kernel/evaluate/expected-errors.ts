import type { BitsCounts } from './bits-counts.ts';

/** What the model itself expects of the links at a cut. */
export interface ExpectedErrors {
  readonly bits: number;
  /** Pairs at or above the cut. */
  readonly links: number;
  /** Matches expected among them. */
  readonly expectedMatches: number;
  /** Estimated share of links that are no matches; null where nothing is linked. */
  readonly falseDiscoveryRate: number | null;
  /** Estimated share of matches that are not linked; null where none is expected. */
  readonly falseNegativeRate: number | null;
  readonly expectedF1: number | null;
}

/**
 * Turns a weight into the probability of a match.
 *
 * @param bits - log₂ of the odds; ±∞ give 1 and 0.
 * @returns a probability in [0, 1].
 * @example
 * probabilityOf(0); // => 0.5
 */
export function probabilityOf(bits: number): number {
  return bits > 0 ? 1 / (1 + 2 ** -bits) : 2 ** bits / (1 + 2 ** bits);
}

/**
 * Sums the probabilities of scored pairs.
 *
 * @param counts - scored pairs; their truth is not looked at.
 * @returns the matches expected among them.
 * @example
 * expectedMatches({ bits: Float64Array.of(0, Infinity), pairs: Float64Array.of(2, 3) }); // => 4
 */
export function expectedMatches({ bits, pairs }: Pick<BitsCounts, 'bits' | 'pairs'>): number {
  let matches = 0;
  for (let at = bits.length - 1; at >= 0; at--) matches += pairs[at]! * probabilityOf(bits[at]!);
  return matches;
}

/**
 * Estimates the errors at every weight without labels, from the model's own probabilities: the matches expected among
 * pairs are the sum of their probabilities.
 *
 * @param counts - scored pairs; their truth is not looked at.
 * @param matches - matches expected among all pairs, scored or not. Fewer than the scored pairs are expected to hold are taken
 *   for as many; −∞ counts only what blocking left.
 * @returns errors by weight, ascending.
 * @remarks O(weights). True as far as the model is calibrated; where weights were rounded down, links are taken for
 *   slightly less probable than they are.
 * @see Enamorado, Fifield and Imai 2019, https://doi.org/10.1017/S0003055418000783, section 2.
 * @example
 * const counts = { bits: Float64Array.of(0, Infinity), pairs: Float64Array.of(2, 3), matches: new Float64Array(2), binBits: 0 };
 * expectedErrors(counts, -Infinity)[1].falseNegativeRate; // => 0.25
 */
export function expectedErrors({ bits, pairs }: BitsCounts, matches: number): ExpectedErrors[] {
  const errors: ExpectedErrors[] = [];
  const scored = new Float64Array(bits.length);
  let above = 0;
  for (let at = bits.length - 1; at >= 0; at--) {
    above += pairs[at]! * probabilityOf(bits[at]!);
    scored[at] = above;
  }
  const total = Math.max(matches, above);
  let links = 0;
  for (let at = bits.length - 1; at >= 0; at--) {
    links += pairs[at]!;
    const found = scored[at]!;
    errors.push({
      bits: bits[at]!,
      links,
      expectedMatches: found,
      falseDiscoveryRate: links === 0 ? null : Math.max(0, 1 - found / links),
      falseNegativeRate: total === 0 ? null : Math.max(0, 1 - found / total),
      expectedF1: links + total === 0 ? null : (2 * found) / (links + total),
    });
  }
  return errors.reverse();
}

/**
 * Chooses the cut with the largest expected F1, without labels.
 *
 * @param errors - errors by weight, ascending.
 * @returns the errors at that cut, the highest of several; null when nothing was scored.
 */
export function bestExpectedCut(errors: readonly ExpectedErrors[]): ExpectedErrors | null {
  let best: ExpectedErrors | null = null;
  for (const error of errors) if (error.expectedF1 !== null && error.expectedF1 >= (best?.expectedF1 ?? 0)) best = error;
  return best;
}
