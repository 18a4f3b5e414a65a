/**
 * Orders distinct numbers ascending, NaN last.
 *
 * @param values - numbers by code, all different, such as `values()` of a {@link NumberDictionary}.
 * @returns Int32Array: the codes in ascending order of their numbers.
 * @remarks O(n log n) time, memory of one copy.
 * @example
 * orderByValue(Float64Array.of(3, NaN, -1)); // => 2, 0, 1
 */
export function orderByValue(values: Int32Array | Float64Array | BigInt64Array): Int32Array {
  const order = new Int32Array(values.length);
  // The order of the distinct values themselves is sorted natively; each code then finds its place.
  const sorted = values.slice().sort();
  let numbers = sorted.length;
  while (numbers > 0 && Number.isNaN(sorted[numbers - 1])) numbers--;
  for (let code = 0; code < order.length; code++) {
    const value = values[code]!;
    let low = 0;
    let high = numbers;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    order[Number.isNaN(value) ? numbers : low] = code;
  }
  return order;
}
