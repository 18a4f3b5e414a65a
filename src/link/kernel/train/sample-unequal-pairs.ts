import { totals } from './count-unequal-pairs.ts';
import { pairsAmong, pairsBetween, type SourceCounts } from './distinct-tuples.ts';
import type { Agreement, AgreementRules, CodedRecords, CodeLevels, PairLevels, TupleCounts } from './pair-levels.ts';
import { seededDraws, type SeededDraws } from './seeded-draws.ts';

/** Draws at a time. */
const CHUNK_PAIRS = 8192;
/** Draws in vain that are put up with, for each pair wanted: of equal records. */
const MAX_TRIES = 64;
/** Pairs with a missing value nearly always say nothing: as many fewer of them are drawn. */
const FEWER = 8;

/** Pairs of unequal records of two sets, or within one. */
interface Stratum {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** Unequal pairs there are, over all records and without each group. */
  readonly pairs: number;
  readonly without: readonly number[];
}

/**
 * Estimates the pairs of records with different values at each level from a sample of them.
 *
 * Records whose values, compared with themselves, say nothing (missing ones) are drawn apart from the others, so that the
 * pairs that matter are many; each kind of pair is weighted by the number there is.
 *
 * @param records - coded columns and sources.
 * @param counts - distinct tuples and how often they occur.
 * @param comparison - whose levels are counted.
 * @param rules - which records make pairs, how many to draw, and the seed.
 * @param selfLevels - level of each tuple compared with itself.
 * @returns the estimates, with their variance. The same records and seed give the same sample.
 * @remarks O(samplePairs + records × groups).
 */
export function sampleUnequalPairs(
  records: CodedRecords, counts: TupleCounts, comparison: PairLevels, rules: AgreementRules, selfLevels: Uint8Array,
): Agreement {
  const groups = counts.groups?.groups ?? 0;
  const pairs = new Float64Array(comparison.levels);
  const variances = new Float64Array(comparison.levels);
  const without = Array.from({ length: groups }, () => new Float64Array(comparison.levels));
  const draws = seededDraws(rules.seed);
  let drawn = 0;
  for (const [index, stratum] of strataOf(counts, comparison, rules, selfLevels).entries()) {
    if (stratum.pairs <= 0) continue;
    const wanted = index === 0 ? rules.samplePairs : Math.ceil(rules.samplePairs / FEWER);
    const sample = drawStratum(records, counts, comparison, rules, stratum, wanted, draws);
    if (sample.drawn === 0) continue;
    drawn += sample.drawn;
    for (let level = 0; level < comparison.levels; level++) {
      const share = sample.found[level]! / sample.drawn;
      pairs[level]! += stratum.pairs * share;
      variances[level]! += (stratum.pairs ** 2 * share * (1 - share)) / sample.drawn;
      for (let group = 0; group < groups; group++) {
        const kept = sample.drawn - sample.drawnOf[group]!;
        if (kept > 0) without[group]![level]! += (stratum.without[group]! * (sample.found[level]! - sample.foundOf[group]![level]!)) / kept;
      }
    }
  }
  return { pairs, variances, without, drawn };
}

/** Both records speak; one does; neither does. */
function strataOf(counts: TupleCounts, comparison: PairLevels, { isWithin }: AgreementRules, selfLevels: Uint8Array): Stratum[] {
  const { tuples: { tuples, tupleOf } } = counts;
  const isSilent = (tuple: number): boolean => comparison.nullLevels[selfLevels[tuple]!] === 1;
  const [speaking, silent] = splitRecords(tupleOf, tuples, isSilent);
  const sizes = (of: SourceCounts): number[] => {
    const both = totals(of, tuples, (tuple) => !isSilent(tuple));
    const none = totals(of, tuples, isSilent);
    const sets: SourceCounts = { sources: of.sources, counts: Float64Array.of(...both.counts, ...none.counts) };
    let [speakingPairs, silentPairs] = [pairsAmong(sets, 0, isWithin), pairsAmong(sets, 1, isWithin)];
    for (let tuple = 0; tuple < tuples; tuple++) {
      const equal = pairsAmong(of, tuple, isWithin);
      if (isSilent(tuple)) silentPairs -= equal;
      else speakingPairs -= equal;
    }
    return [speakingPairs, pairsBetween(sets, 0, 1, isWithin), silentPairs];
  };
  const all = sizes(counts.all);
  const withouts = Array.from({ length: counts.groups?.groups ?? 0 }, (_, group) => sizes(counts.without(group)));
  return ([[speaking, speaking], [speaking, silent], [silent, silent]] as const).map(([left, right], index) =>
    ({ left, right, pairs: all[index]!, without: withouts.map((pairs) => pairs[index]!) }));
}

/** The records whose tuple speaks, and those whose tuple does not. */
function splitRecords(tupleOf: Int32Array, tuples: number, isSilent: (tuple: number) => boolean): [speaking: Uint32Array, silent: Uint32Array] {
  const silentTuples = Uint8Array.from({ length: tuples }, (_, tuple) => Number(isSilent(tuple)));
  const sets = [new Uint32Array(tupleOf.length), new Uint32Array(tupleOf.length)] as const;
  const filled = [0, 0] as [number, number];
  for (let record = 0; record < tupleOf.length; record++) {
    const set = silentTuples[tupleOf[record]!]! as 0 | 1;
    sets[set][filled[set]++] = record;
  }
  return [sets[0].slice(0, filled[0]), sets[1].slice(0, filled[1])];
}

interface Sample {
  readonly drawn: number;
  readonly found: Float64Array;
  readonly drawnOf: Float64Array;
  readonly foundOf: readonly Float64Array[];
}

