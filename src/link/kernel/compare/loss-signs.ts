import { UNKNOWN_BUCKET } from './breakpoints.ts';
import { NEXT, type RungPlan } from './rung.ts';
import { LENGTHS, LONG } from './signatures.ts';
import type { LevelPlan } from './value-levels.ts';

/** A rung that can be told at a glance not to lead to its better levels. */
export interface Sign {
  readonly rung: Exclude<RungPlan, { readonly kind: 'numbers' }>;
  /** What a pair loses at least for which it cannot be told. */
  readonly least: number;
  /** Of texts, {@link neededByLength} of the symbols they must share. */
  readonly needed: Uint8Array | null;
}

/** What pairs of different values lose at least. */
export interface LossSigns {
  /** Of those that show no sign. */
  readonly different: number;
  readonly signs: readonly Sign[];
}

/** Losses that are less apart are not worth a glance, in the unit of losses. */
const WORTH_TELLING = 1024;

/**
 * Looks for what tells at a glance that two different values lose much.
 *
 * @param plan - how their level is found.
 * @param losses - Int32Array(levels): what each level loses.
 * @returns bounds: no pair loses less than the least of `different` and of the signs that it shows.
 */
export function signsOf({ rungs, last }: LevelPlan, losses: Int32Array): LossSigns {
  let different = losses[last]!;
  const signs: Sign[] = [];
  // From the last one on: a pair for which a rung does not hold loses what a later one says.
  for (const rung of rungs.toReversed()) {
    const { least, otherwise, needed } = boundsOf(rung, losses, different);
    different = Math.min(different, otherwise);
    if (rung.kind === 'numbers' || least > different - WORTH_TELLING) different = Math.min(different, least);
    else signs.unshift({ rung, least, needed });
  }
  return { different, signs: signs.filter(({ least }) => least < different) };
}

/** What pairs lose at least, and those that can be told, by what those lose for which the rung does not hold. */
function boundsOf(rung: RungPlan, losses: Int32Array, later: number): { readonly least: number; readonly otherwise: number; readonly needed: Uint8Array | null } {
  if (rung.kind === 'equal') return { least: losses[rung.level]!, otherwise: Infinity, needed: null };
  const lossOf = (bucket: number): number => (rung.levels[bucket] === NEXT ? later : losses[rung.levels[bucket]!]!);
  const buckets = rung.points.map((_, index) => lossOf(index + 1));
  const least = Math.min(lossOf(0), ...buckets, lossOf(UNKNOWN_BUCKET));
  if (rung.kind === 'numbers') return { least, otherwise: Infinity, needed: null };
  if (rung.measure.kind === 'distance') return { least, otherwise: lossOf(rung.filter.bucket), needed: neededByLength(rung.filter.leastShared) };
  const { reached, loss } = hopelessBuckets(rung.points.length, lossOf);
  return { least, otherwise: loss, needed: neededByLength(rung.filterFrom(reached).leastShared) };
}

/**
 * Looks for the highest breakpoint of a similarity below which pairs lose about as much as those that reach none.
 *
 * @param points - number of breakpoints, of which the last one is never that.
 * @param lossOf - what pairs lose that reached so many.
 * @returns how many pairs below it have reached at most, and what they lose at least.
 */
export function hopelessBuckets(points: number, lossOf: (bucket: number) => number): { readonly reached: number; readonly loss: number } {
  const far = lossOf(0);
  let loss = far;
  let reached = 0;
  for (let bucket = 1; bucket < points && lossOf(bucket) >= far - ABOUT; bucket++) {
    loss = Math.min(loss, lossOf(bucket));
    reached = bucket;
  }
  return { reached, loss };
}

/** Losses that differ by less are about the same, in the unit of losses. */
const ABOUT = 1536;

/** Lengths that are told apart; greater ones are told as the greatest. */
const TOLD_LENGTHS = 32;

/**
 * Lays a table of symbols that texts must share out so that a row of it fits registers.
 *
 * @param leastShared - Uint8Array(2 × {@link LENGTHS}), see `mightShare`.
 * @returns Uint8Array: for each left length 64 bytes, by right length up to 31 for texts whose first symbols differ, then for the others; what holds for
 *   31 holds for greater lengths too, but for those of which nothing is known.
 */
export function neededByLength(leastShared: Uint8Array): Uint8Array {
  const table = new Uint8Array(2 * TOLD_LENGTHS * (LONG + 1));
  for (let left = 0; left <= LONG; left++) {
    for (const first of [0, 1]) {
      const from = first * LENGTHS + left * (LONG + 1);
      const to = (2 * left + first) * TOLD_LENGTHS;
      table.set(leastShared.subarray(from, from + TOLD_LENGTHS), to);
      table[to + TOLD_LENGTHS - 1] = leastShared.subarray(from + TOLD_LENGTHS - 1, from + LONG).reduce((one, other) => Math.min(one, other));
    }
  }
  return table;
}
