import { checkRows } from './check-rows.ts';

/**
 * Maps the codes of one dictionary to those of another, row by row.
 *
 * Arrow's dictionary codes mean nothing outside their batch. Encode the values of each batch's dictionary into one
 * {@link byteDictionary}: the codes received, one per value, are the map to give here.
 *
 * @param codes - Int32Array(rows) or longer: local codes; −1 stays −1, and null rows may hold anything.
 * @param valid - validity bits, or `null` when no row is null.
 * @param map - Int32Array: global code of each local one; −1 makes the row null.
 * @param rows - number of rows.
 * @param out - Int32Array(rows) or longer, receives the global codes, −1 for null; may be `codes` itself.
 * @throws {RangeError} if an array is too short, or a code lies outside the map.
 * @remarks O(rows); allocates nothing.
 * @example
 * const out = new Int32Array(3);
 * gatherCodes(Int32Array.of(1, 0, 1), null, Int32Array.of(7, 4), 3, out); // out: 4, 7, 4
 */
export function gatherCodes(
  codes: Int32Array, valid: Uint8Array | null, map: Int32Array, rows: number, out: Int32Array,
): void {
  checkRows(rows, valid, codes, 'codes');
  checkRows(rows, null, out, 'out');
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code === -1 || (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0)) {
      out[row] = -1;
      continue;
    }
    if (code < 0 || code >= map.length) throw new RangeError(`codes: expected codes from -1 to ${map.length - 1}`);
    out[row] = map[code]!;
  }
}
