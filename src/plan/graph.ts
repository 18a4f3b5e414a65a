import type { Problem } from '../core/errors.ts';
import { unknownName } from '../core/options.ts';
import type { Plan, PlanStep, PlanTable } from './plan.ts';

/** A name taken apart: the input or table, and which of its ports is meant. */
export interface Reference {
  readonly name: string;
  /** `rows`, or a secondary result such as `rejects` or `failures`. */
  readonly port: string;
}

/**
 * Takes a reference apart.
 *
 * @param text - for example `stays` or `stays.rejects`.
 * @returns the name and the port.
 * @example
 * parseReference('stays.rejects'); // => { name: 'stays', port: 'rejects' }
 */
export function parseReference(text: string): Reference {
  const point = text.indexOf('.');
  return point < 0 ? { name: text, port: 'rows' } : { name: text.slice(0, point), port: text.slice(point + 1) };
}

/**
 * Lists the references a table reads.
 *
 * @param table - a table of a plan.
 * @returns its sources, then the tables its steps look into.
 */
export function referencesOf(table: PlanTable): string[] {
  return placedReferences(table).map(({ text }) => text);
}

/** A reference and where it stands in its table. */
function placedReferences(table: PlanTable): { readonly text: string; readonly path: string }[] {
  const sources = typeof table.from === 'string' ? [{ text: table.from, path: 'from' }] : table.from.map((text, index) => ({ text, path: `from[${index}]` }));
  const lookedInto = (table.steps ?? []).flatMap((step, index) => tablesNamedIn(step, `steps[${index}]`));
  return [...sources, ...lookedInto];
}

/** Options by which a step names one table that it looks into. */
const SINGLE = ['table', 'alreadyPublished', 'populationTable'];

/** A step names a table it looks into in its options or in those of one of its `checks`; several as `tables`. */
function tablesNamedIn(step: PlanStep, path: string): { readonly text: string; readonly path: string }[] {
  const checks: unknown = step['checks'];
  const parts = [{ options: step as unknown, path }, ...(Array.isArray(checks) ? checks.map((check: unknown, index) => ({ options: check, path: `${path}.checks[${index}]` })) : [])];
  const tables: unknown = step['tables'];
  const several = Array.isArray(tables) ? tables.map((table: unknown, index) => ({ table, path: `${path}.tables[${index}]` })) : [];
  const single = parts.flatMap((part) => SINGLE.map((option) => ({ table: (part.options as Readonly<Record<string, unknown>> | null)?.[option], path: `${part.path}.${option}` })));
  return [...single, ...several].flatMap(({ table, path: place }) => (typeof table === 'string' ? [{ text: table, path: place }] : []));
}

/** The tables in an order in which each comes after what it reads, and what is wrong with the names. */
export interface PlanGraph {
  /** Table names, sources first; tables on a cycle or behind an unknown name are left out. */
  readonly order: readonly string[];
  /** For every input and table in `order`, the inputs its rows come from. */
  readonly lineage: ReadonlyMap<string, ReadonlySet<string>>;
  readonly problems: readonly Problem[];
}

/**
 * Orders the tables of a plan and checks its names.
 *
 * @param plan - a plan of the right form.
 * @returns order, lineage and every problem: unknown or doubled names, cycles, tables nobody uses.
 */
export function planGraph(plan: Plan): PlanGraph {
  const problems: Problem[] = [];
  const names = [...new Set([...Object.keys(plan.inputs), ...Object.keys(plan.tables)])];
  for (const name of Object.keys(plan.tables)) {
    if (Object.hasOwn(plan.inputs, name)) problems.push({ code: 'PLAN_DUPLICATE_NAME', path: `tables.${name}`, message: 'an input has this name; names of inputs and tables differ' });
  }
  const used = new Set<string>();
  const checkReference = (text: string, path: string): boolean => {
    const { name } = parseReference(text);
    used.add(name);
    if (names.includes(name)) return true;
    problems.push({ code: 'PLAN_UNKNOWN_TABLE', path, message: unknownName('table', name, names) });
    return false;
  };
  const sound = new Map<string, string[]>();
  for (const [name, table] of Object.entries(plan.tables)) {
    const references = placedReferences(table);
    const known = references.map(({ text, path }) => checkReference(text, `tables.${name}.${path}`));
    if (known.every(Boolean)) sound.set(name, references.map(({ text }) => parseReference(text).name));
  }
  for (const [name, output] of Object.entries(plan.outputs)) checkReference(output.table, `outputs.${name}.table`);

  const lineage = new Map<string, ReadonlySet<string>>(Object.keys(plan.inputs).map((name) => [name, new Set([name])]));
  const order: string[] = [];
  for (let placed = true; placed; ) {
    placed = false;
    for (const [name, sources] of sound) {
      if (lineage.has(name) || !sources.every((source) => lineage.has(source))) continue;
      lineage.set(name, new Set(sources.flatMap((source) => [...lineage.get(source)!])));
      order.push(name);
      placed = true;
    }
  }
  for (const name of cyclic(sound)) problems.push({ code: 'PLAN_CYCLE', path: `tables.${name}.from`, message: 'the table is made from itself' });
  // After an unknown name, what seems unused is only what was meant.
  const unused = problems.some(({ code }) => code === 'PLAN_UNKNOWN_TABLE') ? [] : names;
  for (const name of unused) {
    const kind = Object.hasOwn(plan.inputs, name) ? 'inputs' : 'tables';
    if (!used.has(name)) problems.push({ code: 'PLAN_UNUSED_TABLE', path: `${kind}.${name}`, message: 'nothing reads it; remove it or use it' });
  }
  return { order, lineage, problems };
}

/**
 * Names the tables an output depends on.
 *
 * @param plan - a plan without unknown names.
 * @param table - an input, a table or one of their ports.
 * @returns the names of everything it reads, its own first.
 */
export function tablesBehind(plan: Plan, table: string): string[] {
  const seen = new Set<string>();
  const visit = (text: string): void => {
    const { name } = parseReference(text);
    if (seen.has(name)) return;
    seen.add(name);
    if (Object.hasOwn(plan.tables, name)) referencesOf(plan.tables[name]!).forEach(visit);
  };
  visit(table);
  return [...seen];
}

function cyclic(sources: ReadonlyMap<string, readonly string[]>): string[] {
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (sources.get(from) ?? []).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  return [...sources.keys()].filter((name) => reaches(name, name, new Set()));
}
