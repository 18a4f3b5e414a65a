import type { Schema } from 'apache-arrow';
import { PlanError, type Problem } from '../core/errors.ts';
import { declareSchema, markRowKey, roleOf } from '../core/field.ts';
import { unknownName } from '../core/options.ts';
import { REJECTS_SCHEMA, rejectsSchema } from '../core/rejects.ts';
import type { Role } from '../core/roles.ts';
import { union } from '../shape/index.ts';
import { formatProblems } from './format-rules.ts';
import { parseReference, planGraph, type PlanGraph } from './graph.ts';
import { identifierProblems } from './identifier-rules.ts';
import type { Plan, PlanStep } from './plan.ts';
import { namedRowsSchema, rejectedValuesSchema } from './rejects.ts';
import { stepDefinition, STEPS } from './registry.ts';
import { wipeStep, type BuiltStep, type StepBinding } from './step.ts';

/** One step of a table with its operator and the schema after it. */
export interface LaidOutStep {
  readonly table: string;
  readonly index: number;
  readonly op: string;
  readonly built: BuiltStep;
  readonly output: Schema;
  /** Schemas of its secondary results, by port. */
  readonly ports: Readonly<Record<string, Schema>>;
}

/** A plan worked out on schemas alone: what every table looks like, or what is wrong. */
export interface PlanLayout {
  readonly graph: PlanGraph;
  /** Schemas of inputs, tables and their secondary ports, as far as they could be worked out. */
  readonly schemas: ReadonlyMap<string, Schema>;
  /** Steps of each table. */
  readonly steps: ReadonlyMap<string, readonly LaidOutStep[]>;
  readonly problems: readonly Problem[];
}

/** Ports that name rows of a step: a table puts those of its steps end to end. */
export const NAMED_ROWS: readonly string[] = Object.freeze(['rejects', 'failures']);

/** Steps that count persons where rows are not people: they must say which column tells persons apart. */
const COUNTS_PERSONS = new Set(['aggregate', 'checkKAnonymity', 'checkPrivacy', 'generalise', 'mondrian', 'suppressLocally', 'microaggregate', 'addRisk']);

/**
 * Works a plan out on schemas, without data.
 *
 * @param plan - a plan of the right form.
 * @param given - gives secrets; while checking, any 32 bytes do. The models are the plan's.
 * @param inputs - schemas of bound inputs, in place of the declared ones.
 * @returns schemas, operators and every problem found.
 */
export function layOut(plan: Plan, given: StepBinding, inputs: ReadonlyMap<string, Schema> = new Map()): PlanLayout {
  const graph = planGraph(plan);
  const binding: StepBinding = { ...given, models: plan.models ?? {} };
  const problems: Problem[] = [...graph.problems];
  const schemas = new Map<string, Schema>();
  const steps = new Map<string, readonly LaidOutStep[]>();
  for (const [name, input] of Object.entries(plan.inputs)) {
    for (const option of ['rowKey', 'entity'] as const) {
      const column = input[option];
      if (column !== undefined && !Object.hasOwn(input.columns, column)) {
        problems.push({ code: 'PLAN_UNKNOWN_COLUMN', path: `inputs.${name}.${option}`, message: unknownName('column', column, Object.keys(input.columns)) });
      }
    }
    problems.push(...formatProblems(input, `inputs.${name}`), ...identifierProblems(input, `inputs.${name}`));
    schemas.set(name, markRowKey(inputs.get(name) ?? declareSchema(input.columns), input.rowKey));
    if (input.onInvalid === 'reject') schemas.set(`${name}.rejects`, REJECTS_SCHEMA);
  }
  for (const name of graph.order) {
    const laid = layOutTable(plan, name, graph, schemas, binding);
    problems.push(...laid.problems);
    steps.set(name, laid.steps);
    if (laid.schema !== null) schemas.set(name, laid.schema);
    if (laid.schema !== null) for (const [port, schema] of portSchemas(laid.steps)) schemas.set(`${name}.${port}`, schema);
  }
  const unreachable = Object.entries(plan.tables).filter(([name]) => !graph.order.includes(name));
  return { graph, schemas, steps, problems: [...problems, ...stepOptionProblems(Object.fromEntries(unreachable), binding)] };
}

