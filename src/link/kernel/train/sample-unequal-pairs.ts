import { distinctTuples } from './distinct-tuples.ts';
import { CHUNK_PAIRS, type CodedRecords, type LevelsOfPairs, type RecordGroups, type TupleCounts } from './pair-levels.ts';
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
 * @param draws - drawn records, those of one stratum together.
 * @returns what was found in each stratum. Fewer pairs than wanted are drawn where there are no more, or nearly all records are equal.
 * @remarks O(pairs).
 */
export function countDrawnPairs(records: CodedRecords, comparison: LevelsOfPairs, groups: RecordGroups | null, draws: readonly PairDraw[]): DrawnPairs[] {
  const members = joined(draws.flatMap(({ lefts, rights }) => (rights === null ? [lefts] : [lefts, rights])));
  const counter = pairCounter(comparison, members, groups);
  const collect = unequalPairs(tuplesAmong(records, comparison.columns, members), counter.count);
  const found: DrawnPairs[] = [];
  let first = 0;
  for (const [index, draw] of draws.entries()) {
    collect.add(draw, first);
    first += draw.lefts.length + (draw.rights?.length ?? 0);
    if (draws[index + 1]?.stratum === draw.stratum) continue;
    collect.flush();
    found.push(counter.take(draw.stratum));
  }
  return found;
}

/** Is given pairs of places among the members. */
type PairVisitor = (lefts: Uint32Array, rights: Uint32Array, pairs: number) => void;

/** Collects the unequal pairs of draws, and hands them on as many at a time as may be. */
function unequalPairs(tuples: Uint32Array | Int32Array, visit: PairVisitor): { readonly add: (draw: PairDraw, first: number) => void; readonly flush: () => void } {
  const [someLefts, someRights] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS)];
  const [lefts, rights] = [new Uint32Array(CHUNK_PAIRS), new Uint32Array(CHUNK_PAIRS)];
  let filled = 0;
  const flush = (): void => {
    visit(lefts, rights, filled);
    filled = 0;
  };
  const keepUnequal = (pairs: number, first: number, firstRight: number): number => {
    const before = filled;
    for (let pair = 0; pair < pairs; pair++) {
      const left = first + someLefts[pair]!;
      const right = firstRight + someRights[pair]!;
      lefts[filled] = left;
      rights[filled] = right;
      filled += Number(tuples[left] !== tuples[right]);
    }
    return filled - before;
  };
  return {
    flush,
    add({ lefts: { length }, rights: others, wanted }, first) {
      const next = others === null ? pairsWithin(length) : pairsAcross(length, others.length);
      const firstRight = others === null ? first : first + length;
      for (let tries = wanted * MAX_TRIES, kept = 0; tries > 0 && kept < wanted; ) {
        if (filled === CHUNK_PAIRS) flush();
        const pairs = next(someLefts, someRights, Math.min(CHUNK_PAIRS - filled, wanted - kept, tries));
        if (pairs === 0) break;
        tries -= pairs;
        kept += keepUnequal(pairs, first, firstRight);
      }
    },
  };
}

/** Finds the levels of pairs, and counts them. */
function pairCounter({ levels, isSymmetric, among }: LevelsOfPairs, members: Uint32Array, groups: RecordGroups | null): { readonly count: PairVisitor; readonly take: (stratum: number) => DrawnPairs } {
  const levelsOf = among(members);
  const found = new Uint8Array(CHUNK_PAIRS);
  const counts = new Uint32Array(levels);
  const none = (): Omit<DrawnPairs, 'stratum' | 'drawn' | 'found'> => ({ drawnOf: new Float64Array(groups?.groups ?? 0), foundOf: Array.from({ length: groups?.groups ?? 0 }, () => new Float64Array(levels)) });
  let ofGroups = none();

  /** On the left comes to stand what comes first, where that is told. */
  function bringInOrder(lefts: Uint32Array, rights: Uint32Array, pairs: number): void {
    for (let pair = 0; pair < pairs; pair++) {
      const [left, right] = [lefts[pair]!, rights[pair]!];
      if (members[left]! < members[right]!) continue;
      lefts[pair] = right;
      rights[pair] = left;
    }
  }

  function countGroups(groupOf: Uint8Array, lefts: Uint32Array, rights: Uint32Array, pairs: number): void {
    const touch = (group: number, level: number): void => {
      ofGroups.drawnOf[group]!++;
      ofGroups.foundOf[group]![level]!++;
    };
    for (let pair = 0; pair < pairs; pair++) {
      const [one, other] = [groupOf[members[lefts[pair]!]!]!, groupOf[members[rights[pair]!]!]!];
      touch(one, found[pair]!);
      if (other !== one) touch(other, found[pair]!);
    }
  }

  return {
    count(lefts, rights, pairs) {
      if (!isSymmetric) bringInOrder(lefts, rights, pairs);
      levelsOf(lefts, rights, pairs, found);
      for (let pair = 0; pair < pairs; pair++) counts[found[pair]!]!++;
      if (groups !== null) countGroups(groups.groupOf, lefts, rights, pairs);
    },
    take(stratum) {
      const taken = { stratum, drawn: counts.reduce((sum, count) => sum + count, 0), found: Float64Array.from(counts), ...ofGroups };
      counts.fill(0);
      ofGroups = none();
      return taken;
    },
  };
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
