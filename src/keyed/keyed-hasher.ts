import { HMAC_SHA256_BYTES } from './hmac-sha256.ts';
import { midstates } from './midstates.ts';
import { scalarHasher } from './scalar-hasher.ts';
import { vectorHasher, type VectorHasher } from './vector-hasher.ts';

/** Bytes of the code of one row. */
export const CODE_BYTES = 16;

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
   * @param out - Uint8Array(16 · rows) or longer: receives the first 16 bytes of HMAC-SHA-256(sub-key, message) of
   *   every row, zeros for a null row.
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

/**
 * Makes a hasher of messages under one sub-key: HMAC-SHA-256 from saved states of the padded key, so that a short
 * message costs two compressions and no setting up.
 *
 * @param subKey - Uint8Array of at least 16 bytes; read at once and not kept, so the caller can overwrite it.
 * @param kernel - `auto`, or `scalar` to leave the vector kernel out; the codes are the same.
 * @returns the hasher; its owner calls `wipe()` when done.
 * @throws {RangeError} if the sub-key is shorter than 16 bytes.
 * @remarks Holds under 1 KiB, and 384 KiB from the first longer column on (the memory of one kernel instance).
 *   JavaScript cannot promise that no copy of a secret is left behind: the engine may have moved or spilled it.
 * @see RFC 2104 (HMAC) and FIPS 180-4 (SHA-256).
 * @example
 * const hasher = keyedHasher(new Uint8Array(32).fill(1));
 * const codes = new Uint8Array(2 * 16);
 * hasher.hashColumn(Int32Array.of(0, 1, 2), Uint8Array.of(97, 98), null, 2, codes);
 * hasher.wipe();
 */
export function keyedHasher(subKey: Uint8Array, kernel: HashKernel = 'auto'): KeyedHasher {
  const states = midstates(subKey);
  const scalar = scalarHasher(states);
  let vector: VectorHasher | null | undefined = kernel === 'scalar' ? null : undefined;
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
      if (vector === undefined && rows >= VECTOR_ROWS) vector = vectorHasher(states);
      if (vector === null || vector === undefined) {
        hashScalar(offsets, bytes, valid, 0, rows, out);
        return;
      }
      for (let row = 0; row < rows; ) {
        const count = rowsThatFit(offsets, row, Math.min(vector.rowsCapacity, rows - row), vector.bytesCapacity);
        if (count > 0) vector.hashRows(offsets, bytes, valid, row, count, out);
        else hashScalar(offsets, bytes, valid, row, row + 1, out);
        row += Math.max(1, count);
      }
    },
    hash(message) {
      assertUsable();
      const code = new Uint8Array(HMAC_SHA256_BYTES);
      scalar.hashInto(message, 0, message.length, code, 0, HMAC_SHA256_BYTES);
      return code;
    },
    wipe() {
      wiped = true;
      states.inner.fill(0);
      states.outer.fill(0);
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
