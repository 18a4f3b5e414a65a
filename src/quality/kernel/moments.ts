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
/** The square of a smaller magnitude would lose its last digits: it is taken for 0. */
const TINY: number = 2 ** -450;
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
 * @remarks A product of doubles is the sum of two doubles. Squares of whole numbers are kept exactly, those of fractions
 *   to 79 bits; what is kept is summed exactly, so order, cuts and merges change nothing.
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
    const root = value < TINY && value > -TINY ? 0 : value;
    const square = root * root;
    const high = shorten(root);
    const low = root - high;
    const lost = low * low - ((square - high * high) - 2 * high * low);
    terms[at] = value;
    terms[at + 1] = square;
    terms[at + 2] = root === Math.floor(root) ? lost : shorten(lost);
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
    const root = Math.abs(value) < TINY ? 0 : value;
    const [square, lost] = product(root, root);
    terms.set([...product(value, weight), ...product(square, weight), ...product(root === Math.floor(root) ? lost : shorten(lost), weight)], at);
    moments.count += weight;
    at += WEIGHTED;
  }
  moments.sums.add(weightedGroups, terms, null, at);
}

/** The first 26 bits of a double: all that is kept of what the square of a fraction lost, so that sums rarely need more than two doubles. */
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
 * @remarks n·Σx² − (Σx)² loses every digit of doubles when the mean is far from zero: here both sums are taken apart
 *   into doubles that add up to them, and the difference is rounded once.
 */
export function standardDeviationOf({ count, vast, sums }: Moments): number | null {
  if (count === 0 || vast > 0) return null;
  const [sum, squares] = partsOf(sums);
  const products = [...squares.flatMap((part) => product(count, part)), ...sum.flatMap((left) => sum.flatMap((right) => product(-left, right)))];
  return Math.sqrt(Math.max(0, exactSum(products))) / count;
}

/** Doubles that add up to each of the two sums: the sum rounded, what is left rounded, and what is left then. */
function partsOf(sums: ExactSums): readonly [sum: readonly number[], squares: readonly number[]] {
  const both = Int32Array.of(0, 1);
  const left = exactSums();
  left.grow(2);
  left.merge(sums, both);
  const parts = [left.result()];
  while (parts.length < 3) {
    left.add(both, parts.at(-1)!.map((part) => -part), null, 2);
    parts.push(left.result());
  }
  return [parts.map((part) => part[0]!), parts.map((part) => part[1]!)];
}
