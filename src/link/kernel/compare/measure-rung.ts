import { bucketOf, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { CodeMeasure } from './measure-of.ts';
import type { CacheUse, TriedCache } from './tried-cache.ts';
import { NEXT, RUN_PAIRS, type CodesOf, type Rung } from './rung.ts';
import { mightShare } from './signatures.ts';
import type { TextFilter } from './text-filter.ts';

/** What a rung measures. */
export interface MeasuredLevels {
  readonly measure: CodeMeasure;
  /** Tells pairs of texts that reach no breakpoint; null where that cannot be told. */
  readonly filter: TextFilter | null;
  /** Breakpoints of the bounds, rising. */
  readonly points: readonly Breakpoint[];
  /** Uint8Array: the level by breakpoints reached, or {@link NEXT}; and by {@link UNKNOWN_BUCKET}. */
  readonly levels: Uint8Array;
  readonly leftCodes: CodesOf;
  readonly rightCodes: CodesOf;
  /** Remembers what was measured. */
  readonly cache: TriedCache;
}

/** A rung that remembers what it measured. */
export interface MeasureRung extends Rung {
  cacheUse(): CacheUse;
}

/**
 * Makes the rung of levels that bound one measure which takes its time.
 *
 * @param measured - what is measured.
 * @returns the rung.
 * @remarks Loops over the pairs, each of which settles most of what the one before left open, without branches on data: texts that the
 *   filter tells, then pairs that are remembered. Only the others are measured.
 */
export function measureRung({ measure, filter, points, levels, leftCodes, rightCodes, cache }: MeasuredLevels): MeasureRung {
  const lefts = new Uint32Array(RUN_PAIRS);
  const rights = new Uint32Array(RUN_PAIRS);
  const work = new Uint16Array(RUN_PAIRS);
  const buckets = new Uint8Array(RUN_PAIRS);

  function measuredBucket(left: number, right: number): number {
    return bucketOf(measure(left, right), points);
  }

  /** Gathers the values of the pairs at their places, and lists those to be measured; the others have their bucket. */
  function gather(ofLeft: Uint32Array, ofRight: Uint32Array, places: Uint16Array, pairs: number): number {
    let open = 0;
    for (let index = 0; index < pairs; index++) {
      const place = places[index]!;
      const left = (leftCodes === null ? ofLeft[place]! : leftCodes[ofLeft[place]!]!) | 0;
      const right = (rightCodes === null ? ofRight[place]! : rightCodes[ofRight[place]!]!) | 0;
      lefts[place] = left;
      rights[place] = right;
      buckets[place] = UNKNOWN_BUCKET;
      work[open] = place;
      open += ((left | -left) & (right | -right)) >>> 31;
    }
    return filter === null ? open : keepMighty(filter, open);
  }

  function keepMighty({ lefts: leftSignatures, rights: rightSignatures, leastShared, bucket }: TextFilter, open: number): number {
    let rest = 0;
    for (let index = 0; index < open; index++) {
      const place = work[index]!;
      buckets[place] = bucket;
      work[rest] = place;
      rest += mightShare(leftSignatures, lefts[place]!, rightSignatures, rights[place]!, leastShared);
    }
    return rest;
  }

  return {
    levelOf(left, right) {
      const one = leftCodes === null ? left : leftCodes[left]!;
      const other = rightCodes === null ? right : rightCodes[right]!;
      if (one === 0 || other === 0) return levels[UNKNOWN_BUCKET]!;
      if (filter !== null && mightShare(filter.lefts, one, filter.rights, other, filter.leastShared) === 0) return levels[filter.bucket]!;
      return levels[measuredBucket(one, other)]!;
    },
    sift(ofLeft, ofRight, places, pairs, out) {
      let open = gather(ofLeft, ofRight, places, pairs);
      open = cache.recall(lefts, rights, work, open, buckets);
      for (let index = 0; index < open; index++) {
        const place = work[index]!;
        const bucket = measuredBucket(lefts[place]!, rights[place]!);
        cache.set(lefts[place]!, rights[place]!, bucket);
        buckets[place] = bucket;
      }
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levels[buckets[place]!]!;
        out[place] = level;
        places[rest] = place;
        rest += level === NEXT ? 1 : 0;
      }
      return rest;
    },
    cacheUse: cache.use,
  };
}
