import { hmacSha256Wasm } from '../wasm/index.ts';
import { columnHasher, type HashKernel, type KeyedHasher } from './column-hasher.ts';
import { midstates } from './midstates.ts';
import { scalarHasher } from './scalar-hasher.ts';
import { vectorHasher } from './vector-hasher.ts';

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
  return columnHasher(scalarHasher(states), () => (kernel === 'scalar' ? null : vectorHasher(hmacSha256Wasm, [states.inner, states.outer])));
}
