import type { Problem } from '../core/errors.ts';
import { unknownName } from '../core/options.ts';
import { IDENTIFIER_NAMES } from '../identifiers/index.ts';
import type { PlanInput } from './plan.ts';

/**
 * Lists the columns of an input that are declared as identifiers of no known kind.
 *
 * @param input - an input of the right form.
 * @param path - where it stands in the plan.
 * @returns a problem for each, with the nearest known name.
 */
export function identifierProblems(input: PlanInput, path: string): readonly Problem[] {
  return Object.entries(input.columns).flatMap(([column, { identifier }]): Problem[] =>
    identifier === undefined || (IDENTIFIER_NAMES as readonly string[]).includes(identifier)
      ? []
      : [{ code: 'PLAN_OUT_OF_RANGE', path: `${path}.columns.${column}.identifier`, message: unknownName('identifier', identifier, IDENTIFIER_NAMES) }]);
}
