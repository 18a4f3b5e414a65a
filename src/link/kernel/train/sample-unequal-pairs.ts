import { totals } from './count-unequal-pairs.ts';
import { pairsAmong, pairsBetween, type SourceCounts } from './distinct-tuples.ts';
import type { Agreement, AgreementRules, CodedRecords, PairLevels, TupleCounts } from './pair-levels.ts';
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
  for (const [index, stratum] of strataOf(records, counts, comparison, rules, selfLevels).entries()) {
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
function strataOf(records: CodedRecords, counts: TupleCounts, comparison: PairLevels, { isWithin }: AgreementRules, selfLevels: Uint8Array): Stratum[] {
  const { tuples: { tuples, tupleOf } } = counts;
  const isSilent = (tuple: number): boolean => comparison.nullLevels[selfLevels[tuple]!] === 1;
  const ordinals = Uint32Array.from({ length: records.records }, (_, record) => record);
  const speaking = ordinals.filter((record) => !isSilent(tupleOf[record]!));
  const silent = ordinals.filter((record) => isSilent(tupleOf[record]!));
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

interface Sample {
  readonly drawn: number;
  readonly found: Float64Array;
  readonly drawnOf: Float64Array;
  readonly foundOf: readonly Float64Array[];
}

function drawStratum(
  records: CodedRecords, counts: TupleCounts, comparison: PairLevels, { isWithin }: AgreementRules, stratum: Stratum, wanted: number, draws: SeededDraws,
): Sample {
  const { tupleOf } = counts.tuples;
  const { groups } = counts;
  const draw = pairDrawer(stratum, records.sourceStarts, isWithin, draws);
  const pair = new Uint32Array(2);
  const found = new Float64Array(comparison.levels);
  const drawnOf = new Float64Array(groups?.groups ?? 0);
  const foundOf = Array.from(drawnOf, () => new Float64Array(comparison.levels));
  const [lefts, rights, levels] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint8Array(CHUNK_PAIRS)];
  let drawn = 0;
  let filled = 0;
  const touch = (group: number, level: number): void => {
    drawnOf[group]!++;
    foundOf[group]![level]!++;
  };
  const flush = (): void => {
    comparison.levelsOf(lefts, rights, filled, levels, 0, 1);
    for (let pair = 0; pair < filled; pair++) {
      const level = levels[pair]!;
      found[level]!++;
      if (groups === null) continue;
      const [one, other] = [groups.groupOf[lefts[pair]!]!, groups.groupOf[rights[pair]!]!];
      touch(one, level);
      if (other !== one) touch(other, level);
    }
    drawn += filled;
    filled = 0;
  };
  for (let tries = wanted * MAX_TRIES; tries > 0 && drawn + filled < wanted; tries--) {
    draw(pair);
    const [one, other] = [pair[0]!, pair[1]!];
    if (tupleOf[one] === tupleOf[other]) continue;
    lefts[filled] = Math.min(one, other);
    rights[filled] = Math.max(one, other);
    if (++filled === CHUNK_PAIRS) flush();
  }
  flush();
  return { drawn, found, drawnOf, foundOf };
}

/** Draws evenly among the pairs of a record of either set, equal records and all; of two sources, where those of one make no pair. */
function pairDrawer({ left, right }: Stratum, sourceStarts: Uint32Array, isWithin: boolean, draws: SeededDraws): (pair: Uint32Array) => void {
  if (isWithin) {
    return (pair) => {
      pair[0] = left[draws.below(left.length)]!;
      pair[1] = right[draws.below(right.length)]!;
    };
  }
  const [leftStarts, rightStarts] = [startsAmong(left, sourceStarts), startsAmong(right, sourceStarts)];
  const sizeOf = (starts: Uint32Array, source: number): number => starts[source + 1]! - starts[source]!;
  // Pairs whose left record is of that source or one before it: so a small source is drawn as often as its pairs ask for.
  const pairsUpTo = new Float64Array(sourceStarts.length - 1);
  let total = 0;
  for (let source = 0; source < pairsUpTo.length; source++) pairsUpTo[source] = total += sizeOf(leftStarts, source) * (right.length - sizeOf(rightStarts, source));
  return (pair) => {
    const drawn = draws.uniform() * total;
    const source = pairsUpTo.findIndex((pairs) => drawn < pairs);
    const own = sizeOf(rightStarts, source);
    const elsewhere = draws.below(right.length - own);
    pair[0] = left[leftStarts[source]! + draws.below(sizeOf(leftStarts, source))]!;
    pair[1] = right[elsewhere < rightStarts[source]! ? elsewhere : elsewhere + own]!;
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
