import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Bytes of an HMAC-SHA-256 code. */
export const HMAC_SHA256_BYTES = 32;

/**
 * Computes HMAC-SHA-256 of one message with the audited reference implementation.
 *
 * @param secretKey - Uint8Array of any length.
 * @param message - bytes of any length, none included.
 * @returns Uint8Array(32).
 * @remarks A microsecond or more a call; for columns see {@link keyedHasher}.
 * @see RFC 2104 and FIPS 198-1.
 */
export function hmacSha256(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, secretKey, message);
}
