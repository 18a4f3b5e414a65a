import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';

/**
 * Counts the rows of each code of each level of each column: what metrics know before they see a node.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @returns one list per column, with a Float64Array(codes) per level.
 * @remarks O(classes × columns).
 */
export function rowsByCode({ codes, rowsOf }: ClassTable, columns: readonly ColumnLevels[]): Float64Array[][] {
  return columns.map(({ codes: levels, leaves }, column) => {
    const rows = new Float64Array(leaves[0]!.length);
    const own = codes[column]!;
    for (let index = 0; index < own.length; index++) rows[own[index]!]! += rowsOf[index]!;
    return levels.map((codeOf, level) => {
      const sums = new Float64Array(leaves[level]!.length);
      for (let value = 0; value < codeOf.length; value++) sums[codeOf[value]!]! += rows[value]!;
      return sums;
    });
  });
}

/**
 * Counts the rows of suppressed classes by the code of a column.
 *
 * @param codes - Int32Array(classes): the code of each class.
 * @param rowsOf - Uint32Array(classes).
 * @param failing - Uint8Array(classes): 1 for a suppressed class.
 * @param codeCount - codes that there are.
 * @returns Float64Array(codeCount).
 */
export function suppressedByCode(codes: Int32Array, rowsOf: Uint32Array, failing: Uint8Array, codeCount: number): Float64Array {
  const sums = new Float64Array(codeCount);
  for (let index = 0; index < codes.length; index++) if (failing[index] === 1) sums[codes[index]!]! += rowsOf[index]!;
  return sums;
}

/**
 * Makes weights comparable with no weights: their mean becomes 1.
 *
 * @param weights - one per column, from 0 up, or `null`.
 * @param columns - number of columns.
 * @returns Float64Array(columns): ones where there are no weights.
 * @throws {RangeError} if there are not as many weights as columns, one is negative or no number, or all are 0.
 */
export function meanOne(weights: Float64Array | null, columns: number): Float64Array {
  if (weights === null) return new Float64Array(columns).fill(1);
  if (weights.length !== columns) throw new RangeError(`columnWeights: expected ${columns} weights, got ${weights.length}`);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (!(weights.every((weight) => weight >= 0) && sum > 0 && sum < Infinity)) throw new RangeError('columnWeights: expected numbers from 0 up, not all 0');
  return weights.map((weight) => (weight * columns) / sum);
}
