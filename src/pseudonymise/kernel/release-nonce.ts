import { hkdfExpand, hkdfExtract } from '../../keyed/index.ts';
import { hexadecimal } from './hexadecimal.ts';

const PURPOSE = new TextEncoder().encode('a423/release-nonce/v1');

/** Bytes of a release nonce: 128 bits never repeat by chance, and more than 512 serve nothing. */
export const RELEASE_NONCE_BYTES: Readonly<{ min: 16; max: 64 }> = Object.freeze({ min: 16, max: 64 });

/** Bytes that stand for the nonce in the associated data of a seal. */
const SEALING_NONCE_BYTES = 16;

/**
 * Says what is wrong with a release nonce.
 *
 * @param releaseNonce - any bytes.
 * @returns a message fragment, or `null` when it is from 16 to 64 bytes that are not all the same.
 */
export function releaseNonceFault(releaseNonce: Uint8Array): string | null {
  const { length } = releaseNonce;
  const { min, max } = RELEASE_NONCE_BYTES;
  if (length < min || length > max) return `expected from ${min} to ${max} bytes, got ${length}`;
  return releaseNonce.every((byte) => byte === releaseNonce[0]) ? 'expected random bytes, got one byte repeated' : null;
}

/**
 * Writes a release nonce as the label that enters the key of a release.
 *
 * @param releaseNonce - the nonce, public.
 * @returns lower-case hexadecimal, as it stands in the evidence and the metadata.
 */
export function releaseNonceLabel(releaseNonce: Uint8Array): string {
  return hexadecimal(releaseNonce);
}

/**
 * Derives what stands for the release in the associated data of a seal: HKDF-Expand(HKDF-Extract(salt
 * `a423/release-nonce/v1`, release nonce), framed context, 16).
 *
 * @param releaseNonce - the nonce, public.
 * @param context - the framed context.
 * @returns Uint8Array(16), public.
 */
export function sealingNonce(releaseNonce: Uint8Array, context: Uint8Array): Uint8Array {
  return hkdfExpand(hkdfExtract(PURPOSE, releaseNonce), context, SEALING_NONCE_BYTES);
}
