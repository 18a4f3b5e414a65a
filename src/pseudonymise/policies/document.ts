import { deriveReleaseKey } from '../kernel/pseudonym-key.ts';
import { releaseNonceLabel } from '../kernel/release-nonce.ts';
import type { DocumentPolicy } from '../policy-options.ts';
import { hashedLabel, hashedPolicy } from './hashed.ts';
import type { Policy, PolicyContext, PolicyKey } from './policy.ts';

/**
 * Makes the policy `document`: one value has one code within a release, and two releases share none. The code is made as
 * in `deterministic`, under a sub-key into which the release nonce enters as a fifth label.
 *
 * @param context - what the codes serve.
 * @param settings - algorithm, length and encoding.
 * @param key - the secret key and the release nonce.
 * @returns the policy; its fingerprint is the same in every release.
 */
export function documentPolicy(context: PolicyContext, settings: DocumentPolicy, { secretKey, releaseNonce }: PolicyKey): Policy {
  const { project, domain, form: { profile } } = context;
  const derived = deriveReleaseKey(secretKey, { project, domain, policy: hashedLabel(context, settings), profile }, releaseNonce!);
  return hashedPolicy(context, settings, derived, releaseNonceLabel(releaseNonce!));
}
