import { cholesky } from './cholesky.ts';
import { normalQuantile } from './normal-quantile.ts';

/** How noise goes to a row: `additive` draws each column by itself, `correlated` with the covariances of the data, `preserving` also shrinks the values towards their mean by as much as the noise spreads them. */
export type NoiseMethod = 'additive' | 'correlated' | 'preserving';

/** What a row becomes: scale · value + shift + L · deviates. */
export interface NoiseModel {
  readonly scale: number;
  /** One per column. */
  readonly shifts: readonly number[];
  /** Float64Array(columns × columns): L, lower triangular, row by row. */
  readonly lower: Float64Array;
}

/**
 * Makes the model of noise for columns of known means and covariances.
 *
 * @param method - see {@link NoiseMethod}.
 * @param share - standard deviation of the noise over that of the column, above 0; at most 1 with `preserving`.
 * @param means - one per column.
 * @param covariances - Float64Array(columns × columns).
 * @returns the model.
 * @see Kim 1986, A method for limiting disclosure in microdata based on random noise and transformation, American Statistical Association.
 */
export function noiseModel(method: NoiseMethod, share: number, means: readonly number[], covariances: Float64Array): NoiseModel {
  const size = means.length;
  const ofNoise = covariances.map((covariance, place) => (method === 'additive' && place % (size + 1) !== 0 ? 0 : share * share * covariance));
  const scale = method === 'preserving' ? Math.sqrt(1 - share * share) : 1;
  return { scale, shifts: means.map((mean) => (1 - scale) * mean), lower: cholesky(ofNoise, size) };
}

/**
 * Adds noise to rows.
 *
 * @param model - from {@link noiseModel}.
 * @param values - by column, Float64Array(rows); NaN for a missing value, which stays missing.
 * @param fractions - by column, Float64Array(rows) in [0, 1): multiples of 2⁻⁵³, overwritten by the deviates they stand for.
 * @param keepZeros - whether zeros stay zeros.
 * @returns by column, Float64Array(rows).
 */
export function addDeviates({ scale, shifts, lower }: NoiseModel, values: readonly Float64Array[], fractions: readonly Float64Array[], keepZeros: boolean): Float64Array[] {
  const size = values.length;
  // The middle of the step that a fraction stands for: never 0 nor 1.
  for (const column of fractions) for (let row = 0; row < column.length; row++) column[row] = normalQuantile(Math.min(1 - 2 ** -53, column[row]! + 2 ** -54));
  return values.map((column, place) => {
    const out = new Float64Array(column.length);
    for (let row = 0; row < out.length; row++) {
      const value = column[row]!;
      let sum = scale * value + shifts[place]!;
      for (let other = 0; other <= place; other++) sum += lower[place * size + other]! * fractions[other]![row]!;
      out[row] = keepZeros && value === 0 ? 0 : sum;
    }
    return out;
  });
}
