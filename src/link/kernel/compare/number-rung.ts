import type { Breakpoint } from './breakpoints.ts';
import { nextBelow } from './next-below.ts';
import type { CodesOf, Rung } from './rung.ts';

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
 * @param levels - Uint8Array: the level by breakpoints reached, or `NEXT`.
 * @param leftSide - numbers on the left.
 * @param rightSide - numbers on the right.
 * @returns the rung; where a number is missing, or both are infinite with one sign, no level holds.
 */
export function numberRung(points: readonly Breakpoint[], levels: Uint8Array, leftSide: NumbersOf, rightSide: NumbersOf): Rung {
  const { codes: leftCodes, numbers: leftNumbers } = leftSide;
  const { codes: rightCodes, numbers: rightNumbers } = rightSide;
  // A distance has reached a breakpoint where it is above the bound. Most comparisons have three bounds or fewer.
  const bounds = points.map(({ at, isInclusive }) => (isInclusive ? nextBelow(at) : at));
  const [first = Infinity, second = Infinity, third = Infinity] = bounds;
  const others = bounds.slice(3);

  function levelOf(left: number, right: number): number {
    const one = leftCodes === null ? left : leftCodes[left]!;
    const other = rightCodes === null ? right : rightCodes[right]!;
    if (one === 0 || other === 0) return 255;
    const distance = Math.abs(leftNumbers[one]! - rightNumbers[other]!);
    // Infinite numbers of one sign have no distance.
    if (Number.isNaN(distance)) return 255;
    // From the farthest: most pairs are far apart.
    if (distance > third) return levels[3 + countBelow(others, distance)]!;
    return levels[distance > second ? 2 : distance > first ? 1 : 0]!;
  }

  return {
    levelOf,
    sift({ lefts, rights, places, levels: out, at }, pairs) {
      let rest = 0;
      for (let index = 0; index < pairs; index++) {
        const place = places[index]!;
        const level = levelOf(lefts[place]!, rights[place]!);
        if (level === 255) places[rest++] = place;
        else out[at + place] = level;
      }
      return rest;
    },
  };
}

function countBelow(bounds: readonly number[], distance: number): number {
  let count = 0;
  while (count < bounds.length && distance > bounds[count]!) count++;
  return count;
}
