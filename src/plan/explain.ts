import type { Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import { roleOf } from '../core/field.ts';
import { compilePlan, type CompiledPlan } from './compile.ts';
import { parseReference, referencesOf } from './graph.ts';
import { rowOrderOf } from './row-order.ts';

/** What a plan will do, before it does it. */
export interface Explanation {
  readonly title: string;
  readonly digest: string;
  readonly secrets: readonly string[];
  /** Whether a run needs a release nonce. */
  readonly usesReleaseNonce: boolean;
  /** Times each input is read in a whole run. */
  readonly passes: Readonly<Record<string, number>>;
  readonly tables: readonly ExplainedTable[];
  /** What leaves, and to whom. */
  readonly outputs: readonly ExplainedOutput[];
}

/** A table and its steps. */
export interface ExplainedTable {
  readonly name: string;
  readonly from: readonly string[];
  readonly steps: readonly ExplainedStep[];
  readonly columns: readonly ExplainedColumn[];
}

/** A step of a table. */
export interface ExplainedStep {
  readonly op: string;
  readonly kind: string;
  readonly memory: string;
  /** What somebody must know who decides about the result, in sentences. */
  readonly notes: readonly string[];
}

/** A column of a table or an output. */
export interface ExplainedColumn {
  readonly name: string;
  readonly type: string;
  readonly role: string;
}

/** An output: its table, its readers, its columns. */
export interface ExplainedOutput {
  readonly name: string;
  readonly table: string;
  readonly audience: string;
  /** Whether its rows are sorted by all their columns before they are written. */
  readonly isSorted: boolean;
  readonly columns: readonly ExplainedColumn[];
}

/**
 * Explains a plan: passes over each input, memory of each step, and what leaves the building.
 *
 * @param value - a plan, or what {@link parsePlan} gave.
 * @returns the explanation as data; see {@link explanationText}.
 * @throws {PlanError} with every problem when the plan is wrong.
 */
export function explainPlan(value: unknown): Explanation {
  const compiled = compilePlan(value);
  const { plan, layout, digest, secrets } = compiled;
  return {
    title: plan.title,
    digest,
    secrets,
    usesReleaseNonce: compiled.usesReleaseNonce,
    passes: countPasses(compiled),
    tables: layout.graph.order.map((name) => ({
      name,
      from: referencesOf(plan.tables[name]!),
      steps: (layout.steps.get(name) ?? []).map(({ op, built: { operator } }) => ({
        op,
        kind: operator.kind,
        memory: operator.memory === undefined ? 'batch' : `${operator.memory.grows}: ${operator.memory.formula}`,
        notes: operator.notes ?? [],
      })),
      columns: columnsOfSchema(layout.schemas.get(name)),
    })),
    outputs: Object.entries(plan.outputs).map(([name, output]) => {
      const schema = layout.schemas.get(output.table);
      const isSorted = schema !== undefined && rowOrderOf(plan, output, schema) !== null;
      return { name, table: output.table, audience: output.audience, isSorted, columns: columnsOfSchema(schema) };
    }),
  };
}

/**
 * Writes an explanation for a terminal.
 *
 * @param explanation - what {@link explainPlan} gave.
 * @returns lines of text, the last one ended.
 */
export function explanationText(explanation: Explanation): string {
  const lines = [explanation.title, `plan digest ${explanation.digest}`, ''];
  lines.push('Passes over each input');
  for (const [name, count] of Object.entries(explanation.passes)) lines.push(`  ${name}: ${count}`);
  lines.push('', 'Secrets to give at run time', explanation.secrets.length === 0 ? '  none' : `  ${explanation.secrets.join(', ')}`);
  if (explanation.usesReleaseNonce) lines.push('  and a release nonce, another in each release');
  lines.push('');
  for (const table of explanation.tables) {
    lines.push(`Table ${table.name} from ${table.from.join(', ')}`);
    for (const step of table.steps) lines.push(`  ${step.op} (${step.kind}), memory ${step.memory}`, ...step.notes.map((note) => `    Note: ${note}`));
  }
  lines.push('', 'What leaves');
  for (const output of explanation.outputs) {
    lines.push(`  ${output.name} to ${output.audience}, from ${output.table}${output.isSorted ? ', sorted by all its columns so that the order tells nothing' : ''}`);
    for (const column of output.columns) lines.push(`    ${column.name}: ${column.type}, ${column.role}`);
  }
  return `${lines.join('\n')}\n`;
}

function columnsOfSchema(schema: Schema | undefined): ExplainedColumn[] {
  return (schema?.fields ?? []).map((field) => ({ name: field.name, type: columnTypeOf(field.type) ?? String(field.type), role: roleOf(field) }));
}

/**
 * Counts how often a run reads each input: once per output, once more for every step that measures before it acts
 * (its measure is kept for the rest of the run), and nothing for a table that is already measured.
 */
function countPasses({ plan, layout }: CompiledPlan): Record<string, number> {
  const passes: Record<string, number> = Object.fromEntries(Object.keys(plan.inputs).map((name) => [name, 0]));
  const measured = new Set<string>();
  const openSources = (name: string): void => {
    const { from } = plan.tables[name]!;
    for (const source of typeof from === 'string' ? [from] : from) open(source);
  };
  /** Opens the first `count` steps of a table. */
  const openSteps = (name: string, count: number): void => {
    if (count === 0) openSources(name);
    else openStep(name, count - 1, 'rows');
  };
  /** Opens a port of one step: what it reads each time, and what it reads the first time and keeps. */
  const openStep = (name: string, index: number, port: string): void => {
    const { operator, tables = {} } = layout.steps.get(name)![index]!.built;
    const mark = `${name}[${index}]`;
    const first = !measured.has(mark);
    measured.add(mark);
    const measures = first && (operator.kind === 'learn' || operator.kind === 'reduce') ? 1 : 0;
    const reads = operator.kind === 'ports' ? operator.reads?.[port] : undefined;
    if (first && operator.kind === 'ports' && operator.prepares === true) {
      openSteps(name, index);
      for (const table of Object.values(tables)) open(table);
    }
    const again = operator.kind === 'ports' ? (operator.rereads?.[port] ?? 0) : 0;
    const ofRows = measures + (operator.kind === 'reduce' ? 0 : (reads?.['rows'] ?? 1));
    for (let read = 0; read < ofRows; read++) openSteps(name, index);
    for (const [input, table] of Object.entries(tables)) {
      const ofTable = reads === undefined ? Number(first) + again : (reads[input] ?? 0);
      for (let read = 0; read < ofTable; read++) open(table);
    }
  };
  const open = (text: string): void => {
    const { name, port } = parseReference(text);
    const steps = layout.steps.get(name) ?? [];
    if (Object.hasOwn(plan.inputs, name)) passes[name] = (passes[name] ?? 0) + 1;
    else if (port === 'rows') openSteps(name, steps.length);
    else {
      // Values at fault are found in what entered the step, read beside its rejects.
      const base = port === 'rejectedValues' ? 'rejects' : port;
      for (const [index, { ports }] of steps.entries()) {
        if (!Object.hasOwn(ports, base)) continue;
        openStep(name, index, base);
        if (base !== port) openSteps(name, index);
      }
    }
  };
  for (const output of Object.values(plan.outputs)) open(output.table);
  return passes;
}
