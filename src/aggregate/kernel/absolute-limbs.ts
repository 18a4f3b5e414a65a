/**
 * Gives the limbs that absolute values need.
 *
 * @param limbs - 32-bit limbs of the signed values: 1, 2 or 4.
 * @returns one limb more for whole numbers, since |−2³¹| does not fit 32 bits; decimals of 38 digits keep their four.
 */
export function absoluteWidth(limbs: number): number {
  return limbs === 4 ? 4 : limbs + 1;
}

/**
 * Makes whole numbers positive.
 *
 * @param values - Int32Array(rows × limbs): two's complement, least significant limb first.
 * @param limbs - limbs of each value.
 * @param rows - number of values.
 * @returns Int32Array(rows × {@link absoluteWidth}(limbs)): absolute values in the same form.
 */
export function absoluteLimbs(values: Int32Array, limbs: number, rows: number): Int32Array {
  const width = absoluteWidth(limbs);
  const out = new Int32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = row * limbs;
    const to = row * width;
    if (values[from + limbs - 1]! >= 0) {
      for (let limb = 0; limb < limbs; limb++) out[to + limb] = values[from + limb]!;
      continue;
    }
    let carry = 1;
    for (let limb = 0; limb < limbs; limb++) {
      const inverted = (~values[from + limb]! >>> 0) + carry;
      out[to + limb] = inverted | 0;
      carry = inverted > 0xffffffff ? 1 : 0;
    }
  }
  return out;
}
