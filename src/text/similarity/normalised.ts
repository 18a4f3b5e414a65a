import { UNBOUNDED, type CountKernel, type DistanceKernel, type SimilarityKernel } from './text-kernel.ts';

/**
 * Makes a similarity of a distance that is at most the length of the longer text: 1 − distance / longer. Two empty texts
 * are alike (1).
 *
 * @param distance - the distance.
 * @returns its similarity.
 */
export function normalisedDistance(distance: DistanceKernel): SimilarityKernel {
  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atLeast = 0) => {
    const longer = Math.max(leftEnd - leftStart, rightEnd - rightStart);
    if (longer === 0) return 1;
    // One more than the quotient says: it is rounded, and no similarity of interest may be lost.
    const atMost = atLeast > 0 ? Math.floor((1 - atLeast) * longer) + 1 : UNBOUNDED;
    const found = distance(left, leftStart, leftEnd, right, rightStart, rightEnd, atMost);
    return found > atMost ? 0 : 1 - found / longer;
  };
}

/**
 * Makes a similarity of a count of common symbols: its share of the longer text. Two empty texts are alike (1).
 *
 * @param count - what is counted.
 * @returns its similarity.
 */
export function shareOfLonger(count: CountKernel): SimilarityKernel {
  return (left, leftStart, leftEnd, right, rightStart, rightEnd, atLeast = 0) => {
    const longer = Math.max(leftEnd - leftStart, rightEnd - rightStart);
    if (longer === 0) return 1;
    if (Math.min(leftEnd - leftStart, rightEnd - rightStart) / longer < atLeast) return 0;
    return count(left, leftStart, leftEnd, right, rightStart, rightEnd) / longer;
  };
}
