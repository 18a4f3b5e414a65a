import { tupleTable } from '../../group/index.ts';

/**
 * Counts the values of a finer level that lie under several values of the coarser ones.
 *
 * @param coarser - one Int32Array(cells) per coarser level, −1 for null.
 * @param finer - Int32Array(cells): codes of the finer level; −1 for null, which may lie anywhere.
 * @param valueCount - number of values of the finer level; codes are below it.
 * @returns how many values do not nest; 0 for a hierarchy.
 * @remarks O(cells × levels).
 * @example
 * straddlingValues([Int32Array.of(0, 0, 1)], Int32Array.of(0, 1, 1), 2); // => 1
 */
export function straddlingValues(coarser: readonly Int32Array[], finer: Int32Array, valueCount: number): number {
  const paths = tupleTable(coarser.length);
  const pathOf = new Int32Array(finer.length);
  paths.assign(coarser, finer.length, pathOf);
  const first = new Int32Array(valueCount).fill(-1);
  const straddles = new Uint8Array(valueCount);
  for (let cell = 0; cell < finer.length; cell++) {
    const value = finer[cell]!;
    if (value < 0) continue;
    if (first[value] === -1) first[value] = pathOf[cell]!;
    else if (first[value] !== pathOf[cell]) straddles[value] = 1;
  }
  return straddles.reduce((sum, mark) => sum + mark, 0);
}
