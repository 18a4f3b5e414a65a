import { pointTree } from './point-tree.ts';
import { standardise } from './standardise.ts';

/** Records before and after masking. */
export interface MaskedRecords {
  /** By column, Float64Array(originals); finite. */
  readonly originals: readonly Float64Array[];
  /** By column, Float64Array(masked); finite. */
  readonly masked: readonly Float64Array[];
  /** Int32Array(masked): the original of each masked record. */
  readonly ownOf: Int32Array;
}

/** What somebody finds who has the original values of these columns, and compares. */
export interface LinkageRisk {
  /** Share of the masked records whose nearest original is their own; of several equally near, each counts its part. */
  readonly nearest: number;
  /** Share of those whose own original is among the nearest `neighbours`. */
  readonly amongNearest: number;
  readonly neighbours: number;
  /** What guessing finds: one over the originals. */
  readonly byChance: number;
}

/**
 * Links masked records to the nearest originals, by distances in standard deviations of the originals.
 *
 * @param records - before and after.
 * @param neighbours - how many of the nearest to look among, at least 1.
 * @returns the shares; 0 where there is no masked record.
 * @remarks O(n log n) in few columns where the mask is weak; up to O(n²) in many.
 * @see Domingo-Ferrer and Torra 2003, https://doi.org/10.1023/A:1021960427446.
 */
export function linkageRisk({ originals, masked, ownOf }: MaskedRecords, neighbours: number): LinkageRisk {
  const size = originals.length;
  const count = originals[0]?.length ?? 0;
  const { coordinates, means, deviations } = standardise(originals, new Uint8Array(count).fill(1));
  const tree = pointTree(coordinates, size);
  const place = new Float64Array(size);
  let nearest = 0;
  let amongNearest = 0;
  ownOf.forEach((own, record) => {
    let distance = 0;
    for (let axis = 0; axis < size; axis++) {
      place[axis] = deviations[axis] === 0 ? 0 : (masked[axis]![record]! - means[axis]!) / deviations[axis]!;
      const difference = coordinates[own * size + axis]! - place[axis]!;
      distance += difference * difference;
    }
    const { nearer, equal } = tree.countWithin(place, distance, neighbours);
    if (nearer === 0) nearest += 1 / equal;
    if (nearer < neighbours) amongNearest += Math.min(1, (neighbours - nearer) / equal);
  });
  const records = Math.max(1, ownOf.length);
  return { nearest: nearest / records, amongNearest: amongNearest / records, neighbours, byChance: count === 0 ? 0 : 1 / count };
}

/** Shares of masked records that give their original away within an interval. */
export interface IntervalRisk {
  /** Half the width: in standard deviations of the column, or as a share of the ranks. */
  readonly width: number;
  /** In all columns at once, and by column. */
  readonly byDeviation: { readonly all: number; readonly columns: readonly number[] };
  readonly byRank: { readonly all: number; readonly columns: readonly number[] };
}

/**
 * Tells how often the original value lies near the published one.
 *
 * @param records - before and after.
 * @param width - see {@link IntervalRisk}.
 * @returns the shares.
 */
export function intervalRisk({ originals, masked, ownOf }: MaskedRecords, width: number): IntervalRisk {
  const records = ownOf.length;
  const inAll = { byDeviation: new Uint8Array(records).fill(1), byRank: new Uint8Array(records).fill(1) };
  const columns = originals.map((values, axis) => {
    const reach = width * deviationOf(values);
    const sorted = values.toSorted();
    const reachOfRank = width * values.length;
    let near = 0;
    let nearRank = 0;
    ownOf.forEach((own, record) => {
      const published = masked[axis]![record]!;
      if (Math.abs(published - values[own]!) <= reach) near++;
      else inAll.byDeviation[record] = 0;
      if (Math.abs(middleRank(sorted, published) - middleRank(sorted, values[own]!)) <= reachOfRank) nearRank++;
      else inAll.byRank[record] = 0;
    });
    return { near: near / Math.max(1, records), nearRank: nearRank / Math.max(1, records) };
  });
  const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / Math.max(1, records);
  return {
    width,
    byDeviation: { all: share(inAll.byDeviation), columns: columns.map(({ near }) => near) },
    byRank: { all: share(inAll.byRank), columns: columns.map(({ nearRank }) => nearRank) },
  };
}

/** How much of the information of the columns is lost. */
export interface MaskingLoss {
  /** Mean over records and columns of |original − masked| / (√2 · standard deviation); a constant column counts 0. */
  readonly il1s: number;
  readonly il1sOf: readonly number[];
  /** By column: how far the mean moved, in standard deviations, and the variance over that of the originals (`null` for a constant column). */
  readonly meanShift: readonly number[];
  readonly varianceRatio: readonly (number | null)[];
  /** Absolute differences of the correlations of pairs of columns; `null` for a single column. */
  readonly correlationShift: { readonly most: number; readonly mean: number } | null;
}

/**
 * Measures what masking cost, over the masked records and their own originals.
 *
 * @param records - before and after.
 * @returns the figures; zeros where there is no masked record.
 * @see Mateo-Sanz, Domingo-Ferrer and Sebé 2005, https://doi.org/10.1007/s10618-005-0011-9.
 */
export function maskingLoss({ originals, masked, ownOf }: MaskedRecords): MaskingLoss {
  const before = originals.map((values) => Float64Array.from(ownOf, (own) => values[own]!));
  const deviations = before.map(deviationOf);
  const il1sOf = before.map((values, axis) => (deviations[axis] === 0 ? 0 : meanOf(values.map((value, record) => Math.abs(value - masked[axis]![record]!))) / (Math.SQRT2 * deviations[axis]!)));
  const shifts: number[] = [];
  before.forEach((values, axis) => {
    for (let other = 0; other < axis; other++) shifts.push(Math.abs(correlation(values, before[other]!) - correlation(masked[axis]!, masked[other]!)));
  });
  return {
    il1s: meanOf(il1sOf),
    il1sOf,
    meanShift: before.map((values, axis) => (deviations[axis] === 0 ? 0 : (meanOf(masked[axis]!) - meanOf(values)) / deviations[axis]!)),
    varianceRatio: before.map((_, axis) => (deviations[axis] === 0 ? null : (deviationOf(masked[axis]!) / deviations[axis]!) ** 2)),
    correlationShift: shifts.length === 0 ? null : { most: shifts.reduce((most, shift) => Math.max(most, shift), 0), mean: meanOf(shifts) },
  };
}

function middleRank(sorted: Float64Array, value: number): number {
  const bound = (isBefore: (other: number) => boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(sorted[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (bound((other) => other < value) + bound((other) => other <= value)) / 2;
}

/** From the first value, so that a constant column has its value as mean and no deviation. */
function meanOf(values: ArrayLike<number>): number {
  const origin = values[0] ?? 0;
  let sum = 0;
  for (let record = 0; record < values.length; record++) sum += values[record]! - origin;
  return values.length === 0 ? 0 : origin + sum / values.length;
}

function covariance(left: Float64Array, right: Float64Array): number {
  const [ofLeft, ofRight] = [meanOf(left), meanOf(right)];
  return left.length < 2 ? 0 : left.reduce((sum, value, record) => sum + (value - ofLeft) * (right[record]! - ofRight), 0) / (left.length - 1);
}

function deviationOf(values: Float64Array): number {
  return Math.sqrt(covariance(values, values));
}

function correlation(left: Float64Array, right: Float64Array): number {
  const scale = deviationOf(left) * deviationOf(right);
  return scale === 0 ? 0 : covariance(left, right) / scale;
}
