/** Arrays that hold the values of fixed-width columns. */
export type FixedValues = Int32Array | BigInt64Array | Float64Array | Uint32Array | Uint8Array;

/**
 * Copies values and puts zero under every null.
 *
 * @param values - array of `rows × width` elements, possibly a view into more memory.
 * @param valid - validity bits, or `null` for no nulls.
 * @param rows - rows of the column.
 * @param width - elements of a row.
 * @returns a new array of exactly `rows × width` elements.
 * @remarks O(rows × width).
 * @example
 * zeroNulls(Int32Array.of(7, 8), Uint8Array.of(0b01), 2, 1); // => Int32Array.of(7, 0)
 */
export function zeroNulls<Values extends FixedValues>(values: Values, valid: Uint8Array | null, rows: number, width: number): Values {
  const copy = copyOf(values, 0, rows * width);
  if (valid === null) return copy;
  // Eight zero bytes are the number 0 whichever type looks at them.
  const numbers = copy instanceof BigInt64Array ? new Float64Array(copy.buffer) : (copy as Exclude<FixedValues, BigInt64Array>);
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) continue;
    for (let index = row * width; index < (row + 1) * width; index++) numbers[index] = 0;
  }
  return copy;
}

/**
 * Copies a bitmap and clears the bits of nulls and those past the end.
 *
 * @param bits - bits of values, or of validity itself; least significant first.
 * @param valid - validity bits, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns a new Uint8Array(⌈rows / 8⌉).
 */
export function zeroNullBits(bits: Uint8Array, valid: Uint8Array | null, rows: number): Uint8Array {
  const bytes = (rows + 7) >> 3;
  const copy = copyOf(bits, 0, bytes);
  if (valid !== null) for (let index = 0; index < bytes; index++) copy[index]! &= valid[index]!;
  if ((rows & 7) !== 0) copy[bytes - 1]! &= (1 << (rows & 7)) - 1;
  return copy;
}

/**
 * Gives every NaN the same bits; what else its 52 bits may hold (R writes its missing values so) is nobody's.
 *
 * @param values - numbers, changed in place; they begin at a multiple of 8 bytes.
 * @returns the same array.
 * @remarks O(values). Negative zero stays: it is a value.
 */
export function plainNaNs(values: Float64Array): Float64Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) continue;
    words[2 * row] = 0;
    words[2 * row + 1] = 0x7ff80000;
  }
  return values;
}

/**
 * Copies text so that offsets start at 0, nothing lies between rows, and null rows are empty.
 *
 * @param offsets - Int32Array(rows + 1) into `bytes`.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, or `null`.
 * @param rows - rows of the column.
 * @returns offsets and exactly the bytes they span.
 * @remarks O(rows + bytes); runs of present rows are copied in one piece.
 */
export function compactText(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): { offsets: Int32Array; bytes: Uint8Array } {
  const outOffsets = new Int32Array(rows + 1);
  if (valid === null) {
    const start = offsets[0]!;
    for (let row = 0; row <= rows; row++) outOffsets[row] = offsets[row]! - start;
    return { offsets: outOffsets, bytes: copyOf(bytes, start, offsets[rows]!) };
  }
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) total += offsets[row + 1]! - offsets[row]!;
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  for (let row = 0; row < rows; ) {
    if (outOffsets[row] === outOffsets[row + 1]) {
      row++;
      continue;
    }
    const first = row;
    while (row < rows && outOffsets[row + 1]! - outOffsets[row]! === offsets[row + 1]! - offsets[row]!) row++;
    out.set(bytes.subarray(offsets[first]!, offsets[row]!), outOffsets[first]!);
  }
  return { offsets: outOffsets, bytes: out };
}

/** Copies the elements `[from, to)`; asked for its own `slice`, a `Buffer` would give a view of its memory. */
function copyOf<Values extends FixedValues>(values: Values, from: number, to: number): Values {
  return Uint8Array.prototype.slice.call(values, from, to) as unknown as Values;
}
