import { refusePlan } from '../../core/errors.ts';
import { ff1, FF1_MIN_DOMAIN, type DigitCipher } from '../../keyed/index.ts';
import { hexadecimal } from '../kernel/hexadecimal.ts';
import { derivePseudonymKey, frameContext, type PseudonymContext, type PseudonymKey } from '../kernel/pseudonym-key.ts';
import { shapeCodes } from '../kernel/shape-codes.ts';
import { assertUsable, describeContext, type Coder, type Policy, type PolicyContext, type PolicyKey } from './policy.ts';
import type { KeyContext, ShapeRecipe } from './recipe.ts';

function contextOf({ project, domain, form, scope }: KeyContext): PseudonymContext {
  return { project, domain, policy: `${scope}reversible/FF1`, profile: form.profile };
}

/**
 * Derives the key of codes that keep their shape.
 *
 * @param context - what the codes serve.
 * @param secretKey - the secret key.
 * @returns sub-key and fingerprint.
 */
export function shapeKey(context: KeyContext, secretKey: Uint8Array): PseudonymKey {
  return derivePseudonymKey(secretKey, contextOf(context));
}

/**
 * Makes the cipher of codes that keep their shape: FF1 with AES-256, the framed context as tweak.
 *
 * @param context - what the codes serve.
 * @param subKey - of {@link shapeKey}; kept as it is.
 * @param alphabet - letters of the values.
 * @returns the cipher, of no use once the sub-key is overwritten.
 */
export function shapeCipher(context: KeyContext, subKey: Uint8Array, alphabet: string): DigitCipher {
  return ff1(subKey, alphabet.length, frameContext(contextOf(context)));
}

/**
 * Makes the policy `reversible` with FF1: the code is a text of the same length and letters as the value. Digits give
 * digits; where the identifier knows 2A and 2B, A and B are two more digits, wherever they stand.
 *
 * @param context - what the codes serve.
 * @param key - the secret key.
 * @returns the policy.
 * @throws {PlanError} if values have no one length or other letters, or fewer than a million are possible.
 * @see NIST SP 800-38G revision 1 (second public draft, 2025).
 */
export function formatPreservingPolicy(context: PolicyContext, { secretKey }: PolicyKey): Policy {
  const { profile, width, alphabet } = context.form;
  if (width === null || alphabet === null) {
    refusePlan('PLAN_OUT_OF_RANGE', 'algorithm', `FF1 keeps the shape of identifiers of one length in digits (A and B for Corsica), which ${profile} does not have; expected AES-SIV`);
  }
  if (alphabet.length ** width < FF1_MIN_DOMAIN) {
    refusePlan('PLAN_OUT_OF_RANGE', 'algorithm', `FF1 needs ${FF1_MIN_DOMAIN} possible values, ${profile} has ${alphabet.length ** width}; expected AES-SIV`);
  }
  const { subKey, fingerprint } = shapeKey(context, secretKey);
  const recipe = { kind: 'shape', context, alphabet } as const;
  let wiped = false;
  return {
    type: 'utf8',
    description: Object.freeze({
      policy: 'reversible' as const,
      algorithm: 'FF1' as const,
      bits: null,
      ...describeContext(context, 'binary'),
      fingerprint: hexadecimal(fingerprint),
      reversibility: 'key' as const,
      shape: profile,
    }),
    expectedCollidingPairs: null,
    notes: [
      'Codes are reversible: whoever holds the key reads the identifiers in them.',
      `The shape survives: codes look like values of ${profile} and can be taken for those of other persons.`,
    ],
    coder() {
      assertUsable(wiped, 'policy');
      return shapingCoder(recipe, subKey);
    },
    portable: { recipe, secret: subKey },
    wipe() {
      wiped = true;
      subKey.fill(0);
    },
  };
}

/**
 * Makes a coder that keeps the shape of values.
 *
 * @param recipe - the context of the key, and the letters of the values.
 * @param subKey - of {@link shapeKey}; copied.
 * @returns the coder; its owner wipes it.
 */
export function shapingCoder({ context, alphabet }: ShapeRecipe, subKey: Uint8Array): Coder {
  const own = subKey.slice();
  const cipher = shapeCipher(context, own, alphabet);
  let over = false;
  return {
    code(values) {
      assertUsable(over, 'cipher');
      const { offsets, bytes } = shapeCodes(cipher, alphabet, values);
      return { kind: 'text', offsets, bytes };
    },
    wipe() {
      over = true;
      own.fill(0);
    },
  };
}
