/**
 * Quantiles of numbers in bounded memory. Each octave, from a power of two to the next, is cut into 2ᵇ buckets of one
 * width, and a bucket counts its values. Which bucket a double falls into stands in its own bits, so there is no
 * logarithm to round: two sketches merge by adding counts, and the result is the same in every order.
 *
 * @see Masson, Rim and Lee 2019, DDSketch, https://doi.org/10.14778/3352063.3352135: the guarantee, with logarithmic
 *   buckets.
 */

/** Numbers of one bucket: those in [from, to), or in (from, to] below zero. */
export interface QuantileBucket {
  readonly from: number;
  readonly to: number;
  /** What stands for the numbers of the bucket: within the sketch's relative error of each of them. */
  readonly middle: number;
  /** Sum of their weights. */
  readonly count: number;
}

/** A sketch of the quantiles of one column. */
export interface QuantileSketch {
  /** Largest distance of a quantile from the true one, as a share of the true one. */
  readonly relativeError: number;
  /** Numbers added, infinities included, by weight; NaN is left out. */
  readonly count: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Adds numbers.
   *
   * @param values - Float64Array(rows) or longer; NaN is left out, and a magnitude below 2⁻¹⁰²² is 0.
   * @param weights - Float64Array(rows) or longer: how often each occurs, a whole number; `null` for once.
   * @param rows - numbers to add.
   */
  add(values: Float64Array, weights: Float64Array | null, rows: number): void;
  /**
   * Adds what another sketch counted, exactly.
   *
   * @param other - a sketch of the same relative error; unchanged.
   * @throws {RangeError} if the relative errors differ.
   */
  merge(other: QuantileSketch): void;
  /**
   * Estimates a quantile: the smallest number that at least this share of the numbers does not exceed.
   *
   * @param share - from 0 (the least number) to 1 (the greatest).
   * @returns a number within the relative error of the true one; 0 and infinities are exact; NaN for an empty sketch.
   * @throws {RangeError} if the share is not in [0, 1].
   */
  quantile(share: number): number;
  /**
   * Lists the buckets that hold a number, in ascending order; zero and each infinity have one of their own.
   *
   * @returns the buckets.
   */
  buckets(): readonly QuantileBucket[];
}

/** Counts by bucket around those that occurred; index 0 stands for bucket `first`. */
interface Window {
  first: number;
  counts: Float64Array;
}

/** The finest and the coarsest relative error a sketch can have. */
export const RELATIVE_ERRORS: { readonly least: number; readonly most: number } = Object.freeze({ least: 2 ** -13, most: 0.25 });

const SMALLEST_NORMAL = 0x00100000;
const INFINITE = 0x7ff00000;
const EXPONENT_BITS = 20;

/**
 * Makes an empty sketch.
 *
 * @param relativeError - largest acceptable error of a quantile, from 2⁻¹³ to 0.25; the sketch takes the power of two
 *   that is next below.
 * @returns the sketch.
 * @throws {RangeError} if the error is out of range.
 * @remarks Time O(rows), about a nanosecond each. Memory: 8 bytes a bucket between the least and the greatest
 *   magnitude: at an error of 2⁻⁷ half a KiB per octave, a MiB for every double there is. It never depends on the rows.
 * @example
 * const sketch = quantileSketch(0.01);
 * sketch.add(Float64Array.of(1, 2, 3, 1000), null, 4);
 * sketch.relativeError; // => 0.0078125
 * Math.round(sketch.quantile(1)); // => 1004
 */
