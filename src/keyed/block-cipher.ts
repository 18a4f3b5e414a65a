import { unsafe } from '@noble/ciphers/aes.js';

/** Bytes of a block of AES. */
export const BLOCK_BYTES = 16;

/** AES under one key, a block at a time, with the key schedule made once. */
export interface BlockCipher {
  /** Encrypts Uint8Array(16) in place. */
  encrypt(block: Uint8Array): void;
  /** Overwrites the key schedule; the cipher is of no use afterwards. */
  wipe(): void;
}

/**
 * Makes AES under one key.
 *
 * @param secretKey - Uint8Array of 16, 24 or 32 bytes; read at once and not kept.
 * @returns the cipher; its owner calls `wipe()` when done.
 * @throws {RangeError} if the key has another length.
 * @remarks The table-driven cipher of noble-ciphers: its time may depend on the data, so it must not answer strangers'
 *   requests. Blocks start at a multiple of 4 bytes in their buffer.
 * @see FIPS 197.
 */
export function blockCipher(secretKey: Uint8Array): BlockCipher {
  if (![16, 24, 32].includes(secretKey.length)) throw new RangeError(`secretKey: expected 16, 24 or 32 bytes, got ${secretKey.length}`);
  const schedule = unsafe.expandKeyLE(secretKey);
  return {
    encrypt: (block) => void unsafe.encryptBlock(schedule, block),
    wipe: () => void schedule.fill(0),
  };
}
