/** Where to cut, and what comes of it, as far as the model can tell. */
export interface ExpectedCut {
  /** Least match weight of a link, in bits. */
  readonly minMatchWeightBits: number;
  /** Links, and matches among them and among all candidate pairs. */
  readonly links: number;
  readonly matchingLinks: number;
  readonly matches: number;
}

/**
 * Finds the cut of the greatest expected F1 over the candidate pairs: links that match, twice, over links and matches.
 *
 * @param bits - Float64Array(patterns): match weight of each pattern.
 * @param counts - Float64Array(patterns): pairs with it.
 * @param probabilities - Float64Array(patterns): probability that such a pair matches.
 * @returns the cut, half way to the next lower weight; above all weights when no link is worth making.
 * @remarks O(patterns log patterns). Matches that blocking lost are the same for every cut and move the best one little.
 * @see Lipton, Elkan and Naryanaswamy 2014, Optimal thresholding of classifiers to maximize F1 measure,
 *   https://doi.org/10.1007/978-3-662-44851-9_15
 */
export function expectedCut(bits: Float64Array, counts: Float64Array, probabilities: Float64Array): ExpectedCut {
  const order = Uint32Array.from(bits, (_, pattern) => pattern).sort((left, right) => bits[right]! - bits[left]! || left - right);
  let matches = 0;
  for (const pattern of order) matches += counts[pattern]! * probabilities[pattern]!;
  let best: ExpectedCut = { minMatchWeightBits: order.length === 0 ? 0 : bits[order[0]!]! + 1, links: 0, matchingLinks: 0, matches };
  let [links, matching, most] = [0, 0, 0];
  order.forEach((pattern, place) => {
    links += counts[pattern]!;
    matching += counts[pattern]! * probabilities[pattern]!;
    const next = place + 1 < order.length ? bits[order[place + 1]!]! : bits[pattern]! - 1;
    if (next === bits[pattern]) return;
    const f1 = (2 * matching) / (links + matches);
    if (f1 <= most) return;
    most = f1;
    best = { minMatchWeightBits: (bits[pattern]! + next) / 2, links, matchingLinks: matching, matches };
  });
  return best;
}
