import { checkRows } from './check-rows.ts';

/**
 * Turns an order into ranks, or ranks into an order.
 *
 * @param order - Int32Array: a permutation of 0 … n − 1, such as what {@link orderByBytes} returns.
 * @returns Int32Array: the place of each code in the order.
 * @throws {RangeError} if a place of the order lies outside it.
 * @example
 * rankOf(Int32Array.of(2, 0, 1)); // => 1, 2, 0
 */
export function rankOf(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) {
    const code = order[place]!;
    if (code < 0 || code >= order.length) throw new RangeError(`order: expected codes from 0 to ${order.length - 1}`);
    ranks[code] = place;
  }
  return ranks;
}

/**
 * Orders tuples of codes by the values of their first column, then of the next, nulls last.
 *
 * @param columns - codes by column, each Int32Array(rows) or longer, −1 for null; `column(j)` of a {@link TupleTable}.
 * @param ranks - rank of each code, one Int32Array per column; `null` where codes are ranks already.
 * @param rows - number of tuples.
 * @returns Int32Array(rows): the tuples in ascending order; equal ones keep their order.
 * @throws {RangeError} if an array is too short, or a code has no rank.
 * @remarks Radix sort from the last column, O(rows × columns × bytes of the largest rank); memory 8 bytes per tuple.
 */
export function orderTuples(
  columns: readonly Int32Array[], ranks: readonly (Int32Array | null)[], rows: number,
): Int32Array {
  if (ranks.length !== columns.length) throw new RangeError(`ranks: expected ${columns.length} columns, got ${ranks.length}`);
  let order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  let spare = new Int32Array(rows);
  const places = new Int32Array(rows);
  const starts = new Int32Array(257);
  for (let column = columns.length - 1; column >= 0; column--) {
    checkRows(rows, null, columns[column]!, `columns[${column}]`);
    const largest = rankColumn(columns[column]!, ranks[column]!, rows, places, column);
    for (let shift = 0; shift < 32 && largest >>> shift > 0; shift += 8) {
      starts.fill(0);
      for (let row = 0; row < rows; row++) starts[((places[row]! >>> shift) & 0xff) + 1]!++;
      for (let bucket = 1; bucket < 257; bucket++) starts[bucket]! += starts[bucket - 1]!;
      for (let at = 0; at < rows; at++) {
        const bucket = (places[order[at]!]! >>> shift) & 0xff;
        spare[starts[bucket]!] = order[at]!;
        starts[bucket]!++;
      }
      [order, spare] = [spare, order];
    }
  }
  return order;
}

/** Fills the places of a column, null after every rank, and returns the largest. */
function rankColumn(codes: Int32Array, ranks: Int32Array | null, rows: number, places: Int32Array, column: number): number {
  let largest = -1;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    const place = code === -1 || ranks === null ? code : ranks[code];
    if (place === undefined || place < -1) throw new RangeError(`columns[${column}]: expected codes that have a rank`);
    places[row] = place;
    if (place > largest) largest = place;
  }
  for (let row = 0; row < rows; row++) if (places[row]! < 0) places[row] = largest + 1;
  return largest + 1;
}
