import { bucketOf, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { CodeMeasure } from './measure-of.ts';
import { NEXT, RUN_PAIRS, type CodesOf, type PairRun, type Rung } from './rung.ts';
import { mightShare } from './signatures.ts';
import type { TextFilter } from './text-filter.ts';
import type { CacheUse, TriedCache } from './tried-cache.ts';

/** What a rung measures. */
export interface MeasuredLevels {
  readonly measure: CodeMeasure;
  /** Tells pairs of texts that reach no breakpoint; null where that cannot be told. */
  readonly filter: TextFilter | null;
  /** Breakpoints of the bounds, rising. */
  readonly points: readonly Breakpoint[];
  /** Uint8Array: the level by breakpoints reached and by {@link UNKNOWN_BUCKET}, or {@link NEXT}. */
  readonly levels: Uint8Array;
  readonly leftCodes: CodesOf;
  readonly rightCodes: CodesOf;
  /** Whether a pair may lack a value. */
  readonly hasNulls: boolean;
  /** Remembers what was measured. */
  readonly cache: TriedCache;
  /** The last level, of the last rung; null of the others. */
  readonly last: number | null;
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
export function measureRung({ measure, filter, points, levels, leftCodes, rightCodes, hasNulls, cache, last }: MeasuredLevels): MeasureRung {
  const isPlain = leftCodes === null && rightCodes === null && !hasNulls;
  const gatheredLefts = new Uint32Array(isPlain ? 0 : RUN_PAIRS);
  const gatheredRights = new Uint32Array(isPlain ? 0 : RUN_PAIRS);
  const present = new Uint16Array(isPlain ? 0 : RUN_PAIRS);
  const work = new Uint16Array(RUN_PAIRS);
  const missed = new Uint16Array(RUN_PAIRS);
  const buckets = new Uint8Array(RUN_PAIRS);
  const farBucket = filter?.bucket ?? UNKNOWN_BUCKET;
  /** Whether the pairs that are not measured are those that no level holds for. */
  const isFarNext = levels[farBucket] === NEXT;
  const lastLevels = last === null ? null : levels.map((level) => (level === NEXT ? last : level));

  /** Gathers the values of the pairs, and lists those that have both. */
  function gather({ lefts, rights, places }: PairRun, pairs: number): number {
    let open = 0;
    for (let index = 0; index < pairs; index++) {
      const place = places[index]!;
      const left = (leftCodes === null ? lefts[place]! : leftCodes[lefts[place]!]!) | 0;
      const right = (rightCodes === null ? rights[place]! : rightCodes[rights[place]!]!) | 0;
      gatheredLefts[place] = left;
      gatheredRights[place] = right;
      present[open] = place;
      open += ((left | -left) & (right | -right)) >>> 31;
    }
    return open;
  }

  function measuredBucket(left: number, right: number): number {
    if (filter !== null && mightShare(filter.lefts, left, filter.rights, right, filter.leastShared) === 0) return farBucket;
    return bucketOf(measure(left, right), points);
  }

  /** Measures the pairs that lack no value: lists those that were not told by the filter, and finds their buckets. */
  function measureAll(lefts: Uint32Array, rights: Uint32Array, places: Uint16Array, pairs: number): number {
    // To look into a matrix is quicker than to filter.
    const open = filter === null || cache.isWhole ? copyPlaces(places, pairs, work) : keepMighty(filter, lefts, rights, places, pairs, work);
    const rest = cache.recall(lefts, rights, work, open, buckets, missed);
    for (let index = 0; index < rest; index++) {
      const place = missed[index]!;
      const bucket = measuredBucket(lefts[place]!, rights[place]!);
      cache.set(lefts[place]!, rights[place]!, bucket);
      buckets[place] = bucket;
    }
    return open;
  }

  return {
    levelOf(left, right) {
      const one = leftCodes === null ? left : leftCodes[left]!;
      const other = rightCodes === null ? right : rightCodes[right]!;
      if (one === 0 || other === 0) return levels[UNKNOWN_BUCKET]!;
      return levels[measuredBucket(one, other)]!;
    },
    sift(run, pairs) {
      const { places, levels: out, at } = run;
      const isSparse = isFarNext && lastLevels !== null;
      if (!isSparse) buckets.fill(UNKNOWN_BUCKET);
      const open = isPlain ? pairs : gather(run, pairs);
      if (!isFarNext) markFar(isPlain ? places : present, open);
      const measured = isPlain ? measureAll(run.lefts, run.rights, places, pairs) : measureAll(gatheredLefts, gatheredRights, present, open);
      if (isSparse) {
        // The others hold the last level already.
        for (let index = 0; index < measured; index++) out[at + work[index]!] = lastLevels[buckets[work[index]!]!]!;
        return 0;
      }
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levels[buckets[place]!]!;
        if (level === 255) places[rest++] = place;
        else out[at + place] = level;
      }
      return rest;
    },
    cacheUse: cache.use,
  };

  function markFar(places: Uint16Array, pairs: number): void {
    for (let index = 0; index < pairs; index++) buckets[places[index]!] = farBucket;
  }
}

function copyPlaces(places: Uint16Array, pairs: number, work: Uint16Array): number {
  for (let index = 0; index < pairs; index++) work[index] = places[index]!;
  return pairs;
}

/** Lists the texts that might share enough. */
function keepMighty({ lefts: leftSignatures, rights: rightSignatures, leastShared }: TextFilter, lefts: Uint32Array, rights: Uint32Array, places: Uint16Array, pairs: number, work: Uint16Array): number {
  let open = 0;
  for (let index = 0; index < pairs; index++) {
    const place = places[index]!;
    work[open] = place;
    open += mightShare(leftSignatures, lefts[place]!, rightSignatures, rights[place]!, leastShared);
  }
  return open;
}
