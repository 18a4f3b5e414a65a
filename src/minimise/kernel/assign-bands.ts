/** Numbers sorted into bands. */
export interface BandCodes {
  /** Int32Array(rows): band of each row; −1 in null rows and for NaN. */
  readonly codes: Int32Array;
  /** NaN values, which belong to no band. */
  readonly notANumberCount: number;
}

/**
 * Sorts numbers into bands by their lower bounds.
 *
 * @param values - Float64Array(rows).
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param bounds - Float64Array(bands), strictly ascending, without NaN.
 * @returns band `b` for `bounds[b − 1] ≤ value < bounds[b]`: 0 is below the first bound, `bounds.length` from the last on.
 * @remarks O(rows · log bands) time; allocates 4 bytes a row.
 */
export function bandsByBounds(values: Float64Array, valid: Uint8Array | null, bounds: Float64Array): BandCodes {
  const rows = values.length;
  const codes = new Int32Array(rows).fill(-1);
  let notANumberCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const value = values[row]!;
    if (Number.isNaN(value)) {
      notANumberCount++;
      continue;
    }
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    codes[row] = low;
  }
  return { codes, notANumberCount };
}

/** Numbers sorted into bands of one width. */
export interface WidthBands extends BandCodes {
  /** Float64Array: lower bound of each band that occurs, ascending; `codes` index it. */
  readonly lows: Float64Array;
}

/**
 * Sorts numbers into bands of one width, the first of which starts at 0.
 *
 * @param values - Float64Array(rows); infinite values form a band of their own.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param width - width of a band, above 0.
 * @returns the bands that occur, in ascending order, and the band of each row.
 * @remarks O(rows + bands · log bands) time; memory grows with the bands that occur.
 */
export function bandsByWidth(values: Float64Array, valid: Uint8Array | null, width: number): WidthBands {
  const rows = values.length;
  const codes = new Int32Array(rows).fill(-1);
  const codeOf = new Map<number, number>();
  let notANumberCount = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const value = values[row]!;
    if (Number.isNaN(value)) {
      notANumberCount++;
      continue;
    }
    // Adding 0 makes one band of 0 and −0.
    const low = lowOf(value, width) + 0;
    let code = codeOf.get(low);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(low, code);
    }
    codes[row] = code;
  }
  const lows = Float64Array.from(codeOf.keys()).sort();
  const sorted = new Int32Array(lows.length);
  lows.forEach((low, index) => {
    sorted[codeOf.get(low)!] = index;
  });
  for (let row = 0; row < rows; row++) if (codes[row]! >= 0) codes[row] = sorted[codes[row]!]!;
  return { codes, notANumberCount, lows };
}

// The quotient may round up to the next whole number just below a bound; the band must hold its value all the same.
function lowOf(value: number, width: number): number {
  if (!Number.isFinite(value)) return value;
  const band = Math.floor(value / width);
  const low = band * width;
  if (low > value) return (band - 1) * width;
  return (band + 1) * width <= value ? (band + 1) * width : low;
}
