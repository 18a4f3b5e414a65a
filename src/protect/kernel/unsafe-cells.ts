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
  return Uint8Array.from(counts, (count) => (count === 0 || count >= minCount ? 0 : 1));
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
  return Uint8Array.from(values, (value, cell) => (value === 0 && contributors?.[cell] !== 0 ? 1 : 0));
}

/**
 * Tells cells of exactly one unit. An unknown count is unsafe.
 *
 * @param counts - Float64Array(cells): units of each cell; NaN when unknown.
 * @returns Uint8Array(cells): 1 for an unsafe cell.
 */
export function singletonCells(counts: Float64Array): Uint8Array {
  return Uint8Array.from(counts, (count) => (count === 1 || Number.isNaN(count) ? 1 : 0));
}
