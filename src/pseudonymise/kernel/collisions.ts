/**
 * Computes how many pairs of different values are expected to share a code: n² / 2^(b + 1).
 *
 * @param population - different values, n.
 * @param bits - bits of a code, b.
 * @returns pairs; far below one when codes are long enough.
 * @see The birthday problem: n(n − 1)/2 pairs, each equal with probability 2^−b.
 * @example
 * expectedCollidingPairs(70e6, 48).toFixed(1); // => '8.7'
 */
export function expectedCollidingPairs(population: number, bits: number): number {
  return population * population * 2 ** -(bits + 1);
}
