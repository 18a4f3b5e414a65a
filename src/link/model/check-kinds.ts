import type { Problem } from '../../core/errors.ts';
import { numberOfLiteral, secondsOfLiteral } from '../kernel/records/literals.ts';
import type { ValueKind } from '../records/base-type.ts';
import type { PlacedTest, Test } from './check-condition.ts';
import type { Expression } from './expression.ts';
import { MEASURE_TRAITS, type MeasureTraits } from './measure-range.ts';

/** The kind of values that each kind of measure looks at. */
const KINDS: Readonly<Record<MeasureTraits['of'], ValueKind>> = { text: 'text', number: 'number', time: 'time', point: 'numbers', vector: 'numbers', texts: 'texts' };

/**
 * Lists what does not fit the kinds of values that a test looks at: values of another kind than it measures, values of two kinds
 * that should be equal, and a named value that no value of their kind is written as.
 *
 * @param placed - the test, and where it stands.
 * @param kindOf - tells what an expression gives; `null` where it cannot be told.
 * @returns the problems; what cannot be told is none.
 */
export function kindProblems({ test, path }: PlacedTest, kindOf: (expression: Expression) => ValueKind | null): readonly Problem[] {
  switch (test.kind) {
    case 'measure':
    case 'equal': {
      const [left, right] = [test.of, test.against ?? test.of].map(kindOf);
      const expected = test.kind === 'equal' ? left : kindMeasured(test);
      const other = [left, right].find((kind) => kind !== null && kind !== expected);
      if (expected === null || other === undefined) return [];
      const what = test.kind === 'equal' ? 'values of one kind' : test.measure;
      return [{ code: 'PLAN_COLUMN_TYPE', path, message: `${what}: expected ${expected!}, got ${other!}` }];
    }
    case 'literal':
      return literalProblems(test, path, kindOf(test.of));
    default:
      return [];
  }
}

/**
 * Tells the kind of values that a measure looks at.
 *
 * @param test - a test that measures.
 * @returns the kind, the same on both sides.
 */
export function kindMeasured({ measure, overLists = false }: Extract<Test, { readonly kind: 'measure' }>): ValueKind {
  return overLists ? 'texts' : KINDS[MEASURE_TRAITS[measure].of];
}

function literalProblems({ value }: Extract<Test, { readonly kind: 'literal' }>, path: string, kind: ValueKind | null): readonly Problem[] {
  if (kind === 'number' && Number.isNaN(numberOfLiteral(value))) return [{ code: 'PLAN_COLUMN_TYPE', path: `${path}.value`, message: 'expected a number in decimal' }];
  if (kind === 'time' && Number.isNaN(secondsOfLiteral(value))) return [{ code: 'PLAN_COLUMN_TYPE', path: `${path}.value`, message: 'expected a time in ISO notation, without zone' }];
  if (kind === 'texts' || kind === 'numbers') return [{ code: 'PLAN_COLUMN_TYPE', path, message: `literal: expected text, number or time, got ${kind}` }];
  return [];
}
