import { decreasing } from './isotonic.ts';

/** How shares are made of the weights of levels. */
export interface ShareRules {
  /** Uint8Array(slots): 1 where the share stays as it is. */
  readonly isFixed: Uint8Array;
  /** Float64Array(slots): weight that every level has before a pair is seen (α − 1 of a Dirichlet prior); `null` for none. */
  readonly prior: Float64Array | null;
  /** No share is less, fixed ones excepted. */
  readonly minimum: number;
  /** Whether no level has a greater ratio m/u than one of more agreement. */
  readonly isMonotone: boolean;
  /**
   * As Splink does it: fixed shares are not made room for, and a level that no pair is at gets 10⁻⁶ beside the others;
   * `minimum` and `isMonotone` say nothing then.
   */
  readonly likeSplink: boolean;
}

/** What Splink takes for the share of a level that it did not see. */
export const UNSEEN_SHARE = 1e-6;
/** The least u that a ratio is computed with. */
const LEAST_U = 1e-15;

/**
 * Makes the shares of one comparison that make its weights likeliest, within the rules.
 *
 * @param shares - Float64Array(slots): shares before; those of the comparison are overwritten.
 * @param weights - Float64Array(slots): how many pairs are at each level, as expected.
 * @param pairs - Float64Array(slots): how many pairs are at each level, matches or not.
 * @param slots - those of the comparison whose levels say something, from most agreement to least.
 * @param rules - what shares must keep to.
 * @param against - Float64Array(slots): u, which a monotone m is compared with.
 * @remarks Levels without any weight leave the shares as they are.
 */
export function fitShares(
  shares: Float64Array, weights: Float64Array, pairs: Float64Array, slots: readonly number[], rules: ShareRules, against: Float64Array,
): void {
  const { isFixed, prior, minimum, isMonotone, likeSplink } = rules;
  const weightOf = (slot: number): number => weights[slot]! + (prior === null ? 0 : prior[slot]!);
  const free = slots.filter((slot) => isFixed[slot] === 0);
  const counted = likeSplink ? slots : free;
  const total = counted.reduce((sum, slot) => sum + weightOf(slot), 0);
  if (!(total > 0)) return;
  if (likeSplink) {
    for (const slot of free) shares[slot] = pairs[slot]! > 0 ? weightOf(slot) / total : UNSEEN_SHARE;
    return;
  }
  const room = slots.reduce((rest, slot) => (isFixed[slot] === 0 ? rest : rest - shares[slot]!), 1);
  if (!(room > 0)) return;
  const likeliest = free.map((slot) => (weightOf(slot) / total) * room);
  const wanted = isMonotone ? monotone(likeliest, free.map((slot) => Math.max(against[slot]!, LEAST_U))) : likeliest;
  const raised = atLeast(wanted, minimum, room);
  free.forEach((slot, index) => {
    shares[slot] = raised[index]!;
  });
}

/** The likeliest shares whose ratio to u does not grow as agreement ends. */
function monotone(shares: readonly number[], u: readonly number[]): number[] {
  const ratios = decreasing(shares.map((share, index) => share / u[index]!), u);
  return u.map((value, index) => ratios[index]! * value);
}

/**
 * Raises shares to a minimum at the expense of the others, in proportion.
 *
 * @param shares - numbers that add up to `total`.
 * @param minimum - the least that is left.
 * @param total - what they add up to.
 * @returns new numbers that add up to `total`: the likeliest with that minimum. Equal parts where it leaves no room.
 * @example
 * atLeast([0.8, 0.2, 0], 0.1, 1); // => [0.7200000000000001, 0.18000000000000002, 0.1]
 */
export function atLeast(shares: readonly number[], minimum: number, total: number): number[] {
  if (minimum * shares.length >= total) return shares.map(() => total / shares.length);
  const raised = new Set<number>();
  for (;;) {
    const others = shares.reduce((sum, share, index) => (raised.has(index) ? sum : sum + share), 0);
    const scale = (total - minimum * raised.size) / others;
    const low = shares.flatMap((share, index) => (!raised.has(index) && share * scale < minimum ? [index] : []));
    if (low.length === 0) return shares.map((share, index) => (raised.has(index) ? minimum : share * scale));
    for (const index of low) raised.add(index);
  }
}
