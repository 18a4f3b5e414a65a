import { spreadOf, type Spread } from '../train/jackknife.ts';

/** An estimate with its uncertainty: standard error, and the interval of 95 %. */
export interface Interval extends Spread {
  readonly estimate: number;
}

/**
 * Gives the interval of a share by a delete-a-group jackknife: records or persons are put in groups by chance, the share is
 * worked out again without each group, and how much it moves tells how much it would move in another population.
 *
 * @param estimate - the share among all, in [0, 1].
 * @param without - the share without each group.
 * @param trials - independent trials that it is a share of, for shares near 0 and 1.
 * @returns the interval; null where a share has no meaning (NaN) or there are fewer than two.
 */
export function shareInterval(estimate: number, without: readonly number[], trials: number): Interval | null {
  return without.length < 2 || [estimate, ...without].some(Number.isNaN) ? null : { estimate, ...spreadOf(estimate, without, 0, trials) };
}
