import type { Schema } from 'apache-arrow';
import type { TablePorts } from '../core/bytes.ts';
import type { Dataset } from '../core/dataset.ts';
import { PlanError, type Problem } from '../core/errors.ts';
import type { FoldContext } from '../core/fold.ts';
import { applyOperator, type Findings } from '../core/operator.ts';
import { checkedPlan } from './check.ts';
import { digestOf } from './digest.ts';
import { layOut, type LaidOutStep, type PlanLayout } from './layout.ts';
import type { Plan } from './plan.ts';
import { endToEnd, tableRejects, type StepRejects } from './rejects.ts';

/** What a compiled plan is given to become tables. */
export interface PlanBindings {
  /** Every input of the plan, by name. */
  readonly inputs: Readonly<Record<string, TablePorts>>;
  /** Every secret of the plan, by name: 32 bytes each. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly fold: FoldContext;
  /** Receives what each step found, by its path in the plan; the last complete reading stands. */
  readonly onFindings?: (path: string, op: string, findings: Findings) => void;
}

/** A plan that may run: checked, with its digest. */
export interface CompiledPlan {
  readonly plan: Plan;
  /** SHA-256 of the plan's canonical JSON, 64 hexadecimal digits. */
  readonly digest: string;
  /** Names of the secrets to bind. */
  readonly secrets: readonly string[];
  readonly layout: PlanLayout;
  /**
   * Connects inputs to tables; nothing is read until a table is opened.
   *
   * @returns every table and port by name.
   */
  connect(bindings: PlanBindings): ReadonlyMap<string, Dataset>;
}

/**
 * Checks a plan and makes it ready to run.
 *
 * @param value - a plan, or what {@link parsePlan} gave.
 * @returns the compiled plan.
 * @throws {PlanError} with every problem at once.
 */
export function compilePlan(value: unknown): CompiledPlan {
  const { problems, plan, layout } = checkedPlan(value);
  if (problems.length > 0 || plan === null || layout === null) throw new PlanError(problems);
  return Object.freeze({
    plan,
    digest: digestOf(plan),
    secrets: Object.freeze(secretNames(plan)),
    layout,
    connect: (bindings: PlanBindings) => connect(plan, bindings),
  });
}

function connect(plan: Plan, bindings: PlanBindings): ReadonlyMap<string, Dataset> {
  const problems = bindingProblems(plan, bindings);
  if (problems.length > 0) throw new PlanError(problems);
  const schemas = new Map<string, Schema>(Object.entries(bindings.inputs).map(([name, ports]) => [name, ports.rows.schema]));
  const layout = layOut(plan, { secret: (name) => bindings.secrets[name]! }, schemas);
  if (layout.problems.length > 0) throw new PlanError(layout.problems);
  const tables = new Map<string, Dataset>();
  for (const [name, ports] of Object.entries(bindings.inputs)) {
    tables.set(name, ports.rows);
    if (ports.rejects !== null) tables.set(`${name}.rejects`, ports.rejects);
  }
  for (const name of layout.graph.order) connectTable(plan, name, layout.steps.get(name) ?? [], tables, bindings);
  return tables;
}

function connectTable(plan: Plan, name: string, steps: readonly LaidOutStep[], tables: Map<string, Dataset>, bindings: PlanBindings): void {
  const { from } = plan.tables[name]!;
  let rows = endToEnd((typeof from === 'string' ? [from] : from).map((source) => tables.get(source)!));
  const rejects: StepRejects[] = [];
  for (const { index, op, built } of steps) {
    const path = `tables.${name}.steps[${index}]`;
    const onFindings = (findings: Findings): void => bindings.onFindings?.(path, op, findings);
    const context = { fold: bindings.fold, onFindings };
    if (built.operator.kind === 'ports') {
      const ports: Record<string, Dataset> = { rows };
      for (const [port, table] of Object.entries(built.tables ?? {})) ports[port] = tables.get(table)!;
      const outputs = built.operator.connect(ports, context);
      rows = outputs['rows']!;
      if (outputs['rejects'] !== undefined) rejects.push({ step: `steps[${index}] ${op}`, rejects: outputs['rejects'] });
    } else {
      const output = applyOperator(rows, built.operator, context);
      rows = output.rows;
      if (output.rejects !== null) rejects.push({ step: `steps[${index}] ${op}`, rejects: output.rejects });
    }
  }
  tables.set(name, rows);
  if (rejects.length > 0) tables.set(`${name}.rejects`, tableRejects(rejects));
}

function bindingProblems(plan: Plan, bindings: PlanBindings): Problem[] {
  const missingInputs = Object.keys(plan.inputs).filter((name) => bindings.inputs[name] === undefined);
  const missingSecrets = secretNames(plan).filter((name) => bindings.secrets[name] === undefined);
  return [
    ...missingInputs.map((name) => ({ code: 'PLAN_UNBOUND_INPUT' as const, path: `inputs.${name}`, message: 'no file was given for it' })),
    ...missingSecrets.map((name) => ({ code: 'PLAN_UNKNOWN_SECRET' as const, path: `secrets.${name}`, message: 'no secret of this name was given' })),
  ];
}

/** Lists the secrets a plan refers to, sorted. */
export function secretNames(plan: Plan): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const members = Object.values(value);
    const only = (value as { readonly secret?: unknown }).secret;
    if (members.length === 1 && typeof only === 'string') names.add(only);
    else members.forEach(visit);
  };
  for (const table of Object.values(plan.tables)) (table.steps ?? []).forEach(visit);
  return [...names].sort();
}
