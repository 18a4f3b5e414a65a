/**
 * Finds the least figure of the classes that have rows.
 *
 * @param rowsOf - Uint32Array(classes): rows of each class.
 * @param figureOf - the figure of a class.
 * @returns the least; `null` when no class has a row.
 */
export function leastOf(rowsOf: Uint32Array, figureOf: (index: number) => number): number | null {
  const greatest = greatestOf(rowsOf, (index) => -figureOf(index));
  return greatest === null ? null : -greatest;
}

/**
 * Finds the greatest figure of the classes that have rows.
 *
 * @param rowsOf - Uint32Array(classes): rows of each class.
 * @param figureOf - the figure of a class.
 * @returns the greatest; `null` when no class has a row.
 */
export function greatestOf(rowsOf: Uint32Array, figureOf: (index: number) => number): number | null {
  let greatest: number | null = null;
  for (let index = 0; index < rowsOf.length; index++) {
    if (rowsOf[index] === 0) continue;
    const figure = figureOf(index);
    if (greatest === null || figure > greatest) greatest = figure;
  }
  return greatest;
}
