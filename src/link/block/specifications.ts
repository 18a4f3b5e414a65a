import { PlanError, type Problem } from '../../core/errors.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { haveOneDictionary } from '../kernel/block/group-records.ts';
import type { BranchSpecification } from '../kernel/block/make-branch.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';

/** Rules are numbered in one byte. */
const MAX_RULES = 255;

/**
 * Puts column numbers in place of the expressions of blocking rules.
 *
 * @param rules - in order; none: one rule without terms, which gives every pair.
 * @param records - records coded by the rules' expressions.
 * @returns one specification a branch, in the order of the rules.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` where an exploded term has no list or the sides of a term differ in kind,
 *   `PLAN_OUT_OF_RANGE` for more than 255 rules.
 */
export function specificationsOf(rules: readonly BlockingRule[], { table: { columns }, expressions }: Pick<ComparableRecords, 'table' | 'expressions'>): readonly BranchSpecification[] {
  if (rules.length > MAX_RULES) throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: 'blocking', message: `expected at most ${MAX_RULES} rules, got ${rules.length}` }]);
  const problems: Problem[] = [];
  const specifications = rulesOr(rules).flatMap((rule, ruleIndex) => branchesOf(rule).map(({ on, where, maxBlockRecords }, branchIndex): BranchSpecification => {
    const path = `blocking[${ruleIndex}]${'any' in rule ? `.any[${branchIndex}]` : ''}`;
    const terms = on.map(({ of, against = of, explode = false }, index) => {
      const [left, right] = [expressions.indexOf(of), expressions.indexOf(against)];
      const sides = [columns[left]!.dictionary, columns[right]!.dictionary] as const;
      if (explode && !sides.some(({ kind }) => kind === 'texts' || kind === 'numbers')) {
        problems.push({ code: 'PLAN_COLUMN_TYPE', path: `${path}.on[${index}]`, message: 'expected lists, since one element in common is to be enough' });
      } else if (!haveOneDictionary(...sides, explode)) {
        problems.push({ code: 'PLAN_COLUMN_TYPE', path: `${path}.on[${index}]`, message: `expected two sides of one kind, got ${sides[0].kind} and ${sides[1].kind}` });
      }
      return { left, right, explode };
    });
    return { rule: ruleIndex, terms, maxBlockRecords: maxBlockRecords ?? null, isTested: where !== undefined };
  }));
  if (problems.length > 0) throw new PlanError(problems);
  return specifications;
}

/**
 * Gives the rules that hold where a model has none.
 *
 * @param rules - of a model.
 * @returns the same, or one rule that gives every pair.
 */
export function rulesOr(rules: readonly BlockingRule[]): readonly BlockingRule[] {
  return rules.length === 0 ? [{ on: [] }] : rules;
}
