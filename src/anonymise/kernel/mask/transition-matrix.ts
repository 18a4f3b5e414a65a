/**
 * Makes a matrix of transition probabilities that leaves frequencies as they are, in expectation: invariant PRAM.
 *
 * P keeps a value with probability `keep`, and spreads the rest evenly over the others. Q turns P round by Bayes' rule under the frequencies, and
 * R = P · Q leaves them as they are; the result is α · R + (1 − α) · I.
 *
 * @param frequencies - rows of each value, all above 0.
 * @param keep - probability in [0, 1] of P to keep a value.
 * @param alpha - share in [0, 1] of R: 0 changes nothing.
 * @returns Float64Array(values × values): row `i` has the probabilities of what replaces value `i`.
 * @remarks O(values²): P is constant off its diagonal.
 * @see Gouweleeuw, Kooiman, Willenborg and de Wolf 1998, Journal of Official Statistics 14, p. 463–478.
 * @example
 * invariantMatrix([5, 5], 0.5, 1); // => Float64Array [0.5, 0.5, 0.5, 0.5]
 */
export function invariantMatrix(frequencies: ArrayLike<number>, keep: number, alpha: number): Float64Array {
  const size = frequencies.length;
  const matrix = new Float64Array(size * size);
  if (size === 1) return matrix.fill(1);
  const off = (1 - keep) / (size - 1);
  const more = keep - off;
  let total = 0;
  for (let value = 0; value < size; value++) total += frequencies[value]!;
  // Frequencies after P, which Q divides by; 0 where nothing becomes that value.
  const after = Float64Array.from(frequencies, (count) => off * total + more * count);
  const inverse = after.map((count) => (count === 0 ? 0 : 1 / count));
  const inverses = inverse.reduce((sum, value) => sum + value, 0);
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      const turned = (off + (from === to ? more : 0)) * frequencies[to]! * inverse[from]!;
      const turnedByAll = frequencies[to]! * (off * inverses + more * inverse[to]!);
      // Both parts cancel where nothing comes of a value by way of any other: what rounding leaves of that may be below 0.
      matrix[from * size + to] = alpha * Math.max(0, more * turned + off * turnedByAll) + (from === to ? 1 - alpha : 0);
    }
  }
  return matrix;
}

/**
 * Sums the rows of a matrix of probabilities, for {@link drawTransition}.
 *
 * @param matrix - Float64Array(size × size).
 * @param size - how many values there are.
 * @returns Float64Array(size × size): sums from the left, from the last possible value on 1.
 */
export function cumulativeRows(matrix: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size * size);
  for (let from = 0; from < size; from++) {
    let last = size - 1;
    while (last > 0 && matrix[from * size + last] === 0) last--;
    let sum = 0;
    for (let to = 0; to < size; to++) {
      sum += matrix[from * size + to]!;
      sums[from * size + to] = to >= last ? 1 : Math.min(1, sum);
    }
  }
  return sums;
}

/**
 * Draws what replaces a value.
 *
 * @param sums - from {@link cumulativeRows}.
 * @param size - how many values there are.
 * @param from - the value.
 * @param fraction - drawn evenly from [0, 1).
 * @returns the value that replaces it: the first whose sum is above the fraction.
 * @example
 * drawTransition(cumulativeRows(Float64Array.of(0.25, 0.75, 0, 1), 2), 2, 0, 0.25); // => 1
 */
export function drawTransition(sums: Float64Array, size: number, from: number, fraction: number): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[from * size + middle]! > fraction) high = middle;
    else low = middle + 1;
  }
  return low;
}
