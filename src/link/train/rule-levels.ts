import { branchesOf, collectExpressions } from '../compile/expression-list.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { exactAgreement } from '../model/exact-level.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison } from '../model/model.ts';
import { isSameData } from '../model/same-data.ts';
import { columnsOfExpressions } from '../records/read-sources.ts';

/** A level of a comparison, by indices. */
export interface LevelPlace {
  readonly comparison: number;
  readonly level: number;
}

/**
 * Lists the comparisons that share no column with a rule: what its pairs agree on says nothing of them.
 *
 * @param comparisons - comparisons of a model.
 * @param rule - a blocking rule.
 * @returns indices, ascending.
 * @see https://github.com/moj-analytical-services/splink (`em_training_session.py`)
 */
export function comparisonsLeftFree(comparisons: readonly Comparison[], rule: BlockingRule): number[] {
  const decided = new Set(columnsOfExpressions(collectExpressions({ blocking: [rule], comparisons: [] }).expressions));
  return comparisons.flatMap((comparison, index) => {
    const used = columnsOfExpressions(collectExpressions({ blocking: [], comparisons: [comparison] }).expressions);
    return used.some((column) => decided.has(column)) ? [] : [index];
  });
}

/**
 * Lists the levels that every pair of a rule is at, since the rule asks for the same agreement: those on several expressions
 * before those on one, each expression once.
 *
 * @param comparisons - comparisons of a model.
 * @param rule - a blocking rule.
 * @returns the levels; none where there are alternatives, since no agreement is certain then.
 * @see https://github.com/moj-analytical-services/splink (`_get_comparison_levels_corresponding_to_training_blocking_rule`)
 */
export function levelsImplied(comparisons: readonly Comparison[], rule: BlockingRule): LevelPlace[] {
  const branches = branchesOf(rule);
  if (branches.length > 1) return [];
  let agreed: readonly Expression[] = branches[0]!.on.flatMap(({ of, against, explode }) =>
    (explode === true || (against !== undefined && !isSameData(of, against)) ? [] : [of]));
  const exact = comparisons.flatMap(({ levels }, comparison) => levels.flatMap(({ when }, level) => {
    const expressions = exactAgreement(when);
    return expressions === null ? [] : [{ comparison, level, expressions }];
  })).sort((left, right) => right.expressions.length - left.expressions.length);
  return exact.flatMap(({ comparison, level, expressions }) => {
    if (!expressions.every((one) => agreed.some((other) => isSameData(one, other)))) return [];
    agreed = agreed.filter((one) => !expressions.some((other) => isSameData(one, other)));
    return [{ comparison, level }];
  });
}
