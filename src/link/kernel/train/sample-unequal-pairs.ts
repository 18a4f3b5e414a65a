import { distinctTuples } from './distinct-tuples.ts';
import { CHUNK_PAIRS, type CodedRecords, type LevelsAmong, type LevelsOfPairs, type RecordGroups, type TupleCounts } from './pair-levels.ts';
import { pairsAcross, pairsWithin } from './pair-sequences.ts';
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

/** What was found of a draw. */
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
const DRAW_RECORDS = 2048;
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
    const partOf = (records: Uint32Array, part: number): Uint32Array => records.slice(cut(records.length, part, parts), cut(records.length, part + 1, parts));
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
  const members = new Uint32Array(end - start);
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
  for (let place = 0; place < drawn; place++) {
    const other = place + draws.below(records.length - place);
    const record = records[other]!;
    records[other] = records[place]!;
    records[place] = record;
  }
  return records.subarray(0, drawn);
}

/**
 * Looks at pairs of drawn records: those of equal ones are left out, levels are found of the others.
 *
 * @param records - codes of all records.
 * @param comparison - whose levels are counted.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @param draws - drawn records.
 * @returns what was found of each draw. Fewer pairs than wanted are drawn where there are no more, or nearly all records are equal.
 * @remarks O(pairs).
 */
export function countDrawnPairs(records: CodedRecords, comparison: LevelsOfPairs, groups: RecordGroups | null, draws: readonly PairDraw[]): DrawnPairs[] {
  const members = joined(draws.flatMap(({ lefts, rights }) => (rights === null ? [lefts] : [lefts, rights])));
  const levelsOf = comparison.among(members);
  const tuples = tuplesAmong(records, comparison.columns, members);
  let first = 0;
  return draws.map((draw) => {
    const look = { members, tuples, levelsOf, groups, first, levels: comparison.levels, isSymmetric: comparison.isSymmetric };
    first += draw.lefts.length + (draw.rights?.length ?? 0);
    return lookAtPairs(draw, look);
  });
}

interface Look {
  /** Uint32Array: ordinals of the records of all draws. */
  readonly members: Uint32Array;
  /** Tuple of each of them. */
  readonly tuples: Uint32Array | Int32Array;
  readonly levelsOf: LevelsAmong;
  readonly groups: RecordGroups | null;
  /** The place of the first record of the draw. */
  readonly first: number;
  readonly levels: number;
  readonly isSymmetric: boolean;
}

function lookAtPairs({ stratum, lefts: { length: leftCount }, rights: some, wanted }: PairDraw, { members, tuples, levelsOf, groups, first, levels, isSymmetric }: Look): DrawnPairs {
  const next = some === null ? pairsWithin(leftCount) : pairsAcross(leftCount, some.length);
  const firstRight = some === null ? first : first + leftCount;
  const [lefts, rights, found] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS), new Uint8Array(CHUNK_PAIRS)];
  const counts = new Uint32Array(levels);
  const drawnOf = new Float64Array(groups?.groups ?? 0);
  const foundOf = Array.from(drawnOf, () => new Float64Array(levels));
  let drawn = 0;

  /** Finds the places among the records of all draws; on the left comes to stand what comes first, where that is told. */
  function place(pairs: number): void {
    for (let pair = 0; pair < pairs; pair++) {
      lefts[pair]! += first;
      rights[pair]! += firstRight;
    }
    for (let pair = 0; !isSymmetric && pair < pairs; pair++) {
      const [left, right] = [lefts[pair]!, rights[pair]!];
      if (members[left]! < members[right]!) continue;
      lefts[pair] = right;
      rights[pair] = left;
    }
  }

  /** Counts the unequal pairs. */
  function count(pairs: number): void {
    for (let pair = 0; pair < pairs; pair++) {
      const isUnequal = Number(tuples[lefts[pair]!] !== tuples[rights[pair]!]);
      counts[found[pair]!]! += isUnequal;
      drawn += isUnequal;
    }
  }

  function countGroups(pairs: number): void {
    const touch = (group: number, level: number): void => {
      drawnOf[group]!++;
      foundOf[group]![level]!++;
    };
    for (let pair = 0; groups !== null && pair < pairs; pair++) {
      const [left, right] = [lefts[pair]!, rights[pair]!];
      if (tuples[left] === tuples[right]) continue;
      const [one, other] = [groups.groupOf[members[left]!]!, groups.groupOf[members[right]!]!];
      touch(one, found[pair]!);
      if (other !== one) touch(other, found[pair]!);
    }
  }

  for (let tries = wanted * MAX_TRIES; tries > 0 && drawn < wanted; ) {
    const pairs = next(lefts, rights, Math.min(CHUNK_PAIRS, wanted - drawn, tries));
    if (pairs === 0) break;
    tries -= pairs;
    place(pairs);
    levelsOf(lefts, rights, pairs, found);
    count(pairs);
    countGroups(pairs);
  }
  return { stratum, drawn, found: Float64Array.from(counts), drawnOf, foundOf };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tuplesAmong({ columns }: CodedRecords, used: readonly number[], members: Uint32Array): Uint32Array | Int32Array {
  const codes = used.map((column) => {
    const all = columns[column]!.codes;
    return members.map((record) => all[record]!);
  });
  return codes.length === 1 ? codes[0]! : distinctTuples(codes, members.length).tupleOf;
}
