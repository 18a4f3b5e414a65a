/**
 * How the risk of a row is worked out: `exact` is the expected value of 1 over the size of its class in the population; `approximate`
 * is what sdcMicro and μ-ARGUS give from three units on.
 */
export type RiskEstimator = 'exact' | 'approximate';

/** From here on a few terms of the series are enough, whatever the sampling fraction. */
const LARGE_CLASS = 40;

/**
 * Works out the individual risk of Benedetti and Franconi: the chance of recognising a unit of a sample, when its class has f units in
 * the sample and about F in the population.
 *
 * The size of the class in the population follows a negative binomial law of f successes with probability p = f/F; the risk is the
 * mean of 1 over it, p ∫₀¹ u^(f−1) / (p + (1 − p) u) du. It is worked out by r(f + 1) = p/(1 − p) · (1/f − r(f)) from r(1), where that
 * keeps all digits, and otherwise by a series of positive terms, so that no size of class loses digits: the alternating sum of
 * the literature does from about 30 units on.
 *
 * @param size - units of the class in the sample, an integer from 1 up.
 * @param populationSize - units of the class in the population, an estimate such as the sum of sampling weights; at most `size` means that all are in the sample.
 * @param estimator - `exact`, or the approximation p / (f − 1 + p) from three units on.
 * @returns the risk, from above 0 to 1 / size.
 * @throws {RangeError} if a size is out of range or no number.
 * @remarks O(min(size, 60)).
 * @see Benedetti and Franconi 1998; Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04, section 3.2.
 * @example
 * individualRisk(1, 1, 'exact'); // => 1
 * individualRisk(4, 4, 'exact'); // => 0.25
 * individualRisk(2, 4, 'exact').toFixed(9); // => '0.306852819', which is 1 − ln 2
 */
export function individualRisk(size: number, populationSize: number, estimator: RiskEstimator): number {
  if (!(Number.isInteger(size) && size >= 1)) throw new RangeError('size: expected an integer from 1 up');
  if (!(populationSize > 0 && populationSize < Infinity)) throw new RangeError('populationSize: expected a number above 0');
  if (populationSize <= size) return 1 / size;
  const p = size / populationSize;
  if (estimator === 'approximate' && size > 2) return p / (size - 1 + p);
  return p > 0.5 || size >= LARGE_CLASS ? riskBySeries(size, p) : riskByRecurrence(size, p);
}

/** r(1) = p/(1 − p) · ln(1/p); errors shrink by p/(1 − p) ≤ 1 at each step. */
function riskByRecurrence(size: number, p: number): number {
  const odds = p / (1 - p);
  let risk = -odds * Math.log(p);
  for (let units = 1; units < size; units++) risk = odds * (1 / units - risk);
  return risk;
}

/** (p/f) Σ n! f! / (f + n)! · (1 − p)ⁿ: the hypergeometric function after Euler's transformation. */
function riskBySeries(size: number, p: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * Number.EPSILON / 4; n++) {
    term *= (n * (1 - p)) / (size + n);
    sum += term;
  }
  return (p / size) * sum;
}

/**
 * Works out the individual risk of every class.
 *
 * @param sizes - units of each class in the sample, or of all compatible ones, from 1 up.
 * @param populationSizes - Float64Array(classes): their estimated units in the population.
 * @param estimator - see {@link individualRisk}.
 * @returns Float64Array(classes).
 * @throws {RangeError} if arrays differ in length or a size is out of range.
 * @remarks O(classes).
 */
export function individualRisks(sizes: Uint32Array, populationSizes: Float64Array, estimator: RiskEstimator): Float64Array {
  if (populationSizes.length !== sizes.length) throw new RangeError(`populationSizes: expected ${sizes.length} classes, got ${populationSizes.length}`);
  return populationSizes.map((populationSize, index) => individualRisk(sizes[index]!, populationSize, estimator));
}
