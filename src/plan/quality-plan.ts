import { refusePlan } from '../core/errors.ts';
import type { CheckQualityOperator, QualityCheck } from '../quality/index.ts';
import type { CompiledPlan } from './compile.ts';
import { cutPlan } from './cut-plan.ts';
import type { Plan, PlanStep } from './plan.ts';

const OP = 'checkQuality';

/** The checks of one step. */
export interface PlacedChecks {
  /** Where the step stands in the plan, for example `tables.stays.steps[2]`. */
  readonly path: string;
  readonly checks: readonly QualityCheck[];
  /** The table of the {@link QualityPlan} whose rows enter the step. */
  readonly rows: string;
  /** Tables that the checks look into. */
  readonly references: readonly string[];
}

/** What must be read to measure the checks of a plan, and nothing else. */
export interface QualityPlan {
  readonly plan: Plan;
  readonly places: readonly PlacedChecks[];
  /** Turns a path into this plan into one into the whole plan, for messages. */
  readonly origin: (path: string) => string;
}

/**
 * Lists the checks of a plan, step by step.
 *
 * @param compiled - a plan.
 * @returns the checks in the order of the plan.
 * @throws {PlanError} `PLAN_MISSING` when no step checks anything.
 */
export function checksOf({ plan, layout }: CompiledPlan): readonly (Omit<PlacedChecks, 'rows'> & { readonly table: string; readonly index: number })[] {
  const places = Object.keys(plan.tables).flatMap((table) =>
    (layout.steps.get(table) ?? []).filter(({ op }) => op === OP).map(({ index, built }) => {
      const { checks, tables } = built.operator as CheckQualityOperator;
      return { path: `tables.${table}.steps[${index}]`, checks, references: tables, table, index };
    }));
  if (places.length === 0) refusePlan('PLAN_MISSING', 'tables', `expected a step ${OP}: there is nothing to check`);
  return places;
}

/**
 * Cuts a plan down to the rows that enter its checks: the tables before them, without what comes after and without outputs.
 *
 * @param compiled - a plan.
 * @returns the plan, in which no check stops a run, and where its checks are.
 * @throws {PlanError} `PLAN_MISSING` when no step checks anything.
 */
export function qualityPlan(compiled: CompiledPlan): QualityPlan {
  const { plan } = compiled;
  const checks = checksOf(compiled);
  const lenient = Object.fromEntries(Object.entries(plan.tables).map(([name, table]) => [name, { ...table, steps: (table.steps ?? []).map(withoutStop) }]));
  // Checks leave rows as they are, so that those before need not be made again.
  const cut = cutPlan({ ...plan, tables: lenient }, checks, (step) => step.op !== OP);
  return { plan: cut.plan, places: checks.map(({ path, checks: own, references }, place) => ({ path, checks: own, references, rows: cut.rows[place]! })), origin: cut.origin };
}

function withoutStop(step: PlanStep): PlanStep {
  return step.op === OP ? { ...step, stopOn: 'never' } : step;
}
