import type { BlockingRule } from '../model/blocking-rule.ts';
import type { Bound, Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { BoundProgram, Sides, TestProgram } from '../kernel/compare/program.ts';
import { branchesOf, type ExpressionList } from './expression-list.ts';

/**
 * Puts column numbers in place of the expressions of a condition.
 *
 * @param condition - what is asked of a pair.
 * @param expressions - the columns there are.
 * @returns the condition as kernels take it; plain data.
 * @throws {RangeError} if an expression is none of the list.
 */
export function testProgramOf(condition: Condition, expressions: ExpressionList): TestProgram {
  const columnOf = (expression: Expression): number => expressions.indexOf(expression);
  switch (condition.kind) {
    case 'null':
      return { kind: 'null', column: columnOf(condition.of), side: condition.side ?? 'either' };
    case 'equal':
      return { kind: 'equal', ...sidesOf(condition, columnOf) };
    case 'literal':
      return { kind: 'literal', column: columnOf(condition.of), side: condition.side, value: condition.value };
    case 'measure': {
      const { measure, q = null, overLists = false } = condition;
      return { kind: 'measure', of: { measure, ...sidesOf(condition, columnOf), q, overLists }, bound: boundOf(condition) };
    }
    case 'registered':
      return { kind: 'registered', name: condition.name, ...sidesOf(condition, columnOf), bound: boundOf(condition) };
    case 'all':
    case 'any':
      return { kind: condition.kind, of: condition.of.map((part) => testProgramOf(part, expressions)) };
    case 'not':
      return { kind: 'not', of: testProgramOf(condition.of, expressions) };
    case 'otherwise':
      return { kind: 'otherwise' };
  }
}

/**
 * Puts column numbers in place of the expressions of the conditions of rules.
 *
 * @param rules - blocking rules; none: one without condition, which gives every pair.
 * @param expressions - the columns there are.
 * @returns by branch, one rule after the other; `null` where there is no condition.
 * @throws {RangeError} if an expression is none of the list.
 */
export function testProgramsOf(rules: readonly BlockingRule[], expressions: ExpressionList): readonly (TestProgram | null)[] {
  if (rules.length === 0) return [null];
  return rules.flatMap((rule) => branchesOf(rule).map(({ where }) => (where === undefined ? null : testProgramOf(where, expressions))));
}

/**
 * Tells whether a test asks for a measure that the caller brings, which no thread can be sent.
 *
 * @param test - a test.
 * @returns true where any part of it does.
 */
export function isRegisteredTest(test: TestProgram): boolean {
  switch (test.kind) {
    case 'registered':
      return true;
    case 'all':
    case 'any':
      return test.of.some(isRegisteredTest);
    case 'not':
      return isRegisteredTest(test.of);
    default:
      return false;
  }
}

function sidesOf({ of, against = of }: { readonly of: Expression; readonly against?: Expression }, columnOf: (expression: Expression) => number): Sides {
  return { left: columnOf(of), right: columnOf(against) };
}

/** Takes the one bound, without the other members of the condition it stands in. */
function boundOf({ atLeast, atMost, above, below }: Bound): BoundProgram {
  if (atLeast !== undefined) return { atLeast };
  if (atMost !== undefined) return { atMost };
  return above === undefined ? { below: below! } : { above };
}
