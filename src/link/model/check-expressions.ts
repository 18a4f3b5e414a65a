import type { Schema } from 'apache-arrow';
import type { Problem } from '../../core/errors.ts';
import { checkExpression } from '../records/expression-kind.ts';
import type { PlacedExpression } from './check-condition.ts';
import type { Condition } from './condition.ts';
import { MEASURE_TRAITS, type MeasureTraits } from './measure-range.ts';

/** The kind of values that each kind of measure looks at. */
const KINDS: Readonly<Record<MeasureTraits['of'], string>> = { text: 'text', number: 'number', time: 'time', point: 'numbers', vector: 'numbers', texts: 'texts' };

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

/**
 * Lists the tests of a condition whose values are of another kind than the test looks at, and the equalities of values of two
 * kinds.
 *
 * @param when - a condition.
 * @param schema - the columns there are; `null` while they are not known.
 * @param path - where the condition stands.
 * @returns the problems; what cannot be told is none.
 */
export function kindProblems(when: Condition, schema: Schema | null, path: string): readonly Problem[] {
  switch (when.kind) {
    case 'all':
    case 'any':
      return when.of.flatMap((part, index) => kindProblems(part, schema, `${path}.of[${index}]`));
    case 'not':
      return kindProblems(when.of, schema, `${path}.of`);
    case 'measure':
    case 'equal': {
      const [left, right] = [when.of, when.against ?? when.of].map((expression) => checkExpression(expression, schema).kind);
      const expected = when.kind === 'equal' ? left : when.overLists === true ? 'texts' : KINDS[MEASURE_TRAITS[when.measure].of];
      const other = [left, right].find((kind) => kind !== null && kind !== expected);
      if (expected === null || other === undefined) return [];
      const what = when.kind === 'equal' ? 'values of one kind' : when.measure;
      return [{ code: 'PLAN_COLUMN_TYPE', path, message: `${what}: expected ${expected!}, got ${other!}` }];
    }
    default:
      return [];
  }
}
