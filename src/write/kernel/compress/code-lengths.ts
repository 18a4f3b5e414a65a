/**
 * Finds how many bits each symbol of a prefix code takes: few for frequent ones.
 *
 * @param counts - Uint32Array(symbols): how often each occurs; those that never do get no code.
 * @param maxBits - most bits of a code; 2^maxBits is at least the number of symbols that occur.
 * @returns Uint8Array(symbols): bits of each code, 0 for none. The code is complete where two symbols or more occur; a single one has one bit.
 * @remarks O(symbols log symbols). Optimal (Huffman) unless codes would be longer than allowed.
 * @example
 * codeLengths(Uint32Array.of(5, 1, 0, 1, 2), 11); // => [1, 3, 0, 3, 2]
 */
export function codeLengths(counts: Uint32Array, maxBits: number): Uint8Array {
  const lengths = new Uint8Array(counts.length);
  const used = [...counts.keys()].filter((symbol) => counts[symbol]! > 0).sort((left, right) => counts[left]! - counts[right]! || left - right);
  if (used.length < 2) {
    if (used.length === 1) lengths[used[0]!] = 1;
    return lengths;
  }
  const depths = leafDepths(used.map((symbol) => counts[symbol]!));
  used.forEach((symbol, index) => {
    lengths[symbol] = Math.min(maxBits, depths[index]!);
  });
  complete(lengths, used, maxBits);
  return lengths;
}

/** Joins the two lightest trees until there is one; weights ascend, and so do those of the trees made. */
function leafDepths(weights: readonly number[]): Uint8Array {
  const leaves = weights.length;
  const weightOf = Float64Array.from({ length: 2 * leaves - 1 }, (_, node) => weights[node] ?? 0);
  const parentOf = new Int32Array(2 * leaves - 1);
  let leaf = 0;
  let tree = leaves;
  for (let made = leaves; made < weightOf.length; made++) {
    for (let child = 0; child < 2; child++) {
      const lightest = leaf < leaves && (tree === made || weightOf[leaf]! <= weightOf[tree]!) ? leaf++ : tree++;
      weightOf[made]! += weightOf[lightest]!;
      parentOf[lightest] = made;
    }
  }
  const depths = new Uint8Array(weightOf.length);
  for (let node = weightOf.length - 2; node >= 0; node--) depths[node] = depths[parentOf[node]!]! + 1;
  return depths.subarray(0, leaves);
}

/** Lengthens the codes of rare symbols until all find room, then shortens what room is left for. */
function complete(lengths: Uint8Array, used: readonly number[], maxBits: number): void {
  const room = 2 ** maxBits;
  let taken = used.reduce((sum, symbol) => sum + 2 ** (maxBits - lengths[symbol]!), 0);
  while (taken > room) {
    const symbol = used.find((one) => lengths[one]! < maxBits)!;
    lengths[symbol]!++;
    taken -= 2 ** (maxBits - lengths[symbol]!);
  }
  for (let index = used.length - 1; taken < room; index = (index + used.length - 1) % used.length) {
    const gain = 2 ** (maxBits - lengths[used[index]!]!);
    if (taken + gain > room) continue;
    lengths[used[index]!]!--;
    taken += gain;
  }
}
