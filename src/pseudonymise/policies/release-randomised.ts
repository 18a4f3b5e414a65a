import { aesSiv, CODE_BYTES, keyedHasher, SIV_KEY_BYTES, type SealingCipher } from '../../keyed/index.ts';
import type { CanonicalValues } from '../kernel/canonical-values.ts';
import { hexadecimal } from '../kernel/hexadecimal.ts';
import { derivePseudonymKey, frameContext, type PseudonymContext, type PseudonymKey } from '../kernel/pseudonym-key.ts';
import { releaseNonceLabel, sealingNonce } from '../kernel/release-nonce.ts';
import { SECRET_KEY_BYTES } from '../kernel/secret-key.ts';
import type { ReleaseRandomisedPolicy } from '../policy-options.ts';
import { hashedLabel } from './hashed.ts';
import { assertUsable, describeContext, type Coder, type Policy, type PolicyContext, type PolicyKey } from './policy.ts';
import type { KeyContext, ReleaseRecipe } from './recipe.ts';
import { sealedCodes, sealedLayout } from './sealed.ts';

function contextOf({ project, domain, form, scope }: KeyContext): PseudonymContext {
  return { project, domain, policy: `${scope}releaseRandomised`, profile: form.profile };
}

/**
 * Derives the key under which deterministic codes are sealed.
 *
 * @param context - what the codes serve.
 * @param secretKey - the secret key.
 * @returns 64 bytes and their fingerprint, the same in every release.
 */
export function releaseKey(context: KeyContext, secretKey: Uint8Array): PseudonymKey {
  return derivePseudonymKey(secretKey, contextOf(context), SIV_KEY_BYTES);
}

/**
 * Makes the cipher of one release: AES-256-SIV with two parts of associated data, the framed context and the nonce
 * derived from the release nonce.
 *
 * @param context - what the codes serve.
 * @param subKey - of {@link releaseKey}; read at once and not kept.
 * @param releaseNonce - the nonce of the release.
 * @returns the cipher; its owner wipes it.
 */
export function releaseCipher(context: KeyContext, subKey: Uint8Array, releaseNonce: Uint8Array): SealingCipher {
  const framed = frameContext(contextOf(context));
  return aesSiv(subKey, framed, sealingNonce(releaseNonce, framed));
}

/**
 * Makes the policy `releaseRandomised`: the code of the policy `deterministic` (HMAC-SHA-256, 16 bytes), sealed with the
 * nonce of the release. Two releases share no code; the holder of the key gets the deterministic code back and can join
 * them.
 *
 * @param context - what the codes serve.
 * @param settings - the encoding.
 * @param key - the secret key and the release nonce.
 * @returns the policy; codes have 32 bytes.
 * @see RFC 5297; the practice of ATIH for the files of the PMSI since 2020.
 */
export function releaseRandomisedPolicy(context: PolicyContext, settings: ReleaseRandomisedPolicy, { secretKey, releaseNonce }: PolicyKey): Policy {
  const { project, domain, form: { profile } } = context;
  const layout = sealedLayout(CODE_BYTES, settings.encoding)!;
  const { subKey: hashingKey } = derivePseudonymKey(secretKey, { project, domain, policy: hashedLabel(context, { policy: 'deterministic' }), profile });
  const { subKey, fingerprint } = releaseKey(context, secretKey);
  const nonce = releaseNonce!.slice();
  const recipe = { kind: 'release', context, layout, releaseNonce: nonce } as const;
  const secret = new Uint8Array(hashingKey.length + subKey.length);
  secret.set(hashingKey);
  secret.set(subKey, hashingKey.length);
  hashingKey.fill(0);
  subKey.fill(0);
  let wiped = false;
  return {
    type: layout.encoding === 'binary' ? `binary(${layout.width!})` : 'utf8',
    description: Object.freeze({
      policy: 'releaseRandomised' as const,
      algorithm: 'AES-SIV' as const,
      bits: 8 * layout.width!,
      ...describeContext(context, layout.encoding),
      fingerprint: hexadecimal(fingerprint),
      reversibility: 'enumeration' as const,
      releaseNonce: releaseNonceLabel(nonce),
    }),
    expectedCollidingPairs: null,
    notes: ['The holder of the key gets the deterministic code back, and can join releases by it.'],
    coder() {
      assertUsable(wiped, 'policy');
      return releaseCoder(recipe, secret);
    },
    portable: { recipe, secret },
    wipe() {
      wiped = true;
      secret.fill(0);
    },
  };
}

/**
 * Makes a coder of sealed codes.
 *
 * @param recipe - the context of the keys, the layout and the nonce.
 * @param secret - Uint8Array(96): the key that hashes, then that of {@link releaseKey}; read at once and not kept.
 * @returns the coder; its owner wipes it.
 */
export function releaseCoder({ context, layout, releaseNonce }: ReleaseRecipe, secret: Uint8Array): Coder {
  const hasher = keyedHasher(secret.subarray(0, SECRET_KEY_BYTES));
  const cipher = releaseCipher(context, secret.subarray(SECRET_KEY_BYTES), releaseNonce);
  return {
    code({ offsets, bytes, valid, rows }: CanonicalValues) {
      const codes = new Uint8Array(CODE_BYTES * rows);
      hasher.hashColumn(offsets, bytes, valid, rows, codes);
      return sealedCodes(cipher, presentCodes(codes, valid, rows), layout);
    },
    wipe() {
      hasher.wipe();
      cipher.wipe();
    },
  };
}

// Codes of 16 bytes as values of a column; a row without code has bytes too, which its validity bit leaves out.
function presentCodes(bytes: Uint8Array, valid: Uint8Array, rows: number): CanonicalValues {
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => CODE_BYTES * row);
  return { rows, offsets, bytes, valid, reasons: new Uint8Array(rows) };
}
