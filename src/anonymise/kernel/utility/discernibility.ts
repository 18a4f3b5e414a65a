import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { UtilityMetric } from '../search/search-problem.ts';
import type { Metric } from './metric.ts';
import { mostClasses } from './most-classes.ts';

/**
 * Measures from how many rows each row cannot be told: its class if it is kept, all n rows if it is suppressed. That is
 * Σ|E|² over kept classes and n|E| over suppressed ones; with `ignoresSuppression` Σ|E|² over all (DM*).
 *
 * Bounds: Σ|E|² over the classes of a node. A row's class in a successor contains its class here, and no class exceeds n, so that
 * every row costs at least |E|. By levels alone, n rows in at most m classes have Σ|E|² ≥ n²/m. By suppression alone, s rows cost n
 * each and the others at least 1.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @param metric - `ignoresSuppression`.
 * @returns the metric, in pairs of rows.
 * @see Bayardo and Agrawal 2005, Data privacy through optimal k-anonymization, https://doi.org/10.1109/ICDE.2005.42.
 */
export function discernibilityMetric(classes: ClassTable, columns: readonly ColumnLevels[], { ignoresSuppression = false }: UtilityMetric): Metric {
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const most = mostClasses(classes, columns);
  return {
    ofLevelsOnly: false,
    boundOfLevels: (levels) => [rows === 0 ? 0 : (rows * rows) / most(levels)],
    ...(ignoresSuppression ? {} : { boundOfSuppressed: (suppressed: number) => suppressed * rows + rows - suppressed }),
    boundOfClasses: ({ rowsOf }) => {
      let sum = 0;
      for (let index = 0; index < rowsOf.length; index++) sum += rowsOf[index]! * rowsOf[index]!;
      return sum;
    },
    lossOf: ({ classes: { rowsOf }, failing }) => {
      let sum = 0;
      for (let index = 0; index < rowsOf.length; index++) sum += rowsOf[index]! * (failing[index] === 1 && !ignoresSuppression ? rows : rowsOf[index]!);
      return [sum];
    },
  };
}
