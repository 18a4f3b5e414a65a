import { PlanError } from '../../core/errors.ts';
import { modelProblems } from '../model/check-model.ts';
import type { Comparison, LinkageModel } from '../model/model.ts';

/**
 * Takes a comparison as it is given, checked: levels of any conditions.
 *
 * @param comparison - name and levels, from most to least agreement, the last one `otherwise`; see `nullLevel`, `equalLevel`,
 *   `levelWhen` and `otherwiseLevel`.
 * @returns the comparison.
 * @throws {PlanError} with every problem at once.
 * @example
 * const sex = customComparison({ name: 'sex', levels: [nullLevel('sex'), equalLevel('sex'), otherwiseLevel()] });
 */
export function customComparison(comparison: Comparison): Comparison {
  const whole: LinkageModel = { version: 1, linkType: 'dedupe', prior: 0.0001, unit: 'codePoint', blocking: [], comparisons: [comparison] };
  const problems = modelProblems(whole);
  if (problems.length > 0) throw new PlanError(problems.map((problem) => ({ ...problem, path: problem.path.replace(/^comparisons\[0\]\.?/, '') })));
  return comparison;
}
