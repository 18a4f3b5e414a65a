import { tupleTable } from '../../group/index.ts';

/** Cells with their margins. Cells come first, in their order; margins follow. */
export interface MarginCells {
  /** Cells and margins together. */
  readonly size: number;
  /**
   * One Int32Array(size) per dimension: the code, −1 for null, or the dimension's number of values for a total.
   */
  readonly codes: readonly Int32Array[];
  /** For each combination of totalled dimensions: Int32Array(cells), the margin that holds each cell. */
  readonly parents: readonly Int32Array[];
}

/**
 * Makes the margins of cells: for every combination of the given dimensions, the cells in which those are totalled.
 *
 * @param codes - one Int32Array(cells) per dimension, −1 for null.
 * @param valueCounts - number of values of each dimension; codes are below it.
 * @param margins - the dimensions to total, by index.
 * @returns cells and margins; a null value and a total stay apart.
 * @throws {RangeError} if there are over 20 dimensions to total.
 * @remarks O(cells × 2^margins).
 */
export function marginCells(codes: readonly Int32Array[], valueCounts: readonly number[], margins: readonly number[]): MarginCells {
  if (margins.length > 20) throw new RangeError(`margins: expected at most 20 dimensions, got ${margins.length}`);
  const cells = codes[0]?.length ?? 0;
  const table = tupleTable(codes.length);
  table.assign(codes, cells, new Int32Array(cells));
  const parents: Int32Array[] = [];
  for (let subset = 1; subset < 2 ** margins.length; subset++) {
    const totalled = margins.filter((_, place) => (subset >> place) % 2 === 1);
    const parent = new Int32Array(cells);
    table.assign(codes.map((column, dimension) => (totalled.includes(dimension) ? new Int32Array(cells).fill(valueCounts[dimension]!) : column)), cells, parent);
    parents.push(parent);
  }
  return { size: table.size, codes: codes.map((_, dimension) => table.column(dimension)), parents };
}
