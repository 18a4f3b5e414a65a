import { MATRIX_PAIRS, pairCache, type PairCache } from './pair-cache.ts';

/** What a cache did. */
export interface CacheUse {
  /** Pairs of values that were looked up. */
  readonly looks: number;
  /** Those that were remembered. */
  readonly hits: number;
  readonly bytes: number;
}

/** A cache of pairs of values that is given up where it remembers too little. */
export interface TriedCache {
  /** Whether it forgets no pair. */
  readonly isWhole: boolean;
  /** Looks up many pairs, as a cache does. */
  recall(lefts: Uint32Array, rights: Uint32Array, places: Uint16Array, pairs: number, numbers: Uint8Array, missed: Uint16Array): number;
  set(left: number, right: number, number: number): void;
  use(): CacheUse;
}

/** Remembers nothing. */
export const NO_CACHE: TriedCache = Object.freeze({
  isWhole: false,
  recall(_lefts: Uint32Array, _rights: Uint32Array, places: Uint16Array, pairs: number, _numbers: Uint8Array, missed: Uint16Array) {
    missed.set(places.subarray(0, pairs));
    return pairs;
  },
  set: () => undefined,
  use: () => ({ looks: 0, hits: 0, bytes: 0 }),
});

/** Looks after which it is seen whether the cache is worth them. */
const TRIAL_LOOKS = 1 << 17;
/** Trials that a cache has to fill. */
const FIRST_TRIALS = 2;
/** A look takes about as long as a third of what it spares. */
const LEAST_HIT_SHARE = 0.35;

/**
 * Makes a cache that is given up once it is seen to remember too little. Its memory is taken when it is first asked.
 *
 * @param lefts - number of values on the left.
 * @param rights - number of values on the right.
 * @returns the cache, empty.
 */
export function triedCache(lefts: number, rights: number): TriedCache {
  const isWhole = (lefts + 1) * (rights + 1) <= MATRIX_PAIRS;
  let cache: PairCache | null | undefined;
  let looks = 0;
  let hits = 0;
  let trial = 0;
  let trialLooks = 0;
  let trialHits = 0;
  return {
    isWhole,
    recall(ofLeft, ofRight, places, pairs, numbers, missed) {
      if (cache === undefined) cache = pairCache(lefts, rights);
      if (cache === null) return NO_CACHE.recall(ofLeft, ofRight, places, pairs, numbers, missed);
      const open = cache.recall(ofLeft, ofRight, places, pairs, numbers, missed);
      trialLooks += pairs;
      trialHits += pairs - open;
      if (trialLooks < TRIAL_LOOKS) return open;
      looks += trialLooks;
      hits += trialHits;
      if (!isWhole && trial >= FIRST_TRIALS && trialHits < LEAST_HIT_SHARE * trialLooks) cache = null;
      trial++;
      trialLooks = 0;
      trialHits = 0;
      return open;
    },
    set(left, right, number) {
      cache?.set(left, right, number);
    },
    use: () => ({ looks: looks + trialLooks, hits: hits + trialHits, bytes: cache?.byteLength ?? 0 }),
  };
}
