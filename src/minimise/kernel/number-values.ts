const MICROS_PER_DAY = 86_400_000_000;
const BIG_DAY = 86_400_000_000n;

/**
 * Turns 64-bit integers into doubles.
 *
 * @param values - BigInt64Array(rows).
 * @returns Float64Array(rows), rounded to the nearest double beyond ±2⁵³.
 */
export function doublesOfInt64(values: BigInt64Array): Float64Array {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const out = new Float64Array(values.length);
  for (let row = 0; row < out.length; row++) out[row] = words[2 * row + 1]! * 4_294_967_296 + (words[2 * row]! >>> 0);
  return out;
}

/**
 * Turns 128-bit decimals into doubles.
 *
 * @param limbs - Uint32Array(4 · rows): little-endian two's complement of the unscaled integer.
 * @param scale - digits after the decimal mark.
 * @returns Float64Array(rows); exact below 2⁵³ before the division by 10^scale, which rounds once.
 */
export function doublesOfDecimal(limbs: Uint32Array, scale: number): Float64Array {
  const rows = limbs.length / 4;
  const out = new Float64Array(rows);
  const divisor = 10 ** scale;
  for (let row = 0; row < rows; row++) {
    // The highest limb carries the sign; for numbers of few digits every step of the sum is exact.
    const top = limbs[4 * row + 3]! | 0;
    const high = top * 4_294_967_296 + limbs[4 * row + 2]!;
    out[row] = ((high * 4_294_967_296 + limbs[4 * row + 1]!) * 4_294_967_296 + limbs[4 * row]!) / divisor;
  }
  return out;
}

/**
 * Finds the days of instants.
 *
 * @param micros - BigInt64Array(rows), microseconds since 1970-01-01T00:00:00.
 * @returns Int32Array(rows), days since 1970-01-01; an instant before midnight belongs to the earlier day.
 */
export function daysOfMicros(micros: BigInt64Array): Int32Array {
  const doubles = doublesOfInt64(micros);
  const out = new Int32Array(micros.length);
  for (let row = 0; row < out.length; row++) {
    const value = doubles[row]!;
    // Beyond ±2⁵³ µs (year 2255) a double may round up to the next midnight.
    out[row] = Number.isSafeInteger(value) ? Math.floor(value / MICROS_PER_DAY) : Number(micros[row]! / BIG_DAY) - (micros[row]! % BIG_DAY < 0n ? 1 : 0);
  }
  return out;
}
