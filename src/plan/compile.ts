import type { DataType, Schema } from 'apache-arrow';
import type { TablePorts } from '../core/bytes.ts';
import type { Dataset } from '../core/dataset.ts';
import { PlanError, type Problem } from '../core/errors.ts';
import type { FoldContext } from '../core/fold.ts';
import { applyOperator, type Findings, type OperatorContext } from '../core/operator.ts';
import { columnTypeOf } from '../core/arrow.ts';
import { markRowKey } from '../core/field.ts';
import { unknownName } from '../core/options.ts';
import { union } from '../shape/index.ts';
import { usesReleaseNonce } from './bind-keys.ts';
import { checkedPlan, layoutProblems } from './check.ts';
import { planDigest } from './plan-digest.ts';
import { layOut, NAMED_ROWS, type LaidOutStep, type PlanLayout } from './layout.ts';
import type { Plan, PlanInput } from './plan.ts';
import { namedRows, rejectedValues, type StepRows } from './rejects.ts';
import { wipeStep, type BuiltStep } from './step.ts';

/** What a compiled plan is given to become tables. */
export interface PlanBindings {
  /** Every input of the plan, by name. */
  readonly inputs: Readonly<Record<string, TablePorts>>;
  /** Every secret of the plan, by name: 32 bytes each. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  /** From 16 to 64 public bytes, another in each release; where {@link CompiledPlan.usesReleaseNonce} says so. */
  readonly releaseNonce?: Uint8Array;
  readonly fold: FoldContext;
  /** Receives what each step found, by its path in the plan; the last complete reading stands. */
  readonly onFindings?: (path: string, op: string, findings: Findings) => void;
}

/** A plan that may run: checked, with its digest. */
export interface CompiledPlan {
  readonly plan: Plan;
  /** SHA-256 of the plan's canonical JSON, the order of columns included: 64 hexadecimal digits. */
  readonly digest: string;
  /** Names of the secrets to bind. */
  readonly secrets: readonly string[];
  /** Whether codes differ from release to release, so that a nonce must be bound. */
  readonly usesReleaseNonce: boolean;
  readonly layout: PlanLayout;
  /**
   * Connects inputs to tables; nothing is read until a table is opened. The release rules are checked again on the
   * schemas that were bound, which must be the declared ones.
   *
   * @returns every table and port by name.
   * @throws {PlanError} with every problem: inputs or secrets missing, unknown or of another schema.
   */
  connect(bindings: PlanBindings): ConnectedPlan;
}

/** A plan put on its inputs. */
export interface ConnectedPlan {
  /** The plan worked out on the schemas that were bound. */
  readonly layout: PlanLayout;
  /** Every table and port, by name. */
  readonly tables: ReadonlyMap<string, Dataset>;
  /** Overwrites the secrets that the steps hold; nothing can be opened afterwards. */
  wipe(): void;
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
    digest: planDigest(plan),
    secrets: Object.freeze(secretNames(plan)),
    usesReleaseNonce: usesReleaseNonce(plan),
    layout,
    connect: (bindings: PlanBindings) => connect(plan, bindings),
  });
}

function connect(plan: Plan, bindings: PlanBindings): ConnectedPlan {
  const problems = bindingProblems(plan, bindings);
  if (problems.length > 0) throw new PlanError(problems);
  const schemas = new Map<string, Schema>(Object.entries(bindings.inputs).map(([name, ports]) => [name, ports.rows.schema]));
  const binding = { secret: (name: string) => bindings.secrets[name]!, releaseNonce: bindings.releaseNonce ?? null, models: {}, isChecking: false };
  const layout = layOut(plan, binding, schemas);
  const wipe = (): void => {
    for (const { built } of [...layout.steps.values()].flat()) wipeStep(built);
  };
  try {
    return { layout, tables: connectTables(plan, layout, bindings), wipe };
  } catch (error) {
    wipe();
    throw error;
  }
}

function connectTables(plan: Plan, layout: PlanLayout, bindings: PlanBindings): ReadonlyMap<string, Dataset> {
  const problems = layoutProblems(plan, layout);
  if (problems.length > 0) throw new PlanError(problems);
  const tables = new Map<string, Dataset>();
  for (const [name, ports] of Object.entries(bindings.inputs)) {
    tables.set(name, { ...ports.rows, schema: markRowKey(ports.rows.schema, plan.inputs[name]!.rowKey) });
    if (ports.rejects !== null) tables.set(`${name}.rejects`, ports.rejects);
  }
  for (const name of layout.graph.order) connectTable(plan, name, layout.steps.get(name) ?? [], tables, bindings);
  return tables;
}

