import { z } from 'zod';
import { refusePlan } from '../core/errors.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { crosswalkKey } from './crosswalk-keys.ts';
import { hexadecimal } from './kernel/hexadecimal.ts';
import { derivePseudonymKey, type PseudonymKey } from './kernel/pseudonym-key.ts';
import { hashedLabel } from './policies/hashed.ts';
import { reversibleKey } from './policies/reversible.ts';
import { shapeKey } from './policies/format-preserving.ts';
import { releaseKey } from './policies/release-randomised.ts';
import type { PolicyContext } from './policies/policy.ts';
import { contextName, POLICIES, secretBytes, type PolicyName } from './policy-options.ts';
import { checkProfile } from './profile.ts';

/** What a fingerprint is asked for. */
export interface FingerprintOptions {
  readonly project: string;
  readonly domain: string;
  /** `random` asks for the key of the crosswalk. */
  readonly policy: PolicyName;
  /** The algorithm where it is not the policy's usual one. */
  readonly algorithm?: 'HMAC-SHA-256' | 'BLAKE3' | 'AES-SIV' | 'FF1';
  /** A profile, for example `nir/v1` or `composite/v1(nir/v1,date/v1)`. */
  readonly profile: string;
  /** Whether the codes are codes of codes. */
  readonly isRekey?: boolean;
  /** Uint8Array(32). */
  readonly secretKey: Uint8Array;
}

/** Checks {@link FingerprintOptions}. */
const fingerprintOptions: OptionsSchema<FingerprintOptions> = z.strictObject({
  project: contextName,
  domain: contextName,
  policy: z.enum(POLICIES as [PolicyName, ...PolicyName[]]),
  algorithm: z.enum(['HMAC-SHA-256', 'BLAKE3', 'AES-SIV', 'FF1']).exactOptional(),
  profile: z.string().regex(/^[a-z][A-Za-z0-9,()/-]{0,399}$/),
  isRekey: z.boolean().exactOptional(),
  secretKey: secretBytes,
});

/**
 * Computes the fingerprint of a key in one context, as columns of codes carry it: for `expectFingerprint`, and to find the key
 * of a file.
 *
 * @param options - the context and the key, which is left as it is.
 * @returns 16 hexadecimal digits, public: they tell keys apart and nothing of the key.
 * @throws {PlanError} if an option is wrong, there is no such profile, or the policy does not know the algorithm.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);
 * pseudonymFingerprint({ project: 'cohort-2024', domain: 'patient', policy: 'deterministic', profile: 'nir/v1', secretKey }).length; // => 16
 */
export function pseudonymFingerprint(options: FingerprintOptions): string {
  const { secretKey, isRekey = false, ...settings } = checkOptions(fingerprintOptions, options);
  checkProfile(settings.profile, isRekey);
  const { subKey, fingerprint } = derive(settings, isRekey ? 'rekey/' : '', secretKey);
  subKey.fill(0);
  return hexadecimal(fingerprint);
}

function derive({ project, domain, policy, algorithm, profile }: Omit<FingerprintOptions, 'secretKey' | 'isRekey'>, scope: PolicyContext['scope'], secretKey: Uint8Array): PseudonymKey {
  const context = { project, domain, scope, form: { profile } };
  switch (policy) {
    case 'reversible':
      if (algorithm === undefined || algorithm === 'AES-SIV') return reversibleKey(context, secretKey);
      if (algorithm === 'FF1') return shapeKey(context, secretKey);
      break;
    case 'releaseRandomised':
      if (algorithm === undefined || algorithm === 'AES-SIV') return releaseKey(context, secretKey);
      break;
    case 'random':
      if (scope === '' && (algorithm === undefined || algorithm === 'HMAC-SHA-256')) return crosswalkKey({ project, domain, profile }, secretKey);
      break;
    default:
      if (algorithm === 'AES-SIV' || algorithm === 'FF1') break;
      return derivePseudonymKey(secretKey, { project, domain, policy: hashedLabel(context, { policy, ...(algorithm === undefined ? {} : { algorithm }) }), profile });
  }
  refusePlan('PLAN_OUT_OF_RANGE', 'algorithm', `the policy ${policy} does not know ${algorithm}`);
}
