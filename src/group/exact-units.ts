/** Doubles as whole multiples of the smallest one, 2⁻¹⁰⁷⁴: every finite double is such a multiple, and so is any sum. */

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * Converts a finite double, exactly.
 *
 * @param value - a finite double.
 * @returns value / 2⁻¹⁰⁷⁴.
 */
export function toUnits(value: number): bigint {
  double[0] = value;
  const exponent = (words[1]! >>> 20) & 0x7ff;
  const mantissa = (words[1]! & 0xfffff) * 2 ** 32 + words[0]!;
  const magnitude = exponent === 0 ? BigInt(mantissa) : BigInt(mantissa + 2 ** 52) << BigInt(exponent - 1);
  return value < 0 ? -magnitude : magnitude;
}

/**
 * Converts to the nearest double, ties to even.
 *
 * @param units - a multiple of 2⁻¹⁰⁷⁴.
 * @returns the double; an infinity where it rounds beyond the largest.
 */
export function fromUnits(units: bigint): number {
  const magnitude = units < 0n ? -units : units;
  // The conversion of a big integer rounds correctly but ends at 2^1024. A larger one loses bits first, all but the
  // fact that there were any, which decides ties; more than 54 bits remain.
  const shift = magnitude < 2n ** 1023n ? 0 : magnitude < 2n ** 1500n ? 500 : 1074;
  const lost = BigInt.asUintN(shift, magnitude) === 0n ? 0n : 1n;
  const rounded = Number((magnitude >> BigInt(shift)) | lost) * 2 ** (shift - 1074);
  return units < 0n ? -rounded : rounded;
}

/** 64-bit words that hold the sum of 2⁶⁴ doubles and its sign. */
const UNIT_WORDS = 35;

/**
 * Packs big multiples into bytes.
 *
 * @param units - multiples of 2⁻¹⁰⁷⁴, each the sum of at most 2⁶⁴ doubles.
 * @returns 280 bytes each.
 */
export function packUnits(units: readonly bigint[]): BigUint64Array {
  const packed = new BigUint64Array(UNIT_WORDS * units.length);
  units.forEach((value, index) => {
    for (let word = 0; word < UNIT_WORDS; word++) packed[UNIT_WORDS * index + word] = BigInt.asUintN(64, value >> BigInt(64 * word));
  });
  return packed;
}

/**
 * Unpacks what {@link packUnits} packed.
 *
 * @param bytes - the bytes, at the start of their buffer.
 * @param count - how many there are.
 * @returns the multiples.
 */
export function unpackUnits(bytes: Uint8Array, count: number): bigint[] {
  const packed = new BigUint64Array(bytes.buffer as ArrayBuffer);
  return Array.from({ length: count }, (_, index) => {
    let value = 0n;
    for (let word = UNIT_WORDS - 1; word >= 0; word--) value = (value << 64n) | packed[UNIT_WORDS * index + word]!;
    return BigInt.asIntN(64 * UNIT_WORDS, value);
  });
}
