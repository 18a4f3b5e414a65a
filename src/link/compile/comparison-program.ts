import type { ComparisonProgram, FrequencyProgram } from '../kernel/compare/program.ts';
import type { Comparison, Level } from '../model/model.ts';
import type { ExpressionList } from './expression-list.ts';
import { testProgramOf } from './test-program.ts';

/**
 * Puts column numbers in place of the expressions of a comparison.
 *
 * @param comparison - levels, the last of which is `otherwise`.
 * @param expressions - the columns there are.
 * @returns the comparison as kernels take it; plain data.
 * @throws {RangeError} if an expression is none of the list.
 */
export function comparisonProgramOf({ levels, missing }: Comparison, expressions: ExpressionList): ComparisonProgram {
  return {
    levels: levels.map((level) => ({
      test: testProgramOf(level.when, expressions),
      isExcluded: level.isNull === true && missing !== 'modelled',
      frequency: adjustsFrequency(level) ? frequencyOf(level.termFrequency!, expressions) : null,
    })),
  };
}

/**
 * Tells whether agreement at a level counts for more the rarer the value is.
 *
 * @param level - a level.
 * @returns false where nothing is adjusted: no settings, weight 0, null levels, and `otherwise`, which agrees on nothing.
 */
export function adjustsFrequency({ when, isNull, termFrequency }: Level): boolean {
  return termFrequency !== undefined && termFrequency.weight !== 0 && isNull !== true && when.kind !== 'otherwise';
}

function frequencyOf({ of, weight, minFrequency = 0 }: NonNullable<Level['termFrequency']>, expressions: ExpressionList): FrequencyProgram {
  return { column: expressions.indexOf(of), weight, minFrequency };
}
