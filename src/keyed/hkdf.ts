import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** Most bytes that HKDF-Expand gives: 255 blocks of SHA-256. */
export const HKDF_MAX_BYTES: number = 255 * 32;

/**
 * Extracts a pseudorandom key from a secret.
 *
 * @param purpose - the salt of RFC 5869, a public constant that separates the uses of one secret.
 * @param secretKey - the secret.
 * @returns Uint8Array(32); the caller overwrites it after use.
 * @see RFC 5869, section 2.2.
 */
export function hkdfExtract(purpose: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return extract(sha256, secretKey, purpose);
}

/**
 * Expands a pseudorandom key into a sub-key bound to a context.
 *
 * @param pseudorandomKey - Uint8Array(32) from {@link hkdfExtract}, or a longer one.
 * @param context - the info of RFC 5869: what the sub-key is for; see {@link frameLabels}.
 * @param length - bytes wanted, from 1 to 8160.
 * @returns Uint8Array(length); the caller overwrites it after use.
 * @throws {RangeError} if `length` is outside 1 to 8160.
 * @see RFC 5869, section 2.3.
 */
export function hkdfExpand(pseudorandomKey: Uint8Array, context: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > HKDF_MAX_BYTES) {
    throw new RangeError(`length: expected an integer from 1 to ${HKDF_MAX_BYTES}, got ${length}`);
  }
  return expand(sha256, pseudorandomKey, context, length);
}
