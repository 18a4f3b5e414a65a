import { blockCipher, BLOCK_BYTES, type BlockCipher } from './block-cipher.ts';

/** Bytes that sealing adds: the synthetic initialisation vector, in front. */
export const SIV_BYTES: number = BLOCK_BYTES;

/** Bytes of a key of AES-256-SIV: one half authenticates, the other encrypts. */
export const SIV_KEY_BYTES = 64;

/** Deterministic authenticated encryption under one key and one context. */
export interface SealingCipher {
  /**
   * Seals a message: the same message gives the same bytes.
   *
   * @param message - bytes of any length.
   * @returns Uint8Array(16 + message.length).
   * @throws {TypeError} if the cipher was wiped.
   */
  seal(message: Uint8Array): Uint8Array;
  /**
   * Opens what was sealed under the same key and context.
   *
   * @param sealed - bytes of any origin.
   * @returns the message, or `null` when the bytes are anything else.
   * @throws {TypeError} if the cipher was wiped.
   */
  unseal(sealed: Uint8Array): Uint8Array | null;
  /** Overwrites what was derived from the key, best effort; the cipher is of no use afterwards. */
  wipe(): void;
}

/**
 * Makes AES-SIV (RFC 5297) with the key schedules and the context worked out once, so that a short message costs two
 * blocks of AES: one for its vector, one to encrypt it.
 *
 * @param secretKey - Uint8Array of 32, 48 or 64 bytes; read at once and not kept.
 * @param context - associated data, bound to every message: at most 126 parts.
 * @returns the cipher; its owner calls `wipe()` when done.
 * @throws {RangeError} if the key has another length, or there are too many parts.
 * @remarks O(message) time; allocates the result.
 * @see RFC 5297; vectors of the wycheproof project in the tests.
 */
export function aesSiv(secretKey: Uint8Array, ...context: readonly Uint8Array[]): SealingCipher {
  if (![32, 48, 64].includes(secretKey.length)) throw new RangeError(`secretKey: expected 32, 48 or 64 bytes, got ${secretKey.length}`);
  if (context.length > 126) throw new RangeError(`context: expected at most 126 parts, got ${context.length}`);
  const authenticating = cmac(blockCipher(secretKey.subarray(0, secretKey.length / 2)));
  const encrypting = blockCipher(secretKey.subarray(secretKey.length / 2));
  const prefix = contextDigest(authenticating, context);
  const counter = new Uint8Array(BLOCK_BYTES);
  const stream = new Uint8Array(BLOCK_BYTES);
  let wiped = false;

  function assertUsable(): void {
    if (wiped) throw new TypeError('cipher: expected one that was not wiped');
  }

  // Encrypts or decrypts in place, in counter mode from the vector with two of its bits cleared.
  function applyStream(vector: Uint8Array, bytes: Uint8Array): void {
    counter.set(vector);
    counter[8]! &= 0x7f;
    counter[12]! &= 0x7f;
    for (let from = 0; from < bytes.length; from += BLOCK_BYTES) {
      stream.set(counter);
      encrypting.encrypt(stream);
      const end = Math.min(BLOCK_BYTES, bytes.length - from);
      for (let index = 0; index < end; index++) bytes[from + index]! ^= stream[index]!;
      for (let index = BLOCK_BYTES - 1; index >= 0 && ++counter[index]! > 0xff; index--);
    }
  }

  return {
    seal(message) {
      assertUsable();
      const sealed = new Uint8Array(SIV_BYTES + message.length);
      sealed.set(vectorOf(authenticating, prefix, message));
      sealed.set(message, SIV_BYTES);
      applyStream(sealed.subarray(0, SIV_BYTES), sealed.subarray(SIV_BYTES));
      return sealed;
    },
    unseal(sealed) {
      assertUsable();
      if (sealed.length < SIV_BYTES) return null;
      const message = sealed.slice(SIV_BYTES);
      applyStream(sealed.subarray(0, SIV_BYTES), message);
      const vector = vectorOf(authenticating, prefix, message);
      let difference = 0;
      for (let index = 0; index < SIV_BYTES; index++) difference |= vector[index]! ^ sealed[index]!;
      if (difference === 0) return message;
      message.fill(0);
      return null;
    },
    wipe() {
      wiped = true;
      authenticating.wipe();
      encrypting.wipe();
      prefix.fill(0);
      counter.fill(0);
      stream.fill(0);
    },
  };
}

// What S2V has made of the context before the message comes in.
function contextDigest(mac: Cmac, context: readonly Uint8Array[]): Uint8Array {
  const digest = mac.tag(new Uint8Array(BLOCK_BYTES));
  for (const part of context) {
    double(digest);
    xorInto(digest, mac.tag(part), 0);
  }
  return digest;
}

// The last step of S2V: a message of a block or more is combined with the context at its end, a shorter one is padded.
function vectorOf(mac: Cmac, prefix: Uint8Array, message: Uint8Array): Uint8Array {
  if (message.length >= BLOCK_BYTES) {
    const combined = message.slice();
    xorInto(combined, prefix, message.length - BLOCK_BYTES);
    const vector = mac.tag(combined);
    combined.fill(0);
    return vector;
  }
  const block = prefix.slice();
  double(block);
  for (let index = 0; index < message.length; index++) block[index]! ^= message[index]!;
  block[message.length]! ^= 0x80;
  return mac.tag(block);
}

/** CMAC under one key (NIST SP 800-38B). */
interface Cmac {
  /** Gives Uint8Array(16). */
  tag(message: Uint8Array): Uint8Array;
  wipe(): void;
}

function cmac(cipher: BlockCipher): Cmac {
  const whole = new Uint8Array(BLOCK_BYTES);
  cipher.encrypt(whole);
  double(whole);
  const partial = whole.slice();
  double(partial);
  return {
    tag(message) {
      const state = new Uint8Array(BLOCK_BYTES);
      const last = Math.max(0, Math.ceil(message.length / BLOCK_BYTES) - 1) * BLOCK_BYTES;
      for (let from = 0; from < last; from += BLOCK_BYTES) {
        for (let index = 0; index < BLOCK_BYTES; index++) state[index]! ^= message[from + index]!;
        cipher.encrypt(state);
      }
      for (let index = last; index < message.length; index++) state[index - last]! ^= message[index]!;
      const isWhole = message.length - last === BLOCK_BYTES;
      if (!isWhole) state[message.length - last]! ^= 0x80;
      xorInto(state, isWhole ? whole : partial, 0);
      cipher.encrypt(state);
      return state;
    },
    wipe() {
      cipher.wipe();
      whole.fill(0);
      partial.fill(0);
    },
  };
}

// Multiplies by x in GF(2¹²⁸), in place.
function double(block: Uint8Array): void {
  const carry = -(block[0]! >> 7) & 0x87;
  for (let index = 0; index < BLOCK_BYTES - 1; index++) block[index] = (block[index]! << 1) | (block[index + 1]! >> 7);
  block[BLOCK_BYTES - 1] = (block[BLOCK_BYTES - 1]! << 1) ^ carry;
}

function xorInto(target: Uint8Array, source: Uint8Array, at: number): void {
  for (let index = 0; index < source.length; index++) target[at + index]! ^= source[index]!;
}
