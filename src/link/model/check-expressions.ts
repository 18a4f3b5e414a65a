import type { Schema } from 'apache-arrow';
import type { Problem } from '../../core/errors.ts';
import { checkExpression } from '../records/expression-kind.ts';
import type { PlacedExpression } from './check-condition.ts';

/**
 * Lists what is wrong with expressions: unknown columns, derivations that do not fit what comes before them, patterns and
 * formats that are none.
 *
 * @param expressions - expressions and where they stand.
 * @param schema - the columns there are; `null` while they are not known.
 * @returns the problems.
 */
export function expressionProblems(expressions: readonly PlacedExpression[], schema: Schema | null): readonly Problem[] {
  return expressions.flatMap(({ expression, path }) => checkExpression(expression, schema, path).problems);
}
