/**
 * Divides two whole numbers of any size and rounds once.
 *
 * @param numerator - any integer.
 * @param denominator - an integer above 0.
 * @returns the double nearest to the exact quotient, ties to even; never infinite for quotients below 2¹⁰²⁴.
 * @throws {RangeError} if the denominator is not above 0.
 * @example
 * quotient(1n, 3n); // => 0.3333333333333333
 */
export function quotient(numerator: bigint, denominator: bigint): number {
  if (denominator <= 0n) throw new RangeError('denominator: expected an integer above 0');
  const magnitude = numerator < 0n ? -numerator : numerator;
  if (magnitude <= MAX_EXACT && denominator <= MAX_EXACT) return Number(numerator) / Number(denominator);
  // Enough bits that the quotient has at least 66; the last one remembers whether anything was cut off.
  const shift = Math.max(0, 66 + bitLength(denominator) - bitLength(magnitude));
  const scaled = magnitude << BigInt(shift);
  const whole = scaled / denominator;
  const sticky = whole * denominator === scaled ? whole : whole | 1n;
  // Two steps, since two to the power of a long shift may lie below the smallest double.
  const half = Math.floor(shift / 2);
  const result = Number(sticky) / 2 ** half / 2 ** (shift - half);
  return numerator < 0n ? -result : result;
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(16).length * 4;
}
