const DIGITS = 65_536;

/**
 * Orders rows by columns of unsigned words.
 *
 * @param words - columns of one length, the least significant first; rows that tie in all keep their order.
 * @returns Uint32Array(rows): rows in ascending order.
 * @throws {RangeError} if there is no column.
 * @remarks Radix sort, O(rows) for each half of a word that is not the same in all rows; 8 bytes a row.
 * @example
 * orderByWords([Uint32Array.of(9, 1, 5), Uint32Array.of(1, 2, 1)]); // => [2, 0, 1]
 */
export function orderByWords(words: readonly Uint32Array[]): Uint32Array {
  const rows = words[0]?.length;
  if (rows === undefined) throw new RangeError('words: expected at least one column');
  let order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  if (rows < 2) return order;
  let spare = new Uint32Array(rows);
  const starts = new Uint32Array(DIGITS);
  for (const column of words) {
    for (const shift of [0, 16]) {
      if (!countDigits(column, shift, starts)) continue;
      for (let at = 0; at < rows; at++) {
        const row = order[at]!;
        spare[starts[(column[row]! >>> shift) & 0xffff]!++] = row;
      }
      [order, spare] = [spare, order];
    }
  }
  return order;
}

/** Finds where the rows of each digit start; false if all rows have one digit. */
function countDigits(column: Uint32Array, shift: number, starts: Uint32Array): boolean {
  starts.fill(0);
  const first = (column[0]! >>> shift) & 0xffff;
  for (let row = 0; row < column.length; row++) starts[(column[row]! >>> shift) & 0xffff]!++;
  if (starts[first] === column.length) return false;
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit]!;
    starts[digit] = start;
    start += count;
  }
  return true;
}

/**
 * Finds where runs of equal rows start.
 *
 * @param words - columns of one length, at least one.
 * @param order - Uint32Array(rows): an order that puts equal rows side by side, such as {@link orderByWords} of the columns.
 * @returns Uint32Array(runs + 1): places in the order, the last one past its end.
 * @example
 * runStarts([Uint32Array.of(7, 8, 7)], Uint32Array.of(0, 2, 1)); // => [0, 2, 3]
 */
export function runStarts(words: readonly Uint32Array[], order: Uint32Array): Uint32Array {
  const starts = new Uint32Array(order.length + 1);
  let runs = 0;
  for (let at = 0; at < order.length; at++) {
    let isFirst = at === 0;
    for (const column of words) isFirst ||= column[order[at]!] !== column[order[at - 1]!];
    if (isFirst) starts[runs++] = at;
  }
  starts[runs] = order.length;
  return starts.slice(0, runs + 1);
}
