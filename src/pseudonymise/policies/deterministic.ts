import { derivePseudonymKey } from '../kernel/pseudonym-key.ts';
import type { DeterministicPolicy } from '../policy-options.ts';
import { hashedLabel, hashedPolicy } from './hashed.ts';
import type { Policy, PolicyContext, PolicyKey } from './policy.ts';

/**
 * Makes the policy `deterministic`: one value has one code in every file of the project. The code is the first bits of
 * HMAC-SHA-256 (or keyed BLAKE3) of the value, under the sub-key of project, domain, policy and profile.
 *
 * @param context - what the codes serve.
 * @param settings - algorithm, length and encoding.
 * @param key - the secret key.
 * @returns the policy.
 */
export function deterministicPolicy(context: PolicyContext, settings: DeterministicPolicy, { secretKey }: PolicyKey): Policy {
  const { project, domain, form: { profile } } = context;
  const derived = derivePseudonymKey(secretKey, { project, domain, policy: hashedLabel(context, settings), profile });
  return hashedPolicy(context, settings, derived, null);
}