/** The secondary results of a table: those that name rows from all its steps, any other from the last step that has it. */
function portSchemas(steps: readonly LaidOutStep[]): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const { ports } of steps) for (const [port, schema] of Object.entries(ports)) schemas.set(port, schema);
  for (const port of NAMED_ROWS) {
    const parts = steps.flatMap(({ ports }) => ports[port] ?? []);
    if (parts.length > 0) schemas.set(port, namedRowsSchema(parts));
  }
  const rejects = schemas.get('rejects');
  if (rejects !== undefined) schemas.set('rejectedValues', rejectedValuesSchema(rejects));
  return schemas;
}

/**
 * Words that a table or an input has no such port.
 *
 * @param name - the table or input.
 * @param port - the port asked for.
 * @returns a message fragment.
 */
export function portMissing(name: string, port: string): string {
  return port.startsWith('reject') ? `"${name}" rejects no rows, so it has no port "${port}"` : `"${name}" has no port "${port}"`;
}

/**
 * Checks the options of steps whose tables cannot be worked out, so that one fault does not hide the others.
 *
 * @param tables - the tables of a plan, of any form.
 * @param binding - gives secrets.
 * @returns the problems of all steps that have a name.
 */
export function stepOptionProblems(tables: unknown, binding: StepBinding): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, table] of Object.entries(tables ?? {})) {
    const steps: unknown = (table as { readonly steps?: unknown } | null)?.steps;
    if (!Array.isArray(steps)) continue;
    for (const [index, step] of steps.entries()) {
      if (typeof (step as PlanStep | null)?.op === 'string') buildStep(step as PlanStep, binding, `tables.${name}.steps[${index}]`, problems);
    }
  }
  return problems;
}

interface LaidOutTable {
  readonly schema: Schema | null;
  readonly steps: readonly LaidOutStep[];
  readonly problems: readonly Problem[];
}

function layOutTable(plan: Plan, name: string, graph: PlanGraph, schemas: ReadonlyMap<string, Schema>, binding: StepBinding): LaidOutTable {
  const table = plan.tables[name]!;
  const path = `tables.${name}`;
  const problems: Problem[] = [];
  const steps: LaidOutStep[] = [];
  let schema = sourceSchema(typeof table.from === 'string' ? [table.from] : table.from, schemas, path, problems);
  for (const [index, step] of (table.steps ?? []).entries()) {
    const at = `${path}.steps[${index}]`;
    const personProblem = personsProblem(plan, graph.lineage.get(name)!, step, at) ?? entityProblem(plan, graph.lineage.get(name)!, schema, step, at);
    if (personProblem !== null) problems.push(personProblem);
    const built = buildStep(step, binding, at, problems);
    const ports = built === null || schema === null ? null : stepSchemas(built, schema, schemas, at, problems);
    schema = ports?.['rows'] ?? null;
    if (built === null) continue;
    if (ports === null || schema === null) {
      wipeStep(built);
      continue;
    }
    const { rows: output, ...others } = ports;
    steps.push({ table: name, index, op: step.op, built, output: output!, ports: others });
  }
  return { schema, steps, problems };
}

function sourceSchema(sources: readonly string[], schemas: ReadonlyMap<string, Schema>, path: string, problems: Problem[]): Schema | null {
  const found = sources.map((text) => schemas.get(text) ?? null);
  for (const [index, text] of sources.entries()) {
    const { name, port } = parseReference(text);
    if (found[index] === null && port !== 'rows') problems.push({ code: 'PLAN_UNKNOWN_TABLE', path: `${path}.from`, message: portMissing(name, port) });
  }
  const known = found.filter((schema) => schema !== null);
  if (known.length < found.length) return null;
  if (known.length === 1) return known[0]!;
  try {
    return union().outputSchemas(Object.fromEntries(known.entries()))['rows']!;
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, path: `${path}.from[${problem.path}]` })));
    return null;
  }
}