function drawStratum(
  records: CodedRecords, counts: TupleCounts, comparison: PairLevels, { isWithin }: AgreementRules, stratum: Stratum, wanted: number, draws: SeededDraws,
): Sample {
  const { groups } = counts;
  const finder = groups === null && comparison.byCodes !== undefined && comparison.byCodes !== null ? codeFinder(records, comparison.byCodes) : recordFinder(counts.tuples.tupleOf, comparison);
  const draw = pairDrawer(stratum, { left: finder.drawn(stratum.left), right: finder.drawn(stratum.right) }, records.sourceStarts, isWithin, draws);
  const found = new Float64Array(comparison.levels);
  const drawnOf = new Float64Array(groups?.groups ?? 0);
  const foundOf = Array.from(drawnOf, () => new Float64Array(comparison.levels));
  const [lefts, rights, levels] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint8Array(CHUNK_PAIRS)];
  let drawn = 0;
  const touch = (group: number, level: number): void => {
    drawnOf[group]!++;
    foundOf[group]![level]!++;
  };
  for (let tries = wanted * MAX_TRIES; tries > 0 && drawn < wanted; ) {
    const run = Math.min(CHUNK_PAIRS, wanted - drawn, tries);
    draw(lefts, rights, run);
    tries -= run;
    const kept = finder.keepUnequal(lefts, rights, run);
    finder.find(lefts, rights, kept, levels);
    for (let pair = 0; pair < kept; pair++) found[levels[pair]!]!++;
    for (let pair = 0; groups !== null && pair < kept; pair++) {
      const [one, other] = [groups.groupOf[lefts[pair]!]!, groups.groupOf[rights[pair]!]!];
      touch(one, levels[pair]!);
      if (other !== one) touch(other, levels[pair]!);
    }
    drawn += kept;
  }
  return { drawn, found, drawnOf, foundOf };
}

/** What is drawn in place of records, and how levels are found of it. */
interface DrawnFinder {
  /** What stands for each of some records. */
  drawn(records: Uint32Array): Uint32Array;
  /** Keeps the unequal pairs, and tells how many there are. */
  keepUnequal(lefts: Uint32Array, rights: Uint32Array, pairs: number): number;
  find(lefts: Uint32Array, rights: Uint32Array, pairs: number, levels: Uint8Array): void;
}

/** Draws records themselves; the lower ordinal comes to stand on the left. */
function recordFinder(tupleOf: Int32Array, comparison: PairLevels): DrawnFinder {
  return {
    drawn: (records) => records,
    keepUnequal(lefts, rights, pairs) {
      let kept = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const one = lefts[pair]!;
        const other = rights[pair]!;
        lefts[kept] = Math.min(one, other);
        rights[kept] = Math.max(one, other);
        kept += Number(tupleOf[one] !== tupleOf[other]);
      }
      return kept;
    },
    find: (lefts, rights, pairs, levels) => { comparison.levelsOf(lefts, rights, pairs, levels, 0, 1); },
  };
}

/** Draws the codes of records: one look into far memory each, where records would take three. */
function codeFinder({ columns }: CodedRecords, { column, levelsOf }: CodeLevels): DrawnFinder {
  const { codes } = columns[column]!;
  return {
    drawn: (records) => records.map((record) => codes[record]!),
    keepUnequal(lefts, rights, pairs) {
      let kept = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const one = lefts[pair]!;
        const other = rights[pair]!;
        lefts[kept] = one;
        rights[kept] = other;
        kept += Number(one !== other);
      }
      return kept;
    },
    find: levelsOf,
  };
}

/** Fills the left and right things of so many pairs, one pair after the other. */
type PairDrawer = (lefts: Uint32Array, rights: Uint32Array, pairs: number) => void;

/** Draws evenly among the pairs of a record of either set, equal records and all; of two sources, where those of one make no pair. */
function pairDrawer(stratum: Stratum, { left, right }: Pick<Stratum, 'left' | 'right'>, sourceStarts: Uint32Array, isWithin: boolean, draws: SeededDraws): PairDrawer {
  if (isWithin) {
    return (lefts, rights, pairs) => {
      for (let pair = 0; pair < pairs; pair++) {
        lefts[pair] = left[draws.below(left.length)]!;
        rights[pair] = right[draws.below(right.length)]!;
      }
    };
  }
  const [leftStarts, rightStarts] = [startsAmong(stratum.left, sourceStarts), startsAmong(stratum.right, sourceStarts)];
  const sizeOf = (starts: Uint32Array, source: number): number => starts[source + 1]! - starts[source]!;
  // Pairs whose left record is of that source or one before it: so a small source is drawn as often as its pairs ask for.
  const pairsUpTo = new Float64Array(sourceStarts.length - 1);
  let total = 0;
  for (let source = 0; source < pairsUpTo.length; source++) pairsUpTo[source] = total += sizeOf(leftStarts, source) * (right.length - sizeOf(rightStarts, source));
  return (lefts, rights, pairs) => {
    for (let pair = 0; pair < pairs; pair++) {
      const drawn = draws.uniform() * total;
      const source = pairsUpTo.findIndex((upTo) => drawn < upTo);
      const own = sizeOf(rightStarts, source);
      const elsewhere = draws.below(right.length - own);
      lefts[pair] = left[leftStarts[source]! + draws.below(sizeOf(leftStarts, source))]!;
      rights[pair] = right[elsewhere < rightStarts[source]! ? elsewhere : elsewhere + own]!;
    }
  };
}

/** Where the records of each source start among some records, in ascending order. */
function startsAmong(records: Uint32Array, sourceStarts: Uint32Array): Uint32Array {
  let place = 0;
  return sourceStarts.map((start) => {
    while (place < records.length && records[place]! < start) place++;
    return place;
  });
}
