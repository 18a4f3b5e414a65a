/** The primary rules on counts, on arrays with one place per cell. */

/** Mark of a cell that no rule made unsafe; other marks are 1 + the number of the first rule that the cell fails. */
export const SAFE: number = 0;

/**
 * Tells cells with fewer units than may be published: 0 < count < `minCount`. An unknown count is unsafe.
 *
 * @param counts - Float64Array(cells): units of each cell, or their weights; NaN when unknown.
 * @param minCount - smallest publishable count: 11 publishes 11 and withholds 10.
 * @returns Uint8Array(cells): 1 for an unsafe cell.
 * @example
 * smallCounts(Float64Array.of(0, 10, 11, NaN), 11); // => [0, 1, 0, 1]
 */
export function smallCounts(counts: Float64Array, minCount: number): Uint8Array {
  const unsafe = new Uint8Array(counts.length);
  for (let cell = 0; cell < counts.length; cell++) if (!(counts[cell] === 0 || counts[cell]! >= minCount)) unsafe[cell] = 1;
  return unsafe;
}

/**
 * Tells cells in which a count or a value is zero.
 *
 * @param values - Float64Array(cells): NaN when there is none.
 * @param contributors - Float64Array(cells): who stands behind the value; `null` for counts, whose zeros have nobody.
 * @returns Uint8Array(cells): 1 where the value is 0 and, unless it is a count, somebody contributed.
 * @example
 * zeroCells(Float64Array.of(0, 0, 5), Float64Array.of(3, 0, 2)); // => [1, 0, 0]
 */
export function zeroCells(values: Float64Array, contributors: Float64Array | null): Uint8Array {
  const unsafe = new Uint8Array(values.length);
  for (let cell = 0; cell < values.length; cell++) if (values[cell] === 0 && contributors?.[cell] !== 0) unsafe[cell] = 1;
  return unsafe;
}

/**
 * Tells cells of exactly one unit. An unknown count is unsafe.
 *
 * @param counts - Float64Array(cells): units of each cell; NaN when unknown.
 * @returns Uint8Array(cells): 1 for an unsafe cell.
 */
export function singletonCells(counts: Float64Array): Uint8Array {
  const unsafe = new Uint8Array(counts.length);
  for (let cell = 0; cell < counts.length; cell++) if (counts[cell] === 1 || Number.isNaN(counts[cell]!)) unsafe[cell] = 1;
  return unsafe;
}
