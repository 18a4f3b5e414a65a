import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Problem } from '../core/errors.ts';
import { optionProblems } from '../core/options.ts';
import { crosswalkProblems } from './bind-crosswalk.ts';
import { canonicalJson } from './digest.ts';
import { parseReference } from './graph.ts';
import { layOut, portMissing, stepOptionProblems, type PlanLayout } from './layout.ts';
import type { Plan } from './plan.ts';
import { planForm } from './plan-schema.ts';
import { releaseProblems } from './release-rules.ts';
import type { StepBinding } from './step.ts';

const CHECKING_BYTES = 'a423: a plan is being checked';

/** Stands for every secret while a plan is checked: operators need 32 bytes, and no row is touched. */
const CHECKING: StepBinding = { secret: () => sha256(utf8ToBytes(CHECKING_BYTES)), releaseNonce: utf8ToBytes(CHECKING_BYTES), models: {}, isChecking: true };

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
 * @remarks When the form is wrong: its faults and those of the steps' options. When it is right: names, options, schemas,
 *   roles and release rules together.
 * @example
 * const problems = checkPlan({ version: 1, title: 'Empty', inputs: {}, tables: {}, outputs: {} });
 * problems.map(({ code, path }) => `${code} ${path}`); // => ['PLAN_MISSING inputs', 'PLAN_MISSING outputs']
 */
export function checkPlan(value: unknown): readonly Problem[] {
  return checkedPlan(value).problems;
}

/**
 * Checks a plan and keeps what was worked out; see {@link checkPlan}.
 *
 * @param value - a plan, or what {@link parsePlan} gave.
 * @returns the problems with the plan and its layout, or with neither when the form is wrong.
 */
export function checkedPlan(value: unknown): CheckedPlan {
  const form = formProblems(value);
  if (form.length > 0) {
    const { tables, models } = (value ?? {}) as { readonly tables?: unknown; readonly models?: unknown };
    const binding = typeof models === 'object' && models !== null ? { ...CHECKING, models: models as Readonly<Record<string, unknown>> } : CHECKING;
    return { problems: [...form, ...(typeof tables === 'object' ? stepOptionProblems(tables, binding) : [])], plan: null, layout: null };
  }
  const plan = value as Plan;
  const layout = layOut(plan, CHECKING);
  return { problems: layoutProblems(plan, layout), plan, layout };
}

/**
 * Lists what is wrong with a plan of the right form.
 *
 * @param plan - the plan.
 * @param layout - its layout, on declared or on bound schemas.
 * @returns the layout's own problems, those of the outputs, and why outputs may not leave.
 */
export function layoutProblems(plan: Plan, layout: PlanLayout): readonly Problem[] {
  const outputs = Object.entries(plan.outputs).flatMap(([name, output]) => {
    const schema = layout.schemas.get(output.table);
    const lineage = layout.graph.lineage.get(parseReference(output.table).name);
    return schema === undefined || lineage === undefined ? [] : [{ name, output, schema, lineage }];
  });
  return [...layout.problems, ...crosswalkProblems(plan), ...outputProblems(plan, layout), ...releaseProblems(plan, layout, outputs)];
}

function formProblems(value: unknown): readonly Problem[] {
  const problems = optionProblems(planForm, value).map((problem): Problem =>
    problem.path === 'version' && problem.code !== 'PLAN_MISSING' ? { ...problem, code: 'PLAN_VERSION' } : problem,
  );
  if (problems.length > 0) return problems;
  try {
    canonicalJson(value);
    return [];
  } catch {
    return [{ code: 'PLAN_TYPE', path: '', message: 'expected plain data: finite numbers, well-formed text, no circle' }];
  }
}

/** Beginnings of a column name that the writer of CSV files changes, so that no spreadsheet computes it. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function outputProblems(plan: Plan, layout: PlanLayout): Problem[] {
  const problems: Problem[] = [];
  if (Object.keys(plan.inputs).length === 0) problems.push({ code: 'PLAN_MISSING', path: 'inputs', message: 'expected at least one input' });
  if (Object.keys(plan.outputs).length === 0) problems.push({ code: 'PLAN_MISSING', path: 'outputs', message: 'expected at least one output' });
  const known = new Set([...Object.keys(plan.inputs), ...layout.graph.order.filter((name) => layout.schemas.has(name))]);
  for (const [name, output] of Object.entries(plan.outputs)) {
    const { name: table, port } = parseReference(output.table);
    if (port !== 'rows' && known.has(table) && !layout.schemas.has(output.table)) {
      problems.push({ code: 'PLAN_UNKNOWN_TABLE', path: `outputs.${name}.table`, message: portMissing(table, port) });
    }
  }
  for (const [name, { table, format }] of Object.entries(plan.outputs)) {
    if ((typeof format === 'string' ? format : format.type) !== 'csv') continue;
    for (const field of layout.schemas.get(table)?.fields ?? []) {
      if (!FORMULA.test(field.name)) continue;
      problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `outputs.${name}`, message: `column "${field.name}" begins like a formula, which a CSV file must not hold; rename it` });
    }
  }
  const names = Object.keys(plan.outputs);
  for (const [index, name] of names.entries()) {
    const twin = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    if (twin !== undefined) problems.push({ code: 'PLAN_OUTPUT_PATH', path: `outputs.${name}`, message: `differs from outputs.${twin} in case only, which not every file system tells apart` });
  }
  return problems;
}
