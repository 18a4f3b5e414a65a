/**
 * t-closeness: how much of the distribution of a sensitive column would have to be moved, and how far, to make that of a class
 * that of the whole table. Masses are kept as whole numbers, f·N − F·n for f of n values in the class and F of N in the table, so
 * that distances are exact quotients while m·n·N stays below 2⁵³ (m distinct values).
 */
import type { ColumnLevels } from '../column-levels.ts';
import type { SensitiveCounts } from '../classes.ts';
import { NEVER, type ClassJudge } from './class-judge.ts';
import type { SensitivePlace } from './l-diversity.ts';
import { MIXTURE, sensitiveJudge, sumOf } from './sensitive-judge.ts';

/** Readies the distance of each class from the table. */
type Distances = (counts: SensitiveCounts) => (index: number) => number;

/**
 * Judges by t-closeness where all values are equally far from each other: half the sum of |p − q|.
 *
 * @param column - the sensitive column.
 * @param t - in [0, 1].
 * @returns the judge; it attains the greatest distance.
 * @see Li, Li and Venkatasubramanian 2007, https://doi.org/10.1109/ICDE.2007.367856.
 */
export function equalTCloseness(column: SensitivePlace, t: number): ClassJudge {
  return tCloseness(column, t, equalDistances);
}

/**
 * Judges by t-closeness where values lie in a row, each a step 1/(m − 1) from the next: the sum of the absolute differences of
 * the cumulated shares, over m − 1. The order is that of the values; the m values are those that occur.
 *
 * @param column - the sensitive column.
 * @param t - in [0, 1].
 * @returns the judge; it attains the greatest distance.
 * @remarks O(values of the class · log m) for each class.
 * @see Li, Li and Venkatasubramanian 2007, section 5.1.
 */
export function orderedTCloseness(column: SensitivePlace, t: number): ClassJudge {
  return tCloseness(column, t, orderedDistances);
}

/**
 * Judges by t-closeness where two values are as far as the lowest level at which they are one, over the number of levels.
 *
 * @param column - the sensitive column.
 * @param t - in [0, 1].
 * @param levels - levels of the values of the column, in the order of their codes; the last has one value.
 * @returns the judge; it attains the greatest distance.
 * @throws {RangeError} if the last level has several values.
 * @remarks O(values of all levels) for each class.
 * @see Li, Li and Venkatasubramanian 2007, section 5.2.
 */
export function hierarchicalTCloseness(column: SensitivePlace, t: number, levels: ColumnLevels): ClassJudge {
  const top = levels.labels.at(-1)!.length;
  if (top > 1) throw new RangeError(`levels: expected one value at the last level, got ${top}`);
  return tCloseness(column, t, (counts) => hierarchicalDistances(counts, levels));
}

function tCloseness({ place, hasEntities }: SensitivePlace, t: number, distances: Distances): ClassJudge {
  return sensitiveJudge({ place, minSize: 1, monotone: hasEntities ? NEVER : MIXTURE, figures: distances, fails: (distance) => distance > t, strictest: 'greatest' });
}

/** Counts of a class added up: the rows, or the pairs of entity and value. */
function massOf({ starts, counts }: SensitiveCounts, index: number): number {
  let mass = 0;
  for (let at = starts[index]!; at < starts[index + 1]!; at++) mass += counts[at]!;
  return mass;
}

/** What some values have too much, others have too little: half the absolute differences are the positive ones. */
function equalDistances(values: SensitiveCounts): (index: number) => number {
  const { starts, counts, totals } = values;
  const all = sumOf(totals);
  return (index) => {
    const mass = massOf(values, index);
    let excess = 0;
    for (let at = starts[index]!; at < starts[index + 1]!; at++) {
      excess += Math.max(0, counts[at]! * all - totals[values.values[at]!]! * mass);
    }
    return excess / (mass * all);
  };
}

function orderedDistances(values: SensitiveCounts): (index: number) => number {
  const { starts, counts, totals } = values;
  const all = sumOf(totals);
  const valueCount = totals.length;
  /** Sums of the totals up to a value, and sums of those sums, each from nothing on. */
  const cumulated = new Float64Array(valueCount + 1);
  const summed = new Float64Array(valueCount + 1);
  for (let value = 0; value < valueCount; value++) {
    cumulated[value + 1] = cumulated[value]! + totals[value]!;
    summed[value + 1] = summed[value]! + cumulated[value + 1]!;
  }
  /** Sum of |level − cumulated·mass| over the values from `from` until `to`: level is first the larger, then the smaller. */
  const between = (from: number, to: number, level: number, mass: number): number => {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cumulated[middle + 1]! * mass < level) low = middle + 1;
      else high = middle;
    }
    return level * (2 * low - from - to) + mass * (summed[to]! - 2 * summed[low]! + summed[from]!);
  };
  return (index) => {
    const mass = massOf(values, index);
    let work = 0;
    let from = 0;
    let level = 0;
    for (let at = starts[index]!; at < starts[index + 1]!; at++) {
      const value = values.values[at]!;
      work += between(from, value, level, mass);
      level += counts[at]! * all;
      from = value;
    }
    work += between(from, valueCount, level, mass);
    return valueCount < 2 ? 0 : work / ((valueCount - 1) * mass * all);
  };
}

function hierarchicalDistances(values: SensitiveCounts, { codes, labels }: ColumnLevels): (index: number) => number {
  const { starts, counts, totals } = values;
  const all = sumOf(totals);
  const height = codes.length - 1;
  const parents = codes.slice(1).map((above, level) => parentsOf(codes[level]!, above, labels[level]!.length));
  const extras = labels.map((names) => new Float64Array(names.length));
  const missing = labels.map((names) => new Float64Array(names.length));
  return (index) => {
    const mass = massOf(values, index);
    const leaves = extras[0]!;
    for (let value = 0; value < totals.length; value++) leaves[value] = -totals[value]! * mass;
    for (let at = starts[index]!; at < starts[index + 1]!; at++) leaves[values.values[at]!]! += counts[at]! * all;
    let work = 0;
    parents.forEach((parentOf, level) => {
      const below = extras[level]!;
      const surplus = extras[level + 1]!.fill(0);
      const shortage = missing[level + 1]!.fill(0);
      for (let node = 0; node < below.length; node++) {
        const extra = below[node]!;
        if (extra > 0) surplus[parentOf[node]!]! += extra;
        else shortage[parentOf[node]!]! -= extra;
      }
      for (let node = 0; node < surplus.length; node++) {
        work += (level + 1) * Math.min(surplus[node]!, shortage[node]!);
        surplus[node]! -= shortage[node]!;
      }
    });
    return height === 0 ? 0 : work / (height * mass * all);
  };
}

/** Gives the value above each value of a level. */
function parentsOf(below: Int32Array, above: Int32Array, count: number): Int32Array {
  const parents = new Int32Array(count);
  below.forEach((code, value) => (parents[code] = above[value]!));
  return parents;
}
