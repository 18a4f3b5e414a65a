/**
 * Primary rules: which cells of a table may not be published. Each kernel marks the cells that fail its rule and that
 * no earlier rule marked, so that a cell carries the first rule it fails.
 */

/** Mark of a cell that may be published. */
export const PUBLISHABLE = 0;

/** Mark of an empty cell: it is published, and counted apart. */
export const ZERO = 255;

/**
 * Marks the cells whose count is from 1 to `minCount − 1`, and the empty ones.
 *
 * @param counts - BigInt64Array(cells): units of each cell.
 * @param valid - validity bits of the counts; a cell without a count fails.
 * @param minCount - smallest publishable count, from 1 up: 11 publishes 11 and withholds 10.
 * @param mark - mark of the rule, from 1 to 254.
 * @param marks - Uint8Array(cells); changed in place where it is {@link PUBLISHABLE}.
 * @remarks O(cells).
 * @see τ-ARGUS manual 4.1, minimum frequency: unsafe when 0 < n < minimum.
 * @example
 * const marks = new Uint8Array(3);
 * markRareCells(BigInt64Array.of(10n, 11n, 0n), null, 11, 1, marks); // marks: 1, 0, 255
 */
export function markRareCells(counts: BigInt64Array, valid: Uint8Array | null, minCount: number, mark: number, marks: Uint8Array): void {
  const smallest = BigInt(minCount);
  for (let cell = 0; cell < marks.length; cell++) {
    if (marks[cell] !== PUBLISHABLE) continue;
    const isCounted = valid === null || (valid[cell >> 3]! & (1 << (cell & 7))) !== 0;
    if (!isCounted || (counts[cell]! > 0n && counts[cell]! < smallest) || counts[cell]! < 0n) marks[cell] = mark;
    else if (counts[cell] === 0n) marks[cell] = ZERO;
  }
}

/**
 * Marks the cells in which the largest contributor has a share of `maxShare` or more.
 *
 * @param shares - Float64Array(cells): the largest contributor's part of Σ|x|, in [0, 1].
 * @param valid - validity bits of the shares; a cell without a share has no contribution and passes.
 * @param maxShare - share from which a cell is unsafe, in (0, 1]: 0.85 withholds 0.85.
 * @param mark - mark of the rule, from 1 to 254.
 * @param marks - Uint8Array(cells); changed in place where it is {@link PUBLISHABLE}.
 * @remarks O(cells). A share that is not a number fails.
 * @see INSEE, Secret statistique, https://www.insee.fr/fr/information/1300624: no result when one firm makes 85 % or more.
 */
export function markDominatedCells(shares: Float64Array, valid: Uint8Array | null, maxShare: number, mark: number, marks: Uint8Array): void {
  for (let cell = 0; cell < marks.length; cell++) {
    if (marks[cell] !== PUBLISHABLE) continue;
    const hasShare = valid === null || (valid[cell >> 3]! & (1 << (cell & 7))) !== 0;
    if (hasShare && !(shares[cell]! < maxShare)) marks[cell] = mark;
  }
}

/**
 * Makes the validity bits of a statistic after withholding.
 *
 * @param valid - validity bits before, or `null` for none missing.
 * @param marks - Uint8Array(cells): marks of the rules.
 * @returns new bits: those of publishable and empty cells that had a value.
 */
export function withholdMarked(valid: Uint8Array | null, marks: Uint8Array): Uint8Array {
  const kept = new Uint8Array((marks.length + 7) >> 3);
  for (let cell = 0; cell < marks.length; cell++) {
    const had = valid === null || (valid[cell >> 3]! & (1 << (cell & 7))) !== 0;
    if (had && (marks[cell] === PUBLISHABLE || marks[cell] === ZERO)) kept[cell >> 3]! |= 1 << (cell & 7);
  }
  return kept;
}
