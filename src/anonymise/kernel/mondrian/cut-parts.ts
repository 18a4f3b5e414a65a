import type { ClassTable } from '../classes.ts';
import type { ClassJudge } from '../models/class-judge.ts';
import type { Axis } from './axis.ts';
import { medianFinder, type Cut } from './median.ts';
import { splitClasses } from './split-classes.ts';

/** What is cut, along which lines, and what must hold for every part. */
export interface PartProblem {
  /** The distinct combinations. They stay whole: rows that are alike lie in one part. */
  readonly classes: ClassTable;
  /** One per quasi-identifier. */
  readonly axes: readonly Axis[];
  readonly judges: readonly ClassJudge[];
  /** Whether parts keep apart on the axis they were cut on; relaxed parts may share the place of the cut. */
  readonly isStrict: boolean;
}

/** The parts that combinations were cut into. */
export interface Parts {
  /** Int32Array(classes): the part of each, from left to right. */
  readonly partOf: Int32Array;
  readonly size: number;
}

/**
 * Cuts a table in two, and its parts again, as long as both halves satisfy every judge.
 *
 * A part is cut on the axis on which its values lie widest apart, as a share of the whole; the first of axes alike. The cut
 * is the median of its rows. Strict: all rows at the median place or below go to the left, the others to the right. Relaxed:
 * combinations at the median place are shared so that both halves are as even as whole combinations allow, in the order of their places
 * on the other axes, the widest first.
 * Where a judge refuses a half, the next widest axis is tried; where all are refused, the part stays.
 *
 * @param problem - see {@link PartProblem}.
 * @returns the parts; the whole table is one where it cannot be cut. Whether that satisfies the judges is not looked at.
 * @remarks O(classes × axes × log parts) for parts of many classes, and what the judges take for every cut that is tried. Memory: 8 bytes a
 *   class and 8 for every place of an axis.
 * @see LeFevre, DeWitt and Ramakrishnan 2006, Mondrian Multidimensional K-Anonymity, https://doi.org/10.1109/ICDE.2006.101.
 */
export function cutParts({ classes, axes, judges, isStrict }: PartProblem): Parts {
  const { rowsOf } = classes;
  const count = rowsOf.length;
  const members = Int32Array.from(rowsOf.keys());
  const spare = new Int32Array(count);
  const goesRight = new Uint8Array(count);
  const partOf = new Int32Array(count);
  const split = splitClasses(classes);
  const medianOf = medianFinder(rowsOf, axes, isStrict);
  const minRows = judges.reduce((most, { minSize }) => Math.max(most, minSize), 1);

  /** Puts the members of a run at or before a cut in front; both sides keep their order. Returns where the second begins. */
  function divide(from: number, end: number, places: Int32Array, { place, toRight }: Cut): number {
    let left = from;
    let right = 0;
    for (const index of toRight) goesRight[index] = 1;
    for (let at = from; at < end; at++) {
      const index = members[at]!;
      if (places[index]! > place || goesRight[index] === 1) spare[right++] = index;
      else members[left++] = index;
    }
    for (const index of toRight) goesRight[index] = 0;
    members.set(spare.subarray(0, right), left);
    return left;
  }

  function holds(left: Int32Array, right: Int32Array): boolean {
    // Units are never more than rows: most cuts that fail, fail here.
    for (const side of [left, right]) if (side.reduce((sum, index) => sum + rowsOf[index]!, 0) < minRows) return false;
    const halves = split(left, right);
    const failing = new Uint8Array(2);
    for (const judge of judges) {
      judge.judge(halves, failing);
      if (failing[0] === 1 || failing[1] === 1) return false;
    }
    return true;
  }

  /** Cuts a run of members where a cut holds; returns where its second half begins, or −1. */
  function cut(from: number, end: number): number {
    const run = members.subarray(from, end);
    const widest = byWidth(axes, run);
    for (const axis of widest) {
      const median = medianOf([axis, ...widest.filter((other) => other !== axis)], run);
      if (median === null) continue;
      const middle = divide(from, end, axes[axis]!.places, median);
      if (holds(members.subarray(from, middle), members.subarray(middle, end))) return middle;
      // Back into the order of combinations, which decides about ties.
      run.sort();
    }
    return -1;
  }

  let size = 0;
  const runs: (readonly [number, number])[] = count === 0 ? [] : [[0, count]];
  for (let run = runs.pop(); run !== undefined; run = runs.pop()) {
    const [from, end] = run;
    const middle = cut(from, end);
    if (middle >= 0) runs.push([middle, end], [from, middle]);
    else {
      for (let at = from; at < end; at++) partOf[members[at]!] = size;
      size++;
    }
  }
  return { partOf, size };
}

/** The axes on which a run can be cut, the widest first; of two alike, the first. */
function byWidth(axes: readonly Axis[], run: Int32Array): number[] {
  const widths = axes.map(({ places, width }) => {
    let low = places[run[0]!]!;
    let high = low;
    for (const index of run) {
      const place = places[index]!;
      if (place < low) low = place;
      else if (place > high) high = place;
    }
    return low === high ? -1 : width(low, high);
  });
  return [...widths.keys()].filter((axis) => widths[axis]! >= 0).sort((one, other) => widths[other]! - widths[one]! || one - other);
}
