import type { ColumnLevels } from '../column-levels.ts';
import { meanOne } from './column-rows.ts';
import { rounded, type Metric } from './metric.ts';

/** Losses are rounded to this many parts. */
const PARTS = 1e9;

/**
 * Measures the sum of levels, each with its column's weight. It knows nothing of suppression.
 *
 * @param columns - the levels of each column.
 * @param columnWeights - how much each column matters; `null` for all alike.
 * @returns the metric.
 * @throws {RangeError} if weights are not usable.
 */
export function heightMetric(columns: readonly ColumnLevels[], columnWeights: Float64Array | null): Metric {
  const weights = meanOne(columnWeights, columns.length);
  const height = (levels: Int32Array): number => rounded(levels.reduce((sum, level, column) => sum + weights[column]! * level, 0), PARTS);
  return { ofLevelsOnly: true, boundOfLevels: (levels) => [height(levels)], lossOf: ({ levels }) => [height(levels)] };
}
