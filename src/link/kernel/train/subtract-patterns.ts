import type { PatternCounts } from '../patterns.ts';

/**
 * Takes the pairs of some patterns away from others.
 *
 * @param all - patterns, sorted by levels and then by frequency factor.
 * @param some - patterns sorted alike, each of which is among `all` at least as often.
 * @returns the patterns of `all`, some of which may have a count of 0.
 * @throws {RangeError} if a pattern is not among `all`.
 * @remarks O(patterns × comparisons).
 */
export function subtractPatterns(all: PatternCounts, some: PatternCounts): PatternCounts {
  const counts = all.counts.slice();
  let at = 0;
  for (let pattern = 0; pattern < some.patterns; pattern++) {
    while (at < all.patterns && !isSame(all, at, some, pattern)) at++;
    if (at === all.patterns) throw new RangeError('some: expected patterns of all, in the same order');
    counts[at]! -= some.counts[pattern]!;
  }
  return { ...all, counts };
}

function isSame(left: PatternCounts, one: number, right: PatternCounts, other: number): boolean {
  for (let column = 0; column < left.comparisons; column++) {
    if (left.levels[one * left.comparisons + column] !== right.levels[other * right.comparisons + column]) return false;
  }
  return left.frequencyFactors === null || left.frequencyFactors[one] === right.frequencyFactors![other];
}
