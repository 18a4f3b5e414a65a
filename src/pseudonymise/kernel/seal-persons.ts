import { CODE_BYTES, SIV_BYTES, type SealingCipher } from '../../keyed/index.ts';

/** Values that have no one length are filled up to a multiple of these bytes, so that a seal does not tell the length. */
const PAD_BYTES = 32;
/** Stands between a value and the zeros behind it. */
const PAD_MARK = 0x80;

/**
 * Tells the bytes of a sealed value of one length.
 *
 * @param width - bytes of the value.
 * @returns vector, code and value together.
 */
export function sealedPersonBytes(width: number): number {
  return SIV_BYTES + CODE_BYTES + width;
}

/**
 * Seals for which value a code stands. The code is sealed with it: a seal that was moved to another code does not open.
 *
 * @param cipher - seals under the key of the crosswalk.
 * @param code - Uint8Array(16).
 * @param value - the normalised value.
 * @param isPadded - whether values have no one length and are filled up.
 * @returns the sealed bytes: AES-SIV of code ‖ value, or of code ‖ value ‖ 0x80 ‖ zeros to a multiple of 32 bytes.
 * @throws {TypeError} if the cipher was wiped.
 */
export function sealPerson(cipher: SealingCipher, code: Uint8Array, value: Uint8Array, isPadded: boolean): Uint8Array {
  const bytes = isPadded ? PAD_BYTES * (Math.floor(value.length / PAD_BYTES) + 1) : value.length;
  const message = new Uint8Array(CODE_BYTES + bytes);
  message.set(code);
  message.set(value, CODE_BYTES);
  if (isPadded) message[CODE_BYTES + value.length] = PAD_MARK;
  const sealed = cipher.seal(message);
  message.fill(0);
  return sealed;
}

/**
 * Opens what {@link sealPerson} sealed.
 *
 * @param cipher - seals under the key of the crosswalk.
 * @param code - Uint8Array(16), the code beside which the seal was found.
 * @param sealed - the sealed bytes, of any origin.
 * @param isPadded - as when it was sealed.
 * @returns the value, or `null` when the seal is of another key, context or code, or was changed.
 * @throws {TypeError} if the cipher was wiped.
 */
export function openPerson(cipher: SealingCipher, code: Uint8Array, sealed: Uint8Array, isPadded: boolean): Uint8Array | null {
  const message = cipher.unseal(sealed);
  if (message === null || message.length < CODE_BYTES) return null;
  for (let index = 0; index < CODE_BYTES; index++) if (message[index] !== code[index]) return null;
  const value = message.subarray(CODE_BYTES);
  if (!isPadded) return value;
  const mark = value.findLastIndex((byte) => byte !== 0);
  return mark < 0 || value[mark] !== PAD_MARK ? null : value.subarray(0, mark);
}
