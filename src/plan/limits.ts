import { cellTableOf, roleOf } from '../core/field.ts';
import { PRESETS, type ProtectOptions } from '../protect/index.ts';
import type { CompiledPlan } from './compile.ts';
import type { Plan } from './plan.ts';
import { tablesBehind } from './graph.ts';

/**
 * Says what a release does not protect against, in plain words.
 *
 * @param compiled - the plan.
 * @returns one sentence each; the same for every run of the plan.
 */
export function limitsOf(compiled: CompiledPlan): string[] {
  const limits: string[] = [];
  const outputs = Object.values(compiled.plan.outputs).filter((output) => output.audience !== 'internal');
  const schemas = outputs.flatMap((output) => compiled.layout.schemas.get(output.table) ?? []);
  const cellTables = schemas.flatMap((schema) => cellTableOf(schema) ?? []);
  if (cellTables.some(({ attacked }) => attacked !== true)) {
    limits.push(
      'Differencing is not covered: withheld cells are not protected against totals published elsewhere (other releases, other tables, annual reports). No secondary suppression was applied.',
    );
  }
  if (cellTables.some(({ attacked }) => attacked === true)) {
    limits.push(
      'Tables were attacked with everything they publish themselves, and with what the plan says was published before; totals published elsewhere (other releases, annual reports) may still give withheld cells away.',
    );
  }
  if (schemas.some((schema) => schema.fields.some((field) => roleOf(field) === 'pseudonym'))) {
    limits.push('Pseudonyms are personal data (GDPR art. 4(5)): whoever holds the key can recompute them, and the other columns may identify persons.');
  }
  if (compiled.plan.tables !== undefined && Object.values(compiled.plan.tables).some((table) => (table.steps ?? []).some((step) => step.op === 'checkKAnonymity' || step.op === 'checkPrivacy'))) {
    limits.push('k-anonymity limits singling out by the listed quasi-identifiers only; it says nothing of what members of one class have in common, nor of links with other releases.');
  }
  limits.push('Columns are protected as their roles were declared; a wrong declaration is not detected, except identifiers found by the audit.');
  return limits;
}

/**
 * Finds the smallest publishable counts that the steps behind a table promise.
 *
 * @param plan - the plan.
 * @param table - an output's table.
 * @returns per statistic, the largest `minCount` of the minimum-frequency rules.
 */
export function minCountsOf(plan: Plan, table: string): Partial<Record<'rows' | 'entities', number>> {
  const counts: Partial<Record<'rows' | 'entities', number>> = {};
  for (const name of tablesBehind(plan, table)) {
    for (const step of plan.tables[name]?.steps ?? []) {
      if (step.op !== 'protect') continue;
      const { rules = [], preset } = step as ProtectOptions;
      for (const rule of [...(preset === undefined ? [] : PRESETS[preset].rules), ...rules]) {
        if (rule.rule === 'minimumFrequency') counts[rule.on] = Math.max(counts[rule.on] ?? 0, rule.minCount);
      }
    }
  }
  return counts;
}
