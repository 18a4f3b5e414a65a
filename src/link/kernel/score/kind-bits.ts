/** One kind of pairs, in bits. Plain data. */
export interface KindBits {
  readonly isMatch: boolean;
  /** Whether its pairs agree by chance, so that agreement on a frequent value is likelier. */
  readonly isByChance: boolean;
  /** log₂ of its share among all pairs. */
  readonly shareBits: number;
  /** By comparison, Float64Array(levels): log₂ of the share of its pairs at each level; 0 where a level says nothing. */
  readonly levelBits: readonly Float64Array[];
}

/** Weighs pairs by kind, a chunk at a time. */
export interface KindWeigher {
  /**
   * Weighs pairs.
   *
   * @param levels - level of pair `i` in comparison `c` at `c · chunkPairs + i`.
   * @param bits - Float64Array: what frequencies add to each pair; overwritten by its match weight.
   * @param pairs - number of pairs, at most `chunkPairs`.
   */
  weigh(levels: Uint8Array, bits: Float64Array, pairs: number): void;
}

/** Kinds this many bits less likely than another one do not change a double. */
const NEGLIGIBLE_BITS = 60;

/**
 * Readies the weighing of pairs by kind: a pair of the levels γ has the weight log₂ Σ share · Π P(level | kind) over the kinds
 * that match, less the same over those that do not.
 *
 * @param kinds - all kinds, ordinary matches and strangers among them.
 * @param chunkPairs - pairs of a chunk at most.
 * @returns the weigher; it holds 8 bytes a kind and pair of a chunk.
 * @remarks O(pairs × kinds × comparisons); always added in the same order.
 * @example
 * const kind = (isMatch: boolean, share: number) => ({ isMatch, isByChance: false, shareBits: Math.log2(share), levelBits: [] });
 * const bits = new Float64Array(1);
 * kindWeigher([kind(true, 0.25), kind(true, 0.25), kind(false, 0.125)], 1).weigh(new Uint8Array(0), bits, 1);
 * bits; // => [2]
 */
export function kindWeigher(kinds: readonly KindBits[], chunkPairs: number): KindWeigher {
  const sums = kinds.map(() => new Float64Array(chunkPairs));
  const matching = kinds.flatMap(({ isMatch }, kind) => (isMatch ? [sums[kind]!] : []));
  const others = kinds.flatMap(({ isMatch }, kind) => (isMatch ? [] : [sums[kind]!]));
  return {
    weigh(levels, bits, pairs) {
      kinds.forEach(({ isByChance, shareBits, levelBits }, kind) => {
        const sum = sums[kind]!;
        if (isByChance) for (let pair = 0; pair < pairs; pair++) sum[pair] = shareBits - bits[pair]!;
        else sum.fill(shareBits, 0, pairs);
        levelBits.forEach((bitsOf, comparison) => {
          for (let pair = 0, at = comparison * chunkPairs; pair < pairs; pair++, at++) sum[pair]! += bitsOf[levels[at]!]!;
        });
      });
      for (let pair = 0; pair < pairs; pair++) bits[pair] = together(matching, pair) - together(others, pair);
    },
  };
}

/** log₂ of the sum of what the kinds say, which is in logarithms. */
function together(sums: readonly Float64Array[], pair: number): number {
  let most = -Infinity;
  for (const sum of sums) most = Math.max(most, sum[pair]!);
  if (!Number.isFinite(most)) return most;
  let total = 0;
  for (const sum of sums) {
    const less = sum[pair]! - most;
    if (less > -NEGLIGIBLE_BITS) total += 2 ** less;
  }
  return most + Math.log2(total);
}
