import { digestOf } from './digest.ts';
import type { Plan, PlanStep } from './plan.ts';

/**
 * Computes the digest of a plan: SHA-256 of its canonical JSON, in which the members whose order decides the bytes of an
 * output are lists.
 *
 * @param plan - a plan of the right form.
 * @returns 64 hexadecimal digits; one for all ways of writing a plan down, but for the order of an input's columns and of
 *   the columns that a look-up brings.
 */
export function planDigest(plan: Plan): string {
  return digestOf(orderedForm(plan));
}

/**
 * Writes the members whose order decides the bytes of an output (columns of an input, columns brought by a look-up) as
 * lists, since canonical JSON sorts members by name.
 */
function orderedForm(plan: Plan): unknown {
  const inputs = Object.entries(plan.inputs).map(([name, input]) => [name, { ...input, columns: Object.entries(input.columns) }]);
  const tables = Object.entries(plan.tables).map(([name, table]) => [name, { ...table, steps: table.steps?.map(orderedStep) }]);
  return { ...plan, inputs: Object.fromEntries(inputs) as unknown, tables: Object.fromEntries(tables) as unknown };
}

function orderedStep(step: PlanStep): unknown {
  const { take } = step;
  return typeof take === 'object' && take !== null ? { ...step, take: Object.entries(take) } : step;
}
