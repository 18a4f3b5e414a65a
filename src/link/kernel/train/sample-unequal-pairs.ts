import { RUN_PAIRS, type LevelsOfPairs, type RecordGroups, type RunLevels, type TupleCounts } from './pair-levels.ts';
import { pairsAcross, pairsWithin } from './pair-sequences.ts';
import { arraysLike, OWN_ARRAYS } from '../records/array-maker.ts';
import type { RecordSet, Stratum } from './record-strata.ts';
import type { SeededDraws } from './seeded-draws.ts';

/** Records in random order, among whom pairs of unequal ones are looked for. Plain data. */
export interface PairDraw {
  /** Which stratum they are of. */
  readonly stratum: number;
  readonly lefts: Uint32Array;
  /** `null` where both are lefts. */
  readonly rights: Uint32Array | null;
  /** Unequal pairs to find. */
  readonly wanted: number;
}

/** What was found of draws from one stratum. */
export interface DrawnPairs {
  readonly stratum: number;
  readonly drawn: number;
  /** Float64Array(levels). */
  readonly found: Float64Array;
  /** Float64Array(groups): drawn pairs that touch a record of the group. */
  readonly drawnOf: Float64Array;
  /** By group, Float64Array(levels). */
  readonly foundOf: readonly Float64Array[];
}

/** Pairs of a part: about a hundredth of a second. */
const PART_PAIRS = 1 << 18;
/** Records of a draw at least, where there are more: few enough that all their values stay in a near cache. */
const DRAW_RECORDS = 256;
/** Pairs in vain that are put up with, for each pair wanted: of equal records. */
const MAX_TRIES = 64;

/**
 * Draws records for the pairs of every stratum: in random order, in parts that can be looked at apart. All records take part, as long as there are pairs
 * for all.
 *
 * @param counts - tuple of each record.
 * @param kindOf - Uint8Array(tuples): kind of each tuple.
 * @param strata - what is drawn from.
 * @param sourceStarts - Uint32Array(sources + 1): first record of each source.
 * @param draws - what decides on the order.
 * @yields the draws that are looked at together.
 * @remarks O(records) for each stratum.
 */
export function* drawRecords({ tuples: { tupleOf } }: TupleCounts, kindOf: Uint8Array, strata: readonly Stratum[], sourceStarts: Uint32Array, draws: SeededDraws): Generator<readonly PairDraw[]> {
  // What threads see need not be copied for them.
  const isShared = arraysLike(sourceStarts) !== OWN_ARRAYS;
  let together: PairDraw[] = [];
  let gathered = 0;
  for (const [stratum, { left, right, pairs, wanted }] of strata.entries()) {
    const lefts = membersOf(left, tupleOf, kindOf, sourceStarts);
    const rights = right === null ? null : membersOf(right, tupleOf, kindOf, sourceStarts);
    const all = rights === null ? (lefts.length * (lefts.length - 1)) / 2 : lefts.length * rights.length;
    // Some will be in vain, of equal records.
    const looked = Math.ceil(SPARE * wanted * Math.min(all / pairs, MAX_TRIES)) + 1;
    const drawnLefts = drawSome(lefts, rights === null ? 2 * looked : looked, draws);
    const drawnRights = rights === null ? null : drawSome(rights, looked, draws);
    const available = drawnRights === null ? (drawnLefts.length * (drawnLefts.length - 1)) / 2 : drawnLefts.length * drawnRights.length;
    // Records of several draws make no pairs: each draw has at least twice as many of its own as are looked at.
    const members = drawnLefts.length + (drawnRights?.length ?? 0);
    const parts = Math.max(1, Math.min(Math.ceil(members / DRAW_RECORDS), Math.floor(available / (2 * looked))));
    const partOf = (records: Uint32Array, part: number): Uint32Array => {
      const [from, to] = [cut(records.length, part, parts), cut(records.length, part + 1, parts)];
      return isShared ? records.subarray(from, to) : records.slice(from, to);
    };
    for (let part = 0; part < parts; part++) {
      const share = cut(wanted, part + 1, parts) - cut(wanted, part, parts);
      together.push({ stratum, lefts: partOf(drawnLefts, part), rights: drawnRights === null ? null : partOf(drawnRights, part), wanted: share });
      gathered += share;
      if (gathered < PART_PAIRS) continue;
      yield together;
      together = [];
      gathered = 0;
    }
  }
  if (together.length > 0) yield together;
}

const SPARE = 1.05;

function cut(length: number, part: number, parts: number): number {
  return Math.floor((length * part) / parts);
}

