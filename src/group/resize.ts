/** Growth of typed arrays: a copy into a larger array, by doubling while small and by halves above 64 MiB. */

const STEADY_BYTES = 2 ** 26;

/**
 * Tells the next capacity of an array that must hold `needed` elements.
 *
 * @param capacity - present capacity, in elements.
 * @param needed - elements to hold.
 * @param width - bytes per element.
 * @returns a capacity of at least `needed`; steps are geometric, so all copies together cost O(final size).
 */
export function nextCapacity(capacity: number, needed: number, width: number): number {
  const step = capacity * width < STEADY_BYTES ? 2 * capacity : Math.floor(1.5 * capacity);
  return Math.max(step, needed, 16);
}

/**
 * Copies int32 values into an array of at least `needed` elements.
 *
 * @param values - array to grow.
 * @param needed - elements it must hold.
 * @returns `values` itself when it is long enough, else a longer copy with zeros at its end.
 */
export function growInt32(values: Int32Array, needed: number): Int32Array {
  if (needed <= values.length) return values;
  const grown = new Int32Array(nextCapacity(values.length, needed, 4));
  grown.set(values);
  return grown;
}

/**
 * Copies doubles into an array of at least `needed` elements.
 *
 * @param values - array to grow.
 * @param needed - elements it must hold.
 * @returns `values` itself when it is long enough, else a longer copy with zeros at its end.
 */
export function growFloat64(values: Float64Array, needed: number): Float64Array {
  if (needed <= values.length) return values;
  const grown = new Float64Array(nextCapacity(values.length, needed, 8));
  grown.set(values);
  return grown;
}

/**
 * Copies bytes into an array of at least `needed` elements.
 *
 * @param values - array to grow.
 * @param needed - elements it must hold.
 * @returns `values` itself when it is long enough, else a longer copy with zeros at its end.
 */
export function growUint8(values: Uint8Array, needed: number): Uint8Array {
  if (needed <= values.length) return values;
  const grown = new Uint8Array(nextCapacity(values.length, needed, 1));
  grown.set(values);
  return grown;
}
