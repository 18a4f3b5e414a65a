import { DataError, PlanError, type Problem } from '../../core/errors.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { countCombinations } from '../kernel/block/count-combinations.ts';
import { haveOneDictionary } from '../kernel/block/group-records.ts';
import type { BranchSpecification } from '../kernel/block/make-branch.ts';
import type { RecordTable } from '../kernel/records.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';

/** Rules are numbered in one byte. */
const MAX_RULES = 255;

/** Blocks that one record may be in by the elements of its lists: what 256 elements of each of two lists give. */
export const MAX_COMBINATIONS = 65_536;

/** And all records together: what one array of ordinals holds. */
const MAX_TOTAL = 2 ** 31;

/**
 * Puts column numbers in place of the expressions of blocking rules.
 *
 * @param rules - in order; none: one rule without terms, which gives every pair.
 * @param records - records coded by the rules' expressions.
 * @returns one specification a branch, in the order of the rules.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` where an exploded term has no list or the sides of a term differ in kind,
 *   `PLAN_OUT_OF_RANGE` for more than 255 rules.
 * @throws {DataError} `DATA_LIST_LIMIT` where lists that a rule takes apart would put one record into more than 65,536 blocks, or all
 *   records together into more than 2³¹.
 */
export function specificationsOf(rules: readonly BlockingRule[], { table, expressions }: Pick<ComparableRecords, 'table' | 'expressions'>): readonly BranchSpecification[] {
  if (rules.length > MAX_RULES) throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: 'blocking', message: `expected at most ${MAX_RULES} rules, got ${rules.length}` }]);
  const { columns } = table;
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
  for (const specification of specifications) refuseWideLists(specification, table);
  return specifications;
}

/** Elements multiply: lists of a thousand in two terms would put a record into a million blocks. */
function refuseWideLists({ rule, terms }: BranchSpecification, { columns, records }: RecordTable): void {
  if (!terms.some(({ explode }) => explode)) return;
  for (const side of ['left', 'right'] as const) {
    const { total, most, recordsBeyond } = countCombinations(terms.map((term) => ({ column: columns[term[side]]!, explode: term.explode })), records, MAX_COMBINATIONS);
    const blame = `blocking[${rule}]: lists that are taken apart put`;
    if (recordsBeyond > 0) throw new DataError('DATA_LIST_LIMIT', `${blame} ${recordsBeyond} records into more than ${MAX_COMBINATIONS} blocks each, one into ${most}`, { rowCount: recordsBeyond });
    if (total > MAX_TOTAL) throw new DataError('DATA_LIST_LIMIT', `${blame} the records into ${total} blocks, expected at most ${MAX_TOTAL}`);
  }
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
