import { pairsAmong, pairsBetween, pairsInOrder, type SourceCounts } from './distinct-tuples.ts';
import { CHUNK_PAIRS, type LevelsOfPairs } from './pair-levels.ts';

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
 * @param from - the values that are compared with all behind them: `from … to`, the last one left out.
 * @param to - where they end.
 * @returns the counts, weighted by how many records have the values.
 * @remarks O(values × (to − from)) comparisons.
 */
export function countUnequalPairs({ records, all, without }: DistinctValues, comparison: LevelsOfPairs, isWithin: boolean, from: number, to: number): PairsAtLevels {
  const { levels, isSymmetric } = comparison;
  const rest = levels - 1;
  const levelsOf = comparison.among(records);
  const found = { pairs: new Float64Array(levels), without: without.map(() => new Float64Array(levels)) };
  const weigh = isSymmetric ? pairsBetween : pairsInOrder;
  const [lefts, rights, levelOf] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint8Array(CHUNK_PAIRS)];
  let filled = 0;
  const flush = (): void => {
    levelsOf(lefts, rights, filled, levelOf);
    for (let pair = 0; pair < filled; pair++) {
      const level = levelOf[pair]!;
      if (level === rest) continue;
      const [left, right] = [lefts[pair]!, rights[pair]!];
      found.pairs[level]! += weigh(all, left, right, isWithin);
      for (let group = 0; group < without.length; group++) found.without[group]![level]! += weigh(without[group]!, left, right, isWithin);
    }
    filled = 0;
  };
  const add = (left: number, right: number): void => {
    lefts[filled] = left;
    rights[filled] = right;
    if (++filled === CHUNK_PAIRS) flush();
  };
  for (let left = from; left < to; left++) {
    for (let right = left + 1; right < records.length; right++) {
      add(left, right);
      if (!isSymmetric) add(right, left);
    }
  }
  flush();
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
