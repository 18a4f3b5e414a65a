import { exactSum, exactSums, type ExactSums } from '../../group/index.ts';

/** Exact sums of numbers and of their squares. */
export interface Moments {
  /** Numbers summed, by weight. */
  count: number;
  /** Numbers too large to be squared and summed: left out, so that mean and deviation are not known. */
  vast: number;
  /** Group 0: the numbers; group 1: their squares. */
  readonly sums: ExactSums;
}

/** Numbers summed at a time. */
const RUN_ROWS = 1024;
/** The square of a larger magnitude, times twice the largest count, might overflow. */
const VAST: number = 2 ** 450;
/** Splits a double into two halves whose products are exact. */
const SPLITTER: number = 2 ** 27 + 1;

/** Terms of a number that occurs once: itself, its square, what the square lost; with a weight, twice as many. */
const ONCE = 3;
const WEIGHTED = 6;
const terms = new Float64Array(WEIGHTED * RUN_ROWS);
const onceGroups: Int32Array = new Int32Array(ONCE * RUN_ROWS).map((_, term) => (term % ONCE < 1 ? 0 : 1));
const weightedGroups: Int32Array = new Int32Array(WEIGHTED * RUN_ROWS).map((_, term) => (term % WEIGHTED < 2 ? 0 : 1));

/**
 * Makes empty sums.
 *
 * @returns the sums.
 */
export function makeMoments(): Moments {
  const sums = exactSums();
  sums.grow(2);
  return { count: 0, vast: 0, sums };
}

/**
 * Adds numbers; NaN and infinities are left out.
 *
 * @param moments - changed.
 * @param values - Float64Array(rows) or longer.
 * @param weights - Float64Array(rows) or longer: how often each occurs, a whole number; `null` for once.
 * @param rows - numbers to add.
 * @remarks A product of doubles is the sum of two doubles. A square is kept to 79 bits, those of magnitudes below 2⁻⁴⁵⁰
 *   to fewer; what is kept is summed exactly, so order, cuts and merges change nothing.
 * @see Dekker 1971, https://doi.org/10.1007/BF01397083.
 */
export function addMoments(moments: Moments, values: Float64Array, weights: Float64Array | null, rows: number): void {
  for (let from = 0; from < rows; from += RUN_ROWS) {
    const to = Math.min(rows, from + RUN_ROWS);
    if (weights === null) addOnce(moments, values, from, to);
    else addWeighted(moments, values, weights, from, to);
  }
}

function addOnce(moments: Moments, values: Float64Array, from: number, to: number): void {
  let at = 0;
  for (let row = from; row < to; row++) {
    const value = values[row]!;
    if (!(value <= VAST && value >= -VAST)) {
      if (Number.isFinite(value)) moments.vast++;
      continue;
    }
    const square = value * value;
    const large = SPLITTER * value;
    const high = large - (large - value);
    const low = value - high;
    terms[at] = value;
    terms[at + 1] = square;
    terms[at + 2] = shorten(low * low - ((square - high * high) - 2 * high * low));
    at += ONCE;
  }
  moments.count += at / ONCE;
  moments.sums.add(onceGroups, terms, null, at);
}

function addWeighted(moments: Moments, values: Float64Array, weights: Float64Array, from: number, to: number): void {
  let at = 0;
  for (let row = from; row < to; row++) {
    const value = values[row]!;
    const weight = weights[row]!;
    if (!(value <= VAST && value >= -VAST)) {
      if (Number.isFinite(value)) moments.vast += weight;
      continue;
    }
    const [square, error] = product(value, value);
    terms.set([...product(value, weight), ...product(square, weight), ...product(shorten(error), weight)], at);
    moments.count += weight;
    at += WEIGHTED;
  }
  moments.sums.add(weightedGroups, terms, null, at);
}

/** The first 26 bits of a double: squares are then right to 2⁻⁷⁹, and their sums rarely need more than two doubles. */
function shorten(value: number): number {
  const large = SPLITTER * value;
  return large - (large - value);
}

/** A product as two doubles, exactly. */
function product(left: number, right: number): readonly [number, number] {
  const [leftHigh, leftLow] = halves(left);
  const [rightHigh, rightLow] = halves(right);
  const high = left * right;
  return [high, leftLow * rightLow - (((high - leftHigh * rightHigh) - leftLow * rightHigh) - leftHigh * rightLow)];
}

function halves(value: number): readonly [number, number] {
  const high = shorten(value);
  return [high, value - high];
}

/**
 * Adds other sums, exactly.
 *
 * @param moments - changed.
 * @param other - unchanged.
 */
export function mergeMoments(moments: Moments, other: Moments): void {
  moments.count += other.count;
  moments.vast += other.vast;
  moments.sums.merge(other.sums, Int32Array.of(0, 1));
}

/**
 * Computes the mean of the numbers.
 *
 * @param moments - the sums.
 * @returns the mean; `null` without numbers, or with one beyond 2⁴⁵⁰.
 */
export function meanOf({ count, vast, sums }: Moments): number | null {
  return count === 0 || vast > 0 ? null : sums.result()[0]! / count;
}

/**
 * Computes the standard deviation of the numbers as a whole population.
 *
 * @param moments - the sums.
 * @returns the deviation; `null` without numbers, or with one beyond 2⁴⁵⁰.
 * @remarks n·Σx² − (Σx)² loses every digit of doubles when the mean is far from zero: here it is computed from sums of
 *   twice the precision and rounded once.
 */
export function standardDeviationOf({ count, vast, sums }: Moments): number | null {
  if (count === 0 || vast > 0) return null;
  const [sum, squares] = sums.result() as unknown as readonly [number, number];
  const rests = exactSums();
  rests.grow(2);
  rests.merge(sums, Int32Array.of(0, 1));
  rests.add(Int32Array.of(0, 1), Float64Array.of(-sum, -squares), null, 2);
  const [sumRest, squaresRest] = rests.result() as unknown as readonly [number, number];
  const scaled = exactSum([
    ...product(count, squares), ...product(count, squaresRest),
    ...product(-sum, sum), ...product(-2 * sum, sumRest), ...product(-sumRest, sumRest),
  ]);
  return Math.sqrt(Math.max(0, scaled)) / count;
}
