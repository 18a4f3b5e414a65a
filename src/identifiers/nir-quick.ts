import { REASON_OK } from './identifier.ts';

/**
 * NIRs as most files hold them: 15 digits side by side, right in every part. Four digits are read, checked and written at
 * a time, and the key needs one division.
 */

const WIDTH_WITH_KEY = 15;
const DECLINED = -1;

/** 1 for month × 100 + département of an ordinary birth: months 01 to 12, départements 01 to 96 and 99. */
const IS_ORDINARY = new Uint8Array(10_000);
for (let month = 1; month <= 12; month++) {
  IS_ORDINARY.fill(1, month * 100 + 1, month * 100 + 97);
  IS_ORDINARY[month * 100 + 99] = 1;
}

/**
 * Reads one NIR that every level accepts, and declines the rest: letters, separators, no key, months and places that are
 * out of the ordinary, all that is wrong.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: 13 bytes from there, which a value that is declined may change too.
 * @returns 0 for a right value, −1 for one that is to be read in full.
 * @remarks Takes about a third of the time of reading in full.
 */
export function quickReadNir(bytes: DataView, start: number, end: number, out: DataView, at: number): number {
  if (end - start !== WIDTH_WITH_KEY) return DECLINED;
  // S AA M, MM DD, CCC O, OO KK: little-endian, so that the first character is the lowest byte.
  const first = bytes.getInt32(start, true);
  const second = bytes.getInt32(start + 3, true);
  const third = bytes.getInt32(start + 7, true);
  const fourth = bytes.getInt32(start + 11, true);
  // What differs from the characters 0000 are the values of the digits; 0x76 more carries into the high bit of those above 9.
  const a = first ^ 0x30303030;
  const b = second ^ 0x30303030;
  const c = third ^ 0x30303030;
  const d = fourth ^ 0x30303030;
  const highBits = a | (a + 0x76767676) | b | (b + 0x76767676) | c | (c + 0x76767676) | d | (d + 0x76767676);
  if ((highBits & 0x80808080) !== 0) return DECLINED;
  out.setInt32(at, first, true);
  out.setInt32(at + 3, second, true);
  out.setInt32(at + 7, third, true);
  out.setInt16(at + 11, fourth, true);
  const sex = a & 0xff;
  const year = digit(a, 8) * 10 + digit(a, 16);
  const joined = pairs(b);
  const birth = (joined & 0xff) * 100 + digit(joined, 16);
  const orderAndKey = pairs(d);
  const order = digit(c, 24) * 100 + (orderAndKey & 0xff);
  const low = ((pairs(c) & 0xff) * 10 + digit(c, 16)) * 1000 + order;
  // The key on three parts: 10¹⁰ is 49 and 10⁶ is 27 modulo 97.
  const rest = ((sex * 100 + year) * 49 + birth * 27 + low) % 97;
  // 588 157 ends the number of the specimen card, 111 111 that of a digit kept down: their like are left to the full judgement.
  const isRight = rest + digit(orderAndKey, 16) === 97
    && sex >= 1 && sex <= 8 && IS_ORDINARY[birth] === 1 && low >= 1000 && low < 991_000 && order !== 0 && low !== 588_157 && low !== 111_111;
  return isRight ? REASON_OK : DECLINED;
}

// Gives the digit that starts at a bit.
function digit(digits: number, bit: number): number {
  return (digits >>> bit) & 0xff;
}

// Joins four digits to two numbers of two digits, in the bytes 0 and 2.
function pairs(digits: number): number {
  return Math.imul(digits, 10) + (digits >>> 8);
}
