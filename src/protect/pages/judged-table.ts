import type { CollapseProposal } from '../propose-collapses.ts';
import type { TableJudgement } from '../judge-table.ts';

/** A table that was judged, with its place in a plan. */
export interface JudgedSection {
  /** Where the protect step stands, for example `tables.cells.steps[2]`. */
  readonly path: string;
  readonly judgement: TableJudgement;
  readonly collapses: readonly CollapseProposal[];
}

/** Findings of a judgement that the page and the text tell. */
export interface ToldFindings {
  readonly method: string | null;
  readonly cost: number | null;
  readonly gap: number | null;
  readonly attack: { readonly statistics: number; readonly attacks: number; readonly unknown: number } | null;
  readonly byRule: readonly (readonly [rule: string, cells: number])[];
}

/**
 * Takes what is told out of the findings of `protect`.
 *
 * @param judgement - of a table.
 * @returns its figures; `null` for what does not apply.
 */
export function toldFindings({ findings }: TableJudgement): ToldFindings {
  const number = (name: string): number | null => (typeof findings[name] === 'number' ? findings[name] : null);
  const attack = findings['attack'] as { readonly statistics: readonly string[]; readonly attacks: number; readonly unknown: number } | undefined;
  return {
    method: typeof findings['method'] === 'string' ? findings['method'] : null,
    cost: number('cost'),
    gap: number('gap'),
    attack: attack === undefined ? null : { statistics: attack.statistics.length, attacks: attack.attacks, unknown: attack.unknown },
    byRule: Object.entries((findings['withheldByRule'] ?? {}) as Readonly<Record<string, number>>),
  };
}
