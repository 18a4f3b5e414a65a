import { aesSiv, keyedHasher, SIV_KEY_BYTES, type KeyedHasher, type SealingCipher } from '../keyed/index.ts';
import { hexadecimal } from './kernel/hexadecimal.ts';
import { derivePseudonymKey, deriveReleaseKey, frameContext, type PseudonymContext, type PseudonymKey } from './kernel/pseudonym-key.ts';
import { assertUsable } from './policies/policy.ts';

/** What codes of the policy `random` are for. */
export interface CrosswalkContext {
  readonly project: string;
  readonly domain: string;
  readonly profile: string;
}

/** The key of a crosswalk: it seals, opens and is recognised. */
export interface SealingKey {
  /** 16 hexadecimal digits, the same in every run. */
  readonly fingerprint: string;
  /** Makes the cipher of the seals; its owner wipes it. */
  cipher(): SealingCipher;
  /** Overwrites the sub-key; no cipher can be made afterwards. */
  wipe(): void;
}

/** The key under which one run draws codes. */
export interface DrawingKey {
  /** Makes the hasher whose first 16 bytes are the code of a value; its owner wipes it. */
  hasher(): KeyedHasher;
  /** Overwrites the sub-key; no hasher can be made afterwards. */
  wipe(): void;
}

function contextOf({ project, domain, profile }: CrosswalkContext, policy: string): PseudonymContext {
  return { project, domain, policy, profile };
}

/**
 * Derives the bytes of the key of a crosswalk: 64 for AES-256-SIV by the formula of every sub-key, with `random` for policy.
 *
 * @param context - what the codes serve.
 * @param secretKey - Uint8Array(32), left as it is.
 * @returns sub-key and fingerprint; the caller overwrites the sub-key.
 */
export function crosswalkKey(context: CrosswalkContext, secretKey: Uint8Array): PseudonymKey {
  return derivePseudonymKey(secretKey, contextOf(context, 'random'), SIV_KEY_BYTES);
}

/**
 * Makes the key of a crosswalk usable. The framed context is the associated data of every seal.
 *
 * @param context - what the codes serve.
 * @param secretKey - Uint8Array(32), left as it is.
 * @returns the key; its owner wipes it.
 */
export function sealingKey(context: CrosswalkContext, secretKey: Uint8Array): SealingKey {
  const { subKey, fingerprint } = crosswalkKey(context, secretKey);
  const made = wipedTogether<SealingCipher>(subKey);
  return { fingerprint: hexadecimal(fingerprint), cipher: () => made.keep(() => aesSiv(subKey, frameContext(contextOf(context, 'random')))), wipe: made.wipe };
}

/**
 * Derives the key under which one run draws codes: 32 bytes by the formula of the policy `document`, with `random/draw` for
 * policy. It comes from a secret of its own, so that nothing that is kept leads from a value to a code.
 *
 * @param context - what the codes serve.
 * @param secretKey - Uint8Array(32), left as it is.
 * @param releaseNonce - the nonce of the release.
 * @returns the key; its owner wipes it.
 */
export function drawingKey(context: CrosswalkContext, secretKey: Uint8Array, releaseNonce: Uint8Array): DrawingKey {
  const { subKey } = deriveReleaseKey(secretKey, contextOf(context, 'random/draw'), releaseNonce);
  const made = wipedTogether<KeyedHasher>(subKey);
  return { hasher: () => made.keep(() => keyedHasher(subKey)), wipe: made.wipe };
}

/** Keeps what is made of a sub-key, so that readings that were broken off leave nothing of it. */
function wipedTogether<Made extends { wipe(): void }>(subKey: Uint8Array): { keep(make: () => Made): Made; wipe(): void } {
  const made = new Set<Made>();
  let wiped = false;
  return {
    keep(make) {
      assertUsable(wiped, 'policy');
      const one = make();
      made.add(one);
      return one;
    },
    wipe() {
      wiped = true;
      subKey.fill(0);
      for (const one of made) one.wipe();
      made.clear();
    },
  };
}
