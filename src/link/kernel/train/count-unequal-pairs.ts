import { pairsAmong, pairsBetween, pairsInOrder, type SourceCounts } from './distinct-tuples.ts';
import { RUN_PAIRS, type LevelsOfPairs } from './pair-levels.ts';

/** Distinct values, each with one record that has it. Plain data. */
export interface DistinctValues {
  /** Uint32Array(values): ordinal of a record with each. */
  readonly records: Uint32Array;
  /** How many records have them, of all and without each group. */
  readonly all: SourceCounts;
  readonly without: readonly SourceCounts[];
}

/** Pairs at each level but the last one. */
export interface PairsAtLevels {
  /** Float64Array(levels); 0 at the last one. */
  readonly pairs: Float64Array;
  /** By group, the pairs of records outside it. */
  readonly without: readonly Float64Array[];
}

/**
 * Counts the pairs of records with different values at each level but the last one, where most are, by comparing pairs of distinct values.
 *
 * @param values - distinct values.
 * @param comparison - whose levels are counted.
 * @param isWithin - whether two records of one source make a pair.
 * @param from - how far apart the values of a pair stand: `from … to`, the last one left out; from 1 up to their number are all pairs.
 * @param to - where they end.
 * @returns the counts, weighted by how many records have the values.
 * @remarks O(values × (to − from)) comparisons.
 */
export function countUnequalPairs({ records, all, without }: DistinctValues, comparison: LevelsOfPairs, isWithin: boolean, from: number, to: number): PairsAtLevels {
  const { levels, isSymmetric } = comparison;
  const runs = comparison.among(records, { isOrdered: false, listsLast: false });
  const found = { pairs: new Float64Array(levels), without: without.map(() => new Float64Array(levels)) };
  const weigh = isSymmetric ? pairsBetween : pairsInOrder;
  const add = (first: number, second: number, pairs: number): void => {
    const { listed } = runs.find(first, second, pairs);
    for (let pair = 0; pair < listed; pair++) {
      const [left, right, level] = [runs.lefts[pair]!, runs.rights[pair]!, runs.levels[pair]!];
      found.pairs[level]! += weigh(all, left, right, isWithin);
      for (let group = 0; group < without.length; group++) found.without[group]![level]! += weigh(without[group]!, left, right, isWithin);
    }
  };
  for (let apart = from; apart < to; apart++) {
    for (let left = 0; left + apart < records.length; left += RUN_PAIRS) {
      const pairs = Math.min(RUN_PAIRS, records.length - apart - left);
      add(left, left + apart, pairs);
      if (!isSymmetric) add(left + apart, left, pairs);
    }
  }
  return found;
}

/**
 * Counts the unequal pairs of records.
 *
 * @param counts - records by value and source.
 * @param isWithin - whether two records of one source make a pair.
 * @returns pairs of records with different values.
 */
export function pairsOfUnequal(counts: SourceCounts, isWithin: boolean): number {
  const values = counts.counts.length / counts.sources;
  const sums = new Float64Array(counts.sources);
  let equal = 0;
  for (let value = 0; value < values; value++) {
    for (let source = 0; source < sums.length; source++) sums[source]! += counts.counts[value * sums.length + source]!;
    equal += pairsAmong(counts, value, isWithin);
  }
  return pairsAmong({ sources: counts.sources, counts: sums }, 0, isWithin) - equal;
}
