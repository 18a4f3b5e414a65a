import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';

/**
 * Makes a bound of the number of classes by levels alone: the combinations of codes that there can be, and no more than there
 * are at level 0. Levels that rise never raise it.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @returns what gives the most classes that a node may have.
 */
export function mostClasses(classes: ClassTable, columns: readonly ColumnLevels[]): (levels: Int32Array) => number {
  const counts = columns.map(({ leaves }) => leaves.map((codes) => codes.length));
  return (levels) => {
    let product = 1;
    for (let column = 0; column < levels.length; column++) product *= counts[column]![levels[column]!]!;
    return Math.min(product, classes.rowsOf.length);
  };
}
