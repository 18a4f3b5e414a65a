import { orderLinks, takeLinks, type Links } from './links.ts';
import { flatten, joinSets, rootOf, singletons } from './union-find.ts';

/** What no cluster may hold twice: a record of a source known to hold each person once, or a cluster that was there before. */
export interface Exclusions {
  /** Words of 32 bits per record. */
  readonly words: number;
  /** Uint32Array(records × words): bit `b` is set where the record counts for exclusion `b`. */
  readonly marks: Uint32Array;
}

/** Clusters by best links. */
export interface BestLinks {
  /** Uint32Array(records): the least record of each record's cluster. */
  readonly clusterOf: Uint32Array;
  /** Links that joined two clusters. */
  readonly joined: number;
  /** Links refused because a cluster would have held something twice. */
  readonly refused: number;
  /** Links left out as ties. */
  readonly tied: number;
}

/**
 * Marks the records of sources known to hold each person once.
 *
 * @param sourceOf - Int32Array(records): the source of each record.
 * @param duplicateFree - by source, whether it holds each person once.
 * @param more - exclusions to leave room for.
 * @returns one exclusion for each such source, in their order, then `more` that nobody counts for yet.
 */
export function excludeSources(sourceOf: Int32Array, duplicateFree: readonly boolean[], more = 0): Exclusions {
  let count = 0;
  const bitOf = duplicateFree.map((isFree) => (isFree ? count++ : -1));
  const words = Math.max(1, Math.ceil((count + more) / 32));
  const marks = new Uint32Array(words * sourceOf.length);
  for (let record = 0; record < sourceOf.length; record++) {
    const bit = bitOf[sourceOf[record]!] ?? -1;
    if (bit >= 0) marks[words * record + (bit >> 5)]! |= 1 << (bit & 31);
  }
  return { words, marks };
}

/**
 * Joins clusters link by link from the heaviest, and passes over each link that would bring together two clusters which
 * count for one exclusion. Where all sources are free of duplicates, this keeps the single best link of each record.
 *
 * A declared greedy: it is the best decision link by link, not always the one with the largest sum. Links of one weight
 * go by left, then right record. With `dropTies`, a link is left out where its record has another link of the same weight
 * into the same source, and that source is free of duplicates: nothing tells which is right.
 *
 * @param links - any links, each pair once; the order does not matter.
 * @param minBits - least weight taken, in bits.
 * @param exclusions - see {@link excludeSources}.
 * @param options - `start`: Uint32Array(records), clusters there are from the start, by their least record; `dropTies`: the
 *   source of each record, and which sources are free of duplicates.
 * @returns the clusters; those of the start stay together even where they hold something twice.
 * @remarks O(links); 48 bytes a link at or above the cut, and 4 to 8 a record. Joining pairs that are each other's best, round
 *   by round as Splink's `cluster_using_single_best_links` does, ends in the same clusters where no weights tie.
 * @see https://github.com/moj-analytical-services/splink/blob/v4.0.16/splink/internals/one_to_one_clustering.py
 * @example
 * const exclusions = excludeSources(Int32Array.of(0, 0, 1), [true, true]);
 * const links = { left: Uint32Array.of(0, 1), right: Uint32Array.of(2, 2), bits: Float64Array.of(5, 6) };
 * joinBestLinks(links, 0, exclusions).clusterOf; // => [0, 1, 1]
 */
export function joinBestLinks(
  links: Links, minBits: number, { words, marks }: Exclusions,
  options: { readonly start?: Uint32Array; readonly dropTies?: { readonly sourceOf: Int32Array; readonly duplicateFree: readonly boolean[] } } = {},
): BestLinks {
  const taken = takeLinks(links, minBits);
  const order = orderLinks(taken);
  const records = marks.length / words;
  const sets = options.start?.slice() ?? singletons(records);
  const held = marks.slice();
  if (options.start !== undefined) gatherMarks(sets, held, words);
  const isTied = options.dropTies === undefined ? null : findTies(taken, order, options.dropTies.sourceOf, options.dropTies.duplicateFree);
  let joined = 0;
  let refused = 0;
  let tied = 0;
  for (let at = 0; at < order.length; at++) {
    const link = order[at]!;
    if (isTied?.[link] === 1) {
      tied++;
      continue;
    }
    const left = rootOf(sets, taken.left[link]!);
    const right = rootOf(sets, taken.right[link]!);
    if (left === right) continue;
    if (haveCommonMark(held, words, left, right)) {
      refused++;
      continue;
    }
    joinSets(sets, left, right);
    joined++;
    const root = Math.min(left, right);
    const other = Math.max(left, right);
    for (let word = 0; word < words; word++) held[words * root + word]! |= held[words * other + word]!;
  }
  return { clusterOf: flatten(sets), joined, refused, tied };
}

function haveCommonMark(marks: Uint32Array, words: number, left: number, right: number): boolean {
  for (let word = 0; word < words; word++) if ((marks[words * left + word]! & marks[words * right + word]!) !== 0) return true;
  return false;
}

/** Gives the least record of each cluster the marks of all its records. */
function gatherMarks(sets: Uint32Array, marks: Uint32Array, words: number): void {
  for (let record = 0; record < sets.length; record++) {
    const root = rootOf(sets, record);
    for (let word = 0; word < words; word++) marks[words * root + word]! |= marks[words * record + word]!;
  }
}

/** Marks the links of which a record has several of one weight into one source that is free of duplicates. */
function findTies(links: Links, order: Uint32Array, sourceOf: Int32Array, duplicateFree: readonly boolean[]): Uint8Array {
  const { left, right, bits } = links;
  const sources = duplicateFree.length;
  // By record and source: the last run of equal weights that led there, and where to; `several` once there were two.
  const runOf = new Uint32Array(sourceOf.length * sources);
  const neighbour = new Uint32Array(sourceOf.length * sources);
  const several = new Uint8Array(sourceOf.length * sources);
  const isTied = new Uint8Array(left.length);
  const look = (from: number, to: number, run: number): void => {
    const slot = from * sources + sourceOf[to]!;
    if (runOf[slot] !== run) {
      runOf[slot] = run;
      neighbour[slot] = to;
      several[slot] = 0;
    } else if (neighbour[slot] !== to) several[slot] = 1;
  };
  const isAmbiguous = (from: number, to: number): boolean => duplicateFree[sourceOf[to]!] === true && several[from * sources + sourceOf[to]!] === 1;
  for (let start = 0, end = 0, run = 1; start < order.length; start = end, run++) {
    const weight = bits[order[start]!]!;
    while (end < order.length && bits[order[end]!] === weight) {
      const link = order[end++]!;
      look(left[link]!, right[link]!, run);
      look(right[link]!, left[link]!, run);
    }
    for (let at = start; at < end; at++) {
      const link = order[at]!;
      if (isAmbiguous(left[link]!, right[link]!) || isAmbiguous(right[link]!, left[link]!)) isTied[link] = 1;
    }
  }
  return isTied;
}
