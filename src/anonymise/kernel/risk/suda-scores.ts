import { exactSum } from '../../../group/index.ts';
import type { MinimalUniques } from './minimal-uniques.ts';

/**
 * What a minimal unique of s of M columns adds to a score: `original` (M − s)!, as Elliot and others; `normalised`
 * (2^(M − s) − 1) s! (M − s)! / M!, as the International Household Survey Network.
 */
export type SudaWeighting = 'original' | 'normalised';

/** Scores of special uniques. */
export interface SudaScores {
  /** Float64Array(classes): 0 where no set of columns singles the class out. */
  readonly scores: Float64Array;
  /**
   * Share of the sum of all scores to which a column belongs; a set counts for each of its columns, so that shares add up to more than 1.
   * All 0 where nobody is singled out.
   */
  readonly contributions: readonly number[];
}

/**
 * Scores classes by their minimal uniques: the smaller the sets that single a unit out, and the more there are, the higher.
 *
 * @param uniques - what `minimalUniques` gives.
 * @param columns - number of columns M.
 * @param weighting - what a set adds.
 * @returns scores and contributions.
 * @remarks O(classes · sizes).
 * @see Elliot, Manning and Ford 2002, https://doi.org/10.1142/S0218488502001600.
 */
export function sudaScores({ ofSize, ofColumn }: MinimalUniques, columns: number, weighting: SudaWeighting): SudaScores {
  const weights = ofSize.map((_, place) => weightOf(place + 1, columns, weighting));
  const classes = ofSize[0]?.length ?? 0;
  const scores = new Float64Array(classes);
  ofSize.forEach((counts, place) => {
    for (let index = 0; index < classes; index++) scores[index]! += counts[index]! * weights[place]!;
  });
  const total = exactSum(scores);
  const contributions = Array.from({ length: columns }, (_, column) => (total === 0 ? 0 : ofColumn.reduce((sum, counts, place) => sum + counts[column]! * weights[place]!, 0) / total));
  return { scores, contributions };
}

function weightOf(size: number, columns: number, weighting: SudaWeighting): number {
  const left = factorial(columns - size);
  return weighting === 'original' ? left : ((2 ** (columns - size) - 1) * factorial(size) * left) / factorial(columns);
}

function factorial(n: number): number {
  let product = 1;
  for (let factor = 2; factor <= n; factor++) product *= factor;
  return product;
}

/**
 * Turns scores into the chance that a match on the columns is right, by the rate at which a sample of the sample would match (DIS-SUDA).
 *
 * @param scores - `original` scores of classes.
 * @param columns - number of columns M.
 * @param uniques - units that are alone in their class.
 * @param paired - units in classes of two.
 * @param sampleShare - share δ of the population that the sample is taken to be, in (0, 1); 0.01 is usual.
 * @returns Float64Array(classes): 1 / (1 + (U/D − U) / (S^Q Σ S^−Q)) with D = Uδ / (Uδ + P(1 − δ)) and Q = 1 + (8 − M)/20; 0 where the score is.
 * @throws {RangeError} if the share is out of range.
 * @see Elliot 2005; Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04, section 3.4.
 */
export function disScores(scores: Float64Array, columns: number, uniques: number, paired: number, sampleShare: number): Float64Array {
  if (!(sampleShare > 0 && sampleShare < 1)) throw new RangeError('sampleShare: expected a number between 0 and 1');
  if (uniques === 0) return new Float64Array(scores.length);
  const intrusion = (uniques * sampleShare) / (uniques * sampleShare + paired * (1 - sampleShare));
  const power = 1 + (8 - columns) / 20;
  const harmonic = exactSum(scores.map((score) => (score > 0 ? score ** -power : 0)));
  return scores.map((score) => (score > 0 ? 1 / (1 + (uniques / intrusion - uniques) / (score ** power * harmonic)) : 0));
}
