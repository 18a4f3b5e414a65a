import type { Axis } from './axis.ts';

/** Where to cut: what lies before `place` goes to the left, and what lies at it unless it is listed. */
export interface Cut {
  readonly place: number;
  /** Classes at the place that go to the right. */
  readonly toRight: Int32Array;
}

/** Finds a cut on the first of some axes, of classes in ascending order. */
export type MedianFinder = (axes: readonly number[], run: Int32Array) => Cut | null;

const NONE = new Int32Array(0);

/**
 * Makes what finds the median of classes on an axis.
 *
 * @param rowsOf - Uint32Array(classes).
 * @param axes - the axes.
 * @param isStrict - whether a place stays whole.
 * @returns the finder. It is given axes, the one to cut on in front, and gives the cut that puts half of the rows to the left, or the least more;
 *   `null` where nothing would be left on the right: strictly, when the median is at the last place. Classes at the median are shared
 *   in the order of their places on the other axes given, then of their numbers.
 * @remarks O(classes + places between the first and the last), or O(classes · log classes) where the classes are few. Memory: 8 bytes for
 *   every place of an axis, kept from call to call.
 */
export function medianFinder(rowsOf: Uint32Array, axes: readonly Axis[], isStrict: boolean): MedianFinder {
  const places = axes.reduce((most, axis) => axis.places.reduce((last, place) => Math.max(last, place), most), 0);
  const rowsAt = new Float64Array(places + 1);
  return (chosen, run) => {
    const placeOf = axes[chosen[0]!]!.places;
    let rows = 0;
    for (const index of run) {
      rows += rowsOf[index]!;
      rowsAt[placeOf[index]!]! += rowsOf[index]!;
    }
    const half = Math.floor(rows / 2);
    let before = 0;
    let median = -1;
    let last = -1;
    for (const place of placesOf(run, placeOf, rowsAt)) {
      if (median < 0 && before + rowsAt[place]! >= half) median = place;
      if (median < 0) before += rowsAt[place]!;
      last = place;
    }
    for (const index of run) rowsAt[placeOf[index]!] = 0;
    if (isStrict) return median === last ? null : { place: median, toRight: NONE };
    const here = run.filter((index) => placeOf[index] === median).sort(orderOn(chosen.slice(1).map((axis) => axes[axis]!.places)));
    return { place: median, toRight: here.subarray(sharedAt(here, rowsOf, half - before, median === last)) };
  };
}

/** The places that occur, ascending. */
function placesOf(run: Int32Array, placeOf: Int32Array, rowsAt: Float64Array): Int32Array {
  let low = placeOf[run[0]!]!;
  let high = low;
  for (const index of run) {
    low = Math.min(low, placeOf[index]!);
    high = Math.max(high, placeOf[index]!);
  }
  if (high - low > 8 * run.length) return run.map((index) => placeOf[index]!).sort().filter((place, at, all) => place !== all[at - 1]);
  return new Int32Array(high - low + 1).map((_, step) => low + step).filter((place) => rowsAt[place]! > 0);
}

function orderOn(lines: readonly Int32Array[]): (left: number, right: number) => number {
  return (left, right) => {
    for (const places of lines) if (places[left] !== places[right]) return places[left]! - places[right]!;
    return left - right;
  };
}

/** How many of the classes at a place go to the left, so that so many rows do, and not all where nothing lies behind. */
function sharedAt(here: Int32Array, rowsOf: Uint32Array, wanted: number, isLast: boolean): number {
  let rows = 0;
  let count = 0;
  while (rows < wanted && count < here.length) rows += rowsOf[here[count++]!]!;
  return isLast && count === here.length ? count - 1 : count;
}
