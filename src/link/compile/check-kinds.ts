import type { Problem } from '../../core/errors.ts';
import type { Dictionary } from '../kernel/records.ts';
import type { Condition } from '../model/condition.ts';
import { MEASURE_TRAITS, type MeasureTraits } from '../model/measure-range.ts';
import type { ComparableRecords } from './comparable-records.ts';

const KINDS: Readonly<Record<MeasureTraits['of'], Dictionary['kind']>> = { text: 'text', number: 'number', time: 'time', point: 'numbers', vector: 'numbers', texts: 'texts' };

/**
 * Lists the measures of a condition that do not fit the kind of their values.
 *
 * @param condition - what is asked of a pair.
 * @param records - the columns there are.
 * @param path - where the condition stands.
 * @param registered - names of the measures that the caller brought.
 * @returns the problems.
 */
export function kindProblems(condition: Condition, records: ComparableRecords, path: string, registered: readonly string[]): readonly Problem[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part, index) => kindProblems(part, records, `${path}.of[${index}]`, registered));
    case 'not':
      return kindProblems(condition.of, records, `${path}.of`, registered);
    case 'registered':
      return registered.includes(condition.name) ? [] : [{ code: 'PLAN_MISSING', path: `${path}.name`, message: 'expected the name of a registered measure' }];
    case 'measure': {
      const { measure, of, against = of, overLists = false } = condition;
      const expected = overLists ? 'texts' : KINDS[MEASURE_TRAITS[measure].of];
      const found = [of, against].map((expression) => records.table.columns[records.expressions.indexOf(expression)]!.dictionary.kind);
      return found.every((kind) => kind === expected) ? [] : [{ code: 'PLAN_COLUMN_TYPE', path, message: `${measure}: expected ${expected}, got ${found.find((kind) => kind !== expected)!}` }];
    }
    default:
      return [];
  }
}
