import { refusePlan } from '../core/errors.ts';
import type { LinkageModel } from '../link/index.ts';
import type { StepBinding } from './step.ts';

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
  if (typeof own !== 'object' || Array.isArray(own)) return plan;
  for (const name of names) {
    if (Object.hasOwn(own, name)) refusePlan('PLAN_DUPLICATE_NAME', `models.${name}`, 'the plan holds a model of this name already');
  }
  return { ...plan, models: { ...own, ...models } };
}

/**
 * Finds the model of a step.
 *
 * @param model - the model, or its name in the plan.
 * @param binding - has the models of the plan.
 * @returns the model; one that was named is unchecked still.
 * @throws {PlanError} `PLAN_MISSING` when the plan has no model of that name.
 */
export function bindModel(model: LinkageModel | string, { models }: StepBinding): LinkageModel {
  if (typeof model !== 'string') return model;
  if (!Object.hasOwn(models, model)) refusePlan('PLAN_MISSING', 'model', 'the plan has no model of this name; put it into models, or bind its file (--model NAME=FILE)');
  return models[model] as LinkageModel;
}
