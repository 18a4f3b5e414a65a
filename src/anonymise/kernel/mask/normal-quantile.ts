/** Coefficients of the rational approximations, lowest degree first: numerator, denominator. */
type Ratio = readonly [readonly number[], readonly number[]];

const CENTRE: Ratio = [
  [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227],
  [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854],
];
const SHOULDER: Ratio = [
  [1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414],
  [1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9],
];
const TAIL: Ratio = [
  [6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7],
  [1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15],
];

/**
 * Gives the quantile of the standard normal distribution.
 *
 * @param probability - in (0, 1).
 * @returns the deviate below which a share of `probability` lies; −∞ at 0, ∞ at 1.
 * @remarks Right to about 1 part in 10¹⁶.
 * @see Wichura 1988, algorithm AS 241, https://doi.org/10.2307/2347330.
 * @example
 * normalQuantile(0.5); // => 0
 */
export function normalQuantile(probability: number): number {
  const distance = probability - 0.5;
  if (Math.abs(distance) <= 0.425) return distance * ratio(CENTRE, 0.180625 - distance * distance);
  const tail = distance < 0 ? probability : 1 - probability;
  if (tail <= 0) return distance < 0 ? -Infinity : Infinity;
  const depth = Math.sqrt(-Math.log(tail));
  const deviate = depth <= 5 ? ratio(SHOULDER, depth - 1.6) : ratio(TAIL, depth - 5);
  return distance < 0 ? -deviate : deviate;
}

function ratio([numerator, denominator]: Ratio, at: number): number {
  return polynomial(numerator, at) / polynomial(denominator, at);
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * at + coefficient, 0);
}
