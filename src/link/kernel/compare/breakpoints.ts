import type { BoundProgram } from './program.ts';

/** A place on the number line where the answer to some bound changes. */
export interface Breakpoint {
  readonly at: number;
  /** Whether `at` itself has reached the breakpoint, or only what lies above. */
  readonly isInclusive: boolean;
}

/** What a measure gives for a pair when nothing can be said: a null, or no number. */
export const UNKNOWN_BUCKET = 127;

/**
 * Orders the breakpoints of several bounds, each once.
 *
 * @param bounds - bounds on one measure.
 * @returns breakpoints, rising.
 * @example
 * breakpointsOf([{ atLeast: 0.9 }, { atLeast: 0.7 }, { below: 0.7 }]).map(({ at }) => at); // => [0.7, 0.9]
 */
export function breakpointsOf(bounds: readonly BoundProgram[]): Breakpoint[] {
  const found = bounds.map(breakpointOf);
  const isNew = (point: Breakpoint, index: number): boolean => found.findIndex((other) => same(point, other)) === index;
  return found.filter(isNew).sort((left, right) => left.at - right.at || Number(right.isInclusive) - Number(left.isInclusive));
}

/**
 * Counts the breakpoints that a number has reached.
 *
 * @param value - what was measured.
 * @param points - breakpoints, rising.
 * @returns the count, or {@link UNKNOWN_BUCKET} for NaN.
 */
export function bucketOf(value: number, points: readonly Breakpoint[]): number {
  if (Number.isNaN(value)) return UNKNOWN_BUCKET;
  let bucket = 0;
  while (bucket < points.length && (value > points[bucket]!.at || (value === points[bucket]!.at && points[bucket]!.isInclusive))) bucket++;
  return bucket;
}

/**
 * Tells in which buckets a bound holds.
 *
 * @param bound - one of those that `points` were made of.
 * @param points - breakpoints, rising.
 * @returns one truth value per bucket, 0 … points.length.
 */
export function bucketsWithin(bound: BoundProgram, points: readonly Breakpoint[]): boolean[] {
  const first = points.findIndex((point) => same(point, breakpointOf(bound))) + 1;
  const isFloor = bound.atLeast !== undefined || bound.above !== undefined;
  return Array.from({ length: points.length + 1 }, (_, bucket) => (bucket >= first) === isFloor);
}

function breakpointOf({ atLeast, atMost, above, below }: BoundProgram): Breakpoint {
  if (atLeast !== undefined) return { at: atLeast, isInclusive: true };
  if (below !== undefined) return { at: below, isInclusive: true };
  return { at: above ?? atMost!, isInclusive: false };
}

function same(left: Breakpoint, right: Breakpoint): boolean {
  return left.at === right.at && left.isInclusive === right.isInclusive;
}
