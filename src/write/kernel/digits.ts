/** Writing of numbers as ASCII digits, without strings. */

const DIGIT_0 = 48;
const MINUS = 45;
const TWO_32 = 4294967296;

/** Powers of ten that a double holds exactly, 10⁰ to 10²². */
export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/**
 * Writes a whole number.
 *
 * @param value - an integer from 0 to 2⁵³.
 * @param out - receives the digits.
 * @param at - where they go.
 * @returns one past the last digit.
 */
export function writeInteger(value: number, out: Uint8Array, at: number): number {
  if (value >= 1e9) {
    const high = Math.floor(value / 1e9);
    return writePadded(value - high * 1e9, 9, out, writeInteger(high, out, at));
  }
  let digits = 1;
  for (let power = 10; value >= power; power *= 10) digits++;
  return writePadded(value, digits, out, at);
}

/**
 * Writes a whole number with leading zeros.
 *
 * @param value - an integer from 0 up, of at most `digits` digits.
 * @param digits - from 1 to 22.
 * @param out - receives the digits.
 * @param at - where they go.
 * @returns one past the last digit.
 */
export function writePadded(value: number, digits: number, out: Uint8Array, at: number): number {
  let rest = value;
  if (rest > 0x7fffffff) {
    const low = digits - 9;
    const high = Math.floor(rest / 1e9);
    if (low > 0) writePadded(high, low, out, at);
    writePadded(rest - high * 1e9, 9, out, at + low);
    return at + digits;
  }
  for (let index = at + digits - 1; index >= at; index--) {
    const next = (rest / 10) | 0;
    out[index] = DIGIT_0 + (rest - next * 10);
    rest = next;
  }
  return at + digits;
}

/** Digits of a 128-bit number, six at a time. */
const groups = new Int32Array(7);
const words = new Uint32Array(4);

/**
 * Writes a two's complement number with a decimal mark.
 *
 * @param limbs - Uint32Array, low word first.
 * @param first - index of the low word.
 * @param count - words of the number, from 1 to 4.
 * @param scale - digits after the decimal mark, from 0 to 38.
 * @param decimalMark - its byte.
 * @param out - receives at most 41 bytes.
 * @param at - where they go.
 * @returns one past the last byte.
 */
export function writeScaled(limbs: Uint32Array, first: number, count: number, scale: number, decimalMark: number, out: Uint8Array, at: number): number {
  const isNegative = limbs[first + count - 1]! > 0x7fffffff;
  let carry = isNegative ? 1 : 0;
  let most = 0;
  for (let index = 0; index < 4; index++) {
    let word = index < count ? limbs[first + index]! : isNegative ? 0xffffffff : 0;
    if (isNegative) {
      word = TWO_32 - 1 - word + carry;
      carry = word === TWO_32 ? 1 : 0;
      if (carry === 1) word = 0;
    }
    words[index] = word;
    if (word > 0) most = index;
  }
  let to = at;
  if (isNegative) out[to++] = MINUS;
  if (most === 0 || (most === 1 && words[1]! < 0x200000)) {
    const value = words[1]! * TWO_32 + words[0]!;
    if (scale === 0) return writeInteger(value, out, to);
    if (scale <= 15) {
      const unit = POWERS_OF_TEN[scale]!;
      const whole = Math.floor(value / unit);
      to = writeInteger(whole, out, to);
      out[to++] = decimalMark;
      return writePadded(value - whole * unit, scale, out, to);
    }
  }
  // 10⁶ · 2³² is below 2⁵³, so each step of the long division is exact.
  for (let group = 0; group < 7; group++) {
    let rest = 0;
    for (let index = most; index >= 0; index--) {
      const value = rest * TWO_32 + words[index]!;
      const quotient = Math.floor(value / 1e6);
      words[index] = quotient;
      rest = value - quotient * 1e6;
    }
    groups[group] = rest;
  }
  // 42 digits with leading zeros, of which those before the last whole one are left out.
  let isLeading = true;
  for (let place = 41; place >= 0; place--) {
    const digit = Math.floor(groups[(place / 6) | 0]! / POWERS_OF_TEN[place % 6]!) % 10;
    if (digit > 0 || place <= scale) isLeading = false;
    if (!isLeading) out[to++] = DIGIT_0 + digit;
    if (place === scale && scale > 0) out[to++] = decimalMark;
  }
  return to;
}

/** Most decimals that are looked for before the engine's own shortest form is asked. */
const MOST_DECIMALS = 6;

/**
 * Writes the shortest decimal number that reads back as the same double.
 *
 * @param value - any double.
 * @param decimalMark - byte of the decimal mark.
 * @param out - receives at most 25 bytes.
 * @param at - where they go.
 * @returns one past the last byte.
 * @remarks A number of up to 15 digits, 6 of them decimals, is written by arithmetic: two such numbers are never the
 *   same double, so the one found is the shortest. Any other goes through a string.
 */
export function writeDouble(value: number, decimalMark: number, out: Uint8Array, at: number): number {
  const size = Math.abs(value);
  if (size < 1e15) {
    let to = at;
    for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
      const unit = POWERS_OF_TEN[decimals]!;
      const digits = Math.round(size * unit);
      if (digits >= 1e15) break;
      if (digits / unit !== size) continue;
      if (value < 0 || Object.is(value, -0)) out[to++] = MINUS;
      const whole = Math.floor(digits / unit);
      to = writeInteger(whole, out, to);
      if (decimals === 0) return to;
      out[to++] = decimalMark;
      return writePadded(digits - whole * unit, decimals, out, to);
    }
  }
  const text = String(value);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    out[at + index] = code === 46 ? decimalMark : code;
  }
  return at + text.length;
}