function buildStep(step: PlanStep, binding: StepBinding, path: string, problems: Problem[]): BuiltStep | null {
  const { op, ...options } = step;
  const definition = stepDefinition(op);
  if (definition === null) {
    problems.push({ code: 'PLAN_UNKNOWN_OP', path: `${path}.op`, message: unknownName('operator', op, STEPS.map((known) => known.op)) });
    return null;
  }
  try {
    return definition.build(options, binding);
  } catch (error) {
    problems.push(...problemsAt(error, path));
    return null;
  }
}

/** Schemas of all that a step gives: `rows`, and its secondary results by port. */
function stepSchemas(built: BuiltStep, input: Schema, schemas: ReadonlyMap<string, Schema>, path: string, problems: Problem[]): Readonly<Record<string, Schema>> | null {
  const { operator, tables } = built;
  try {
    if (operator.kind !== 'ports') {
      const rows = operator.outputSchema(input);
      return operator.kind !== 'reduce' && operator.rejects === true ? { rows, rejects: rejectsSchema(input) } : { rows };
    }
    const ports: Record<string, Schema> = { rows: input };
    for (const [port, name] of Object.entries(tables ?? {})) {
      const schema = schemas.get(name);
      if (schema === undefined) return null;
      ports[port] = schema;
    }
    return operator.outputSchemas(ports);
  } catch (error) {
    problems.push(...problemsAt(error, path));
    return null;
  }
}

function problemsAt(error: unknown, path: string): Problem[] {
  if (!(error instanceof PlanError)) throw error;
  return error.problems.map(withoutSecret).map((problem) => ({ ...problem, path: problem.path === '' ? path : problem.path.startsWith('[') ? `${path}${problem.path}` : `${path}.${problem.path}` }));
}

/** In YAML a key between braces is the name of a member, and unknown names are told: this one must not be. */
function withoutSecret(problem: Problem): Problem {
  const option = /^(?:.*\.)?secretKey(?=\.)/.exec(problem.path)?.[0];
  if (problem.code !== 'PLAN_UNKNOWN_OPTION' || option === undefined) return problem;
  return { code: 'PLAN_RAW_SECRET', path: option, message: 'expected nothing but a reference { secret: name }; a key never stands in a plan' };
}

function personsProblem(plan: Plan, lineage: ReadonlySet<string>, step: PlanStep, path: string): Problem | null {
  if (!COUNTS_PERSONS.has(step.op) || step['entity'] !== undefined) return null;
  const declared = [...lineage].filter((input) => plan.inputs[input]?.entity !== undefined);
  if (declared.length === 0) return null;
  return { code: 'PLAN_MISSING', path: `${path}.entity`, message: `inputs.${declared[0]} declares an entity, so rows are not people: name the column that tells them apart, or say null` };
}

/** Roles that tell persons apart. */
const TELLS_PERSONS: readonly Role[] = ['directIdentifier', 'pseudonym', 'entity'];

/** A column that counts stays must not pass for one that counts persons. */
function entityProblem(plan: Plan, lineage: ReadonlySet<string>, schema: Schema | null, step: PlanStep, path: string): Problem | null {
  const entity = step['entity'];
  if (!COUNTS_PERSONS.has(step.op) || typeof entity !== 'string' || schema === null) return null;
  const declared = [...lineage].flatMap((input) => plan.inputs[input]?.entity ?? []);
  const field = schema.fields.find(({ name }) => name === entity);
  if (field === undefined || declared.length === 0 || declared.includes(entity) || TELLS_PERSONS.includes(roleOf(field))) return null;
  return { code: 'PLAN_COLUMN_ROLE', path: `${path}.entity`, message: `"${entity}" (${roleOf(field)}) is neither "${declared[0]!}" nor a pseudonym of it; name the column that tells persons apart` };
}