export function quantileSketch(relativeError: number): QuantileSketch {
  if (!(relativeError >= RELATIVE_ERRORS.least && relativeError <= RELATIVE_ERRORS.most)) {
    throw new RangeError(`relativeError: expected a number from ${RELATIVE_ERRORS.least} to ${RELATIVE_ERRORS.most}, got ${relativeError}`);
  }
  let bits = 1;
  while (2 ** -(bits + 1) > relativeError) bits++;
  const positive: Window = { first: 0, counts: new Float64Array(0) };
  const negative: Window = { first: 0, counts: new Float64Array(0) };
  let count = 0;
  let zeros = 0;
  let infinite = 0;
  let negativeInfinite = 0;

  function add(values: Float64Array, weights: Float64Array | null, rows: number): void {
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * rows);
    const shift = EXPONENT_BITS - bits;
    for (let row = 0; row < rows; row++) {
      const high = words[2 * row + 1]!;
      const magnitude = high & 0x7fffffff;
      const weight = weights === null ? 1 : weights[row]!;
      if (magnitude >= SMALLEST_NORMAL && magnitude < INFINITE) {
        const window = high >= 0 ? positive : negative;
        let place = (magnitude >> shift) - window.first;
        if (place < 0 || place >= window.counts.length) place = widen(window, magnitude >> shift, 1 << bits);
        window.counts[place]! += weight;
      } else if (magnitude < SMALLEST_NORMAL) zeros += weight;
      else if (values[row] === Infinity) infinite += weight;
      else if (values[row] === -Infinity) negativeInfinite += weight;
      else continue;
      count += weight;
    }
  }

  function buckets(): QuantileBucket[] {
    const above = [...filled(positive)].map(([index, number]) => bucketOf(index, number, bits));
    const below = [...filled(negative)].map(([index, number]) => bucketOf(index, number, bits))
      .map(({ from, to, middle, count: number }) => ({ from: -to, to: -from, middle: -middle, count: number }));
    const single = (value: number, number: number): QuantileBucket[] => number === 0 ? [] : [{ from: value, to: value, middle: value, count: number }];
    return [...single(-Infinity, negativeInfinite), ...below.reverse(), ...single(0, zeros), ...above, ...single(Infinity, infinite)];
  }

  const sketch: QuantileSketch = {
    relativeError: 2 ** -(bits + 1),
    get count(): number {
      return count;
    },
    get byteLength(): number {
      return positive.counts.byteLength + negative.counts.byteLength;
    },
    add,
    merge(other): void {
      if (other.relativeError !== sketch.relativeError) throw new RangeError(`other: expected a relative error of ${sketch.relativeError}, got ${other.relativeError}`);
      // The middle of a bucket falls into that bucket again.
      const theirs = other.buckets();
      add(Float64Array.from(theirs, ({ middle }) => middle), Float64Array.from(theirs, ({ count: number }) => number), theirs.length);
    },
    quantile(share): number {
      if (!(share >= 0 && share <= 1)) throw new RangeError(`share: expected a number from 0 to 1, got ${share}`);
      let left = rankOf(share, count);
      for (const bucket of buckets()) {
        left -= bucket.count;
        if (left <= 0) return bucket.middle;
      }
      return NaN;
    },
    buckets,
  };
  return sketch;
}

/**
 * Tells which of the numbers in ascending order is a quantile.
 *
 * @param share - from 0 to 1.
 * @param count - how many numbers there are.
 * @returns the rank, from 1; the product is taken for whole when it is so but for its rounding.
 */
export function rankOf(share: number, count: number): number {
  return Math.max(1, Math.ceil(share * count * (1 - 2 ** -51)));
}

/** Makes room for a bucket and returns its place; grows by half on the side that wants it, so that growing stays cheap. */
function widen(window: Window, index: number, octave: number): number {
  const { first, counts } = window;
  const room = Math.max(octave, counts.length >> 1);
  const isEmpty = counts.length === 0;
  const from = isEmpty ? index - (octave >> 1) : index < first ? index - room : first;
  const to = isEmpty ? index + octave : index < first ? first + counts.length : Math.max(index + 1, first + counts.length + room);
  const wider = new Float64Array(to - from);
  if (!isEmpty) wider.set(counts, first - from);
  window.first = from;
  window.counts = wider;
  return index - from;
}

function* filled({ first, counts }: Window): Generator<readonly [index: number, count: number]> {
  for (let place = 0; place < counts.length; place++) if (counts[place]! > 0) yield [first + place, counts[place]!];
}

/** Bounds and middle of a bucket of positive numbers; its index is the exponent followed by the first bits of the mantissa. */
function bucketOf(index: number, count: number, bits: number): QuantileBucket {
  const steps = 2 ** bits + (index & (2 ** bits - 1));
  const scale = 2 ** ((index >> bits) - 1023 - bits);
  const from = steps * scale;
  // The harmonic mean of the bounds is as far from either, as a share of it.
  return { from, to: (steps + 1) * scale, middle: from * ((2 * steps + 2) / (2 * steps + 1)), count };
}
