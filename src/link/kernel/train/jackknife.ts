import { scoreInterval } from './effective-trials.ts';

/** How sure an estimate is. */
export interface Spread {
  readonly standardError: number;
  /** Bounds of the interval of 95 %. */
  readonly low: number;
  readonly high: number;
}

/** Fewer trials than this say too little through groups. */
const FEW = 10;
/** Quantile of the normal distribution that leaves 2.5 % above. */
const Z = 1.959963984540054;
/** The same of Student's t on 1, 2 and 3 degrees of freedom. */
const EXACT = [12.706204736432095, 4.302652729911275, 3.182446305284263];

/**
 * Finds how sure an estimated share is from the estimates without each group of records in turn.
 *
 * @param estimate - the estimate from all records, in [0, 1].
 * @param without - the estimate without each group, at least two.
 * @param more - variance from another source, such as the drawing of pairs.
 * @param trials - independent trials that the share is of, as `effectiveTrials` tells; where they are not known, a share of 0 or 1 has
 *   no width.
 * @returns standard error and interval; the interval is that of log-odds, so that it stays within [0, 1]. Groups agree on what never or
 *   hardly happens, and so say little of how sure it is: where fewer than ten trials differ from the rest, the interval is not narrower
 *   than that of so many trials.
 * @throws {RangeError} for fewer than two groups.
 * @remarks The delete-a-group jackknife, with Student's t on one degree of freedom less than groups. Pairs share records, so
 *   records are left out, never pairs; records of one person are left out together.
 * @see Kott 2001, The Delete-a-Group Jackknife, Journal of Official Statistics 17(4).
 */
export function spreadOf(estimate: number, without: readonly number[], more = 0, trials: number | null = null): Spread {
  const groups = without.length;
  if (groups < 2) throw new RangeError(`without: expected estimates of at least 2 groups, got ${groups}`);
  const mean = without.reduce((sum, value) => sum + value, 0) / groups;
  const variance = ((groups - 1) / groups) * without.reduce((sum, value) => sum + (value - mean) ** 2, 0) + more;
  const standardError = Math.sqrt(variance);
  const isRare = trials !== null && Math.min(estimate, 1 - estimate) * trials < FEW;
  const least = isRare ? scoreInterval(estimate, trials) : { low: estimate, high: estimate };
  if (!(estimate > 0 && estimate < 1)) return { standardError, ...least };
  const reach = (studentQuantile(groups - 1) * standardError) / (estimate * (1 - estimate));
  const logOdds = Math.log(estimate / (1 - estimate));
  return { standardError, low: Math.min(least.low, 1 / (1 + Math.exp(reach - logOdds))), high: Math.max(least.high, 1 / (1 + Math.exp(-reach - logOdds))) };
}

/**
 * Finds the quantile of Student's t that leaves 2.5 % above.
 *
 * @param freedom - degrees of freedom, from 1 up.
 * @returns the quantile: exact up to 3, to 0.3 % from 4 up.
 * @see Abramowitz and Stegun 1964, 26.7.5.
 */
export function studentQuantile(freedom: number): number {
  if (freedom <= EXACT.length) return EXACT[freedom - 1]!;
  const z3 = Z ** 3;
  const z5 = Z ** 5;
  const z7 = Z ** 7;
  return Z
    + (z3 + Z) / (4 * freedom)
    + (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom ** 2)
    + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * freedom ** 3);
}
