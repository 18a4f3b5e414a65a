import { POWERS_OF_TEN } from './digits.ts';

/** Most digits beyond the first 15 that {@link scaledDouble} takes. */
export const MOST_LOW_DIGITS = 8;

/** Splits a double into two halves of 26 bits. */
const SPLITTER = 134217729;

/**
 * Computes the double nearest to a decimal number of up to 23 digits.
 *
 * The digits are held exactly in two doubles, scaled with about 100 bits, and rounded once; where those bits cannot
 * tell which way to round, the answer is NaN and the caller takes a slower way.
 *
 * @param high - first digits as an integer, at most 15 of them.
 * @param low - next digits as an integer.
 * @param lowDigits - how many digits `low` has, from 0 to 8.
 * @param power - power of ten that scales the digits, from −22 to 22.
 * @returns the correctly rounded value of (high · 10^lowDigits + low) · 10^power, or NaN for undecided.
 * @see Dekker 1971, A floating-point technique for extending the available precision, https://doi.org/10.1007/BF01397083.
 */
export function scaledDouble(high: number, low: number, lowDigits: number, power: number): number {
  const scale = POWERS_OF_TEN[power < 0 ? -power : power]!;
  // Both operands are exact, so one division or product rounds once.
  if (lowDigits === 0) return power < 0 ? high / scale : high * scale;
  const widening = POWERS_OF_TEN[lowDigits]!;
  const product = high * widening;
  const sum = product + low;
  const rest = productError(high, widening, product) + (low - (sum - product));
  const head = sum + rest;
  const tail = rest - (head - sum);
  let first: number;
  let second: number;
  if (power < 0) {
    first = head / scale;
    const back = first * scale;
    second = (head - back - productError(first, scale, back) + tail) / scale;
  } else {
    first = head * scale;
    second = productError(head, scale, first) + tail * scale;
  }
  const slack = Math.abs(second) * 2 ** -40 + Math.abs(first) * 2 ** -98;
  const value = first + (second - slack);
  return value === first + (second + slack) ? value : NaN;
}

// Gives the exact error of a rounded product.
function productError(left: number, right: number, product: number): number {
  const leftBig = SPLITTER * left;
  const leftHigh = leftBig - (leftBig - left);
  const leftLow = left - leftHigh;
  const rightBig = SPLITTER * right;
  const rightHigh = rightBig - (rightBig - right);
  const rightLow = right - rightHigh;
  return leftHigh * rightHigh - product + leftHigh * rightLow + leftLow * rightHigh + leftLow * rightLow;
}
