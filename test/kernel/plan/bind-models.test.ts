// Models put into a plan by name: what is bound, what is refused, and that nothing given is changed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanError } from '../../../src/core/errors.ts';
import type { LinkageModel } from '../../../src/link/index.ts';
import { bindModel, bindModels } from '../../../src/plan/bind-models.ts';
import type { StepBinding } from '../../../src/plan/step.ts';

const problemOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as PlanError).problems.map(({ code, path }) => `${code} ${path}`).join();
  }
  return 'none';
};
const model = { version: 1 } as unknown as LinkageModel;
const bindingOf = (models: Readonly<Record<string, unknown>>): StepBinding => ({ models }) as unknown as StepBinding;

describe('binding models to a plan', () => {
  test('adds them to those of the plan, and leaves what was given as it was', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.integer()), fc.dictionary(fc.string(), fc.integer()), (own, more) => {
      const added = Object.fromEntries(Object.entries(more).filter(([name]) => !Object.hasOwn(own, name)));
      const plan = Object.freeze({ version: 1, models: Object.freeze({ ...own }) });
      const bound = bindModels(plan, added) as typeof plan;
      expect(new Map(Object.entries(bound.models))).toEqual(new Map([...Object.entries(own), ...Object.entries(added)]));
      expect(bound.version).toBe(1);
      expect(plan.models).toEqual(own);
    }));
  });

  test('without models gives the plan itself, and to one without makes them', () => {
    const plan = { version: 1 };
    expect(bindModels(plan, {})).toBe(plan);
    expect(bindModels(plan, { people: model })).toEqual({ version: 1, models: { people: model } });
    expect(bindModels({ version: 1, models: null }, { people: model })).toEqual({ version: 1, models: { people: model } });
  });

  test('refuses a name that the plan has, by its path', () => {
    expect(problemOf(() => bindModels({ models: { people: {} } }, { people: model }))).toBe('PLAN_DUPLICATE_NAME models.people');
    // Names that every object inherits are names like others.
    for (const name of ['constructor', 'toString', '__proto__']) expect(problemOf(() => bindModels({ models: {} }, { [name]: model }))).toBe('none');
    expect(Object.hasOwn((bindModels({ models: {} }, JSON.parse('{"__proto__": 1}') as Record<string, unknown>) as { models: object }).models, '__proto__')).toBe(true);
  });

  test.each([null, undefined, 3, 'plan', true])('leaves %j, which is no plan, for the check to refuse', (plan) => {
    expect(bindModels(plan, { people: model })).toBe(plan);
  });

  test('leaves a plan whose models are none for the check to refuse', () => {
    for (const models of ['people', 3, true, ['people']]) expect(bindModels({ models }, { people: model })).toEqual({ models });
  });
});

describe('the model of a step', () => {
  test('is the one that stands there, or that of the plan with its name', () => {
    expect(bindModel(model, bindingOf({}))).toBe(model);
    expect(bindModel('people', bindingOf({ people: model }))).toBe(model);
  });

  test('is refused where the plan has none of that name, inherited names included', () => {
    for (const name of ['people', 'constructor', '__proto__']) expect(problemOf(() => bindModel(name, bindingOf({ others: model })))).toBe('PLAN_MISSING model');
  });
});
