import { hasValue, type Bits } from '../../text/index.ts';

/**
 * Exact changes of unit for 64-bit counts of time, as two 32-bit words each, low word first. Each returns the first row
 * whose value does not fit, or -1.
 */

/** Days from the first day of the Julian count to 1970-01-01. */
const JULIAN_EPOCH = 2_440_588;
const DAY_SECONDS = 86_400;
/** Days whose microseconds fit 63 bits. */
const MAX_DAYS = 106_751_990;

/**
 * Multiplies.
 *
 * @param words - Int32Array(2 · rows).
 * @param factor - whole number from 1 to 2²⁰.
 * @param valid - validity bits.
 * @param out - Int32Array(2 · rows); may be `words`.
 * @returns the first row whose product does not fit 64 bits, or -1.
 */
export function multiplyWords(words: Int32Array, factor: number, valid: Bits, out: Int32Array): number {
  for (let row = 0; 2 * row < out.length; row++) {
    const low = (words[2 * row]! >>> 0) * factor;
    const carry = Math.floor(low / 2 ** 32);
    const high = words[2 * row + 1]! * factor + carry;
    if (high !== (high | 0)) {
      if (hasValue(valid, row)) return row;
      continue;
    }
    out[2 * row] = low - carry * 2 ** 32;
    out[2 * row + 1] = high;
  }
  return -1;
}

/**
 * Divides without remainder.
 *
 * @param words - Int32Array(2 · rows).
 * @param divisor - whole number from 1 to 2²⁰.
 * @param valid - validity bits.
 * @param out - Int32Array(2 · rows); may be `words`.
 * @returns the first row with a remainder, or -1.
 */
export function divideWords(words: Int32Array, divisor: number, valid: Bits, out: Int32Array): number {
  for (let row = 0; 2 * row < out.length; row++) {
    const high = Math.floor(words[2 * row + 1]! / divisor);
    const rest = (words[2 * row + 1]! - high * divisor) * 2 ** 32 + (words[2 * row]! >>> 0);
    const low = Math.floor(rest / divisor);
    if (rest !== low * divisor && hasValue(valid, row)) return row;
    out[2 * row] = low;
    out[2 * row + 1] = high;
  }
  return -1;
}

/**
 * Turns days into microseconds; rows that do not fit 64 bits are at fault.
 *
 * @param days - days since 1970-01-01, one a row.
 * @param valid - validity bits; rows without value are never at fault.
 * @param words - Int32Array(2 · rows), written.
 * @returns the first row at fault, or -1.
 */
export function daysToMicros(days: Int32Array, valid: Bits, words: Int32Array): number {
  for (let row = 0; row < days.length; row++) {
    if (Math.abs(days[row]!) <= MAX_DAYS) writeMicros(words, row, days[row]!, 0);
    else if (hasValue(valid, row)) return row;
  }
  return -1;
}

/**
 * Turns 12-byte instants (nanoseconds of the day, Julian day) into microseconds.
 *
 * @param values - Int32Array(3 · rows).
 * @param valid - validity bits.
 * @param words - Int32Array(2 · rows), written.
 * @returns the first row with a fraction of a microsecond or outside 64 bits, or -1.
 */
export function int96ToMicros(values: Int32Array, valid: Bits, words: Int32Array): number {
  for (let row = 0; 2 * row < words.length; row++) {
    const nanos = values[3 * row + 1]! * 2 ** 32 + (values[3 * row]! >>> 0);
    const days = values[3 * row + 2]! - JULIAN_EPOCH;
    const fits = nanos >= 0 && nanos < DAY_SECONDS * 1e9 && nanos % 1000 === 0 && Math.abs(days) <= MAX_DAYS;
    if (fits) writeMicros(words, row, days, nanos / 1000);
    else if (hasValue(valid, row)) return row;
  }
  return -1;
}

function writeMicros(words: Int32Array, row: number, days: number, microsOfDay: number): void {
  const seconds = days * DAY_SECONDS;
  const secondsHigh = Math.floor(seconds / 2 ** 32);
  const low = (seconds - secondsHigh * 2 ** 32) * 1e6 + microsOfDay;
  const carry = Math.floor(low / 2 ** 32);
  words[2 * row] = low - carry * 2 ** 32;
  words[2 * row + 1] = secondsHigh * 1e6 + carry;
}
