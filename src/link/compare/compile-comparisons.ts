import { PlanError, type Problem } from '../../core/errors.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { fittingProblems } from '../compile/check-kinds.ts';
import { comparisonProgramOf } from '../compile/comparison-program.ts';
import { testProgramOf } from '../compile/test-program.ts';
import { comparisonKernel, type ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { RegisteredMeasure } from '../kernel/compare/compared-table.ts';
import { testKernel } from '../kernel/compare/test-kernel.ts';
import type { Condition } from '../model/condition.ts';
import type { LinkageModel } from '../model/model.ts';

/** Measures that the caller brings, by the name the model has for them. They see decoded values, never null. */
export type RegisteredMeasures = Readonly<Record<string, RegisteredMeasure>>;

/**
 * Readies the comparisons of a model for records.
 *
 * @param model - a checked model.
 * @param records - records coded by the model's expressions.
 * @param registered - measures that the model names and the caller brings.
 * @returns one kernel per comparison, in the model's order; each holds a cache of bounded size.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` where a measure does not fit the values, `PLAN_MISSING` where a registered measure
 *   or the last level, `otherwise`, is missing; all at once.
 * @remarks O(records × comparisons).
 */
export function compileComparisons(model: Pick<LinkageModel, 'comparisons'>, records: ComparableRecords, registered: RegisteredMeasures = {}): readonly ComparisonKernel[] {
  checkKinds(model, records, Object.keys(registered));
  return model.comparisons.map((comparison) => comparisonKernel(comparisonProgramOf(comparison, records.expressions), records.table, records.unit, registered));
}

/**
 * Checks that comparisons fit records.
 *
 * @param model - a checked model.
 * @param records - records coded by the model's expressions.
 * @param registered - names of the measures that the caller brings.
 * @throws {PlanError} as {@link compileComparisons}.
 */
export function checkKinds(model: Pick<LinkageModel, 'comparisons'>, records: ComparableRecords, registered: readonly string[]): void {
  const problems = model.comparisons.flatMap(({ levels }, index): readonly Problem[] => [
    ...levels.flatMap(({ when }, level) => fittingProblems(when, records, `comparisons[${index}].levels[${level}].when`, registered)),
    ...(levels.at(-1)?.when.kind === 'otherwise' ? [] : [{ code: 'PLAN_MISSING', path: `comparisons[${index}].levels`, message: 'expected otherwise in the last level' } as const]),
  ]);
  if (problems.length > 0) throw new PlanError(problems);
}

/**
 * Readies a condition that stands alone, such as what pairs of a blocking rule must meet besides.
 *
 * @param condition - what is asked of a pair.
 * @param records - records coded by expressions that hold the condition's.
 * @param registered - measures that the condition names and the caller brings.
 * @returns tells whether the condition is true of two records, by their ordinals; unknown is not true.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` or `PLAN_MISSING`, as {@link compileComparisons}.
 */
export function compileTest(condition: Condition, records: ComparableRecords, registered: RegisteredMeasures = {}): (left: number, right: number) => boolean {
  const problems = fittingProblems(condition, records, 'where', Object.keys(registered));
  if (problems.length > 0) throw new PlanError(problems);
  return testKernel(testProgramOf(condition, records.expressions), records.table, records.unit, registered);
}
