import { countUnequalPairs, pairsOfUnequal, type DistinctValues, type PairsAtLevels } from './count-unequal-pairs.ts';
import { codesAsTuples, countBySource, distinctTuples, pairsAmong, type DistinctTuples, type SourceCounts } from './distinct-tuples.ts';
import { leastFrequent } from './frequent-values.ts';
import type { Agreement, AgreementRules, CodedRecords, LevelsOfPairs, PairLevels, RecordGroups, TupleCounts } from './pair-levels.ts';
import { FREQUENT, RARE, SILENT, strataOf, type Stratum } from './record-strata.ts';
import { countDrawnPairs, drawRecords, type DrawnPairs, type PairDraw } from './sample-unequal-pairs.ts';
import { seededDraws } from './seeded-draws.ts';

/** A part of the counting of one comparison. Plain data. */
export type AgreementPart =
  /** Pairs of distinct values that stand `from … to` places apart. */
  | { readonly kind: 'distinct'; readonly values: DistinctValues; readonly isWithin: boolean; readonly from: number; readonly to: number }
  /** Pairs of drawn records. */
  | { readonly kind: 'drawn'; readonly draws: readonly PairDraw[] };

/** What a part gave. */
export type AgreementDone = { readonly kind: 'distinct'; readonly found: PairsAtLevels } | { readonly kind: 'drawn'; readonly found: readonly DrawnPairs[] };

/** The counting of one comparison, in parts that can be done anywhere and in any order. */
export interface AgreementWork {
  /** Gives the parts, once. */
  readonly parts: () => Generator<AgreementPart>;
  /** Puts together what the parts gave. */
  readonly finish: (done: readonly AgreementDone[]) => Agreement;
}

/** Pairs of distinct values compared in one part. */
const PART_PAIRS = 1 << 20;

/**
 * Counts the pairs of records at each level of a comparison, matches and others together.
 *
 * @param records - coded columns and sources.
 * @param comparison - whose levels are counted.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the counts.
 * @remarks As {@link agreementWork}.
 */
export function countAgreement(records: CodedRecords, comparison: PairLevels, rules: AgreementRules, groups: RecordGroups | null = null): Agreement {
  const { parts, finish } = agreementWork(records, comparison, rules, groups);
  return finish(Array.from(parts(), (part) => countPart(comparison, groups, part)));
}

/**
 * Does a part of the counting.
 *
 * @param comparison - whose levels are counted.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @param part - what is compared.
 * @returns what was found.
 */
export function countPart(comparison: LevelsOfPairs, groups: RecordGroups | null, part: AgreementPart): AgreementDone {
  return part.kind === 'distinct'
    ? { kind: 'distinct', found: countUnequalPairs(part.values, comparison, part.isWithin, part.from, part.to) }
    : { kind: 'drawn', found: countDrawnPairs(comparison, groups, part.draws) };
}

/**
 * Readies the counting of the pairs of records at each level of a comparison, matches and others together.
 *
 * Records with the same values behave the same, so distinct values are compared, once, and weighted by how many records
 * have them. Pairs of equal records are always counted, and so are those that lack a value where this alone decides; where there are too many pairs
 * of distinct values, those of the most frequent ones are counted, and of all others pairs of records are drawn.
 *
 * @param records - coded columns and sources.
 * @param comparison - whose levels are counted; asked here about records and themselves only.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the parts, and what puts them together. The same records and seed give the same result.
 * @remarks O(records), and in all parts together O(distinct² / 2) comparisons at most `maxDistinctPairs`, else O(samplePairs + records). Counts are exact
 *   below 2⁵³ pairs. Where a comparison tells left from right, half of the pairs of distinct values within a source are taken in either
 *   order.
 */
