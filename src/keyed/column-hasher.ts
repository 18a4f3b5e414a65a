import type { VectorHasher } from './vector-hasher.ts';

/** Bytes of the code of one row. */
export const CODE_BYTES = 16;

/** Bytes of the whole code of a message. */
const HASH_BYTES = 32;

/** Fewest rows for which a kernel instance is worth making. */
const VECTOR_ROWS = 32;

/** Hashes messages under one sub-key until it is wiped. */
export interface KeyedHasher {
  /**
   * Hashes a column.
   *
   * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
   * @param bytes - the messages: row `i` is `bytes[offsets[i] … offsets[i + 1])`, of any length.
   * @param valid - validity bits, least significant bit first, or `null` for no nulls.
   * @param rows - rows of the column, an integer from 0 up.
   * @param out - Uint8Array(16 · rows) or longer: receives the first 16 bytes of the keyed hash of every row, zeros for a
   *   null row.
   * @throws {TypeError} if the hasher was wiped.
   * @throws {RangeError} if `rows` is no integer from 0 up, or an array is too short for it.
   * @remarks O(rows + bytes); allocates nothing after the first call.
   */
  hashColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, out: Uint8Array): void;
  /**
   * Hashes one message.
   *
   * @param message - bytes of any length.
   * @returns Uint8Array(32), the whole code.
   * @throws {TypeError} if the hasher was wiped.
   */
  hash(message: Uint8Array): Uint8Array;
  /** Overwrites everything derived from the sub-key or a message, best effort; the hasher is of no use afterwards. */
  wipe(): void;
}

/** Which kernel hashes columns: four lanes of a vector where the platform has them, or plain numbers. */
export type HashKernel = 'auto' | 'scalar';

/** Hashes one message after the other: the oracle of a vector kernel, and its stand-in where there is none. */
export interface MessageHasher {
  /** Hashes `bytes[start … end)`; writes the first `length` bytes of the code, a multiple of 4 up to 32, to `out[at …)`. */
  hashInto(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number, length: number): void;
  /** Overwrites what derives from the sub-key or a message. */
  wipe(): void;
}

/**
 * Makes a hasher of columns from a hasher of messages and, where there is one, a vector kernel with the same answers.
 *
 * @param scalar - hashes one message after the other; wiped with the hasher.
 * @param makeVector - makes a kernel instance, or says `null`; called once, at the first longer column.
 * @returns the hasher; its owner calls `wipe()` when done.
 */
export function columnHasher(scalar: MessageHasher, makeVector: () => VectorHasher | null): KeyedHasher {
  let vector: VectorHasher | null | undefined;
  let wiped = false;

  function assertUsable(): void {
    if (wiped) throw new TypeError('hasher: expected one that was not wiped');
  }

  function hashScalar(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, from: number, to: number, out: Uint8Array): void {
    for (let row = from; row < to; row++) {
      const at = CODE_BYTES * row;
      if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) out.fill(0, at, at + CODE_BYTES);
      else scalar.hashInto(bytes, offsets[row]!, offsets[row + 1]!, out, at, CODE_BYTES);
    }
  }

  return {
    hashColumn(offsets, bytes, valid, rows, out) {
      assertUsable();
      assertColumn(offsets, bytes, valid, rows, out);
      if (vector === undefined && rows >= VECTOR_ROWS) vector = makeVector();
      if (vector === null || vector === undefined) {
        hashScalar(offsets, bytes, valid, 0, rows, out);
        return;
      }
      for (let row = 0; row < rows; ) {
        const count = rowsThatFit(offsets, row, Math.min(vector.rowsCapacity, rows - row), vector.bytesCapacity);
        if (count === 0) hashScalar(offsets, bytes, valid, row, row + 1, out);
        else for (const left of vector.hashRows(offsets, bytes, valid, row, count, out)) hashScalar(offsets, bytes, null, row + left, row + left + 1, out);
        row += Math.max(1, count);
      }
    },
    hash(message) {
      assertUsable();
      const code = new Uint8Array(HASH_BYTES);
      scalar.hashInto(message, 0, message.length, code, 0, HASH_BYTES);
      return code;
    },
    wipe() {
      wiped = true;
      scalar.wipe();
      vector?.wipe();
      vector = null;
    },
  };
}

// Counts how many of the `most` rows from `row` on have messages of at most `capacity` bytes together.
function rowsThatFit(offsets: Int32Array, row: number, most: number, capacity: number): number {
  const limit = offsets[row]! + capacity;
  if (offsets[row + most]! <= limit) return most;
  let fits = 0;
  let exceeds = most;
  while (exceeds - fits > 1) {
    const middle = (fits + exceeds) >> 1;
    if (offsets[row + middle]! <= limit) fits = middle;
    else exceeds = middle;
  }
  return fits;
}

function assertColumn(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, out: Uint8Array): void {
  if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  if (bytes.length < offsets[rows]!) throw new RangeError(`bytes: expected at least ${offsets[rows]!} bytes, got ${bytes.length}`);
  if (valid !== null && valid.length < (rows + 7) >> 3) {
    throw new RangeError(`valid: expected at least ${(rows + 7) >> 3} bytes, got ${valid.length}`);
  }
  if (out.length < CODE_BYTES * rows) throw new RangeError(`out: expected at least ${CODE_BYTES * rows} bytes, got ${out.length}`);
}
