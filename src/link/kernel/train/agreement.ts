import { countUnequalPairs } from './count-unequal-pairs.ts';
import { countBySource, distinctTuples, pairsAmong, type DistinctTuples, type SourceCounts } from './distinct-tuples.ts';
import type { Agreement, AgreementRules, CodedRecords, PairLevels, RecordGroups, TupleCounts } from './pair-levels.ts';
import { sampleUnequalPairs } from './sample-unequal-pairs.ts';

/**
 * Counts the pairs of records at each level of a comparison, matches and others together.
 *
 * Records with the same values behave the same, so distinct values are compared, once, and weighted by how many records
 * have them. Pairs of equal records are always counted; where there are too many pairs of distinct values, unequal
 * records are drawn instead.
 *
 * @param records - coded columns and sources.
 * @param comparison - whose levels are counted.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the counts.
 * @remarks O(distinct² / 2) comparisons at most `maxDistinctPairs`, else O(samplePairs). Counts are exact below 2⁵³ pairs.
 *   Where a comparison tells left from right, half of the pairs of distinct values within a source are taken in either
 *   order.
 */
export function countAgreement(records: CodedRecords, comparison: PairLevels, rules: AgreementRules, groups: RecordGroups | null = null): Agreement {
  const tuples = distinctTuples(comparison.columns.map((column) => records.columns[column]!.codes), records.records);
  const countWithout = (group: number): SourceCounts => countBySource(tuples.tupleOf, tuples.tuples, records.sourceStarts, groups!.groupOf, group);
  const counts: TupleCounts = { tuples, all: countBySource(tuples.tupleOf, tuples.tuples, records.sourceStarts), without: countWithout, groups };
  const ofEqual = selfLevels(tuples, comparison);
  const equal = countEqualPairs(counts, ofEqual, comparison.levels, rules.isWithin);
  const ways = comparison.isSymmetric ? 1 : 2;
  const isCounted = ways * (tuples.tuples * (tuples.tuples - 1)) / 2 <= rules.maxDistinctPairs;
  const unequal = isCounted ? countUnequalPairs(counts, comparison, rules.isWithin) : sampleUnequalPairs(records, counts, comparison, rules, ofEqual);
  const add = (left: Float64Array, right: Float64Array): Float64Array => left.map((value, level) => value + right[level]!);
  return { ...unequal, pairs: add(equal.pairs, unequal.pairs), without: unequal.without.map((pairs, group) => add(pairs, equal.without[group]!)) };
}

/** Level of each tuple compared with itself. */
function selfLevels({ tuples, firstRecords }: DistinctTuples, comparison: PairLevels): Uint8Array {
  const levels = new Uint8Array(tuples);
  comparison.levelsOf(firstRecords, firstRecords, tuples, levels, 0, 1);
  return levels;
}

function countEqualPairs(counts: TupleCounts, levelOf: Uint8Array, levels: number, isWithin: boolean): Pick<Agreement, 'pairs' | 'without'> {
  const count = (of: SourceCounts): Float64Array => {
    const pairs = new Float64Array(levels);
    for (let tuple = 0; tuple < levelOf.length; tuple++) pairs[levelOf[tuple]!]! += pairsAmong(of, tuple, isWithin);
    return pairs;
  };
  return { pairs: count(counts.all), without: Array.from({ length: counts.groups?.groups ?? 0 }, (_, group) => count(counts.without(group))) };
}
