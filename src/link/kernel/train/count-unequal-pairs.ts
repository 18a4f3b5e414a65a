import { pairsAmong, pairsBetween, pairsInOrder, type SourceCounts } from './distinct-tuples.ts';
import type { Agreement, PairLevels, TupleCounts } from './pair-levels.ts';

/** Pairs compared at a time. */
const CHUNK_PAIRS = 8192;

/**
 * Counts the pairs of records with different values at each level, by comparing all pairs of distinct values.
 *
 * @param counts - distinct tuples and how often they occur.
 * @param comparison - whose levels are counted.
 * @param isWithin - whether two records of one source make a pair.
 * @returns the counts; nothing is drawn.
 * @remarks O(tuples² / 2) comparisons. The last level, where most pairs are, is had by difference without each group.
 */
export function countUnequalPairs(counts: TupleCounts, comparison: PairLevels, isWithin: boolean): Agreement {
  const { tuples: { tuples, firstRecords } } = counts;
  const { levels, isSymmetric } = comparison;
  const rest = levels - 1;
  const withouts = Array.from({ length: counts.groups?.groups ?? 0 }, (_, group) => counts.without(group));
  const pairs = new Float64Array(levels);
  const without = withouts.map(() => new Float64Array(levels));
  const weigh = isSymmetric ? pairsBetween : pairsInOrder;
  const [firsts, seconds] = [new Int32Array(CHUNK_PAIRS), new Int32Array(CHUNK_PAIRS)];
  const [lefts, rights, found] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint8Array(CHUNK_PAIRS)];
  let filled = 0;
  const flush = (): void => {
    comparison.levelsOf(lefts, rights, filled, found, 0, 1);
    for (let pair = 0; pair < filled; pair++) {
      const level = found[pair]!;
      if (level === rest) continue;
      const [first, second] = [firsts[pair]!, seconds[pair]!];
      pairs[level]! += weigh(counts.all, first, second, isWithin);
      for (let group = 0; group < withouts.length; group++) without[group]![level]! += weigh(withouts[group]!, first, second, isWithin);
    }
    filled = 0;
  };
  const add = (first: number, second: number): void => {
    firsts[filled] = first;
    seconds[filled] = second;
    lefts[filled] = firstRecords[first]!;
    rights[filled] = firstRecords[second]!;
    if (++filled === CHUNK_PAIRS) flush();
  };
  for (let first = 0; first < tuples; first++) {
    for (let second = first + 1; second < tuples; second++) {
      add(first, second);
      if (!isSymmetric) add(second, first);
    }
  }
  flush();
  fillRest(pairs, rest, counts.all, tuples, isWithin);
  without.forEach((of, group) => {
    fillRest(of, rest, withouts[group]!, tuples, isWithin);
  });
  return { pairs, variances: new Float64Array(levels), without, drawn: 0 };
}

/** The pairs of the last level: all unequal pairs but those of the other levels. */
function fillRest(pairs: Float64Array, rest: number, counts: SourceCounts, tuples: number, isWithin: boolean): void {
  let left = pairsAmong(totals(counts, tuples), 0, isWithin);
  for (let tuple = 0; tuple < tuples; tuple++) left -= pairsAmong(counts, tuple, isWithin);
  for (let level = 0; level < rest; level++) left -= pairs[level]!;
  pairs[rest] = left;
}

/**
 * Adds counts up over some tuples.
 *
 * @param counts - records by tuple and source.
 * @param tuples - number of tuples.
 * @param isCounted - which of them; all when left out.
 * @returns records by source, as one thing.
 */
export function totals({ sources, counts }: SourceCounts, tuples: number, isCounted: (tuple: number) => boolean = () => true): SourceCounts {
  const sums = new Float64Array(sources);
  for (let tuple = 0; tuple < tuples; tuple++) {
    if (isCounted(tuple)) for (let source = 0; source < sources; source++) sums[source]! += counts[tuple * sources + source]!;
  }
  return { sources, counts: sums };
}
