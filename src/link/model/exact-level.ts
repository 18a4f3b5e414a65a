import type { Condition } from './condition.ts';
import type { Expression } from './expression.ts';
import type { Comparison } from './model.ts';
import { isSameData } from './same-data.ts';

/**
 * Finds the level whose u says how often two records agree on an expression by chance: term frequencies are measured
 * against it.
 *
 * @param comparison - a comparison of the model.
 * @param of - the expression whose values are counted.
 * @returns index of the first level that asks exactly that both records have the same value of it; −1 for none.
 * @see https://github.com/moj-analytical-services/splink (`_u_probability_corresponding_to_exact_match`)
 */
export function exactLevelFor(comparison: Pick<Comparison, 'levels'>, of: Expression): number {
  return comparison.levels.findIndex(({ when }) => {
    const agreed = exactAgreement(when);
    return agreed !== null && agreed.length === 1 && isSameData(agreed[0], of);
  });
}

/**
 * Tells which expressions a condition asks to be equal, if it asks nothing else.
 *
 * @param when - a level's condition.
 * @returns the expressions, each once; `null` when the condition asks something else as well.
 * @example
 * exactAgreement({ kind: 'equal', of: { column: 'surname' } }); // => [{ column: 'surname' }]
 * exactAgreement({ kind: 'otherwise' }); // => null
 */
export function exactAgreement(when: Condition): readonly Expression[] | null {
  if (when.kind === 'equal') return when.against === undefined || isSameData(when.of, when.against) ? [when.of] : null;
  if (when.kind !== 'all') return null;
  const agreed: Expression[] = [];
  for (const part of when.of) {
    const expressions = exactAgreement(part);
    if (expressions === null) return null;
    for (const one of expressions) if (!agreed.some((known) => isSameData(known, one))) agreed.push(one);
  }
  return agreed;
}
