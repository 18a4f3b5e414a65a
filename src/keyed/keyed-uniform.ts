import { CODE_BYTES, type HashKernel } from './column-hasher.ts';
import { frameLabels } from './frame-labels.ts';
import { hkdfExpand, hkdfExtract } from './hkdf.ts';
import { keyedHasher } from './keyed-hasher.ts';

const PURPOSE = new TextEncoder().encode('a423/protective-randomness/v1');

/** Bytes of a secret key. */
const SECRET_KEY_BYTES = 32;
/** Rows hashed at a time. */
const CHUNK_ROWS = 4096;
/** Largest bound of a uniform integer: beyond it the remainder of a 53-bit number is no longer even enough. */
const MAX_BOUND = 2 ** 32;

/** What a stream of protective randomness is for; different purposes under one secret are independent streams. */
export interface RandomnessPurpose {
  /** The operator that draws, for example `sample` or `cell-key`. */
  readonly operator: string;
  /** The column the draw belongs to; empty when it belongs to the row. */
  readonly column: string;
  /** Which of several draws for one row and column; empty unless there are several. */
  readonly draw?: string;
}

/** Random numbers that depend on a secret, a purpose and a row key alone: no order, no state, no clock. */
export interface KeyedUniform {
  /**
   * Draws a number in [0, 1) for every row.
   *
   * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
   * @param bytes - the row keys: row `i` is `bytes[offsets[i] … offsets[i + 1])`.
   * @param valid - validity bits, least significant bit first, or `null` for no nulls.
   * @param rows - rows of the column.
   * @param out - Float64Array(rows) or longer: multiples of 2⁻⁵³; NaN where the row key is null.
   */
  fractions(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, out: Float64Array): void;
  /**
   * Draws an integer in [0, bound) for every row.
   *
   * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
   * @param bytes - the row keys.
   * @param valid - validity bits, or `null` for no nulls.
   * @param rows - rows of the column.
   * @param bound - an integer from 1 to 2³². The values differ in probability by less than bound · 2⁻⁵³, relatively.
   * @param out - Float64Array(rows) or longer: integers; −1 where the row key is null.
   * @throws {RangeError} if the bound is not such an integer.
   */
  integers(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, bound: number, out: Float64Array): void;
  /** Draws 64 bits for one row key. */
  bits64(rowKey: Uint8Array): bigint;
  /** Draws a number in [0, 1) for one row key, a multiple of 2⁻⁵³. */
  fraction(rowKey: Uint8Array): number;
  /** Overwrites everything derived from the secret, best effort. */
  wipe(): void;
}

/**
 * Makes a source of protective randomness: noise, rounding, swapping, sampling and record keys that whoever lacks the
 * secret cannot foresee, and that come out the same whatever the order, the batches or the workers.
 *
 * The sub-key is HKDF-Expand(HKDF-Extract(`a423/protective-randomness/v1`, secretKey), framed operator, column, draw);
 * the draw for a row key is the first 8 bytes, big-endian, of HMAC-SHA-256(sub-key, row key). A fraction is its upper
 * 53 bits over 2⁵³, an integer the remainder of those 53 bits by the bound.
 *
 * @param secretKey - Uint8Array(32); read at once and not kept.
 * @param purpose - operator, column and draw.
 * @param kernel - see {@link keyedHasher}.
 * @returns the source; its owner calls `wipe()` when done.
 * @throws {RangeError} if the secret is not 32 bytes.
 * @remarks Memory as for {@link keyedHasher}, and 64 KiB. About 5 million rows a second.
 * @example
 * const uniform = keyedUniform(new Uint8Array(32).fill(1), { operator: 'sample', column: '' });
 * const isDrawn = uniform.fraction(Uint8Array.of(1, 2, 3)) < 0.1;
 * uniform.wipe();
 */
export function keyedUniform(secretKey: Uint8Array, purpose: RandomnessPurpose, kernel: HashKernel = 'auto'): KeyedUniform {
  if (secretKey.length !== SECRET_KEY_BYTES) throw new RangeError(`secretKey: expected ${SECRET_KEY_BYTES} bytes, got ${secretKey.length}`);
  const root = hkdfExtract(PURPOSE, secretKey);
  const subKey = hkdfExpand(root, frameLabels([purpose.operator, purpose.column, purpose.draw ?? '']), SECRET_KEY_BYTES);
  const hasher = keyedHasher(subKey, kernel);
  root.fill(0);
  subKey.fill(0);
  const codes = new Uint8Array(CODE_BYTES * CHUNK_ROWS);

  // Writes 53 random bits a row as an integer, `absent` where the row key is null.
  function draw(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, absent: number, out: Float64Array): void {
    if (!Number.isInteger(rows) || rows < 0) throw new RangeError(`rows: expected an integer from 0 up, got ${rows}`);
    if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
    if (out.length < rows) throw new RangeError(`out: expected at least ${rows} entries, got ${out.length}`);
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - from);
      const chunkValid = valid === null ? null : valid.subarray(from >> 3);
      hasher.hashColumn(offsets.subarray(from, from + count + 1), bytes, chunkValid, count, codes);
      for (let row = 0; row < count; row++) {
        const isNull = chunkValid !== null && (chunkValid[row >> 3]! & (1 << (row & 7))) === 0;
        out[from + row] = isNull ? absent : upper53(codes, CODE_BYTES * row);
      }
    }
  }

  return {
    fractions(offsets, bytes, valid, rows, out) {
      draw(offsets, bytes, valid, rows, NaN, out);
      for (let row = 0; row < rows; row++) out[row]! *= 2 ** -53;
    },
    integers(offsets, bytes, valid, rows, bound, out) {
      if (!Number.isInteger(bound) || bound < 1 || bound > MAX_BOUND) {
        throw new RangeError(`bound: expected an integer from 1 to ${MAX_BOUND}, got ${bound}`);
      }
      draw(offsets, bytes, valid, rows, -1, out);
      for (let row = 0; row < rows; row++) if (out[row]! >= 0) out[row]! %= bound;
    },
    bits64(rowKey) {
      const code = hasher.hash(rowKey);
      return new DataView(code.buffer).getBigUint64(0);
    },
    fraction(rowKey) {
      return upper53(hasher.hash(rowKey), 0) * 2 ** -53;
    },
    wipe() {
      hasher.wipe();
      codes.fill(0);
    },
  };
}

// Reads the upper 53 bits of eight big-endian bytes.
function upper53(codes: Uint8Array, at: number): number {
  const high = ((codes[at]! << 24) | (codes[at + 1]! << 16) | (codes[at + 2]! << 8) | codes[at + 3]!) >>> 0;
  const low = ((codes[at + 4]! << 24) | (codes[at + 5]! << 16) | (codes[at + 6]! << 8) | codes[at + 7]!) >>> 11;
  return high * 0x200000 + low;
}
