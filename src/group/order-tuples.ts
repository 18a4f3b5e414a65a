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
 * @remarks Radix sort from the last column, O(rows × columns × bits of the largest rank / 11); memory 16 bytes per tuple.
 */
export function orderTuples(
  columns: readonly Int32Array[], ranks: readonly (Int32Array | null)[], rows: number,
): Int32Array {
  if (ranks.length !== columns.length) throw new RangeError(`ranks: expected ${columns.length} columns, got ${ranks.length}`);
  let orders: Orders = [new Int32Array(rows), new Int32Array(rows)];
  for (let row = 0; row < rows; row++) orders[0][row] = row;
  const packed = new Int32Array(rows);
  const places = new Int32Array(rows);
  let bits = 0;
  // Columns that fit one word together are sorted at once, the last in the lowest bits.
  for (let column = columns.length - 1; column >= 0; column--) {
    checkRows(rows, null, columns[column]!, `columns[${column}]`);
    const needed = 32 - Math.clz32(rankColumn(columns[column]!, ranks[column]!, rows, places, column));
    if (bits + needed > 32) {
      orders = orderByWord(packed, bits, orders);
      packed.fill(0);
      bits = 0;
    }
    addBits(packed, places, bits);
    bits += needed;
  }
  return orderByWord(packed, bits, orders)[0];
}

/** An order of the rows, and room for the next. */
type Orders = readonly [order: Int32Array, spare: Int32Array];

function addBits(packed: Int32Array, places: Int32Array, shift: number): void {
  for (let row = 0; row < packed.length; row++) packed[row]! |= places[row]! << shift;
}

/** Brings rows into the order of their words, equal ones in the order they had. */
function orderByWord(words: Int32Array, bits: number, [given, room]: Orders): Orders {
  let order = given;
  let spare = room;
  const starts = new Int32Array(DIGITS + 1);
  for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
    starts.fill(0);
    for (let row = 0; row < words.length; row++) starts[((words[row]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let bucket = 1; bucket <= DIGITS; bucket++) starts[bucket]! += starts[bucket - 1]!;
    for (let at = 0; at < words.length; at++) {
      const row = order[at]!;
      const bucket = (words[row]! >>> shift) & (DIGITS - 1);
      spare[starts[bucket]!] = row;
      starts[bucket]!++;
    }
    const sorted = spare;
    spare = order;
    order = sorted;
  }
  return [order, spare];
}

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

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
