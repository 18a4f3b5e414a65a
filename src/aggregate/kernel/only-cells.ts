import type { CellLevel } from './margin-cells.ts';

/**
 * Numbers the rows that are alone in a cell: where a cell has one row, that row is the only one of one given cell, by which it
 * is numbered.
 *
 * @param counts - Float64Array(cells): rows of each cell.
 * @param levels - the levels of cells, the given ones first.
 * @param places - Int32Array(cells): place of each cell in an order of the values.
 * @returns Int32Array(cells): number of the only row, −1 where there is none or several; numbers go by the places of given cells.
 * @remarks O(cells).
 */
export function onlyCells(counts: Float64Array, levels: readonly CellLevel[], places: Int32Array): Int32Array {
  const given = Int32Array.from({ length: counts.length }, (_, cell) => (cell < levels[0]!.size ? cell : -1));
  for (const { start, finer, parents } of levels) {
    if (finer < 0) continue;
    const from = levels[finer]!.start;
    for (let cell = 0; cell < parents.length; cell++) {
      if (counts[from + cell]! > 0) given[start + parents[cell]!] = given[from + cell]!;
    }
  }
  const isUsed = new Uint8Array(counts.length);
  counts.forEach((count, cell) => {
    if (count === 1) isUsed[places[given[cell]!]!] = 1;
  });
  let numbers = 0;
  const numberOf = Int32Array.from(isUsed, (mark) => (mark === 1 ? numbers++ : -1));
  return given.map((cell, index) => (counts[index] === 1 ? numberOf[places[cell]!]! : -1));
}
