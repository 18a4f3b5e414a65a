/** Shares among pairs that do not match, and where they had to be raised. */
export interface OtherShares {
  /** Float64Array(slots). */
  readonly u: Float64Array;
  /** Slots whose u is the floor: nearly all pairs that agree so are taken for matches. */
  readonly floored: readonly number[];
}

/** u is at least this share of the agreement over all pairs: what is left of it is the error of m and λ. */
export const FLOOR_SHARE = 0.01;

/**
 * Takes the matches out of the agreement over all pairs: u = (a − λ·m) / (1 − λ).
 *
 * @param agreement - Float64Array(slots): share of all pairs at each level.
 * @param m - Float64Array(slots).
 * @param prior - λ, the share of matches among all pairs; u stays as it is where that is 1.
 * @param comparisons - slots of each comparison whose levels say something.
 * @param isFixed - Uint8Array(slots): 1 where u stays as it is.
 * @param u - Float64Array(slots): u so far; unchanged.
 * @returns u, adding up to 1 in each comparison without fixed levels, and no less than a hundredth of the agreement.
 */
export function withoutMatches(
  agreement: Float64Array, m: Float64Array, prior: number, comparisons: readonly (readonly number[])[], isFixed: Uint8Array, u: Float64Array,
): OtherShares {
  const result = u.slice();
  const floored: number[] = [];
  for (const slots of prior < 1 ? comparisons : []) {
    const free = slots.filter((slot) => isFixed[slot] === 0);
    const floors = free.map((slot) => agreement[slot]! * FLOOR_SHARE);
    const shares = free.map((slot) => (agreement[slot]! - prior * m[slot]!) / (1 - prior));
    const isLow = shares.map((share, index) => share < floors[index]!);
    const room = slots.reduce((rest, slot) => (isFixed[slot] === 0 ? rest : rest - u[slot]!), 1);
    const raised = floors.reduce((sum, floor, index) => (isLow[index]! ? sum + floor : sum), 0);
    const rest = shares.reduce((sum, share, index) => (isLow[index]! ? sum : sum + share), 0);
    if (!(rest > 0 && room > raised)) continue;
    free.forEach((slot, index) => {
      result[slot] = isLow[index]! ? floors[index]! : shares[index]! * ((room - raised) / rest);
      if (isLow[index]!) floored.push(slot);
    });
  }
  return { u: result, floored };
}
