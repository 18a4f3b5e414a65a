import { hasValue, type Bits } from '../../text/index.ts';

/**
 * Exact changes of 128-bit decimals, four 32-bit limbs each, low limb first, two's complement. Each returns the first
 * row whose value does not fit, or -1.
 */

const LIMB = 2 ** 32;
/** The largest power of ten whose product with a limb stays below 2⁵³. */
const STEP_DIGITS = 4;

/**
 * Gives ten to the power of `digits` (from 0 to 38) as four limbs.
 *
 * @param digits - from 0 to 38.
 * @returns Uint32Array(4), low limb first.
 */
export function powerOfTen(digits: number): Uint32Array {
  const limbs = Uint32Array.of(1, 0, 0, 0);
  for (let index = 0; index < digits; index++) multiplyLimbs(limbs, 10);
  return limbs;
}

/** Multiplies a magnitude by a factor up to 10⁴; returns the carry out of the top limb. */
function multiplyLimbs(limbs: Uint32Array, factor: number): number {
  let carry = 0;
  for (let index = 0; index < 4; index++) {
    const product = limbs[index]! * factor + carry;
    carry = Math.floor(product / LIMB);
    limbs[index] = product - carry * LIMB;
  }
  return carry;
}

/** Divides a magnitude by a divisor up to 10⁴; returns the remainder. */
function divideLimbs(limbs: Uint32Array, divisor: number): number {
  let rest = 0;
  for (let index = 3; index >= 0; index--) {
    const part = rest * LIMB + limbs[index]!;
    limbs[index] = Math.floor(part / divisor);
    rest = part - limbs[index]! * divisor;
  }
  return rest;
}

function negate(limbs: Uint32Array): void {
  let carry = 1;
  for (let index = 0; index < 4; index++) {
    const part = (~limbs[index]! >>> 0) + carry;
    carry = part >= LIMB ? 1 : 0;
    limbs[index] = part;
  }
}

function isBelow(limbs: Uint32Array, bound: Uint32Array): boolean {
  for (let index = 3; index >= 0; index--) if (limbs[index] !== bound[index]) return limbs[index]! < bound[index]!;
  return false;
}

/**
 * Changes the scale of decimals and checks their digits.
 *
 * @param limbs - Uint32Array(4 · rows).
 * @param digits - places to move the decimal mark: scale wanted minus scale given, from -76 to 76.
 * @param precision - digits the result may have, from 1 to 38.
 * @param valid - validity bits; rows without value become 0.
 * @param out - Uint32Array(4 · rows); may be `limbs`.
 * @returns the first row that would lose a digit or have too many, or -1.
 */
export function rescaleDecimals(limbs: Uint32Array, digits: number, precision: number, valid: Bits, out: Uint32Array): number {
  const bound = powerOfTen(precision);
  const scratch = new Uint32Array(4);
  for (let row = 0; 4 * row < out.length; row++) {
    if (!hasValue(valid, row)) {
      out.fill(0, 4 * row, 4 * row + 4);
      continue;
    }
    for (let index = 0; index < 4; index++) scratch[index] = limbs[4 * row + index]!;
    const negative = scratch[3]! >= 0x80000000;
    if (negative) negate(scratch);
    for (let rest = Math.abs(digits); rest > 0; rest -= STEP_DIGITS) {
      const power = 10 ** Math.min(STEP_DIGITS, rest);
      if ((digits > 0 ? multiplyLimbs(scratch, power) : divideLimbs(scratch, power)) !== 0) return row;
    }
    if (!isBelow(scratch, bound)) return row;
    if (negative) negate(scratch);
    for (let index = 0; index < 4; index++) out[4 * row + index] = scratch[index]!;
  }
  return -1;
}

/**
 * Checks that decimals have no more digits than declared.
 *
 * @param limbs - Uint32Array(4 · rows).
 * @param precision - digits allowed, from 1 to 38.
 * @param valid - validity bits.
 * @param rows - number of decimals.
 * @returns the first row with more digits, or -1.
 */
export function firstRowBeyond(limbs: Uint32Array, precision: number, valid: Bits, rows: number): number {
  const bound = powerOfTen(precision);
  // Most values fit far fewer bits than the type: one comparison with the largest number of one limb settles them.
  const small = precision > 9 ? 0x7fffffff : 10 ** precision - 1;
  const scratch = new Uint32Array(4);
  for (let row = 0; row < rows; row++) {
    const at = 4 * row;
    const sign = limbs[at + 3]! >= 0x80000000 ? 0xffffffff : 0;
    const low = sign === 0 ? limbs[at]! : ~limbs[at]! >>> 0;
    if (low < small && limbs[at + 1] === sign && limbs[at + 2] === sign && limbs[at + 3] === sign) continue;
    for (let index = 0; index < 4; index++) scratch[index] = limbs[at + index]!;
    if (sign !== 0) negate(scratch);
    if (!isBelow(scratch, bound) && hasValue(valid, row)) return row;
  }
  return -1;
}

