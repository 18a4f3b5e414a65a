import { hasValue, type Bits } from '../../text/index.ts';

/**
 * Exact casts between whole numbers and floats. 64-bit numbers are looked at as two 32-bit words, low word first. Each
 * returns the first row whose value does not fit, or -1.
 */

/**
 * Copies 32-bit unsigned numbers that fit 31 bits.
 *
 * @param values - the values, one a row.
 * @param valid - validity bits; rows without value are never at fault.
 * @param out - written: one element a row.
 * @returns the first row above 2³¹ − 1, or -1.
 */
export function narrowUint32(values: Uint32Array, valid: Bits, out: Int32Array): number {
  for (let row = 0; row < out.length; row++) {
    const value = values[row]!;
    if (value > 0x7fffffff && hasValue(valid, row)) return row;
    out[row] = value;
  }
  return -1;
}

/**
 * Copies 64-bit numbers that fit 32 bits.
 *
 * @param words - Int32Array(2 · rows), low word first.
 * @param signed - whether the numbers are signed.
 * @param valid - validity bits; rows without value are never at fault.
 * @param out - written: one element a row.
 * @returns the first row outside 32 bits, or -1.
 */
export function narrowInt64(words: Int32Array, signed: boolean, valid: Bits, out: Int32Array): number {
  for (let row = 0; row < out.length; row++) {
    const low = words[2 * row]!;
    const high = words[2 * row + 1]!;
    if ((high !== low >> 31 || (!signed && high < 0)) && hasValue(valid, row)) return row;
    out[row] = low;
  }
  return -1;
}

/**
 * Finds an unsigned 64-bit number that does not fit 63 bits.
 *
 * @param words - Int32Array(2 · rows), low word first.
 * @param valid - validity bits; rows without value are never at fault.
 * @param rows - number of rows.
 * @returns the row, or -1.
 */
export function firstAboveInt64(words: Int32Array, valid: Bits, rows: number): number {
  for (let row = 0; row < rows; row++) if (words[2 * row + 1]! < 0 && hasValue(valid, row)) return row;
  return -1;
}

/**
 * Widens 32-bit numbers to 64 bits.
 *
 * @param values - the values, one a row.
 * @param words - Int32Array(2 · rows), written.
 */
export function widenInt32(values: Int32Array | Uint32Array, words: Int32Array): void {
  const signed = values instanceof Int32Array;
  for (let row = 0; row < values.length; row++) {
    words[2 * row] = values[row]!;
    words[2 * row + 1] = signed ? values[row]! >> 31 : 0;
  }
}

/**
 * Turns 64-bit numbers into floats; those beyond ±2⁵³ do not fit, since a float cannot tell them from their neighbours.
 *
 * @param words - Int32Array(2 · rows), low word first.
 * @param signed - whether the numbers are signed.
 * @param valid - validity bits; rows without value are never at fault.
 * @param out - written: one element a row.
 * @returns the first row beyond ±2⁵³, or -1.
 */
export function int64ToFloat(words: Int32Array, signed: boolean, valid: Bits, out: Float64Array): number {
  for (let row = 0; row < out.length; row++) {
    const high = signed ? words[2 * row + 1]! : words[2 * row + 1]! >>> 0;
    const value = high * 2 ** 32 + (words[2 * row]! >>> 0);
    if ((value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) && hasValue(valid, row)) return row;
    out[row] = value;
  }
  return -1;
}

/**
 * Turns floats into 32-bit numbers; a fraction, NaN or −0 does not fit.
 *
 * @param values - the values, one a row.
 * @param valid - validity bits; rows without value are never at fault.
 * @param out - written: one element a row.
 * @returns the first row at fault, or -1.
 */
export function floatToInt32(values: Float32Array | Float64Array, valid: Bits, out: Int32Array): number {
  for (let row = 0; row < out.length; row++) {
    const value = values[row]!;
    const whole = value | 0;
    if (!Object.is(whole, value) && hasValue(valid, row)) return row;
    out[row] = whole;
  }
  return -1;
}

/**
 * Turns floats into 64-bit numbers; a fraction, NaN, −0 or a magnitude of 2⁵³ and above does not fit.
 *
 * @param values - the values, one a row.
 * @param valid - validity bits; rows without value are never at fault.
 * @param words - Int32Array(2 · rows), written.
 * @returns the first row at fault, or -1.
 */
export function floatToInt64(values: Float32Array | Float64Array, valid: Bits, words: Int32Array): number {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      if (hasValue(valid, row)) return row;
      continue;
    }
    words[2 * row] = value % 2 ** 32;
    words[2 * row + 1] = Math.floor(value / 2 ** 32);
  }
  return -1;
}

/**
 * Widens 16-bit floats, which is exact.
 *
 * @param halves - Uint16Array(rows), the bits of the floats.
 * @param out - written: one element a row.
 */
export function widenFloat16(halves: Uint16Array, out: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const half = halves[row]!;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const magnitude = exponent === 0 ? fraction * 2 ** -24 : exponent < 31 ? (1024 + fraction) * 2 ** (exponent - 25) : fraction === 0 ? Infinity : NaN;
    out[row] = half > 0x7fff ? -magnitude : magnitude;
  }
}
