// Textbook forms of the similarity kernels, written from the definitions and apart from the library: whole tables, no
// bits, no bands, no cutoffs. A text is an array of symbols.

export type Symbols = readonly number[];

function table(height: number, width: number): number[][] {
  return Array.from({ length: height }, (_row, line) => Array.from({ length: width }, (_cell, place) => (line === 0 ? place : place === 0 ? line : 0)));
}

/** Wagner and Fischer 1974. */
export function naiveLevenshtein(left: Symbols, right: Symbols): number {
  const costs = table(left.length + 1, right.length + 1);
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      costs[i]![j] = Math.min(costs[i - 1]![j]! + 1, costs[i]![j - 1]! + 1, costs[i - 1]![j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
  }
  return costs[left.length]![right.length]!;
}

/** Optimal string alignment: the same with the swap of two neighbours. */
export function naiveOsa(left: Symbols, right: Symbols): number {
  const costs = table(left.length + 1, right.length + 1);
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      const swap = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1] ? costs[i - 2]![j - 2]! + 1 : Infinity;
      costs[i]![j] = Math.min(swap, costs[i - 1]![j]! + 1, costs[i]![j - 1]! + 1, costs[i - 1]![j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
    }
  }
  return costs[left.length]![right.length]!;
}

/** Lowrance and Wagner 1975, with every earlier pair of equal symbols tried for a swap. */
export function naiveDamerau(left: Symbols, right: Symbols): number {
  const costs = table(left.length + 1, right.length + 1);
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      let cost = Math.min(costs[i - 1]![j]! + 1, costs[i]![j - 1]! + 1, costs[i - 1]![j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1));
      for (let k = 1; k < i; k++) {
        for (let l = 1; l < j; l++) {
          if (left[k - 1] === right[j - 1] && left[i - 1] === right[l - 1]) cost = Math.min(cost, costs[k - 1]![l - 1]! + (i - k - 1) + 1 + (j - l - 1));
        }
      }
      costs[i]![j] = cost;
    }
  }
  return costs[left.length]![right.length]!;
}

/** Jaro 1989, as two loops over flags; the transpositions are left as they are counted, in halves. */
export function naiveJaroParts(left: Symbols, right: Symbols): { shared: number; moved: number } {
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const isTaken = right.map(() => false);
  const mine: number[] = [];
  left.forEach((symbol, i) => {
    const j = right.findIndex((other, place) => !isTaken[place] && other === symbol && Math.abs(i - place) <= reach);
    if (j < 0) return;
    isTaken[j] = true;
    mine.push(symbol);
  });
  const theirs = right.filter((_symbol, place) => isTaken[place]);
  return { shared: mine.length, moved: mine.filter((symbol, place) => symbol !== theirs[place]).length };
}

/** Jaro and Winkler with transpositions rounded down and the boost above 0.7. */
export function naiveJaroWinkler(left: Symbols, right: Symbols): number {
  const { shared, moved } = naiveJaroParts(left, right);
  if (left.length + right.length === 0) return 1;
  if (shared === 0) return 0;
  const jaro = (shared / left.length + shared / right.length + (shared - Math.floor(moved / 2)) / shared) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < Math.min(left.length, right.length) && left[prefix] === right[prefix]) prefix++;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}

/** Length of the longest common subsequence, as a table. */
export function naiveSubsequence(left: Symbols, right: Symbols): number {
  const lengths = Array.from({ length: left.length + 1 }, () => Array.from({ length: right.length + 1 }, () => 0));
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      lengths[i]![j] = left[i - 1] === right[j - 1] ? lengths[i - 1]![j - 1]! + 1 : Math.max(lengths[i - 1]![j]!, lengths[i]![j - 1]!);
    }
  }
  return lengths[left.length]![right.length]!;
}

/** Length of the longest common substring, by trying every piece. */
export function naiveSubstring(left: Symbols, right: Symbols): number {
  const whole = `,${right.join(',')},`;
  for (let length = Math.min(left.length, right.length); length > 0; length--) {
    for (let from = 0; from + length <= left.length; from++) if (whole.includes(`,${left.slice(from, from + length).join(',')},`)) return length;
  }
  return 0;
}

/** The q-grams of a text with how often each occurs. */
export function naiveQgrams(text: Symbols, q: number, padded: boolean): Map<string, number> {
  const marks = Array.from({ length: padded ? q - 1 : 0 }, () => -1);
  const whole = [...marks, ...text, ...marks];
  const counts = new Map<string, number>();
  for (let at = 0; at + q <= whole.length; at++) {
    const piece = whole.slice(at, at + q).join();
    counts.set(piece, (counts.get(piece) ?? 0) + 1);
  }
  return counts;
}

/** What two bags of q-grams have in common, and in all, as a set where `isBag` is false. */
export function naiveCounts(left: Map<string, number>, right: Map<string, number>, isBag: boolean): { common: number; left: number; right: number } {
  const size = (counts: Map<string, number>): number => (isBag ? [...counts.values()].reduce((sum, count) => sum + count, 0) : counts.size);
  const common = [...left].reduce((sum, [piece, count]) => sum + (right.has(piece) ? (isBag ? Math.min(count, right.get(piece)!) : 1) : 0), 0);
  return { common, left: size(left), right: size(right) };
}
