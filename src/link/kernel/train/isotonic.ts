/**
 * Makes values non-increasing at the least cost: neighbours out of order are given their common mean.
 *
 * @param values - numbers, from the one that should be greatest.
 * @param weights - how much each counts, above 0.
 * @returns new numbers, none greater than the one before it, with the same weighted sum.
 * @remarks Pooling of adjacent violators, O(values). With values w/(u·W) and weights u it gives the likeliest shares m
 *   whose ratio m/u never grows, where w of W observations were made at each level.
 * @see Barlow, Bartholomew, Bremner and Brunk 1972, Statistical Inference under Order Restrictions.
 * @example
 * decreasing([3, 1, 2], [1, 1, 1]); // => [3, 1.5, 1.5]
 */
export function decreasing(values: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const means: number[] = [];
  const masses: number[] = [];
  const lengths: number[] = [];
  for (let index = 0; index < values.length; index++) {
    let mean = values[index]!;
    let mass = weights[index]!;
    let length = 1;
    while (means.length > 0 && means.at(-1)! < mean) {
      const before = masses.pop()!;
      mean = (means.pop()! * before + mean * mass) / (before + mass);
      mass += before;
      length += lengths.pop()!;
    }
    means.push(mean);
    masses.push(mass);
    lengths.push(length);
  }
  return Float64Array.from(means.flatMap((mean, pool) => new Array<number>(lengths[pool]!).fill(mean)));
}