export function agreementWork(records: CodedRecords, comparison: PairLevels, rules: AgreementRules, groups: RecordGroups | null): AgreementWork {
  const columns = comparison.columns.map((column) => records.columns[column]!);
  const tuples = columns.length === 1 ? codesAsTuples(columns[0]!) : distinctTuples(columns.map(({ codes }) => codes), records.records);
  const countAll = (): SourceCounts => countBySource(tuples.tupleOf, tuples.tuples, records.sourceStarts);
  const known = columns.length === 1 && records.sourceStarts.length === 2 ? columns[0]!.counts : undefined;
  const countWithout = (group: number): SourceCounts => countBySource(tuples.tupleOf, tuples.tuples, records.sourceStarts, groups!.groupOf, group);
  const counts: TupleCounts = { tuples, all: known === undefined ? countAll() : { sources: 1, counts: new Float64Array(known) }, without: countWithout, groups };
  const { isWithin } = rules;
  const ofEqual = selfLevels(tuples, comparison);
  const kindOf = kindsOfTuples(counts, comparison, rules, ofEqual);
  const values = frequentValues(counts, kindOf);
  const strata = strataOf(counts, kindOf, rules);
  const drawn = comparison.missing === null ? strata : strata.filter(hasBothValues);
  return {
    * parts() {
      const { length } = values.records;
      const rows = Math.max(1, Math.ceil(PART_PAIRS / Math.max(1, length)));
      for (let from = 1; from < length; from += rows) yield { kind: 'distinct', values, isWithin, from, to: Math.min(from + rows, length) };
      for (const draws of drawRecords(counts, kindOf, drawn, records.sourceStarts, seededDraws(rules.seed))) yield { kind: 'drawn', draws };
    },
    finish(done) {
      const agreement = countEqualPairs(counts, ofEqual, comparison.levels, isWithin);
      addDistinct(agreement, values, isWithin, done);
      if (comparison.missing !== null) addMissing(agreement, comparison.missing, strata.filter((stratum) => !hasBothValues(stratum)));
      return { ...agreement, ...addDrawn(agreement, drawn, done) };
    },
  };
}

/** Level of each tuple compared with itself. */
function selfLevels({ tuples, firstRecords }: DistinctTuples, comparison: PairLevels): Uint8Array {
  const levels = new Uint8Array(tuples);
  if (comparison.ofSelf === null) {
    comparison.levelsOf(firstRecords(), firstRecords(), tuples, levels, 0, 1);
    return levels;
  }
  return levels.fill(comparison.ofSelf.missing, 0, 1).fill(comparison.ofSelf.equal, 1);
}

/** All tuples are frequent where they are few. */
function kindsOfTuples({ all, tuples: { tuples } }: TupleCounts, { nullLevels, isSymmetric }: PairLevels, rules: AgreementRules, ofEqual: Uint8Array): Uint8Array {
  const recordsOf = recordsOfTuples(all, tuples);
  const kinds = new Uint8Array(tuples).fill(FREQUENT);
  let met = 0;
  for (let tuple = 0; tuple < tuples; tuple++) met += Number(recordsOf[tuple]! > 0);
  const ways = isSymmetric ? 1 : 2;
  if ((ways * (met * (met - 1))) / 2 <= rules.maxDistinctPairs) return kinds;
  for (let tuple = 0; tuple < tuples; tuple++) {
    if (nullLevels[ofEqual[tuple]!] !== 1) continue;
    kinds[tuple] = SILENT;
    recordsOf[tuple] = 0;
  }
  const least = leastFrequent(recordsOf, rules, ways);
  for (let tuple = 0; tuple < tuples; tuple++) if (kinds[tuple] === FREQUENT && recordsOf[tuple]! < least) kinds[tuple] = RARE;
  return kinds;
}

function recordsOfTuples({ sources, counts }: SourceCounts, tuples: number): Float64Array {
  const sums = new Float64Array(tuples);
  for (let tuple = 0, at = 0; tuple < tuples; tuple++) for (let source = 0; source < sources; source++, at++) sums[tuple]! += counts[at]!;
  return sums;
}

