import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { UtilityMetric } from '../search/search-problem.ts';
import { averageClassSizeMetric } from './average-class-size.ts';
import { discernibilityMetric } from './discernibility.ts';
import { entropyMetric } from './entropy.ts';
import { heightMetric } from './height.ts';
import { lossMetric } from './loss.ts';
import type { Metric } from './metric.ts';
import { precisionMetric } from './precision.ts';

/**
 * Makes a metric ready for a table.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @param metric - which metric.
 * @param columnWeights - how much each column matters; `null` for all alike. Only their ratios count.
 * @returns the metric.
 * @throws {RangeError} if a parameter is not usable, or columns are weighed where the metric has none ({@link weighsColumns}).
 */
export function metricOf(classes: ClassTable, columns: readonly ColumnLevels[], metric: UtilityMetric, columnWeights: Float64Array | null): Metric {
  if (columnWeights !== null && !weighsColumns(metric)) throw new RangeError(`columnWeights: the metric ${metric.metric} has no losses of columns`);
  switch (metric.metric) {
    case 'loss':
      return lossMetric(classes, columns, metric, columnWeights);
    case 'precision':
      return precisionMetric(classes, columns, metric, columnWeights);
    case 'entropy':
      return entropyMetric(classes, columns, metric, columnWeights);
    case 'discernibility':
      return discernibilityMetric(classes, columns, metric);
    case 'averageClassSize':
      return averageClassSizeMetric(classes, columns);
    case 'height':
      return heightMetric(columns, columnWeights);
  }
}

/**
 * Tells whether a metric is made of losses of columns, which can be weighed.
 *
 * @param metric - the metric.
 * @returns `false` for those that see classes only.
 */
export function weighsColumns({ metric }: UtilityMetric): boolean {
  return metric !== 'discernibility' && metric !== 'averageClassSize';
}

/** Largest share of rows that may be suppressed under a metric that does not count them. */
export const MAX_UNCOUNTED_SUPPRESSION = 0.1;

/**
 * Tells whether a metric must be refused at a suppression limit: where suppression costs nothing, the best that can be done is to
 * suppress as much as is allowed (78 % of the rows of Adult at k = 5 and a limit of 100 %).
 *
 * @param metric - the metric.
 * @param maxSuppressedShare - share of rows in [0, 1] that may be suppressed.
 * @returns whether suppression costs nothing and more than {@link MAX_UNCOUNTED_SUPPRESSION} of the rows may be suppressed.
 * @example
 * isBlindToSuppression({ metric: 'height' }, 0.05); // => false
 * isBlindToSuppression({ metric: 'height' }, 0.2); // => true
 * isBlindToSuppression({ metric: 'loss' }, 0.2); // => false
 */
export function isBlindToSuppression({ metric, ignoresSuppression = false, suppressionWeight = 0.5 }: UtilityMetric, maxSuppressedShare: number): boolean {
  const blind = metric === 'height'
    || (ignoresSuppression && (metric === 'precision' || metric === 'entropy' || metric === 'discernibility'))
    || (metric === 'loss' && suppressionWeight === 0);
  return blind && maxSuppressedShare > MAX_UNCOUNTED_SUPPRESSION;
}
