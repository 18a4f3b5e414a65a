import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { Metric } from './metric.ts';
import { mostClasses } from './most-classes.ts';

/**
 * Measures the mean size of classes: rows over kept classes, all suppressed rows being one class more.
 *
 * Bounds: a successor's kept class has a class here of at least `minSize` units, or is made of smaller ones only and has
 * `minSize` of their rows. With L large classes and r rows in small ones, at most L + ⌈r/minSize⌉ classes remain, the suppressed one
 * counted: it takes the place of a large class, or of some of the r rows. By levels alone, no more than there are combinations.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @returns the metric, in rows.
 * @see LeFevre, DeWitt and Ramakrishnan 2006, Mondrian Multidimensional K-Anonymity, https://doi.org/10.1109/ICDE.2006.101.
 */
export function averageClassSizeMetric(classes: ClassTable, columns: readonly ColumnLevels[]): Metric {
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const most = mostClasses(classes, columns);
  return {
    ofLevelsOnly: false,
    boundOfLevels: (levels) => [rows === 0 ? 0 : rows / most(levels)],
    boundOfClasses: ({ rowsOf, sizes }, minSize) => {
      let large = 0;
      let inSmall = 0;
      for (let index = 0; index < rowsOf.length; index++) {
        if (rowsOf[index] === 0) continue;
        if (sizes[index]! >= minSize) large++;
        else inSmall += rowsOf[index]!;
      }
      return rows === 0 ? 0 : rows / (large + Math.ceil(inSmall / minSize));
    },
    lossOf: ({ classes: { rowsOf }, failing, suppressedRows }) => {
      let kept = suppressedRows > 0 ? 1 : 0;
      for (let index = 0; index < rowsOf.length; index++) if (failing[index] === 0 && rowsOf[index]! > 0) kept++;
      return [rows === 0 ? 0 : rows / kept];
    },
  };
}
