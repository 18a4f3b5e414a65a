import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Problem } from '../core/errors.ts';
import { optionProblems } from '../core/options.ts';
import { layOut, stepOptionProblems, type PlanLayout } from './layout.ts';
import type { Plan } from './plan.ts';
import { planForm } from './plan-schema.ts';
import { releaseProblems } from './release-rules.ts';
import type { StepBinding } from './step.ts';

/** Stands for every secret while a plan is checked: operators need 32 bytes, and no row is touched. */
const CHECKING: StepBinding = { secret: () => sha256(utf8ToBytes('a423: a plan is being checked')) };

/** A checked plan: what it means, or everything that is wrong with it. */
export interface CheckedPlan {
  readonly problems: readonly Problem[];
  /** `null` when the form itself is wrong. */
  readonly plan: Plan | null;
  readonly layout: PlanLayout | null;
}

/**
 * Lists everything that is wrong with a plan, before any row is read and without files or keys.
 *
 * @param value - a plan, or what {@link parsePlan} gave.
 * @returns every problem with its path and code; empty when the plan may run.
 * @remarks Form first; when the form is right, names, options, schemas, roles and release rules together.
 */
export function checkPlan(value: unknown): readonly Problem[] {
  return checkedPlan(value).problems;
}

/** Checks a plan and keeps what was worked out; see {@link checkPlan}. */
export function checkedPlan(value: unknown): CheckedPlan {
  const form = optionProblems(planForm, value);
  if (form.length > 0) {
    const tables: unknown = (value as { readonly tables?: unknown } | null)?.tables;
    return { problems: [...form, ...(typeof tables === 'object' ? stepOptionProblems(tables, CHECKING) : [])], plan: null, layout: null };
  }
  const plan = value as Plan;
  const layout = layOut(plan, CHECKING);
  const outputs = Object.entries(plan.outputs).flatMap(([name, output]) => {
    const schema = layout.schemas.get(output.table);
    const lineage = layout.graph.lineage.get(output.table.replace(/\.rejects$/, ''));
    return schema === undefined || lineage === undefined ? [] : [{ name, output, schema, lineage }];
  });
  const problems = [...layout.problems, ...outputProblems(plan, layout), ...releaseProblems(plan, outputs)];
  return { problems, plan, layout };
}

function outputProblems(plan: Plan, layout: PlanLayout): Problem[] {
  const problems: Problem[] = [];
  if (Object.keys(plan.inputs).length === 0) problems.push({ code: 'PLAN_MISSING', path: 'inputs', message: 'expected at least one input' });
  if (Object.keys(plan.outputs).length === 0) problems.push({ code: 'PLAN_MISSING', path: 'outputs', message: 'expected at least one output' });
  const known = new Set([...Object.keys(plan.inputs), ...layout.graph.order.filter((name) => layout.schemas.has(name))]);
  for (const [name, output] of Object.entries(plan.outputs)) {
    if (output.table.endsWith('.rejects') && known.has(output.table.slice(0, -8)) && !layout.schemas.has(output.table)) {
      problems.push({ code: 'PLAN_UNKNOWN_TABLE', path: `outputs.${name}.table`, message: `"${output.table.slice(0, -8)}" rejects no rows, so it has no port "rejects"` });
    }
  }
  return problems;
}
