import type { Breakpoint } from './breakpoints.ts';
import { NEXT, type CodesOf, type Rung } from './rung.ts';

/** A column of numbers or times, by left or right. */
export interface NumbersOf {
  readonly codes: CodesOf;
  /** Float64Array(size + 1): the number of each code; no NaN. */
  readonly numbers: Float64Array;
}

/**
 * Makes the rung of levels that bound how far two numbers, or two times, are apart.
 *
 * @param points - breakpoints of the bounds, rising.
 * @param levels - Uint8Array: the level by breakpoints reached, or {@link NEXT}.
 * @param leftSide - numbers on the left.
 * @param rightSide - numbers on the right.
 * @returns the rung; where a number is missing no level holds.
 */
export function numberRung(points: readonly Breakpoint[], levels: Uint8Array, leftSide: NumbersOf, rightSide: NumbersOf): Rung {
  const { codes: leftCodes, numbers: leftNumbers } = leftSide;
  const { codes: rightCodes, numbers: rightNumbers } = rightSide;
  // A distance has reached a breakpoint where it is above the bound.
  const bounds = Float64Array.from(points, ({ at, isInclusive }) => (isInclusive ? nextBelow(at) : at));
  const count = bounds.length;

  function levelOf(left: number, right: number): number {
    const one = leftCodes === null ? left : leftCodes[left]!;
    const other = rightCodes === null ? right : rightCodes[right]!;
    if (one === 0 || other === 0) return NEXT;
    const distance = Math.abs(leftNumbers[one]! - rightNumbers[other]!);
    let bucket = 0;
    for (let point = 0; point < count; point++) bucket += distance > bounds[point]! ? 1 : 0;
    return levels[bucket]!;
  }

  return {
    levelOf,
    sift(lefts, rights, places, pairs, out) {
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levelOf(lefts[place]!, rights[place]!);
        out[place] = level;
        places[rest] = place;
        rest += level === NEXT ? 1 : 0;
      }
      return rest;
    },
  };
}

/** The greatest double below a number: what is above it is at least the number. */
function nextBelow(at: number): number {
  const double = new Float64Array([at]);
  const bits = new BigInt64Array(double.buffer);
  if (at === 0) return -Number.MIN_VALUE;
  if (!Number.isFinite(at)) return at === Infinity ? Number.MAX_VALUE : at;
  bits[0]! += at > 0 ? -1n : 1n;
  return double[0]!;
}
