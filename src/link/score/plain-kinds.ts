import { arrowType, makeField, makeSchema } from '../../core/arrow.ts';
import type { ColumnType } from '../../core/column-type.ts';
import { METADATA } from '../../core/field.ts';
import { testsOf } from '../model/check-condition.ts';
import { kindMeasured } from '../model/check-kinds.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import type { LinkageModel } from '../model/model.ts';
import type { ValueKind } from '../records/base-type.ts';
import { checkExpression } from '../records/expression-kind.ts';

/** What a column of plain rows can hold. */
export type PlainKind = 'text' | 'number' | 'time';

/** Types of Arrow by kind. */
export const PLAIN_TYPES: Readonly<Record<PlainKind, ColumnType>> = Object.freeze({ text: 'utf8', number: 'float64', time: 'date' });

/** An expression, and the kind that its values must be of. */
export interface MeasuredExpression {
  readonly of: Expression;
  readonly kind: ValueKind;
}

/**
 * Lists what comparisons measure.
 *
 * @param model - comparisons.
 * @returns expressions of both sides, with the kind that their measure takes; registered measures take any, and are left out.
 */
export function measuredExpressions({ comparisons }: Pick<LinkageModel, 'comparisons'>): readonly MeasuredExpression[] {
  return comparisons.flatMap(({ levels }) => levels.flatMap(({ when }) => testsOf(when, '').flatMap(({ test }) => {
    if (test.kind !== 'measure') return [];
    const { of, against = of } = test;
    return [of, against].map((expression) => ({ of: expression, kind: kindMeasured(test) }));
  })));
}

/** One use of a column: what is made of it, and what that must be, where anything is known of it. */
interface ColumnUse {
  readonly derive: readonly Derivation[];
  readonly kind: ValueKind | null;
}

/**
 * Chooses what a column holds of which the values alone do not tell: an age that nobody has, or a date written out.
 *
 * @param name - the column.
 * @param guess - what its values look like; taken where it fits.
 * @param expressions - all that is made of the columns.
 * @param measured - what is measured of them.
 * @returns the first of the guess, times, numbers and texts of which everything can be made; the guess where there is none.
 * @remarks O(expressions).
 */
export function fittingKind(name: string, guess: PlainKind, expressions: readonly Expression[], measured: readonly MeasuredExpression[]): PlainKind {
  const uses = [...expressions.flatMap((expression) => usesOf(expression, null, name)), ...measured.flatMap(({ of, kind }) => usesOf(of, kind, name))];
  const fits = (candidate: PlainKind): boolean => {
    const schema = makeSchema([makeField(name, arrowType(PLAIN_TYPES[candidate]), true, new Map([[METADATA.role, 'directIdentifier']]))]);
    return uses.every(({ derive, kind }) => {
      const made = checkExpression({ column: name, derive }, schema);
      return made.problems.length === 0 && (kind === null || made.kind === kind);
    });
  };
  return ([guess, 'time', 'number', 'text'] as const).find(fits) ?? guess;
}

/** What an expression of some kind asks of a column. */
function usesOf(expression: Expression, kind: ValueKind | null, name: string): ColumnUse[] {
  if ('column' in expression) return expression.column === name ? [{ derive: expression.derive ?? [], kind }] : [];
  if ('concat' in expression) return expression.concat.flatMap((part) => usesOf(part, 'text', name));
  const element = kind === 'texts' ? 'text' : kind === 'numbers' ? 'number' : null;
  return expression.list.flatMap((part) => usesOf(part, element, name));
}
