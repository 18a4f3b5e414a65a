import { refusePlan } from '../core/errors.ts';
import type { SecretReference } from '../core/options.ts';
import { RELEASE_POLICIES, type KeyMaterial, type PolicyName } from '../pseudonymise/index.ts';
import type { Plan } from './plan.ts';
import type { StepBinding } from './step.ts';

/** What the options of a step that makes codes say of its key in a plan. */
export interface NamedKey {
  readonly policy: PolicyName;
  readonly secretKey: SecretReference;
  readonly expectFingerprint: string | undefined;
}

/** The same with the bytes of a run. */
export type BoundKey = KeyMaterial & { readonly expectFingerprint?: string };

function needsReleaseNonce(policy: unknown): boolean {
  return (RELEASE_POLICIES as readonly unknown[]).includes(policy);
}

/**
 * Puts the bytes of a run in place of what a plan only names.
 *
 * @param named - what the plan says.
 * @param binding - what the run was given.
 * @returns the key, its fingerprint to expect and, where the policy needs one, the release nonce. While a plan is only checked
 *   there is no fingerprint to expect.
 * @throws {PlanError} `PLAN_MISSING` if the run was given no release nonce.
 */
export function bindKey({ policy, secretKey, expectFingerprint }: NamedKey, { secret, releaseNonce, isChecking }: StepBinding): BoundKey {
  const expected = isChecking || expectFingerprint === undefined ? {} : { expectFingerprint };
  const bound = { ...expected, secretKey: secret(secretKey.secret) };
  if (!needsReleaseNonce(policy)) return bound;
  if (releaseNonce === null) refusePlan('PLAN_MISSING', 'policy', `${policy} needs the release nonce of the run, got none`);
  return { ...bound, releaseNonce };
}

/**
 * Tells whether a plan makes codes that differ from release to release.
 *
 * @param plan - a plan of the right form.
 * @returns whether a run of it must be given a release nonce.
 */
export function usesReleaseNonce(plan: Plan): boolean {
  return Object.values(plan.tables).some(({ steps = [] }) => steps.some((step) => needsReleaseNonce(step['policy'])));
}