/**
 * Widens 32-bit numbers to unscaled decimals.
 *
 * @param values - the values, one a row.
 * @returns Uint32Array(4 · rows).
 */
export function limbsOfInt32(values: Int32Array): Uint32Array {
  const limbs = new Uint32Array(4 * values.length);
  for (let row = 0; row < values.length; row++) {
    const sign = values[row]! >> 31;
    limbs[4 * row] = values[row]!;
    limbs[4 * row + 1] = sign;
    limbs[4 * row + 2] = sign;
    limbs[4 * row + 3] = sign;
  }
  return limbs;
}

/**
 * Widens 64-bit numbers, two words each, to unscaled decimals.
 *
 * @param words - Int32Array(2 · rows), low word first.
 * @param signed - whether the numbers are signed.
 * @returns Uint32Array(4 · rows).
 */
export function limbsOfInt64(words: Int32Array, signed: boolean): Uint32Array {
  const limbs = new Uint32Array(2 * words.length);
  const signMask = signed ? -1 : 0;
  for (let at = 0; at < words.length; at += 2) {
    const sign = (words[at + 1]! >> 31) & signMask;
    limbs[2 * at] = words[at]!;
    limbs[2 * at + 1] = words[at + 1]!;
    limbs[2 * at + 2] = sign;
    limbs[2 * at + 3] = sign;
  }
  return limbs;
}

/**
 * Reads big-endian numbers of one width.
 *
 * @param bytes - at least `rows · width` bytes.
 * @param width - bytes of a number, from 1 to 65,536.
 * @param rows - number of numbers.
 * @param valid - validity bits; rows without value become 0.
 * @param limbs - Uint32Array(4 · rows), written.
 * @returns the first row that does not fit 128 bits, or -1.
 */
export function limbsOfFixed(bytes: Uint8Array, width: number, rows: number, valid: Bits, limbs: Uint32Array): number {
  if (width !== 16) {
    for (let row = 0; row < rows; row++) {
      if (hasValue(valid, row) && !writeBigEndian(bytes, row * width, (row + 1) * width, limbs, 4 * row)) return row;
    }
    return -1;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16 * rows);
  for (let row = 0; row < rows; row++) {
    if (!hasValue(valid, row)) continue;
    limbs[4 * row] = view.getUint32(16 * row + 12);
    limbs[4 * row + 1] = view.getUint32(16 * row + 8);
    limbs[4 * row + 2] = view.getUint32(16 * row + 4);
    limbs[4 * row + 3] = view.getUint32(16 * row);
  }
  return -1;
}

/**
 * Reads big-endian numbers of any width.
 *
 * @param bytes - the numbers' bytes.
 * @param ends - Int32Array(rows + 1): row `i` is `bytes[ends[i] … ends[i + 1])`.
 * @param valid - validity bits; rows without value become 0.
 * @param limbs - Uint32Array(4 · rows), written.
 * @returns the first row that does not fit 128 bits, or -1.
 */
export function limbsOfBigEndian(bytes: Uint8Array, ends: Int32Array, valid: Bits, limbs: Uint32Array): number {
  for (let row = 0; 4 * row < limbs.length; row++) {
    if (hasValue(valid, row) && !writeBigEndian(bytes, ends[row]!, ends[row + 1]!, limbs, 4 * row)) return row;
  }
  return -1;
}

/** Reads one number from its last byte to its first; bytes beyond 128 bits must repeat the sign. */
function writeBigEndian(bytes: Uint8Array, start: number, end: number, limbs: Uint32Array, to: number): boolean {
  const sign = end > start && bytes[start]! > 127 ? 255 : 0;
  let at = end;
  let top = 0;
  for (let index = 0; index < 4; index++) {
    let limb = 0;
    for (let shift = 0; shift < 32; shift += 8) {
      top = at > start ? bytes[--at]! : sign;
      limb |= top << shift;
    }
    limbs[to + index] = limb;
  }
  let fits = top >> 7 === sign >> 7;
  while (at > start) fits = bytes[--at] === sign && fits;
  return fits;
}

/**
 * Writes the low 64 bits of decimals without places, two words each; a row that needs more is at fault.
 *
 * @param limbs - Uint32Array(4 · rows).
 * @param valid - validity bits; rows without value are never at fault.
 * @param words - Int32Array(2 · rows), written.
 * @returns the first row at fault, or -1.
 */
export function int64OfLimbs(limbs: Uint32Array, valid: Bits, words: Int32Array): number {
  for (let row = 0; 2 * row < words.length; row++) {
    words[2 * row] = limbs[4 * row]!;
    words[2 * row + 1] = limbs[4 * row + 1]!;
    const sign = words[2 * row + 1]! < 0 ? 0xffffffff : 0;
    if ((limbs[4 * row + 2] !== sign || limbs[4 * row + 3] !== sign) && hasValue(valid, row)) return row;
  }
  return -1;
}
