import type { PrivacyModel } from '../anonymise/index.ts';
import { parseReference } from './graph.ts';
import type { Plan, PlanStep } from './plan.ts';

/** What the last check of the rows of a table demands of them. */
export interface RowsCheck {
  readonly quasiIdentifiers: readonly string[];
  readonly models: readonly PrivacyModel[];
  readonly nullMatching: 'own-class' | 'wildcard' | 'error';
  /** Column that tells persons apart; `null` where every row is one. */
  readonly entity: string | null;
  /** Whether a single row that fails stops the run. */
  readonly refuses: boolean;
}

/** Steps after which a check still speaks of the rows: renaming is not among them, since it names columns. */
const HARMLESS_AFTER_CHECK = new Set(['drop', 'keep', 'sort', 'checkQuality']);

/**
 * Finds the last check of the rows of a table.
 *
 * @param plan - the plan.
 * @param table - an output's table.
 * @returns what it demands, or `null` when there is none or a later step changed what it looked at.
 */
export function lastRowsCheck(plan: Plan, table: string): RowsCheck | null {
  const { name, port } = parseReference(table);
  const steps = port === 'rows' ? (plan.tables[name]?.steps ?? []) : [];
  const last = steps.findLast(({ op }) => !HARMLESS_AFTER_CHECK.has(op));
  return last === undefined ? null : rowsCheckOf(last);
}

function rowsCheckOf(step: PlanStep): RowsCheck | null {
  if (step.op !== 'checkKAnonymity' && step.op !== 'checkPrivacy') return null;
  const { quasiIdentifiers, nullMatching, entity } = step;
  const models = step.op === 'checkKAnonymity' ? [{ model: 'kAnonymity' as const, k: Number(step['k']) }] : (step['models'] as readonly PrivacyModel[]);
  return {
    quasiIdentifiers: quasiIdentifiers as readonly string[],
    models,
    nullMatching: nullMatching as RowsCheck['nullMatching'],
    entity: typeof entity === 'string' ? entity : null,
    refuses: step['onFailure'] === 'refuse' && (step['maxShareBelow'] ?? 0) === 0,
  };
}
