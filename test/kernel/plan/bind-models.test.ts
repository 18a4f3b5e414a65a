import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { bindModels } from '../../../src/plan/bind-models.ts';
import { checkPlan } from '../../../src/plan/check.ts';
import { planDigest } from '../../../src/plan/plan-digest.ts';
import type { Plan } from '../../../src/plan/plan.ts';

const plan = {
  version: 1, title: 't',
  inputs: { people: { columns: { name: { type: 'utf8', role: 'attribute' } } } },
  tables: {},
  outputs: { people: { table: 'people', format: 'csv', audience: 'internal' } },
} as const satisfies Plan;

describe('models bound to a plan', () => {
  test('become part of it and of its digest, and leave the given plan as it was', () => {
    const bound = bindModels(plan, { people: { prior: 0.1 } }) as Plan;
    expect(bound.models).toEqual({ people: { prior: 0.1 } });
    expect('models' in plan).toBe(false);
    expect(planDigest(bound)).not.toBe(planDigest(plan));
    expect(planDigest(bindModels(plan, { people: { prior: 0.2 } }) as Plan)).not.toBe(planDigest(bound));
    expect(checkPlan(bound)).toEqual([]);
  });
  test('stand beside those the plan holds, and replace none', () => {
    const own = { ...plan, models: { old: { prior: 0.3 } } };
    expect((bindModels(own, { people: {} }) as Plan).models).toEqual({ old: { prior: 0.3 }, people: {} });
    expect(() => bindModels(own, { old: {} })).toThrow(PlanError);
    expect(() => bindModels(own, { old: {} })).toThrow('models.old');
  });
  test('leave a plan alone where there are none, and what is no plan to the check', () => {
    expect(bindModels(plan, {})).toBe(plan);
    expect(bindModels(null, { people: {} })).toBe(null);
    expect(bindModels('text', { people: {} })).toBe('text');
    expect(checkPlan(bindModels({ ...plan, models: 7 }, { people: {} })).map(({ path }) => path)).toEqual(['models']);
    expect(checkPlan({ ...plan, models: { people: 7 } }).map(({ path }) => path)).toEqual(['models.people']);
  });
});
