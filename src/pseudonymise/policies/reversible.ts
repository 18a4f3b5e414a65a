import { refusePlan } from '../../core/errors.ts';
import { aesSiv, SIV_KEY_BYTES, type SealingCipher } from '../../keyed/index.ts';
import { hexadecimal } from '../kernel/hexadecimal.ts';
import { derivePseudonymKey, frameContext, type PseudonymContext, type PseudonymKey } from '../kernel/pseudonym-key.ts';
import type { ReversiblePolicy } from '../policy-options.ts';
import { assertUsable, describeContext, type Coder, type Policy, type PolicyContext, type PolicyKey } from './policy.ts';
import type { KeyContext, SealRecipe } from './recipe.ts';
import { sealedCodes, sealedLayout } from './sealed.ts';

function contextOf({ project, domain, form, scope }: KeyContext): PseudonymContext {
  return { project, domain, policy: `${scope}reversible`, profile: form.profile };
}

/**
 * Derives the key of sealed values: 64 bytes, of which AES-SIV uses one half to authenticate and one to encrypt.
 *
 * @param context - what the codes serve.
 * @param secretKey - the secret key.
 * @returns sub-key and fingerprint.
 */
export function reversibleKey(context: KeyContext, secretKey: Uint8Array): PseudonymKey {
  return derivePseudonymKey(secretKey, contextOf(context), SIV_KEY_BYTES);
}

/**
 * Makes the cipher of sealed values: AES-256-SIV with the framed context as associated data.
 *
 * @param context - what the codes serve.
 * @param subKey - of {@link reversibleKey}; read at once and not kept.
 * @returns the cipher; its owner wipes it.
 */
export function reversibleCipher(context: KeyContext, subKey: Uint8Array): SealingCipher {
  return aesSiv(subKey, frameContext(contextOf(context)));
}

/**
 * Makes the policy `reversible` with AES-SIV: the code is the value itself, sealed, 16 bytes longer. Whoever holds the key
 * opens it; a code that was changed, or comes from another context, does not open.
 *
 * @param context - what the codes serve.
 * @param settings - the encoding.
 * @param key - the secret key.
 * @returns the policy.
 * @throws {PlanError} if bytes are asked for and values have no one length.
 * @see RFC 5297.
 */
export function reversiblePolicy(context: PolicyContext, settings: ReversiblePolicy, { secretKey }: PolicyKey): Policy {
  const layout = sealedLayout(context.form.width, settings.encoding);
  if (layout === null) refusePlan('PLAN_OUT_OF_RANGE', 'encoding', `codes of ${context.form.profile} have no one length; expected hex, base64url or base32`);
  const { subKey, fingerprint } = reversibleKey(context, secretKey);
  const recipe = { kind: 'seal', context, layout } as const;
  let wiped = false;
  return {
    type: layout.encoding === 'binary' ? `binary(${layout.width!})` : 'utf8',
    description: Object.freeze({
      policy: 'reversible' as const,
      algorithm: 'AES-SIV' as const,
      bits: layout.width === null ? null : 8 * layout.width,
      ...describeContext(context, layout.encoding),
      fingerprint: hexadecimal(fingerprint),
      reversibility: 'key' as const,
    }),
    expectedCollidingPairs: null,
    notes: [
      'Codes are reversible: whoever holds the key reads the identifiers in them.',
      ...(layout.width === null ? ['The length of a code tells the length of its value.'] : []),
    ],
    coder() {
      assertUsable(wiped, 'policy');
      return sealingCoder(recipe, subKey);
    },
    portable: { recipe, secret: subKey },
    wipe() {
      wiped = true;
      subKey.fill(0);
    },
  };
}

/**
 * Makes a coder of sealed values.
 *
 * @param recipe - the context of the key, and the layout.
 * @param subKey - of {@link reversibleKey}; read at once and not kept.
 * @returns the coder; its owner wipes it.
 */
export function sealingCoder({ context, layout }: SealRecipe, subKey: Uint8Array): Coder {
  const cipher = reversibleCipher(context, subKey);
  return { code: (values) => sealedCodes(cipher, values, layout), wipe: () => void cipher.wipe() };
}
