import { growingMemory } from './mapped-memory.ts';

/** Codes of rows that come batch after batch, one behind the other. */
export interface CodeRows {
  /** Bytes that they take. */
  readonly byteLength: number;
  /**
   * Makes room for the codes of more rows.
   *
   * @param rows - how many.
   * @returns Int32Array(rows), to be written before more room is made.
   */
  more(rows: number): Int32Array;
  /**
   * Shows the codes of all rows.
   *
   * @returns Int32Array(all rows), a view.
   */
  all(): Int32Array;
}

/** Addresses that are kept free: for a thousand million rows. */
const MOST_BYTES = 2 ** 32;

/**
 * Starts to gather codes.
 *
 * @param most - bytes of addresses that are kept free; codes that outgrow them are moved.
 * @returns none.
 * @remarks Where memory can grow in place it takes 4 bytes a row, and nothing is copied; elsewhere up to 12 while codes are moved.
 */
export function codeRows(most: number = MOST_BYTES): CodeRows {
  const memory = growingMemory(0, most);
  let codes: Int32Array = new Int32Array(0);
  let rows = 0;

  function reach(length: number): void {
    if (length <= codes.length) return;
    if (memory !== null && 4 * length <= most) {
      memory.grow(4 * length);
      codes = new Int32Array(memory, 0, length);
      return;
    }
    const moved = new Int32Array(Math.max(length, 2 * codes.length));
    moved.set(codes.subarray(0, rows));
    codes = moved;
  }

  return {
    get byteLength(): number {
      return codes.byteLength;
    },
    more(count) {
      reach(rows + count);
      return codes.subarray(rows, (rows += count));
    },
    all: () => codes.subarray(0, rows),
  };
}
