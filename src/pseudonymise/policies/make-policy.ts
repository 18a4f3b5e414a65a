import { refusePlan } from '../../core/errors.ts';
import type { PolicySettings, ReversiblePolicy } from '../policy-options.ts';
import { deterministicPolicy } from './deterministic.ts';
import { documentPolicy } from './document.ts';
import { formatPreservingPolicy } from './format-preserving.ts';
import type { Policy, PolicyContext, PolicyKey } from './policy.ts';
import { releaseRandomisedPolicy } from './release-randomised.ts';
import { reversiblePolicy } from './reversible.ts';

/**
 * Makes the policy that settings ask for.
 *
 * @param context - what the codes serve.
 * @param settings - the policy and its own settings.
 * @param keyMaterial - the secret key and, where the policy needs one, the release nonce; read at once and not kept.
 * @param expectFingerprint - what the fingerprint must be, if declared.
 * @returns the policy; its owner wipes it.
 * @throws {PlanError} if the policy does not suit the values, or `PLAN_WRONG_KEY` if the key has another fingerprint.
 */
export function makePolicy(context: PolicyContext, settings: PolicySettings, keyMaterial: PolicyKey, expectFingerprint: string | undefined): Policy {
  const policy = policyOf(context, settings, keyMaterial);
  const { fingerprint } = policy.description;
  if (expectFingerprint === undefined || expectFingerprint === fingerprint) return policy;
  policy.wipe();
  refusePlan('PLAN_WRONG_KEY', 'expectFingerprint', `the key given has the fingerprint ${fingerprint} in this context`);
}

function policyOf(context: PolicyContext, settings: PolicySettings, key: PolicyKey): Policy {
  switch (settings.policy) {
    case 'deterministic':
      return deterministicPolicy(context, settings, key);
    case 'document':
      return documentPolicy(context, settings, key);
    case 'reversible':
      return settings.algorithm === 'FF1' ? ffOne(context, settings, key) : reversiblePolicy(context, settings, key);
    case 'releaseRandomised':
      return releaseRandomisedPolicy(context, settings, key);
  }
}

function ffOne(context: PolicyContext, settings: ReversiblePolicy, key: PolicyKey): Policy {
  if (settings.encoding !== undefined) refusePlan('PLAN_OUT_OF_RANGE', 'encoding', 'codes of FF1 are texts of the same letters as the values; they have no other encoding');
  return formatPreservingPolicy(context, key);
}
