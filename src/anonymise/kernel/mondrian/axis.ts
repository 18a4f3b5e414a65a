/** A quasi-identifier laid out on a line, along which it may be cut. */
export interface Axis {
  /** Int32Array(classes): the place of each class on the line, from 0 up. */
  readonly places: Int32Array;
  /** How far apart two places lie, as a share of the whole line in [0, 1]; 0 for a place and itself. */
  readonly width: (low: number, high: number) => number;
}

/**
 * Measures along a line of numbers.
 *
 * @param positions - Float64Array(places): the number at each place, ascending; NaN for a place that has none, such as a missing
 *   value, which is as far from any other as can be. So is an infinite number.
 * @returns the width between two places: the difference of their numbers over that of all finite ones.
 * @example
 * widthOfNumbers(Float64Array.of(20, 30, 60, NaN))(0, 1); // => 0.25
 */
export function widthOfNumbers(positions: Float64Array): Axis['width'] {
  const finite = positions.filter(Number.isFinite);
  const whole = finite.length === 0 ? 0 : finite.at(-1)! - finite[0]!;
  return (low, high) => {
    if (low === high) return 0;
    const width = (positions[high]! - positions[low]!) / whole;
    return Number.isFinite(width) ? width : 1;
  };
}

/**
 * Measures along a line of values that are no numbers.
 *
 * @param count - number of places.
 * @returns the width between two places: the steps between them over all steps.
 * @example
 * widthOfSteps(5)(1, 2); // => 0.25
 */
export function widthOfSteps(count: number): Axis['width'] {
  return (low, high) => (low === high ? 0 : (high - low) / (count - 1));
}
