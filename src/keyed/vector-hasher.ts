import { hmacSha256Wasm, instantiateKernel } from '../wasm/index.ts';
import type { KernelExports } from '../wasm/index.ts';
import type { Midstates } from './midstates.ts';

interface Address {
  readonly value: number;
}

/** Exports of `assembly/hmac-sha256.ts`. */
interface HmacKernel extends KernelExports {
  readonly ROWS_CAPACITY: Address;
  readonly BYTES_CAPACITY: Address;
  readonly MIDSTATES: Address;
  readonly OFFSETS: Address;
  readonly VALIDITY: Address;
  readonly CODES: Address;
  readonly BYTES: Address;
  hashRows(rows: number, base: number, firstBit: number): void;
  wipe(): void;
}

/** HMAC-SHA-256 of a column, four messages at a time, in a memory of its own. */
export interface VectorHasher {
  /** Rows that fit one call together. */
  readonly rowsCapacity: number;
  /** Message bytes that fit one call together. */
  readonly bytesCapacity: number;
  /** Hashes the rows `[row, row + rows)`, which fit, and writes 16 bytes for each. */
  hashRows(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, row: number, rows: number, out: Uint8Array): void;
  /** Overwrites the midstates, messages, codes and intermediate values in that memory. */
  wipe(): void;
}

/**
 * Makes a hasher with a kernel instance of its own, 384 KiB.
 *
 * @param states - copied into the instance.
 * @returns the hasher, or `null` when the platform has no vector instructions.
 */
export function vectorHasher(states: Midstates): VectorHasher | null {
  const kernel = instantiateKernel<HmacKernel>(hmacSha256Wasm);
  if (kernel === null) return null;
  const { buffer } = kernel.memory;
  const rowsCapacity = kernel.ROWS_CAPACITY.value;
  const bytesCapacity = kernel.BYTES_CAPACITY.value;
  const secret = new Int32Array(buffer, kernel.MIDSTATES.value, 16);
  const kernelOffsets = new Int32Array(buffer, kernel.OFFSETS.value, rowsCapacity + 1);
  const kernelValidity = new Uint8Array(buffer, kernel.VALIDITY.value, rowsCapacity / 8 + 1);
  const kernelBytes = new Uint8Array(buffer, kernel.BYTES.value, bytesCapacity);
  const kernelCodes = new Uint8Array(buffer, kernel.CODES.value, 16 * rowsCapacity);
  secret.set(states.inner);
  secret.set(states.outer, 8);
  return {
    rowsCapacity,
    bytesCapacity,
    hashRows(offsets, bytes, valid, row, rows, out) {
      const base = offsets[row]!;
      kernelOffsets.set(offsets.subarray(row, row + rows + 1));
      kernelBytes.set(bytes.subarray(base, offsets[row + rows]));
      if (valid !== null) kernelValidity.set(valid.subarray(row >> 3, (row + rows + 7) >> 3));
      kernel.hashRows(rows, base, valid === null ? -1 : row & 7);
      out.set(rows === rowsCapacity ? kernelCodes : kernelCodes.subarray(0, 16 * rows), 16 * row);
    },
    wipe() {
      kernel.wipe();
    },
  };
}
