import { CELL_KEYS } from './cell-keys.ts';
import { mostEntropy } from './most-entropy.ts';

/** Noise for cells of one size. */
export interface NoiseRow {
  /** The count, or for magnitudes the value in units of its noise; the last row also serves all that is larger. */
  readonly size: number;
  /** Float64Array(n): what is added. */
  readonly deviations: Float64Array;
  /** Int32Array(n), ascending, the last 10⁸: cell keys below the first entry get the first deviation, and so on. */
  readonly upperKeys: Int32Array;
}

/** Noise by the size of a cell, the size ascending from 0; cells of size 0 keep it. */
export type NoiseTable = readonly NoiseRow[];

/** Which noise counts get. Lists have one entry for each count from 1 up. */
export interface CountNoise {
  /** Largest change of a count, D. */
  readonly maxDeviation: number;
  /** Variance of the change, V. Where other demands leave no room, it is less. */
  readonly variance: number;
  /** Smallest count, zero aside, that may be published; smaller ones become 0 or grow. 1 when omitted. */
  readonly minPublished?: number;
  /**
   * Least share of the counts that stay as they are; none when omitted. Where the variance cannot be had beside it, it is lowered
   * by 0.05 until it can.
   */
  readonly stayShare?: number | readonly number[];
  /** Whether smaller losses are likelier than larger ones; `true` when omitted. */
  readonly monotone?: boolean | readonly boolean[];
  /** Whether the variance is exact or a limit; `atMost` when omitted. */
  readonly varianceIs?: 'exact' | 'atMost';
}

/** Which noise magnitudes get, in units of each one's own. */
export interface MagnitudeNoise {
  readonly maxDeviation: number;
  readonly variance: number;
  /** Deviations are multiples of 1 / `steps`. */
  readonly steps: number;
  /** Sizes that have a row, ascending, from 1 to `maxDeviation`; noise in between is interpolated. */
  readonly sizes: readonly number[];
  readonly monotone?: boolean | readonly boolean[];
  readonly varianceIs?: 'exact' | 'atMost' | readonly ('exact' | 'atMost')[];
}

/** What came of the demands for one size. */
export interface NoiseMoments {
  readonly size: number;
  readonly mean: number;
  readonly variance: number;
  /** Probability that nothing is changed. */
  readonly stayShare: number;
  /** Solutions looked for: more than one when the variance stayed below the one asked for. */
  readonly attempts: number;
}

/** A table with what came of the demands. */
export interface MadeNoise {
  readonly table: NoiseTable;
  readonly moments: readonly NoiseMoments[];
}

const LEAST_SHARE = 1e-8;
const STAY_STEP = 0.05;
const MAX_ATTEMPTS = 20;

const ZERO: NoiseRow = Object.freeze({ size: 0, deviations: Float64Array.of(0), upperKeys: Int32Array.of(CELL_KEYS) });
const ZERO_MOMENTS: NoiseMoments = Object.freeze({ size: 0, mean: 0, variance: 0, stayShare: 1, attempts: 0 });

/**
 * Makes the table of noise for counts: for each count the distribution of largest entropy that has mean 0, keeps to the
 * variance, changes by at most the largest deviation and never gives a count below 0 or one that may not be published.
 *
 * @param noise - what is asked for.
 * @returns the table and its moments; rows from 0 to D, or to D + `minPublished` where small counts are not published.
 * @throws {RangeError} if a number is out of range, a list has the wrong length, or no distribution fulfils the demands.
 * @remarks Under 10 ms for D up to 10.
 * @see R package ptable 1.0.0, `create_cnt_ptable`: D, V, js = `minPublished` − 1, pstay, mono.
 * @example
 * const { table } = countNoise({ maxDeviation: 2, variance: 1 });
 * [...table[1]!.upperKeys]; // => [36648551, 73297101, 90054348, 100000000]
 */
export function countNoise(noise: CountNoise): MadeNoise {
  const { maxDeviation, variance, minPublished = 1, varianceIs = 'atMost' } = noise;
  checkWhole('maxDeviation', maxDeviation, 1);
  checkWhole('minPublished', minPublished, 1);
  checkPositive('variance', variance);
  const rows = minPublished === 1 ? maxDeviation : maxDeviation + minPublished;
  const stay = perRow('stayShare', noise.stayShare ?? 0, rows);
  const monotone = perRow('monotone', noise.monotone ?? true, rows);
  for (const share of stay) if (!(share >= 0 && share < 1)) throw new RangeError('stayShare: expected shares from 0 to below 1');
  return madeOf(stay.map((share, index) => {
    const size = index + 1;
    const targets = range(Math.max(0, size - maxDeviation), size + maxDeviation, 1).filter((target) => target === 0 || target >= minPublished);
    return noiseRow({ size, deviations: targets.map((target) => target - size), variance, varianceIs, monotone: monotone[index]!, stayShare: share, isLowered: size >= minPublished });
  }));
}

