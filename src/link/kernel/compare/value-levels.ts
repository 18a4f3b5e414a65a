import { pairCache, type PairCache } from './pair-cache.ts';
import { mightShare } from './signatures.ts';
import type { TextFilter } from './text-filter.ts';

/** What is known of the level of two values before they are looked at; null where it depends on them. */
export interface SettledLevels {
  readonly bothNull: number | null;
  readonly leftNull: number | null;
  readonly rightNull: number | null;
  /** Of equal codes of one dictionary. */
  readonly equal: number | null;
  /** Of different values that the filter tells. */
  readonly apart: number | null;
}

/** The values of both sides, and how their level is found. */
export interface ValueProgram {
  readonly leftSize: number;
  readonly rightSize: number;
  readonly settled: SettledLevels;
  readonly filter: TextFilter | null;
  /** Finds the level of two values by looking at them. */
  levelOf(left: number, right: number): number;
  /** The same for different codes that are no null. */
  levelOfDifferent(left: number, right: number): number;
}

/** What a cache did. */
export interface CacheUse {
  /** Pairs of values that were looked up. */
  readonly looks: number;
  /** Those that were remembered. */
  readonly hits: number;
  readonly bytes: number;
}

/** Finds the levels of pairs of values. Not re-entrant. */
export interface ValueLevels {
  /**
   * Finds levels of many pairs.
   *
   * @param lefts - codes on the left.
   * @param rights - codes on the right.
   * @param pairs - number of pairs, at most {@link RUN_PAIRS}.
   * @param out - receives the level of pair `i` at `at + i · stride`.
   */
  find(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
  cacheUse(): CacheUse;
}

/** Pairs that are worked on together: their codes and places stay in the nearest cache. */
export const RUN_PAIRS = 1024;

/** Looks after which it is seen whether the cache is worth them. */
const TRIAL_LOOKS = 1 << 17;
/** Trials that a cache has to fill. */
const FIRST_TRIALS = 2;
/** A look takes about as long as half of what it spares. */
const LEAST_HIT_SHARE = 0.4;

/** No level is as high. */
const OPEN = 255;

/**
 * Readies the finding of levels by values.
 *
 * @param program - the values, and how their level is found.
 * @returns what finds levels.
 * @remarks A run of pairs passes several loops, each of which settles most of what the one before left open, without branches on
 *   data: nulls and equal values; then texts that the filter tells apart; then pairs that are remembered. Only the others are looked
 *   at. A cache that remembers too little is given up; levels do not depend on it. Memory: at most 4 MiB.
 */
export function valueLevels({ leftSize, rightSize, settled, filter, levelOf, levelOfDifferent }: ValueProgram): ValueLevels {
  const levelOfKind = levelsByKind(settled);
  const openKinds = levelOfKind.map((level) => Number(level === OPEN));
  // The filter knows of different values only: the others must be settled without it.
  const usesFilter = filter !== null && settled.apart !== null && openKinds.reduce((sum, isOpen) => sum + isOpen) === 1;
  const levels = new Uint8Array(RUN_PAIRS);
  const places = new Uint16Array(RUN_PAIRS);
  const diagonal = settled.equal === null ? new Uint8Array(Math.min(leftSize, rightSize) + 1) : null;
  let cache: PairCache | null = pairCache(leftSize, rightSize);
  const isTried = cache !== null && !cache.isWhole;
  let looks = 0;
  let hits = 0;
  let trialHits = 0;

  /** Sees after every trial whether the cache is worth it. */
  function tally(looked: number, found: number): void {
    const trialsBefore = Math.floor(looks / TRIAL_LOOKS);
    looks += looked;
    hits += found;
    trialHits += found;
    if (Math.floor(looks / TRIAL_LOOKS) === trialsBefore) return;
    if (isTried && trialsBefore >= FIRST_TRIALS && trialHits < LEAST_HIT_SHARE * TRIAL_LOOKS) cache = null;
    trialHits = 0;
  }

  /** Sets apart the pairs with a null, and the equal ones: neither is worth a place in the cache. */
  function lookAtEdges(lefts: Uint32Array, rights: Uint32Array, open: number): number {
    let rest = 0;
    for (let index = 0; index < open; index++) {
      const place = places[index]!;
      const left = lefts[place]!;
      const right = rights[place]!;
      if (diagonal !== null && left === right) levels[place] = (diagonal[left] ||= levelOf(left, left) + 1) - 1;
      else if (left === 0 || right === 0) levels[place] = levelOf(left, right);
      else places[rest++] = place;
    }
    return rest;
  }

  return {
    find(lefts, rights, pairs, out, at, stride) {
      let open = settle(lefts, rights, pairs, levelOfKind, openKinds, levels, places);
      if (usesFilter) open = keepMighty(lefts, rights, open, filter, settled.apart, levels, places);
      else open = lookAtEdges(lefts, rights, open);
      if (cache !== null) {
        const missed = cache.recall(lefts, rights, places, open, levels);
        tally(open, open - missed);
        open = missed;
      }
      for (let index = 0; index < open; index++) {
        const place = places[index]!;
        const level = levelOfDifferent(lefts[place]!, rights[place]!);
        cache?.set(lefts[place]!, rights[place]!, level);
        levels[place] = level;
      }
      for (let pair = 0, to = at; pair < pairs; pair++, to += stride) out[to] = levels[pair]!;
    },
    cacheUse: () => ({ looks, hits, bytes: cache?.byteLength ?? 0 }),
  };
}

/** By whether left and right are values, and whether they differ, as bits 2, 1 and 0. */
function levelsByKind({ bothNull, leftNull, rightNull, equal }: SettledLevels): Uint8Array {
  const levels = new Uint8Array(8).fill(OPEN);
  levels[0b000] = bothNull ?? OPEN;
  levels[0b011] = leftNull ?? OPEN;
  levels[0b101] = rightNull ?? OPEN;
  levels[0b110] = equal ?? OPEN;
  // A null and null never differ, a null and a value always do.
  levels[0b001] = levels[0b010] = levels[0b100] = 0;
  return levels;
}

/** Settles what can be known of nulls and equal values, and lists the places of the others. */
function settle(lefts: Uint32Array, rights: Uint32Array, pairs: number, levelOfKind: Uint8Array, openKinds: Uint8Array, levels: Uint8Array, places: Uint16Array): number {
  let open = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const left = lefts[pair]! | 0;
    const right = rights[pair]! | 0;
    const difference = left ^ right;
    const kind = (((left | -left) >>> 31) << 2) | (((right | -right) >>> 31) << 1) | ((difference | -difference) >>> 31);
    levels[pair] = levelOfKind[kind]!;
    places[open] = pair;
    open += openKinds[kind]!;
  }
  return open;
}

/** Settles the texts that are known to be far apart, and lists the places of the others. */
function keepMighty(lefts: Uint32Array, rights: Uint32Array, open: number, filter: TextFilter, apart: number | null, levels: Uint8Array, places: Uint16Array): number {
  const { lefts: leftSignatures, rights: rightSignatures, leastShared } = filter;
  let rest = 0;
  for (let index = 0; index < open; index++) {
    const place = places[index]!;
    levels[place] = apart!;
    places[rest] = place;
    rest += mightShare(leftSignatures, lefts[place]!, rightSignatures, rights[place]!, leastShared);
  }
  return rest;
}
