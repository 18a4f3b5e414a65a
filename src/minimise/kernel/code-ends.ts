/** What replaces numbers beyond a bound. */
export interface End {
  readonly bound: number;
  readonly replacement: number;
}

/** Numbers whose ends were replaced. */
export interface CodedEnds {
  /** Float64Array(rows); where a value is missing, 0. */
  readonly values: Float64Array;
  /** Int8Array(rows): −1 below the bottom, 1 above the top, else 0. */
  readonly ends: Int8Array;
}

/**
 * Replaces the numbers below one bound and above another; a number that equals a bound stays.
 *
 * @param values - Float64Array(rows).
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param bottom - the lower end; `null` leaves it.
 * @param top - the upper end; `null` leaves it.
 * @returns the numbers; NaN lies beyond no bound.
 * @example
 * codeEnds(Float64Array.of(3, 90, 104), null, null, { bound: 90, replacement: 95 }).values; // => Float64Array [3, 90, 95]
 */
export function codeEnds(values: Float64Array, valid: Uint8Array | null, bottom: End | null, top: End | null): CodedEnds {
  const rows = values.length;
  const out = new Float64Array(rows);
  const ends = new Int8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const value = values[row]!;
    ends[row] = bottom !== null && value < bottom.bound ? -1 : top !== null && value > top.bound ? 1 : 0;
    out[row] = ends[row] === -1 ? bottom!.replacement : ends[row] === 1 ? top!.replacement : value;
  }
  return { values: out, ends };
}
