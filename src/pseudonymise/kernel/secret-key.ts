/** Bytes of a secret key. */
export const SECRET_KEY_BYTES = 32;

/** Fewest different bytes a random key has: fewer happen once in 10³⁶ keys. */
const MIN_DISTINCT_BYTES = 8;

/**
 * Says what is wrong with a secret key, without showing any of it.
 *
 * A key that is printable text was typed by somebody, and what people type can be guessed; one of a few repeated bytes
 * is a placeholder, or was overwritten. A random key is neither, but once in 10¹³.
 *
 * @param secretKey - any bytes.
 * @returns a message fragment, or `null` when the key is 32 bytes that look random.
 */
export function secretKeyFault(secretKey: Uint8Array): string | null {
  if (secretKey.length !== SECRET_KEY_BYTES) return `expected ${SECRET_KEY_BYTES} bytes, got ${secretKey.length}`;
  const seen = new Uint8Array(256);
  let distinct = 0;
  let printable = 0;
  for (const byte of secretKey) {
    if (seen[byte] === 0) distinct++;
    seen[byte] = 1;
    if ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d)) printable++;
  }
  seen.fill(0);
  if (printable === SECRET_KEY_BYTES) return 'expected random bytes, got printable text';
  return distinct < MIN_DISTINCT_BYTES ? 'expected random bytes, got a few bytes repeated' : null;
}
