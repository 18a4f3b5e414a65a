import type { BlockingBranch, BlockingRule } from '../model/blocking-rule.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { LinkageModel } from '../model/model.ts';

/** The expressions a model looks at; each becomes one column of the records. */
export interface ExpressionList {
  /** Each once, in the order of first use. */
  readonly expressions: readonly Expression[];
  /** Domain of each expression: those of one domain are compared with each other and share a dictionary. */
  readonly domains: readonly number[];
  /**
   * Finds the column of an expression.
   *
   * @throws {RangeError} if it is none of the list.
   */
  indexOf(expression: Expression): number;
}

/**
 * Collects the expressions that a model blocks on, compares and counts.
 *
 * @param model - rules and comparisons.
 * @param more - further expressions to make columns of, such as labels.
 * @returns the list; expressions are the same where they say the same, whatever the order of their members.
 * @example
 * const { expressions, domains } = collectExpressions({ blocking: [{ on: [{ of: { column: 'birthName' }, against: { column: 'usedName' } }] }], comparisons: [] });
 * domains; // => [0, 0], names that are compared have one dictionary
 */
export function collectExpressions(model: Pick<LinkageModel, 'blocking' | 'comparisons'>, more: readonly Expression[] = []): ExpressionList {
  const expressions: Expression[] = [];
  const positions = new Map<string, number>();
  /** Union-find over expressions: those put together share a domain. */
  const parents: number[] = [];

  const rootOf = (index: number): number => (parents[index] === index ? index : rootOf(parents[index]!));
  function add(expression: Expression, against?: Expression): void {
    const name = nameOf(expression);
    if (!positions.has(name)) {
      positions.set(name, expressions.length);
      parents.push(expressions.length);
      expressions.push(expression);
    }
    if (against === undefined) return;
    add(against);
    const roots = [rootOf(positions.get(name)!), rootOf(positions.get(nameOf(against))!)] as const;
    parents[Math.max(...roots)] = Math.min(...roots);
  }

  for (const rule of model.blocking) for (const branch of branchesOf(rule)) {
    for (const { of, against } of branch.on) add(of, against);
    if (branch.where !== undefined) visitSides(branch.where, add);
  }
  for (const { levels } of model.comparisons) for (const { when, termFrequency } of levels) {
    visitSides(when, add);
    if (termFrequency !== undefined) add(termFrequency.of);
  }
  for (const expression of more) add(expression);

  const roots = expressions.map((_, index) => rootOf(index));
  const numbers = new Map([...new Set(roots)].map((root, domain) => [root, domain]));
  return Object.freeze({
    expressions: Object.freeze(expressions),
    domains: Object.freeze(roots.map((root) => numbers.get(root)!)),
    indexOf(expression) {
      const index = positions.get(nameOf(expression));
      if (index === undefined) throw new RangeError('expression: expected one of the list');
      return index;
    },
  } satisfies ExpressionList);
}

/**
 * Lists the branches of a blocking rule.
 *
 * @param rule - one branch, or several of which one is enough.
 * @returns at least one branch.
 */
export function branchesOf(rule: BlockingRule): readonly BlockingBranch[] {
  return 'any' in rule ? rule.any : [rule];
}

/**
 * Tells whether two expressions say the same.
 *
 * @param left - one expression.
 * @param right - another one.
 * @returns whether they make the same of the same columns.
 */
export function sameExpression(left: Expression, right: Expression): boolean {
  return nameOf(left) === nameOf(right);
}

function visitSides(condition: Condition, visit: (of: Expression, against?: Expression) => void): void {
  switch (condition.kind) {
    case 'null':
    case 'literal':
      visit(condition.of);
      break;
    case 'equal':
    case 'measure':
    case 'registered':
      visit(condition.of, condition.against);
      break;
    case 'all':
    case 'any':
      for (const part of condition.of) visitSides(part, visit);
      break;
    case 'not':
      visitSides(condition.of, visit);
      break;
    case 'otherwise':
  }
}

/** One text per meaning: members in a fixed order, what says nothing left out. */
function nameOf(expression: Expression): string {
  if ('list' in expression) return JSON.stringify(['list', ...expression.list.map(nameOf)]);
  const derived = (expression.derive ?? []).map((step) => Object.entries(step).sort(([left], [right]) => (left < right ? -1 : 1)));
  return 'concat' in expression
    ? JSON.stringify(['concat', expression.separator ?? '', derived, ...expression.concat.map(nameOf)])
    : JSON.stringify(['column', expression.column, derived]);
}
