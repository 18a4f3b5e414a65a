import { refusePlan } from '../core/errors.ts';

/**
 * Puts linkage models into a plan: training writes them to files of their own, and a plan that names one is whole only
 * with it. What is bound is part of the plan from then on, and of its digest.
 *
 * @param plan - a plan, or what `parsePlan` gave, unchecked.
 * @param models - models by the name that steps use.
 * @returns the plan with the models; the same one when there are none.
 * @throws {PlanError} `PLAN_DUPLICATE_NAME` when the plan has a model of that name already.
 */
export function bindModels(plan: unknown, models: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(models);
  if (names.length === 0 || typeof plan !== 'object' || plan === null) return plan;
  const own = (plan as { readonly models?: unknown }).models ?? {};
  // What is no set of models stays, for the check to refuse.
  if (typeof own !== 'object') return plan;
  for (const name of names) {
    if (Object.hasOwn(own, name)) refusePlan('PLAN_DUPLICATE_NAME', `models.${name}`, 'the plan holds a model of this name already');
  }
  return { ...plan, models: { ...own, ...models } };
}
