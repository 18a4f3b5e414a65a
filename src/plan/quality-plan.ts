import { refusePlan } from '../core/errors.ts';
import type { CheckQualityOperator, QualityCheck } from '../quality/index.ts';
import type { CompiledPlan } from './compile.ts';
import { tablesBehind } from './graph.ts';
import type { Plan, PlanOutput, PlanStep, PlanTable } from './plan.ts';

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
  const lenient = Object.fromEntries(Object.entries(plan.tables).map(([name, table]) => [name, { ...table, steps: (table.steps ?? []).map(withoutStop) }]));
  const tables: Record<string, PlanTable> = { ...lenient };
  const isTaken = (name: string): boolean => Object.hasOwn(plan.inputs, name) || Object.hasOwn(tables, name);
  const origins = new Map<string, string>();
  const places = checksOf(compiled).map(({ path, checks, references, table, index }, place): PlacedChecks => {
    let rows = `checked-${place + 1}`;
    while (isTaken(rows)) rows += '-';
    // Checks leave rows as they are, so that those before need not be made again.
    const before = lenient[table]!.steps.slice(0, index);
    const others = before.flatMap(({ op }, at) => (op === OP ? [] : [at]));
    tables[rows] = { from: plan.tables[table]!.from, steps: others.map((at) => before[at]!) };
    origins.set(`tables.${rows}`, `tables.${table}`);
    others.forEach((at, made) => origins.set(`tables.${rows}.steps[${made}]`, `tables.${table}.steps[${at}]`));
    return { path, checks, rows, references };
  });
  const read = [...new Set(places.flatMap(({ rows, references }) => [rows, ...references]))];
  const outputs = Object.fromEntries(read.map((table, index): [string, PlanOutput] => [`output-${index + 1}`, { table, format: 'arrow', audience: 'internal' }]));
  const whole: Plan = { ...plan, tables, outputs };
  const needed = new Set(read.flatMap((table) => tablesBehind(whole, table)));
  const kept = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> => Object.fromEntries(Object.entries(record).filter(([name]) => needed.has(name)));
  return { plan: { ...whole, inputs: kept(plan.inputs), tables: kept(tables) }, places, origin: (path) => originOf(path, origins) };
}

function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  const [step = '', table = ''] = /^(tables\.[^.]+)(?:\.steps\[\d+\])?/.exec(path) ?? [];
  const known = origins.has(step) ? step : table;
  return origins.has(known) ? origins.get(known)! + path.slice(known.length) : path;
}

function withoutStop(step: PlanStep): PlanStep {
  return step.op === OP ? { ...step, stopOn: 'never' } : step;
}
