/**
 * Exact numbers as unscaled integers: 12.50 with two decimals is 1250.
 */

/** The powers of ten that a decimal of 38 digits needs. */
const POWERS: readonly bigint[] = Array.from({ length: 77 }, (_, index) => 10n ** BigInt(index));

/**
 * Gives a power of ten.
 *
 * @param exponent - from 0 to 76.
 * @returns ten to that power.
 */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent]!;
}

/**
 * Reads a number in the form `[+-]digits[.digits]` exactly.
 *
 * @param bytes - text; no spaces, no exponent, no separators of thousands.
 * @param start - first byte.
 * @param end - byte after the last.
 * @param scale - decimals kept; further digits must be zeros.
 * @returns the unscaled integer, or `null` when the text is no such number or has too many decimals or over 76 digits.
 * @remarks No big integer is made for fewer than 16 digits, the result apart.
 */
export function parseDecimal(bytes: Uint8Array, start: number, end: number, scale: number): bigint | null {
  let at = start;
  const sign = bytes[at];
  if (sign === 0x2d || sign === 0x2b) at++;
  let small = 0;
  let large = 0n;
  let pending = 0;
  let digits = 0;
  let decimals = -1;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x2e && decimals < 0) {
      decimals = 0;
      continue;
    }
    const digit = byte - 0x30;
    if (!(digit >= 0 && digit <= 9) || ++digits > 76) return null;
    if (decimals >= 0 && ++decimals > scale) {
      if (digit !== 0) return null;
      continue;
    }
    small = 10 * small + digit;
    if (++pending === 15) {
      large = large * POWERS[15]! + BigInt(small);
      small = 0;
      pending = 0;
    }
  }
  // A mark needs digits on both sides: "12." and ".5" are typing errors more often than numbers.
  if (digits === 0 || decimals === 0 || decimals === digits) return null;
  const missing = scale - Math.min(scale, Math.max(0, decimals));
  const magnitude = (large === 0n ? BigInt(small) : large * POWERS[pending]! + BigInt(small)) * POWERS[missing]!;
  return sign === 0x2d ? -magnitude : magnitude;
}

/**
 * Writes an unscaled integer with its decimals.
 *
 * @param unscaled - the number times ten to the power of `scale`.
 * @param scale - decimals, from 0 up; all of them are written.
 * @returns for example `-12.50`.
 */
export function decimalText(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${negative ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`;
}

/**
 * Changes the number of decimals of an unscaled integer without rounding.
 *
 * @param unscaled - the number times ten to the power of `from`.
 * @param from - present decimals.
 * @param to - wanted decimals.
 * @returns the number times ten to the power of `to`, or `null` when digits other than zero would be lost.
 */
export function rescale(unscaled: bigint, from: number, to: number): bigint | null {
  if (to >= from) return unscaled * POWERS[to - from]!;
  const divisor = POWERS[from - to]!;
  return unscaled % divisor === 0n ? unscaled / divisor : null;
}

/**
 * Reads a 128-bit integer.
 *
 * @param limbs - four a row, the lowest first, two's complement.
 * @param row - the row.
 * @returns the signed integer.
 */
export function readLimbs(limbs: Uint32Array, row: number): bigint {
  const at = 4 * row;
  const low = BigInt(limbs[at]!) | (BigInt(limbs[at + 1]!) << 32n);
  const high = BigInt(limbs[at + 2]!) | (BigInt(limbs[at + 3]!) << 32n);
  return BigInt.asIntN(128, low | (high << 64n));
}

/**
 * Writes a 128-bit integer.
 *
 * @param limbs - four a row, the lowest first; changed.
 * @param row - the row.
 * @param value - the signed integer.
 */
export function writeLimbs(limbs: Uint32Array, row: number, value: bigint): void {
  const at = 4 * row;
  const bits = BigInt.asUintN(128, value);
  limbs[at] = Number(bits & 0xffffffffn);
  limbs[at + 1] = Number((bits >> 32n) & 0xffffffffn);
  limbs[at + 2] = Number((bits >> 64n) & 0xffffffffn);
  limbs[at + 3] = Number(bits >> 96n);
}