function frequentValues({ tuples: { firstRecords }, all, without, groups }: TupleCounts, kindOf: Uint8Array): DistinctValues {
  const chosen: number[] = [];
  for (let tuple = 0; tuple < kindOf.length; tuple++) {
    if (kindOf[tuple] === FREQUENT && hasRecords(all, tuple)) chosen.push(tuple);
  }
  const countsOf = ({ sources, counts }: SourceCounts): SourceCounts =>
    ({ sources, counts: Float64Array.from(chosen.flatMap((tuple) => [...counts.subarray(tuple * sources, (tuple + 1) * sources)])) });
  return { records: Uint32Array.from(chosen, (tuple) => firstRecords()[tuple]!), all: countsOf(all), without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => countsOf(without(group))) };
}

function hasRecords({ sources, counts }: SourceCounts, tuple: number): boolean {
  for (let at = tuple * sources; at < (tuple + 1) * sources; at++) if (counts[at]! > 0) return true;
  return false;
}

/** Counts that grow as parts are added. */
type GrowingCounts = Pick<Agreement, 'pairs' | 'without'>;

function countEqualPairs(counts: TupleCounts, levelOf: Uint8Array, levels: number, isWithin: boolean): GrowingCounts {
  const count = (of: SourceCounts): Float64Array => {
    const pairs = new Float64Array(levels);
    for (let tuple = 0; tuple < levelOf.length; tuple++) pairs[levelOf[tuple]!]! += pairsAmong(of, tuple, isWithin);
    return pairs;
  };
  return { pairs: count(counts.all), without: Array.from({ length: counts.groups?.groups ?? 0 }, (_, group) => count(counts.without(group))) };
}

/** Adds the pairs of frequent values: those of the last level are all that no other level has. */
function addDistinct({ pairs, without }: GrowingCounts, values: DistinctValues, isWithin: boolean, done: readonly AgreementDone[]): void {
  const found = done.flatMap((part) => (part.kind === 'distinct' ? [part.found] : []));
  const add = (to: Float64Array, counts: SourceCounts, some: readonly Float64Array[]): void => {
    const rest = to.length - 1;
    to[rest]! += pairsOfUnequal(counts, isWithin);
    for (const of of some) {
      for (let level = 0; level < rest; level++) {
        to[level]! += of[level]!;
        to[rest]! -= of[level]!;
      }
    }
  };
  add(pairs, values.all, found.map((of) => of.pairs));
  without.forEach((to, group) => {
    add(to, values.without[group]!, found.map((of) => of.without[group]!));
  });
}

function hasBothValues({ left, right }: Stratum): boolean {
  return ((left.kinds | (right?.kinds ?? 0)) & SILENT) === 0;
}

/** Adds the pairs of which one record lacks a value. */
function addMissing({ pairs, without }: GrowingCounts, level: number, strata: readonly Stratum[]): void {
  for (const stratum of strata) {
    pairs[level]! += stratum.pairs;
    without.forEach((of, group) => { of[level]! += stratum.without[group]!; });
  }
}

/** Adds what the samples of all strata stand for. */
function addDrawn({ pairs, without }: GrowingCounts, strata: readonly Stratum[], done: readonly AgreementDone[]): Pick<Agreement, 'variances' | 'drawn'> {
  const variances = new Float64Array(pairs.length);
  let drawn = 0;
  strata.forEach((stratum, index) => {
    const found = done.flatMap((part) => (part.kind === 'drawn' ? part.found.filter((of) => of.stratum === index) : []));
    const looked = found.reduce((sum, of) => sum + of.drawn, 0);
    if (looked === 0) return;
    drawn += looked;
    for (let level = 0; level < pairs.length; level++) {
      const share = found.reduce((sum, of) => sum + of.found[level]!, 0) / looked;
      pairs[level]! += stratum.pairs * share;
      // No pair is drawn twice: the more there are of all, the less is left to chance.
      variances[level]! += (stratum.pairs ** 2 * share * (1 - share) * (1 - Math.min(1, looked / stratum.pairs))) / looked;
      without.forEach((of, group) => {
        const kept = looked - found.reduce((sum, some) => sum + some.drawnOf[group]!, 0);
        const foundKept = found.reduce((sum, some) => sum + some.found[level]! - some.foundOf[group]![level]!, 0);
        if (kept > 0) of[level]! += (stratum.without[group]! * foundKept) / kept;
      });
    }
  });
  return { variances, drawn };
}
