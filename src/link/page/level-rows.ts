import type { Comparison, Level } from '../model/model.ts';

/** A level of a comparison that says something. */
export interface LevelRow {
  readonly comparison: string;
  readonly level: string;
  /** Null while unknown. */
  readonly m: number | null;
  readonly u: number | null;
  /** log₂(m ÷ u), ±∞ where one of them is 0, proof where u is; null while one is unknown. */
  readonly bits: number | null;
  readonly mInterval: readonly [number, number] | null;
}

/**
 * Lists the levels of comparisons that say something: null levels do where missing values are modelled.
 *
 * @param comparisons - of a model.
 * @returns the levels in their order.
 */
export function levelRows(comparisons: readonly Comparison[]): readonly LevelRow[] {
  return comparisons.flatMap(({ name, levels, missing }) => levels.filter(({ isNull }) => isNull !== true || missing === 'modelled').map((level): LevelRow => ({
    comparison: name, level: level.label, m: level.m, u: level.u, bits: bitsOf(level), mInterval: level.estimates?.m?.interval ?? null,
  })));
}

function bitsOf({ m, u }: Level): number | null {
  if (m === null || u === null) return null;
  return u === 0 ? Infinity : Math.log2(m / u);
}

/**
 * Turns a probability into a weight.
 *
 * @param prior - in [0, 1].
 * @returns log₂ of its odds, ±∞ at the ends.
 */
export function priorBits(prior: number): number {
  return Math.log2(prior / (1 - prior));
}

/**
 * Finds how far an axis of weights must go both ways.
 *
 * @param bits - the weights; those that are not finite are left out.
 * @returns a whole number of at least 1.
 */
export function furthestBits(bits: readonly (number | null)[]): number {
  return Math.ceil(bits.reduce<number>((most, each) => each !== null && Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most, 1));
}