function connectTable(plan: Plan, name: string, steps: readonly LaidOutStep[], tables: Map<string, Dataset>, bindings: PlanBindings): void {
  const { from } = plan.tables[name]!;
  let rows = joined((typeof from === 'string' ? [from] : from).map((source) => tables.get(source)!), bindings.fold);
  const named = new Map<string, StepRows[]>(NAMED_ROWS.map((port) => [port, []]));
  for (const { index, op, built } of steps) {
    const path = `tables.${name}.steps[${index}]`;
    const onFindings = (findings: Findings): void => bindings.onFindings?.(path, op, findings);
    const source = rows;
    const outputs = connectStep(built, source, tables, { fold: bindings.fold, onFindings });
    rows = outputs['rows']!;
    for (const [port, result] of Object.entries(outputs)) {
      if (NAMED_ROWS.includes(port)) named.get(port)!.push({ step: `steps[${index}] ${op}`, source, named: result });
      else if (port !== 'rows') tables.set(`${name}.${port}`, result);
    }
  }
  tables.set(name, rows);
  for (const [port, parts] of named) if (parts.length > 0) tables.set(`${name}.${port}`, namedRows(parts));
  const rejects = named.get('rejects')!;
  if (rejects.length > 0) tables.set(`${name}.rejectedValues`, rejectedValues(rejects));
}

function connectStep({ operator, tables: names }: BuiltStep, rows: Dataset, tables: ReadonlyMap<string, Dataset>, context: OperatorContext): Readonly<Record<string, Dataset>> {
  if (operator.kind === 'ports') {
    const ports: Record<string, Dataset> = { rows };
    for (const [port, table] of Object.entries(names ?? {})) ports[port] = tables.get(table)!;
    return operator.connect(ports, context);
  }
  const output = applyOperator(rows, operator, context);
  return output.rejects === null ? { rows: output.rows } : { rows: output.rows, rejects: output.rejects };
}

/** Several sources are put end to end by the same operator that code would use. */
function joined(sources: readonly Dataset[], fold: FoldContext): Dataset {
  if (sources.length === 1) return sources[0]!;
  return union().connect(Object.fromEntries(sources.entries()), { fold })['rows']!;
}

function bindingProblems(plan: Plan, bindings: PlanBindings): Problem[] {
  const declared = Object.keys(plan.inputs);
  const missingInputs = declared.filter((name) => !Object.hasOwn(bindings.inputs, name));
  const unknownInputs = Object.keys(bindings.inputs).filter((name) => !declared.includes(name));
  const missingSecrets = secretNames(plan).filter((name) => !Object.hasOwn(bindings.secrets, name));
  return [
    ...missingInputs.map((name) => ({ code: 'PLAN_UNBOUND_INPUT' as const, path: `inputs.${name}`, message: 'no file was given for it' })),
    ...unknownInputs.map((name) => ({ code: 'PLAN_UNKNOWN_INPUT' as const, path: `inputs.${name}`, message: unknownName('input', name, declared) })),
    ...missingSecrets.map((name) => ({ code: 'PLAN_UNKNOWN_SECRET' as const, path: `secrets.${name}`, message: 'no secret of this name was given' })),
    ...declared
      .filter((name) => Object.hasOwn(bindings.inputs, name))
      .flatMap((name) => schemaProblems(`inputs.${name}`, plan.inputs[name]!, bindings.inputs[name]!.rows.schema)),
  ];
}

/** The world is closed: what is bound has the declared columns, of the declared types, and no others. */
function schemaProblems(path: string, input: PlanInput, schema: Schema): Problem[] {
  const problems: Problem[] = [];
  const bound = new Map(schema.fields.map((field) => [field.name, field]));
  for (const [column, { type }] of Object.entries(input.columns)) {
    const field = bound.get(column);
    const got = field === undefined ? null : columnTypeOf(field.type as DataType);
    if (field === undefined) problems.push({ code: 'PLAN_SCHEMA_MISMATCH', path: `${path}.columns.${column}`, message: 'what was bound has no such column' });
    else if (got !== type) problems.push({ code: 'PLAN_SCHEMA_MISMATCH', path: `${path}.columns.${column}`, message: `expected ${type}, got ${got ?? 'another type'}` });
  }
  const undeclared = schema.fields.filter((field) => !Object.hasOwn(input.columns, field.name)).length;
  if (undeclared > 0 || bound.size < schema.fields.length) {
    problems.push({ code: 'PLAN_SCHEMA_MISMATCH', path, message: `what was bound has ${undeclared} undeclared and ${schema.fields.length - bound.size} doubled columns` });
  }
  return problems;
}

/**
 * Lists the secrets a plan refers to.
 *
 * @param plan - a plan of the right form.
 * @returns their names, sorted, each once: what stands as `{ secret: name }` in an option `secretKey`.
 */
export function secretNames(plan: Plan): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [option, member] of Object.entries(value)) {
      const name = option === 'secretKey' && typeof member === 'object' && member !== null ? (member as { readonly secret?: unknown }).secret : undefined;
      if (typeof name === 'string') names.add(name);
      else visit(member);
    }
  };
  for (const table of Object.values(plan.tables)) (table.steps ?? []).forEach(visit);
  return [...names].sort();
}
