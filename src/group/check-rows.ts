/**
 * Checks the arguments that every kernel here takes.
 *
 * @param rows - number of rows.
 * @param valid - validity bits, or `null`.
 * @param out - array with one place per row.
 * @param name - name of `out` in the message.
 * @throws {RangeError} if `rows` is no integer from 0 up, or an array is too short for it.
 */
export function checkRows(
  rows: number, valid: Uint8Array | null, out: { readonly length: number }, name: string,
): void {
  if (!Number.isSafeInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
  if (valid !== null && valid.length * 8 < rows) {
    throw new RangeError(`valid: expected at least ${rows} bits, got ${valid.length * 8}`);
  }
  if (out.length < rows) throw new RangeError(`${name}: expected at least ${rows} places, got ${out.length}`);
}
