/**
 * What a check says of each row, as Uint8Array(rows): passed, not tested, or one of the reasons to fail. The same codes
 * as those of identifiers, so that their answers need no translation.
 */

/** The row passes. */
export const PASSED = 0;
/** The check says nothing of the row. */
export const UNTESTED = 1;
/** The first reason to fail; the others follow. */
export const FAILED = 2;

/**
 * Turns a mask of rows that hold into outcomes, in place.
 *
 * @param mask - Uint8Array(rows): 1 where the row holds; becomes the outcomes.
 * @param valid - validity bits; null rows are not tested. `null` when no row is null.
 * @returns the mask.
 */
export function outcomesOfMask(mask: Uint8Array, valid: Uint8Array | null): Uint8Array {
  for (let row = 0; row < mask.length; row++) mask[row] = FAILED - FAILED * mask[row]!;
  return leaveOutNulls(mask, valid);
}

/**
 * Marks null rows as not tested.
 *
 * @param outcomes - changed.
 * @param valid - validity bits, or `null` when no row is null.
 * @returns the outcomes.
 */
export function leaveOutNulls(outcomes: Uint8Array, valid: Uint8Array | null): Uint8Array {
  if (valid !== null) for (let row = 0; row < outcomes.length; row++) if ((valid[row >> 3]! & (1 << (row & 7))) === 0) outcomes[row] = UNTESTED;
  return outcomes;
}

/**
 * Restricts outcomes to the rows that a check is about.
 *
 * @param outcomes - outcomes of all rows, changed; `null` when all pass.
 * @param selected - Uint8Array(rows): 1 where the row counts; `null` when all do.
 * @returns the outcomes; `null` when all rows count and pass.
 */
export function selectOutcomes(outcomes: Uint8Array | null, selected: Uint8Array | null): Uint8Array | null {
  if (selected === null) return outcomes;
  const chosen = outcomes ?? new Uint8Array(selected.length);
  for (let row = 0; row < chosen.length; row++) if (selected[row] === 0) chosen[row] = UNTESTED;
  return chosen;
}

/**
 * Counts rows by outcome.
 *
 * @param outcomes - outcomes; `null` when all rows pass.
 * @param rows - number of rows.
 * @param counts - Float64Array, one place for each outcome that occurs; increased.
 */
export function countOutcomes(outcomes: Uint8Array | null, rows: number, counts: Float64Array): void {
  if (outcomes === null) counts[PASSED]! += rows;
  else for (let row = 0; row < rows; row++) counts[outcomes[row]!]!++;
}

/**
 * Gives each row the outcome of its dictionary entry.
 *
 * @param ofEntry - outcome of each entry.
 * @param codes - Int32Array(rows): entry of each row.
 * @param valid - validity bits, or `null`.
 * @returns the outcomes of the rows; null rows are not tested.
 */
export function outcomesOfCodes(ofEntry: Uint8Array, codes: Int32Array, valid: Uint8Array | null): Uint8Array {
  const outcomes = new Uint8Array(codes.length);
  for (let row = 0; row < codes.length; row++) outcomes[row] = ofEntry[codes[row]!] ?? UNTESTED;
  return leaveOutNulls(outcomes, valid);
}
