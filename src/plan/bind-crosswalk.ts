import { refusePlan, type Problem } from '../core/errors.ts';
import { pseudonymiseWithCrosswalk, type CrosswalkPlanOptions } from '../pseudonymise/index.ts';
import { bindKey } from './bind-keys.ts';
import { referencesOf } from './graph.ts';
import type { Plan } from './plan.ts';
import type { BuiltStep, StepBinding } from './step.ts';

/** The port that a step of the policy `random` adds persons to. */
const PORT = 'crosswalk';

/**
 * Makes the step of the policy `random`.
 *
 * @param options - what the plan says.
 * @param binding - what the run was given.
 * @returns the operator, and which table is the earlier crosswalk.
 * @throws {PlanError} if one secret serves for both keys.
 */
export function bindCrosswalk({ table, secretKey, drawing, expectFingerprint, ...settings }: CrosswalkPlanOptions, binding: StepBinding): BuiltStep {
  if (secretKey.secret === drawing.secretKey.secret) {
    refusePlan('PLAN_OUT_OF_RANGE', 'drawing.secretKey', 'expected another secret than that of the crosswalk: it is destroyed after the run');
  }
  const { releaseNonce, ...bound } = bindKey({ policy: settings.policy, secretKey, expectFingerprint }, binding);
  const draws = binding.secret(drawing.secretKey.secret);
  const operator = pseudonymiseWithCrosswalk({
    ...settings,
    ...bound,
    releaseNonce: releaseNonce!,
    // While a plan is checked one stand-in serves for every secret.
    drawing: { secretKey: binding.isChecking ? draws.map((byte) => ~byte) : draws },
  });
  return { operator, tables: table === undefined ? {} : { [PORT]: table } };
}

/**
 * Lists the steps of the policy `random` whose crosswalk would be lost: the codes of their new persons would be drawn anew by
 * the next run, and nobody could find the persons again.
 *
 * @param plan - a plan of the right form.
 * @returns a problem for each.
 */
export function crosswalkProblems(plan: Plan): readonly Problem[] {
  const kept = new Set([...Object.values(plan.outputs).map(({ table }) => table), ...Object.values(plan.tables).flatMap(referencesOf)]);
  return Object.entries(plan.tables).flatMap(([name, { steps = [] }]) => {
    const places = steps.flatMap(({ op, policy }, index) => (op === 'pseudonymise' && policy === 'random' ? [`tables.${name}.steps[${index}]`] : []));
    const doubled = places.slice(1).map((path): Problem => ({ code: 'PLAN_OP_ORDER', path: `${path}.policy`, message: 'a table has one crosswalk; put this step into a table of its own' }));
    if (places.length === 0 || kept.has(`${name}.${PORT}`)) return doubled;
    return [{ code: 'PLAN_MISSING', path: `${places[0]!}.policy`, message: `the crosswalk would be lost; write "${name}.${PORT}" to an internal output` }, ...doubled];
  });
}
