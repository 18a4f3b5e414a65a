import type { Schema } from 'apache-arrow';
import { PlanError, type Problem } from '../../core/errors.ts';
import { descriptionOf, isSameMaking, type PseudonymDescription } from '../../pseudonymise/index.ts';
import type { PlanLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';

/**
 * Refuses a plan that puts codes of several makings into one column, or compares them: tables end to end, and `lookUp`. No code
 * of the one is ever a code of the other, so that every person would be two, and nobody be found.
 *
 * @param layout - the plan on its bound inputs. Codes of which no file says how they were made are left alone.
 * @param plan - the plan.
 * @throws {PlanError} `PLAN_WRONG_KEY` for every such place.
 */
export function checkComparable(layout: PlanLayout, plan: Plan): void {
  const problems = Object.keys(plan.tables).flatMap((name) => [...unionProblems(name, layout, plan), ...lookUpProblems(name, layout, plan)]);
  if (problems.length > 0) throw new PlanError(problems);
}

function sourcesOf(name: string, layout: PlanLayout, plan: Plan): Schema[] {
  const { from } = plan.tables[name]!;
  return (typeof from === 'string' ? [from] : from).flatMap((source) => layout.schemas.get(source) ?? []);
}

function unionProblems(name: string, layout: PlanLayout, plan: Plan): Problem[] {
  const [first, ...others] = sourcesOf(name, layout, plan);
  return (first?.fields ?? []).filter((field) => others.some((schema) => areApart(descriptionOf(field), makingOf(schema, field.name))))
    .map((field) => problem(`tables.${name}.from`, `the tables hold codes of several keys, contexts or releases in the column "${field.name}"`));
}

function lookUpProblems(name: string, layout: PlanLayout, plan: Plan): Problem[] {
  let rows = sourcesOf(name, layout, plan)[0];
  const problems: Problem[] = [];
  for (const { op, index, output } of layout.steps.get(name) ?? []) {
    const { table, on } = plan.tables[name]!.steps![index]!;
    const reference = op === 'lookUp' ? layout.schemas.get(table as string) : undefined;
    for (const [column, other] of Object.entries(reference === undefined ? {} : (on as Readonly<Record<string, string>>))) {
      if (!areApart(makingOf(rows, column), makingOf(reference, other))) continue;
      problems.push(problem(`tables.${name}.steps[${index}].on.${column}`, 'the two columns hold codes of several keys, contexts or releases, of which none is another'));
    }
    rows = output;
  }
  return problems;
}

function makingOf(schema: Schema | undefined, column: string): PseudonymDescription | null {
  const field = schema?.fields.find(({ name }) => name === column);
  return field === undefined ? null : descriptionOf(field);
}

function areApart(left: PseudonymDescription | null, right: PseudonymDescription | null): boolean {
  return left !== null && right !== null && !isSameMaking(left, right);
}

function problem(path: string, message: string): Problem {
  return { code: 'PLAN_WRONG_KEY', path, message };
}
