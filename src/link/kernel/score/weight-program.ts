import type { KindBits } from './kind-bits.ts';

/** What a model says of levels, in bits. Plain data, so that a thread can be sent it. */
export interface WeightProgram {
  /** log₂ of the prior odds. */
  readonly priorBits: number;
  readonly comparisons: readonly ComparisonWeights[];
  /** What levels of several comparisons say beyond what each says alone. */
  readonly dependence: readonly DependenceBits[];
  /** All kinds of pairs, where there are more than matches and strangers: their shares then make the weight; else `null`. */
  readonly kinds: readonly KindBits[] | null;
}

/** Weights of one comparison. */
export interface ComparisonWeights {
  /** Float64Array(levels): log₂(m/u); 0 where a level is left out of the evidence, +∞ where u is 0, else −∞ where m is 0. */
  readonly bits: Float64Array;
  /**
   * Float64Array(levels): log₂ of the frequency that counts as ordinary; of use at levels with a frequency program only, and −∞ at those
   * where agreement never happens by chance, so that no frequency counts.
   */
  readonly baselineBits: Float64Array;
}

/** Bits of the combinations of some comparisons' levels. */
export interface DependenceBits {
  /** Indices of the comparisons. */
  readonly comparisons: readonly number[];
  /** Float64Array(product of their levels), those of the last comparison running fastest. */
  readonly bits: Float64Array;
}

/** Weights end here on either side, as Splink's do: a Bayes factor of 10³⁰⁰. */
export const MOST_BITS: number = Math.log2(1e300);

/**
 * Brings a sum of bits to a match weight.
 *
 * @param sum - bits; NaN where one level is proof and another excludes.
 * @returns the weight within ±{@link MOST_BITS}. Proof outweighs what excludes.
 */
export function boundedBits(sum: number): number {
  if (sum < MOST_BITS && sum > -MOST_BITS) return sum;
  return sum <= -MOST_BITS ? -MOST_BITS : MOST_BITS;
}

/**
 * Turns a match weight into a probability.
 *
 * @param bits - log₂ of the odds.
 * @returns 2^bits / (1 + 2^bits).
 * @example
 * probabilityOfBits(0); // => 0.5
 * probabilityOfBits(Infinity); // => 1
 */
export function probabilityOfBits(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

/**
 * Turns a probability into a match weight.
 *
 * @param probability - in [0, 1].
 * @returns log₂ of its odds; −∞ for 0, +∞ for 1.
 * @example
 * bitsOfProbability(0.5); // => 0
 */
export function bitsOfProbability(probability: number): number {
  return Math.log2(probability / (1 - probability));
}
