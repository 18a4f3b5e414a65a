import { frameLabels, hkdfExpand, hkdfExtract, hmacSha256 } from '../../keyed/index.ts';
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
  readonly policy: string;
  /** Name and version of the normalisation of values. */
  readonly profile: string;
}

/** A sub-key and what may be shown of it. */
export interface PseudonymKey {
  /** Uint8Array(32), secret; its owner overwrites it. */
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
 * @returns sub-key and fingerprint.
 * @throws {RangeError} if the secret key is not 32 bytes.
 * @remarks Frozen: a change gives every person another code. The vectors in `docs/pseudonym-vectors/` hold it.
 * @see RFC 5869 (HKDF).
 */
export function derivePseudonymKey(secretKey: Uint8Array, context: PseudonymContext): PseudonymKey {
  if (secretKey.length !== SECRET_KEY_BYTES) {
    throw new RangeError(`secretKey: expected ${SECRET_KEY_BYTES} bytes, got ${secretKey.length}`);
  }
  const root = hkdfExtract(PURPOSE, secretKey);
  const { project, domain, policy, profile } = context;
  const subKey = hkdfExpand(root, frameLabels([project, domain, policy, profile]), SECRET_KEY_BYTES);
  root.fill(0);
  return { subKey, fingerprint: hmacSha256(subKey, FINGERPRINT_MESSAGE).slice(0, FINGERPRINT_BYTES) };
}
