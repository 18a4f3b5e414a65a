import { refusePlan } from '../../core/errors.ts';
import type { BlockingBranch, BlockingTerm } from '../model/blocking-rule.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';

/** What a rule asks, without its label and its text in Splink. */
export type RuleBranches = BlockingBranch | { readonly any: readonly BlockingBranch[] };

/** Members of a branch that a condition gives. */
interface Branch {
  readonly on: readonly BlockingTerm[];
  readonly where?: Condition;
}

/**
 * Makes a blocking rule of a condition: equalities become what records are blocked on, what else is asked is tested on the
 * pairs; alternatives become branches.
 *
 * @param condition - what a pair must meet; `null` for nothing.
 * @param exploded - columns of lists, one element in common of which is enough.
 * @param path - where the rule stands.
 * @returns the rule.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where a list to explode is used otherwise than in an equality of its own.
 */
export function ruleOf(condition: Condition | null, exploded: readonly string[], path: string): RuleBranches {
  if (condition === null) return { on: [] };
  if (condition.kind !== 'any') return branchOf(condition, exploded, path);
  return { any: condition.of.map((part) => branchOf(part, exploded, path)) };
}

/**
 * Gives the condition that the pairs of a rule meet.
 *
 * @param rule - a rule, its lists apart.
 * @returns the condition; `null` for nothing.
 */
export function conditionOfRule(rule: RuleBranches): Condition | null {
  if (!('any' in rule)) return conditionOfBranch(rule);
  const of = rule.any.map(conditionOfBranch);
  return of.some((part) => part === null) ? null : together('any', of as Condition[]);
}

function branchOf(condition: Condition, exploded: readonly string[], path: string): Branch {
  const parts = condition.kind === 'all' ? condition.of : [condition];
  const on = parts.flatMap((part) => (part.kind === 'equal' ? [termOf(part.of, part.against, exploded, path)] : []));
  const rest = parts.filter(({ kind }) => kind !== 'equal');
  if (exploded.some((column) => uses(rest, column))) refuseExploded(path);
  return { on, ...(rest.length === 0 ? {} : { where: together('all', rest) }) };
}

function termOf(of: Expression, against: Expression | undefined, exploded: readonly string[], path: string): BlockingTerm {
  const both = [of, against ?? of];
  if (!both.some((one) => exploded.some((column) => uses(one, column)))) return { of, ...(against === undefined ? {} : { against }) };
  // An element is what a derivation would work on, and derivations here work on lists.
  if (!both.every((one) => 'column' in one && one.derive === undefined && exploded.includes(one.column))) refuseExploded(path);
  return { of, ...(against === undefined ? {} : { against }), explode: true };
}

function refuseExploded(path: string): never {
  refusePlan('PLAN_OUT_OF_RANGE', path, 'expected arrays_to_explode to be compared for equality with each other, and not otherwise');
}

function uses(value: unknown, column: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => (name === 'column' && member === column) || uses(member, column));
}

function conditionOfBranch({ on, where }: BlockingBranch): Condition | null {
  const parts: Condition[] = on.map(({ of, against }) => ({ kind: 'equal', of, ...(against === undefined ? {} : { against }) }));
  if (where !== undefined) parts.push(...(where.kind === 'all' ? where.of : [where]));
  return parts.length === 0 ? null : together('all', parts);
}

function together(kind: 'all' | 'any', of: readonly Condition[]): Condition {
  return of.length === 1 ? of[0]! : { kind, of };
}
