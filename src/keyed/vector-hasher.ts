import { instantiateKernel } from '../wasm/index.ts';
import type { KernelExports } from '../wasm/index.ts';

interface Address {
  readonly value: number;
}

/** Exports that `assembly/hmac-sha256.ts` and `assembly/blake3.ts` have in common. */
interface HashingKernel extends KernelExports {
  readonly ROWS_CAPACITY: Address;
  readonly BYTES_CAPACITY: Address;
  readonly SECRET: Address;
  readonly OFFSETS: Address;
  readonly VALIDITY: Address;
  readonly CODES: Address;
  readonly BYTES: Address;
  /** Absent where no row is ever left out. */
  readonly LEFT_ROWS?: Address;
  hashRows(rows: number, base: number, firstBit: number): number;
  wipe(): void;
}

/** Keyed hashes of a column, four messages at a time, in a memory of its own. */
export interface VectorHasher {
  /** Rows that fit one call together. */
  readonly rowsCapacity: number;
  /** Message bytes that fit one call together. */
  readonly bytesCapacity: number;
  /**
   * Hashes the rows `[row, row + rows)`, which fit, and writes 16 bytes for each.
   *
   * @returns the rows left out because their message is too long for the kernel, counted from `row`; valid until the next call.
   */
  hashRows(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, row: number, rows: number, out: Uint8Array): Int32Array;
  /** Overwrites the secret, messages, codes and intermediate values in that memory. */
  wipe(): void;
}

const NONE = new Int32Array(0);

/**
 * Makes a hasher with a kernel instance of its own, 384 KiB.
 *
 * @param module - the kernel, of `wasm/`.
 * @param secret - words that the kernel keeps, put end to end and copied into the instance.
 * @returns the hasher, or `null` when the platform has no vector instructions.
 */
export function vectorHasher(module: string, secret: readonly Int32Array[]): VectorHasher | null {
  const kernel = instantiateKernel<HashingKernel>(module);
  if (kernel === null) return null;
  const { buffer } = kernel.memory;
  const rowsCapacity = kernel.ROWS_CAPACITY.value;
  const bytesCapacity = kernel.BYTES_CAPACITY.value;
  const kernelOffsets = new Int32Array(buffer, kernel.OFFSETS.value, rowsCapacity + 1);
  const kernelValidity = new Uint8Array(buffer, kernel.VALIDITY.value, rowsCapacity / 8 + 1);
  const kernelBytes = new Uint8Array(buffer, kernel.BYTES.value, bytesCapacity);
  const kernelCodes = new Uint8Array(buffer, kernel.CODES.value, 16 * rowsCapacity);
  const leftRows = kernel.LEFT_ROWS === undefined ? NONE : new Int32Array(buffer, kernel.LEFT_ROWS.value, rowsCapacity);
  let at = kernel.SECRET.value;
  for (const words of secret) {
    new Int32Array(buffer, at, words.length).set(words);
    at += 4 * words.length;
  }
  return {
    rowsCapacity,
    bytesCapacity,
    hashRows(offsets, bytes, valid, row, rows, out) {
      const base = offsets[row]!;
      kernelOffsets.set(offsets.subarray(row, row + rows + 1));
      kernelBytes.set(bytes.subarray(base, offsets[row + rows]));
      if (valid !== null) kernelValidity.set(valid.subarray(row >> 3, (row + rows + 7) >> 3));
      const left = kernel.hashRows(rows, base, valid === null ? -1 : row & 7);
      out.set(rows === rowsCapacity ? kernelCodes : kernelCodes.subarray(0, 16 * rows), 16 * row);
      return left === 0 ? NONE : leftRows.subarray(0, left);
    },
    wipe() {
      kernel.wipe();
    },
  };
}
