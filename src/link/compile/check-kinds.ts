import type { Problem } from '../../core/errors.ts';
import type { Dictionary } from '../kernel/records.ts';
import { testsOf } from '../model/check-condition.ts';
import { kindProblems } from '../model/check-kinds.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { ComparableRecords } from './comparable-records.ts';

/**
 * Lists the tests of a condition that do not fit the values of records, or that nobody registered.
 *
 * @param condition - what is asked of a pair.
 * @param records - the columns there are.
 * @param path - where the condition stands.
 * @param registered - names of the measures that the caller brought.
 * @returns the problems.
 */
export function fittingProblems(condition: Condition, { table, expressions }: ComparableRecords, path: string, registered: readonly string[]): readonly Problem[] {
  const kindOf = (expression: Expression): Dictionary['kind'] => table.columns[expressions.indexOf(expression)]!.dictionary.kind;
  return testsOf(condition, path).flatMap((placed): readonly Problem[] => {
    const { test } = placed;
    if (test.kind !== 'registered') return kindProblems(placed, kindOf);
    return registered.includes(test.name) ? [] : [{ code: 'PLAN_MISSING', path: `${placed.path}.name`, message: 'expected the name of a registered measure' }];
  });
}
