/**
 * Finds the greatest double below a number: what is above it is at least the number.
 *
 * @param at - a number, not NaN.
 * @returns the double; −∞ for −∞.
 * @example
 * nextBelow(1); // => 0.9999999999999999
 */
export function nextBelow(at: number): number {
  if (at === 0) return -Number.MIN_VALUE;
  if (!Number.isFinite(at)) return at === Infinity ? Number.MAX_VALUE : at;
  const double = new Float64Array([at]);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! += at > 0 ? -1n : 1n;
  return double[0]!;
}
