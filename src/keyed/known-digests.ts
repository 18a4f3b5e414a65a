import { blake3 } from '@noble/hashes/blake3.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

/** Hash functions that codes in use were made with; the first two are broken, and here for recognising them only. */
export type DigestName = 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-512' | 'BLAKE3';

/** Every one of them. */
export const DIGEST_NAMES: readonly DigestName[] = Object.freeze(['MD5', 'SHA-1', 'SHA-256', 'SHA-512', 'BLAKE3'] as const);

const FUNCTIONS = Object.freeze({ MD5: md5, 'SHA-1': sha1, 'SHA-256': sha256, 'SHA-512': sha512, BLAKE3: blake3 });

/**
 * Hashes a message without a key: what an attacker does with every identifier there could be.
 *
 * @param name - the function.
 * @param message - bytes of any length.
 * @returns the whole digest: 16, 20, 32, 64 or 32 bytes.
 * @example
 * digestOf('MD5', new Uint8Array(0)).length; // => 16
 */
export function digestOf(name: DigestName, message: Uint8Array): Uint8Array {
  return FUNCTIONS[name](message);
}

/**
 * Computes HMAC with any of the functions.
 *
 * @param name - the function.
 * @param secretKey - bytes of any length, none included.
 * @param message - bytes of any length.
 * @returns the whole code.
 */
export function hmacOf(name: DigestName, secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(FUNCTIONS[name], secretKey, message);
}

/**
 * Computes keyed BLAKE3.
 *
 * @param secretKey - Uint8Array(32).
 * @param message - bytes of any length.
 * @returns Uint8Array(32).
 */
export function keyedBlake3(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return blake3(message, { key: secretKey });
}
