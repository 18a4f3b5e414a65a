/** How many classes have a size within an interval, and how many rows they hold. */
export interface SizeBin {
  /** Smallest size of the interval. */
  readonly from: number;
  /** Largest size of the interval. */
  readonly to: number;
  readonly classes: number;
  readonly rows: number;
}

/**
 * Counts classes by size: exactly up to 10, then in intervals that end at 20, 50, 100, 200, 500 and so on.
 *
 * @param sizes - size of each class, from 1 up.
 * @param rowsOf - rows of each class; the same array when sizes are in rows.
 * @returns the intervals that hold a class, ascending.
 * @remarks O(classes).
 */
export function sizeHistogram(sizes: Uint32Array, rowsOf: Uint32Array): SizeBin[] {
  const ends = binEnds();
  const classes = new Float64Array(ends.length);
  const rows = new Float64Array(ends.length);
  for (let index = 0; index < sizes.length; index++) {
    const size = sizes[index]!;
    let bin = size - 1;
    if (size > 10) for (bin = 10; ends[bin]! < size; bin++);
    classes[bin]!++;
    rows[bin]! += rowsOf[index]!;
  }
  return ends
    .map((to, bin) => ({ from: bin === 0 ? 1 : ends[bin - 1]! + 1, to, classes: classes[bin]!, rows: rows[bin]! }))
    .filter((bin) => bin.classes > 0);
}

/** Ends of the intervals: 1 to 10, then 2, 5 and 10 times each power of ten, past the largest 32-bit number. */
function binEnds(): number[] {
  const ends = Array.from({ length: 10 }, (_, index) => index + 1);
  for (let power = 10; power <= 10 ** 9; power *= 10) ends.push(2 * power, 5 * power, 10 * power);
  return ends;
}
