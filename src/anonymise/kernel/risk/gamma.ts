/**
 * Works out ln Γ(x), by Stirling's series from 12 on and Γ(x + 1) = x Γ(x) below.
 *
 * @param x - above 0.
 * @returns the logarithm, right to some 14 digits.
 * @see NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov/5.11.
 * @example
 * logGamma(5).toFixed(10); // => '3.1780538303', which is ln 24
 */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < FAR; at++) product *= at;
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}

/**
 * Works out ψ(x), the derivative of ln Γ.
 *
 * @param x - above 0.
 * @returns the value, right to some 14 digits.
 * @example
 * digamma(1).toFixed(10); // => '-0.5772156649', which is −γ
 */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < FAR; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  return sum + Math.log(at) - 0.5 / at - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
}

/**
 * Works out ψ′(x), the derivative of {@link digamma}.
 *
 * @param x - above 0.
 * @returns the value, right to some 14 digits.
 * @example
 * trigamma(1).toFixed(10); // => '1.6449340668', which is π²/6
 */
export function trigamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < FAR; at++) sum += 1 / (at * at);
  const square = 1 / (at * at);
  return sum + (1 + 0.5 / at + square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * 5 / 66))))) / at;
}

/** From here on the series have all their digits. */
const FAR = 12;
