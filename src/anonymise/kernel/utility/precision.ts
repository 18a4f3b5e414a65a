import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { UtilityMetric } from '../search/search-problem.ts';
import { meanOne } from './column-rows.ts';
import { rounded, type Metric } from './metric.ts';

/** Losses are rounded to this many parts. */
const PARTS = 1e12;

/**
 * Measures how far up their hierarchies values were taken: a kept value costs level/height, a suppressed one 1, and the loss is the mean
 * over rows and (weighted) columns. A column of one level costs nothing unless it is suppressed. With `ignoresSuppression`
 * suppressed values cost as kept ones.
 *
 * The bound is the loss without suppression: it rises with each level, and suppression only adds to it.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @param metric - `ignoresSuppression`.
 * @param columnWeights - how much each column matters; `null` for all alike.
 * @returns the metric, from 0 to 1.
 * @throws {RangeError} if weights are not usable.
 * @see Sweeney 2002, Achieving k-anonymity privacy protection using generalization and suppression, https://doi.org/10.1142/S021848850200165X.
 */
export function precisionMetric(classes: ClassTable, columns: readonly ColumnLevels[], { ignoresSuppression = false }: UtilityMetric, columnWeights: Float64Array | null): Metric {
  const weights = meanOne(columnWeights, columns.length);
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const heights = columns.map(({ codes }) => codes.length - 1);
  const precision = (levels: Int32Array, suppressedRows: number): number => {
    if (rows === 0) return 0;
    let sum = 0;
    for (let column = 0; column < levels.length; column++) {
      const share = heights[column] === 0 ? 0 : levels[column]! / heights[column]!;
      sum += weights[column]! * (share + (suppressedRows / rows) * (1 - share));
    }
    return rounded(sum / levels.length, PARTS);
  };
  return {
    ofLevelsOnly: ignoresSuppression,
    boundOfLevels: (levels) => [precision(levels, 0)],
    lossOf: ({ levels, suppressedRows }) => [precision(levels, ignoresSuppression ? 0 : suppressedRows)],
  };
}
