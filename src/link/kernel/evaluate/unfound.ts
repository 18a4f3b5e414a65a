/**
 * Estimates how many were never found, from how many were found how often: at least as many as if all were as easy to find.
 *
 * @param foundBy - how many were found by exactly 1, 2, … of the ways to find them; expectations will do.
 * @returns f₁² / (2 f₂), less one part in as many as there are ways; f₁ (f₁ − 1) / 2 where none was found twice. Zero for fewer than
 *   two ways, which say nothing.
 * @remarks A bound from below where ways are independent: those harder to find than others are missed more often than that.
 * @see Chao 1987, Estimating the Population Size for Capture–Recapture Data with Unequal Catchability,
 *   https://doi.org/10.2307/2531532
 * @example
 * unfound([10, 20, 70]); // => 1.6666666666666665
 */
export function unfound(foundBy: ArrayLike<number>): number {
  const ways = foundBy.length;
  if (ways < 2) return 0;
  const once = foundBy[0]!;
  const twice = foundBy[1]!;
  return ((ways - 1) / ways) * (twice > 0 ? once ** 2 / (2 * twice) : Math.max(0, (once * (once - 1)) / 2));
}