/**
 * Makes the table of noise for magnitudes, in which a value's own noise is the unit; see {@link countNoise}.
 *
 * @param noise - what is asked for.
 * @returns the table and its moments; a row for 0 and one for each size.
 * @throws {RangeError} if a number is out of range, a list has the wrong length, or no distribution fulfils the demands.
 * @see R package ptable 1.0.0, `create_num_ptable`: D, V, step, icat, mono, optim 4 for `exact`.
 */
export function magnitudeNoise(noise: MagnitudeNoise): MadeNoise {
  const { maxDeviation, variance, steps, sizes } = noise;
  checkWhole('maxDeviation', maxDeviation, 1);
  checkWhole('steps', steps, 1);
  checkPositive('variance', variance);
  if (maxDeviation * steps >= 50) throw new RangeError(`steps: expected fewer than 50 of them up to the largest deviation, got ${maxDeviation * steps}`);
  const isRising = sizes.every((size, index) => Number.isInteger(size) && size > (sizes[index - 1] ?? 0));
  if (!isRising || sizes[0] !== 1 || sizes.at(-1) !== maxDeviation) throw new RangeError('sizes: expected whole numbers that ascend from 1 to maxDeviation');
  const monotone = perRow('monotone', noise.monotone ?? true, sizes.length);
  const varianceIs = perRow('varianceIs', noise.varianceIs ?? 'atMost', sizes.length);
  return madeOf(sizes.map((size, index) => {
    const deviations = range(Math.max(-size, -maxDeviation) * steps, maxDeviation * steps, 1).map((part) => part / steps);
    return noiseRow({ size, deviations, variance, varianceIs: varianceIs[index]!, monotone: monotone[index]!, stayShare: 0, isLowered: true });
  }));
}

interface RowDemands {
  readonly size: number;
  readonly deviations: readonly number[];
  readonly variance: number;
  readonly varianceIs: 'exact' | 'atMost';
  readonly monotone: boolean;
  readonly stayShare: number;
  /** Whether the least share that stays gives way to the variance. */
  readonly isLowered: boolean;
}

function madeOf(rows: readonly (readonly [NoiseRow, NoiseMoments])[]): MadeNoise {
  return { table: [ZERO, ...rows.map(([row]) => row)], moments: [ZERO_MOMENTS, ...rows.map(([, moments]) => moments)] };
}

function noiseRow({ size, deviations, variance, varianceIs, monotone, stayShare, isLowered }: RowDemands): readonly [NoiseRow, NoiseMoments] {
  const request = { deviations: Float64Array.from(deviations), variance, varianceIs, monotone };
  const zero = deviations.indexOf(0);
  let least = Math.max(LEAST_SHARE, stayShare);
  let shares: Float64Array | null = null;
  let attempts = 0;
  let reached = NaN;
  let solvedFor = NaN;
  do {
    if (least !== solvedFor) shares = mostEntropy({ ...request, least: request.deviations.map((_, index) => (index === zero ? least : LEAST_SHARE)) });
    solvedFor = least;
    if (shares === null) throw new RangeError(`noise of counts or sizes of ${size}: nothing has variance ${variance} beside the other demands; choose a larger variance, a larger deviation, or no monotony for this row`);
    reached = momentOf(deviations, shares, 2);
    attempts++;
    least = Math.max(LEAST_SHARE, least - STAY_STEP);
  } while (isLowered && Math.abs(reached - variance) >= 5e-4 && attempts < MAX_ATTEMPTS);
  const upperKeys = new Int32Array(deviations.length);
  shares.reduce((sum, share, index) => {
    upperKeys[index] = Math.round((sum + share) * CELL_KEYS);
    return sum + share;
  }, 0);
  upperKeys[upperKeys.length - 1] = CELL_KEYS;
  const moments = { size, mean: momentOf(deviations, shares, 1), variance: reached, stayShare: zero < 0 ? 0 : shares[zero]!, attempts };
  return [{ size, deviations: request.deviations, upperKeys }, moments];
}

function momentOf(deviations: readonly number[], shares: Float64Array, order: number): number {
  return deviations.reduce((sum, deviation, index) => sum + deviation ** order * shares[index]!, 0);
}

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + step * index);
}

function perRow<Value extends number | boolean | string>(name: string, value: Value | readonly Value[], rows: number): readonly Value[] {
  if (typeof value !== 'object') return new Array<Value>(rows).fill(value);
  if (value.length !== rows) throw new RangeError(`${name}: expected ${rows} entries, got ${value.length}`);
  return value;
}

function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw new RangeError(`${name}: expected an integer of at least ${least}, got ${value}`);
}

function checkPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name}: expected a number above 0, got ${value}`);
}
