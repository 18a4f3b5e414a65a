/** Whole numbers of 64 and 128 bits as doubles, and as big integers where somebody has to see one. */

/** Whole numbers of smaller magnitude are doubles. */
const EXACT_HIGH = 0x200000;

/**
 * Converts 64-bit whole numbers to the nearest doubles.
 *
 * @param words - Int32Array(2 · rows): low and high half of each number.
 * @param rows - numbers to convert.
 * @param out - Float64Array(rows) or longer.
 */
export function doublesOfInt64(words: Int32Array, rows: number, out: Float64Array): void {
  for (let row = 0; row < rows; row++) out[row] = words[2 * row + 1]! * 4_294_967_296 + (words[2 * row]! >>> 0);
}

/**
 * Converts 128-bit whole numbers to the nearest doubles.
 *
 * @param limbs - Uint32Array(4 · rows): two's complement, least significant limb first.
 * @param rows - numbers to convert.
 * @param out - Float64Array(rows) or longer.
 */
export function doublesOfInt128(limbs: Uint32Array, rows: number, out: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const high = limbs[4 * row + 1]! | 0;
    const sign = high >> 31;
    const isShort = (limbs[4 * row + 2]! | 0) === sign && (limbs[4 * row + 3]! | 0) === sign;
    out[row] = isShort && high >= -EXACT_HIGH && high < EXACT_HIGH ? high * 4_294_967_296 + limbs[4 * row]! : Number(int128At(limbs, row));
  }
}

/**
 * Reads a 128-bit whole number.
 *
 * @param limbs - as in {@link doublesOfInt128}.
 * @param row - which number.
 * @returns the number.
 */
export function int128At(limbs: Uint32Array, row: number): bigint {
  let value = 0n;
  for (let limb = 3; limb >= 0; limb--) value = (value << 32n) | BigInt(limbs[4 * row + limb]!);
  return BigInt.asIntN(128, value);
}

const DAY_MICROS = 86_400_000_000;

/**
 * Finds the days of instants.
 *
 * @param micros - BigInt64Array(rows) or longer: microseconds since 1970-01-01T00:00:00.
 * @param rows - instants to convert.
 * @param days - Int32Array(rows) or longer: days since 1970-01-01, those far out of range brought to its ends.
 */
export function daysOfInstants(micros: BigInt64Array, rows: number, days: Int32Array): void {
  const words = new Int32Array(micros.buffer, micros.byteOffset, 2 * rows);
  for (let row = 0; row < rows; row++) {
    const high = words[2 * row + 1]!;
    if (high >= -EXACT_HIGH && high < EXACT_HIGH) {
      const value = high * 4_294_967_296 + (words[2 * row]! >>> 0);
      const day = Math.floor(value / DAY_MICROS);
      // The quotient may round up to a whole day that has not begun.
      days[row] = day * DAY_MICROS > value ? day - 1 : day;
    } else {
      const rest = ((micros[row]! % 86_400_000_000n) + 86_400_000_000n) % 86_400_000_000n;
      days[row] = Number((micros[row]! - rest) / 86_400_000_000n);
    }
  }
}