function membersOf({ kinds, from, to }: RecordSet, tupleOf: Int32Array, kindOf: Uint8Array, sourceStarts: Uint32Array): Uint32Array {
  const [start, end] = [sourceStarts[from]!, sourceStarts[to]!];
  const members = arraysLike(sourceStarts).words(end - start);
  let size = 0;
  for (let record = start; record < end; record++) {
    members[size] = record;
    size += Number((kinds & kindOf[tupleOf[record]!]!) !== 0);
  }
  return members.subarray(0, size);
}

/** Draws so many of some records without returning them, or all of them, in random order. */
function drawSome(records: Uint32Array, count: number, draws: SeededDraws): Uint32Array {
  const drawn = Math.min(count, records.length);
  draws.bringToFront(records, drawn);
  return records.subarray(0, drawn);
}

/**
 * Looks at pairs of drawn records: those of equal ones are left out, levels are found of the others.
 *
 * @param comparison - whose levels are counted.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @param draws - drawn records, those of one stratum together.
 * @returns what was found in each stratum. Fewer pairs than wanted are drawn where there are no more, or nearly all records are equal.
 * @remarks O(pairs).
 */
export function countDrawnPairs(comparison: LevelsOfPairs, groups: RecordGroups | null, draws: readonly PairDraw[]): DrawnPairs[] {
  const counts = levelCounts(comparison.levels, groups);
  const found: DrawnPairs[] = [];
  for (const [index, draw] of draws.entries()) {
    const members = draw.rights === null ? draw.lefts : joined(draw.lefts, draw.rights);
    const runs = comparison.among(members, { isOrdered: !comparison.isSymmetric, listsLast: groups !== null });
    if (groups === null) counts.add(runs, lookAtPairs(draw, runs.count));
    else lookAtPairs(draw, (left, right, pairs) => counts.list(members, runs, runs.find(left, right, pairs)));
    if (draws[index + 1]?.stratum !== draw.stratum) found.push(counts.take(draw.stratum));
  }
  return found;
}

/** Looks at pairs of a draw, until as many of them are unequal as are wanted; tells how many are. */
function lookAtPairs({ lefts: { length }, rights, wanted }: PairDraw, unequalOf: (left: number, right: number, pairs: number) => number): number {
  const next = rights === null ? pairsWithin(length) : pairsAcross(length, rights.length);
  const firstRight = rights === null ? 0 : length;
  let missing = wanted;
  for (let tries = wanted * MAX_TRIES; tries > 0 && missing > 0;) {
    const run = next(Math.min(RUN_PAIRS, missing, tries));
    if (run === null) break;
    missing -= unequalOf(run.left, firstRight + run.right, run.pairs);
    tries -= run.pairs;
  }
  return wanted - missing;
}

interface LevelCounts {
  /** Counts the pairs of a run that were listed, for the groups of their records too; tells how many are unequal. */
  readonly list: (members: Uint32Array, runs: RunLevels, of: { readonly unequal: number; readonly listed: number }) => number;
  /** Adds what was counted of so many unequal pairs. */
  readonly add: (runs: Pick<RunLevels, 'counts'>, unequal: number) => void;
  /** Hands over what was added since the last time. */
  readonly take: (stratum: number) => DrawnPairs;
}

function levelCounts(levels: number, groups: RecordGroups | null): LevelCounts {
  const none = (): Omit<DrawnPairs, 'stratum' | 'drawn'> => ({
    found: new Float64Array(levels), drawnOf: new Float64Array(groups?.groups ?? 0), foundOf: Array.from({ length: groups?.groups ?? 0 }, () => new Float64Array(levels)),
  });
  let counts = none();
  let drawn = 0;
  const touch = (group: number, level: number): void => {
    counts.drawnOf[group]!++;
    counts.foundOf[group]![level]!++;
  };
  return {
    list(members, runs, { unequal, listed }) {
      drawn += unequal;
      counts.found[levels - 1]! += unequal - listed;
      for (let pair = 0; pair < listed; pair++) {
        const level = runs.levels[pair]!;
        counts.found[level]!++;
        const [one, other] = [groups!.groupOf[members[runs.lefts[pair]!]!]!, groups!.groupOf[members[runs.rights[pair]!]!]!];
        touch(one, level);
        if (other !== one) touch(other, level);
      }
      return unequal;
    },
    add(runs, unequal) {
      drawn += unequal;
      let rest = unequal;
      for (let level = 0; level < levels - 1; level++) {
        counts.found[level]! += runs.counts[level]!;
        rest -= runs.counts[level]!;
      }
      counts.found[levels - 1]! += rest;
    },
    take(stratum) {
      const taken = { stratum, drawn, ...counts };
      counts = none();
      drawn = 0;
      return taken;
    },
  };
}

function joined(lefts: Uint32Array, rights: Uint32Array): Uint32Array {
  const all = new Uint32Array(lefts.length + rights.length);
  all.set(lefts);
  all.set(rights, lefts.length);
  return all;
}
