import { decodeBase64Url, encodeBase64Url } from '../keyed/index.ts';
import { SECRET_KEY_BYTES, secretKeyFault } from './kernel/secret-key.ts';

const PREFIX = new TextEncoder().encode('a423-key-v1:');
/** Characters of 32 bytes in base64url. */
const KEY_CHARACTERS = 43;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Writes a secret key as the one line of a key file: `a423-key-v1:`, 43 characters of base64url, a line feed.
 *
 * @param secretKey - Uint8Array(32).
 * @returns ASCII bytes, never a string; the caller overwrites them after use.
 * @throws {RangeError} if the key is not 32 bytes that look random; the message shows nothing of it.
 */
export function formatKeyFile(secretKey: Uint8Array): Uint8Array {
  const fault = secretKeyFault(secretKey);
  if (fault !== null) throw new RangeError(`secretKey: ${fault}`);
  const text = encodeBase64Url(secretKey);
  const line = new Uint8Array(PREFIX.length + text.length + 1);
  line.set(PREFIX);
  line.set(text, PREFIX.length);
  line[line.length - 1] = LINE_FEED;
  text.fill(0);
  return line;
}

/**
 * Reads the secret key in a key file.
 *
 * @param file - the file's bytes; one line end may follow the key, nothing else.
 * @returns Uint8Array(32); the caller overwrites it after use.
 * @throws {RangeError} if the bytes are no key file, or the key is too short or no random one; the message shows
 *   nothing of them.
 */
export function parseKeyFile(file: Uint8Array): Uint8Array {
  let end = file.length;
  if (end > 0 && file[end - 1] === LINE_FEED) end--;
  if (end > 0 && end < file.length && file[end - 1] === CARRIAGE_RETURN) end--;
  if (end < PREFIX.length || !PREFIX.every((byte, index) => file[index] === byte)) {
    throw new RangeError('key: expected one line that starts with a423-key-v1:, as `a423 key new` writes it');
  }
  const characters = end - PREFIX.length;
  if (characters !== KEY_CHARACTERS) {
    throw new RangeError(`key: expected ${KEY_CHARACTERS} characters after a423-key-v1: (${SECRET_KEY_BYTES} bytes), got ${characters}`);
  }
  const secretKey = decodeBase64Url(file.subarray(PREFIX.length, end));
  if (secretKey === null) throw new RangeError('key: expected base64url characters after a423-key-v1:');
  const fault = secretKeyFault(secretKey);
  if (fault === null) return secretKey;
  secretKey.fill(0);
  throw new RangeError(`key: ${fault}; make one with \`a423 key new\``);
}
