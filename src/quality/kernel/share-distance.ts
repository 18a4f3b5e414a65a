/**
 * Tells how far counts are from the shares expected of them.
 *
 * @param counts - rows by category.
 * @param shares - expected share by category, in [0, 1].
 * @param distance - `totalVariation`: half the sum of the absolute differences of the shares, in [0, 1].
 *   `populationStability`: Σ (p − q) ln(p / q) over the categories, p observed and q expected; a share below half a row
 *   is taken for half a row, so that an empty category counts and does not make it infinite.
 * @returns the distance; `null` without rows.
 * @see Siddiqi 2006, Credit Risk Scorecards, for the population stability index.
 * @example
 * shareDistance([50, 50], [0.4, 0.6], 'totalVariation').toFixed(3); // => '0.100'
 * shareDistance([0, 0], [0.5, 0.5], 'totalVariation'); // => null
 */
export function shareDistance(counts: readonly number[], shares: readonly number[], distance: 'totalVariation' | 'populationStability'): number | null {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (rows === 0) return null;
  let sum = 0;
  counts.forEach((count, category) => {
    const observed = count / rows;
    const expected = shares[category]!;
    if (distance === 'totalVariation') {
      sum += Math.abs(observed - expected) / 2;
    } else if (observed !== expected) {
      const [p, q] = [Math.max(observed, 0.5 / rows), Math.max(expected, 0.5 / rows)];
      sum += (p - q) * Math.log(p / q);
    }
  });
  return sum;
}
