import { frameLabels, hkdfExpand, hkdfExtract, hmacSha256 } from '../../keyed/index.ts';
import { releaseNonceLabel } from './release-nonce.ts';
import { SECRET_KEY_BYTES } from './secret-key.ts';

const PURPOSE = new TextEncoder().encode('a423/pseudonymise/v1');
const FINGERPRINT_MESSAGE = new TextEncoder().encode('a423/fingerprint');
const FINGERPRINT_BYTES = 8;

/** Everything that makes two columns of codes comparable or not: they are when all four are equal. */
export interface PseudonymContext {
  /** The processing that the codes serve: décret n° 2016-1930, article 9, asks for a key of its own for each. */
  readonly project: string;
  /** The kind of identifier, for example `patient`: the same value in two domains gives unrelated codes. */
  readonly domain: string;
  /** How codes are made, with the algorithm where it is not the usual one: `deterministic`, `document/BLAKE3` … */
  readonly policy: string;
  /** Name and version of the normalisation of values. */
  readonly profile: string;
}

/** A sub-key and what may be shown of it. */
export interface PseudonymKey {
  /** Uint8Array(32), or as long as was asked for; secret; its owner overwrites it. */
  readonly subKey: Uint8Array;
  /** Uint8Array(8), public: tells codes of different keys or contexts apart, and nothing of the key. */
  readonly fingerprint: Uint8Array;
}

/**
 * Derives the key of one context from a secret key.
 *
 * PRK = HKDF-Extract(salt `a423/pseudonymise/v1`, secret key); sub-key = HKDF-Expand(PRK, project ‖ domain ‖ policy ‖
 * profile, each as u32le length ‖ UTF-8 bytes, 32); fingerprint = first 8 bytes of HMAC-SHA-256(sub-key,
 * `a423/fingerprint`). The code of a value is the first 16 bytes of HMAC-SHA-256(sub-key, normalised value).
 *
 * @param secretKey - Uint8Array(32), left as it is.
 * @param context - four names.
 * @param length - bytes of the sub-key: 32 unless said otherwise, 64 for AES-SIV.
 * @returns sub-key and fingerprint.
 * @throws {RangeError} if the secret key is not 32 bytes.
 * @remarks Frozen: a change gives every person another code. The vectors in `docs/pseudonym-vectors/` hold it.
 * @see RFC 5869 (HKDF).
 */
export function derivePseudonymKey(secretKey: Uint8Array, context: PseudonymContext, length: number = SECRET_KEY_BYTES): PseudonymKey {
  const subKey = expand(secretKey, labelsOf(context), length);
  return { subKey, fingerprint: fingerprintOf(subKey) };
}

/**
 * Derives the key of one context for one release: the formula of {@link derivePseudonymKey} with a fifth label, the
 * release nonce in lower-case hexadecimal.
 *
 * @param secretKey - Uint8Array(32), left as it is.
 * @param context - four names.
 * @param releaseNonce - from 16 to 64 public bytes, another in each release.
 * @returns the sub-key of the release, and the fingerprint of the context without the nonce, which is the same in every
 *   release: a wrong key is recognised from one to the next.
 * @throws {RangeError} if the secret key is not 32 bytes.
 */
export function deriveReleaseKey(secretKey: Uint8Array, context: PseudonymContext, releaseNonce: Uint8Array): PseudonymKey {
  const base = derivePseudonymKey(secretKey, context);
  base.subKey.fill(0);
  const subKey = expand(secretKey, [...labelsOf(context), releaseNonceLabel(releaseNonce)], SECRET_KEY_BYTES);
  return { subKey, fingerprint: base.fingerprint };
}

/**
 * Frames the names of a context, as they enter the key and the associated data of a seal.
 *
 * @param context - four names.
 * @returns each as u32le length ‖ UTF-8 bytes.
 */
export function frameContext(context: PseudonymContext): Uint8Array {
  return frameLabels(labelsOf(context));
}

function labelsOf({ project, domain, policy, profile }: PseudonymContext): readonly string[] {
  return [project, domain, policy, profile];
}

function expand(secretKey: Uint8Array, labels: readonly string[], length: number): Uint8Array {
  if (secretKey.length !== SECRET_KEY_BYTES) {
    throw new RangeError(`secretKey: expected ${SECRET_KEY_BYTES} bytes, got ${secretKey.length}`);
  }
  const root = hkdfExtract(PURPOSE, secretKey);
  try {
    return hkdfExpand(root, frameLabels(labels), length);
  } finally {
    root.fill(0);
  }
}

function fingerprintOf(subKey: Uint8Array): Uint8Array {
  return hmacSha256(subKey, FINGERPRINT_MESSAGE).slice(0, FINGERPRINT_BYTES);
}
