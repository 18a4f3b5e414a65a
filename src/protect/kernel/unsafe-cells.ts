/**
 * The primary rules, on arrays with one place per cell. A mark is 0 for a safe cell, else 1 + the number of the first
 * rule that the cell fails.
 */

/** Mark of a cell that no rule made unsafe. */
export const SAFE: number = 0;

/**
 * Marks cells with fewer units than may be published: 0 < count < `minCount`. An unknown count is unsafe.
 *
 * @param counts - Float64Array(cells): units of each cell; NaN when unknown.
 * @param minCount - smallest publishable count: 11 publishes 11 and withholds 10.
 * @param mark - mark of this rule, from 1 up.
 * @param marks - Uint8Array(cells), changed where it is {@link SAFE}.
 */
export function markSmallCounts(counts: Float64Array, minCount: number, mark: number, marks: Uint8Array): void {
  for (let cell = 0; cell < marks.length; cell++) {
    const count = counts[cell]!;
    if (marks[cell] === SAFE && !(count === 0 || count >= minCount)) marks[cell] = mark;
  }
}

/**
 * Marks cells in which one contributor makes too large a share. A share that is not a number is unsafe.
 *
 * @param shares - Float64Array(cells): share of the largest contributor in [0, 1]; −1 for a cell without contributions,
 *   to which the rule does not apply.
 * @param maxShare - the limit.
 * @param atLimit - whether a share equal to the limit is unsafe.
 * @param mark - mark of this rule, from 1 up.
 * @param marks - Uint8Array(cells), changed where it is {@link SAFE}.
 */
export function markDominated(shares: Float64Array, maxShare: number, atLimit: boolean, mark: number, marks: Uint8Array): void {
  for (let cell = 0; cell < marks.length; cell++) {
    const share = shares[cell]!;
    if (marks[cell] !== SAFE || share === -1) continue;
    if (!(share < maxShare || (share === maxShare && !atLimit))) marks[cell] = mark;
  }
}
