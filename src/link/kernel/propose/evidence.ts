import type { KindShares } from '../train/pair-kinds.ts';
import type { ParameterSlots } from '../train/parameters.ts';

/** Agreement patterns of pairs, with what the frequency of agreed values adds kept apart by comparison. */
export interface Evidence {
  readonly patterns: number;
  readonly slots: ParameterSlots;
  /** Uint32Array(patterns × comparisons): slot of each level. */
  readonly slotOf: Uint32Array;
  /** Float64Array(patterns): pairs with the pattern. */
  readonly counts: Float64Array;
  /** Float64Array(patterns × comparisons): natural logarithms added for frequencies; `null` for none at all. */
  readonly frequencyLogs: Float64Array | null;
  /** Uint8Array(patterns): what is known of the pairs beside their agreement, such as {@link KNOWN_OTHERS}; `null` for nothing. */
  readonly marks: Uint8Array | null;
}

/** Mark of pairs that are known not to match. */
export const KNOWN_OTHERS = 1;

/** What two comparisons say together beyond what each says. */
export interface JointExcess {
  readonly left: number;
  readonly right: number;
  /** Float64Array(levels of left × levels of right): natural logarithm of how many times more pairs that do not match have both levels than chance gives; 0 or more. */
  readonly logs: Float64Array;
}

/** A model of all pairs: some match, others do not. */
export interface Mixture {
  /** Share of all pairs that match. */
  readonly prior: number;
  /** Float64Array(slots); 0 where a level says nothing. */
  readonly m: Float64Array;
  readonly u: Float64Array;
  readonly excesses: readonly JointExcess[];
  /** Kinds of pairs beside ordinary matches, whose shares are m, and strangers, whose shares are u; they stand for excesses. */
  readonly kinds: readonly KindShares[];
}

/**
 * Weighs every pattern.
 *
 * @param evidence - patterns.
 * @param mixture - what levels are worth, without kinds.
 * @returns Float64Array(patterns): natural logarithm of the odds that a pair with the pattern matches.
 * @remarks O(patterns × comparisons).
 */
export function logOdds({ patterns, slots, slotOf, frequencyLogs }: Evidence, { prior, m, u, excesses }: Mixture): Float64Array {
  const width = slots.offsets.length - 1;
  const ratios = ratiosOf(slots, m, u);
  const start = Math.log(prior / (1 - prior));
  const odds = new Float64Array(patterns);
  for (let pattern = 0, at = 0; pattern < patterns; pattern++) {
    let sum = start;
    for (const end = at + width; at < end; at++) {
      sum += ratios[slotOf[at]!]!;
      if (frequencyLogs !== null) sum += frequencyLogs[at]!;
    }
    odds[pattern] = sum;
  }
  for (const excess of excesses) for (let pattern = 0; pattern < patterns; pattern++) odds[pattern]! -= excessOf(excess, slots, slotOf, pattern * width);
  return odds;
}

/**
 * Gives what each level says alone.
 *
 * @param slots - levels.
 * @param m - Float64Array(slots).
 * @param u - Float64Array(slots).
 * @returns Float64Array(slots): log(m ÷ u); 0 where a level says nothing.
 */
export function ratiosOf({ isSilent }: ParameterSlots, m: Float64Array, u: Float64Array): Float64Array {
  return Float64Array.from(isSilent, (silent, slot) => (silent === 1 ? 0 : Math.log(m[slot]! / u[slot]!)));
}

/**
 * Gives what two comparisons say together of one pattern.
 *
 * @param excess - of two comparisons.
 * @param slots - levels.
 * @param slotOf - slots of the patterns.
 * @param at - where the pattern begins.
 * @returns the logarithm to take off; 0 where a level says nothing.
 */
export function excessOf({ left, right, logs }: JointExcess, { offsets }: ParameterSlots, slotOf: Uint32Array, at: number): number {
  const width = offsets[right + 1]! - offsets[right]!;
  return logs[(slotOf[at + left]! - offsets[left]!) * width + slotOf[at + right]! - offsets[right]!]!;
}

/**
 * Turns log odds into a probability.
 *
 * @param odds - natural logarithm of the odds.
 * @returns a probability.
 */
export function probabilityOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
