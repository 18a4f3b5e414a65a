import { tablesBehind } from './graph.ts';
import type { Plan, PlanOutput, PlanStep, PlanTable } from './plan.ts';

/** A step before which a plan is cut. */
export interface Cut {
  readonly table: string;
  /** Place of the step among those of its table. */
  readonly index: number;
  /** Tables that are read beside the rows. */
  readonly references: readonly string[];
}

/** A plan that makes what enters some of its steps, and nothing else. */
export interface CutPlan {
  readonly plan: Plan;
  /** For each cut, the table whose rows enter the step. */
  readonly rows: readonly string[];
  /** Turns a path into this plan into one into the whole plan, for messages. */
  readonly origin: (path: string) => string;
}

/**
 * Cuts a plan down to the rows that enter some of its steps: the tables before them, without what comes after and without outputs.
 *
 * @param plan - the whole plan.
 * @param cuts - where to cut it.
 * @param isNeeded - tells the steps before a cut that change its rows; the others are left out.
 * @returns the smaller plan.
 */
export function cutPlan(plan: Plan, cuts: readonly Cut[], isNeeded: (step: PlanStep) => boolean): CutPlan {
  const tables: Record<string, PlanTable> = { ...plan.tables };
  const isTaken = (name: string): boolean => Object.hasOwn(plan.inputs, name) || Object.hasOwn(tables, name);
  const origins = new Map<string, string>();
  const rows = cuts.map(({ table, index }, place) => {
    let name = `checked-${place + 1}`;
    while (isTaken(name)) name += '-';
    const before = (plan.tables[table]!.steps ?? []).slice(0, index);
    const needed = before.flatMap((step, at) => (isNeeded(step) ? [at] : []));
    tables[name] = { from: plan.tables[table]!.from, steps: needed.map((at) => before[at]!) };
    origins.set(`tables.${name}`, `tables.${table}`);
    needed.forEach((at, made) => origins.set(`tables.${name}.steps[${made}]`, `tables.${table}.steps[${at}]`));
    return name;
  });
  const read = [...new Set(cuts.flatMap(({ references }, place) => [rows[place]!, ...references]))];
  const outputs = Object.fromEntries(read.map((table, index): [string, PlanOutput] => [`output-${index + 1}`, { table, format: 'arrow', audience: 'internal' }]));
  const whole: Plan = { ...plan, tables, outputs };
  const behind = new Set(read.flatMap((table) => tablesBehind(whole, table)));
  const kept = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> => Object.fromEntries(Object.entries(record).filter(([name]) => behind.has(name)));
  return { plan: { ...whole, inputs: kept(plan.inputs), tables: kept(tables) }, rows, origin: (path) => originOf(path, origins) };
}

function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  const [step = '', table = ''] = /^(tables\.[^.]+)(?:\.steps\[\d+\])?/.exec(path) ?? [];
  const known = origins.has(step) ? step : table;
  return origins.has(known) ? origins.get(known)! + path.slice(known.length) : path;
}
