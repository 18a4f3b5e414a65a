/** Where to cut, and what comes of it, as far as match probabilities tell. */
export interface ExpectedCut {
  /** Least match weight of a link. */
  readonly minBits: number;
  /** Links, and the matches expected among them and among all pairs. */
  readonly links: number;
  readonly matchingLinks: number;
  readonly allMatches: number;
}

/**
 * Finds the cut of the greatest expected F1: links that match, twice, over links and matches.
 *
 * @param counts - Float64Array(steps): pairs by step of the match weight, rising.
 * @param matches - Float64Array(steps): matches expected among them.
 * @param bitsOf - least match weight of a step.
 * @returns the cut, the highest of equally good ones; above all pairs when no link is worth making.
 * @remarks O(steps). Matches that blocking lost are the same for every cut and move the best one little.
 * @see Lipton, Elkan and Naryanaswamy 2014, on the cut with the largest F1,
 *   https://doi.org/10.1007/978-3-662-44851-9_15
 */
export function expectedCut(counts: Float64Array, matches: Float64Array, bitsOf: (step: number) => number): ExpectedCut {
  const allMatches = matches.reduce((sum, expected) => sum + expected, 0);
  const top = counts.findLastIndex((pairs) => pairs > 0);
  let best: ExpectedCut = { minBits: top < 0 ? 0 : bitsOf(top + 1), links: 0, matchingLinks: 0, allMatches };
  let [links, matchingLinks, most] = [0, 0, 0];
  for (let step = top; step >= 0; step--) {
    if (counts[step] === 0) continue;
    links += counts[step]!;
    matchingLinks += matches[step]!;
    const f1 = (2 * matchingLinks) / (links + allMatches);
    if (f1 <= most) continue;
    most = f1;
    best = { minBits: bitsOf(step), links, matchingLinks, allMatches };
  }
  return best;
}
