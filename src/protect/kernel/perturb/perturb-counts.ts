import { CELL_KEYS } from './cell-keys.ts';
import type { NoiseTable } from './noise-table.ts';
import { deviationOf } from './read-noise.ts';

/**
 * Adds to counts the noise of their cell keys: the same cell gets the same noise in every table it is in.
 *
 * @param counts - Float64Array(cells): whole numbers from 0 up.
 * @param cellKeys - Int32Array(cells): sums of record keys modulo 10⁸.
 * @param table - noise by count; larger counts than it has get that of its last row.
 * @returns Float64Array(cells): perturbed counts; 0 stays 0, and no count falls below 0.
 * @throws {RangeError} if the arrays differ in length, or a count or key is out of range.
 * @see Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 5, cell key method.
 * @example
 * const { table } = countNoise({ maxDeviation: 2, variance: 1 });
 * perturbCounts(Float64Array.of(0, 1, 7), Int32Array.of(5, 5, 99999999), table); // => Float64Array [0, 0, 9]
 */
export function perturbCounts(counts: Float64Array, cellKeys: Int32Array, table: NoiseTable): Float64Array {
  checkCellKeys(cellKeys, counts.length);
  const rows = rowsByCount(table);
  return counts.map((count, cell) => {
    if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`counts: expected whole numbers from 0 up, not so in cell ${cell}`);
    return count + deviationOf(rows[Math.min(count, rows.length - 1)]!, cellKeys[cell]!);
  });
}

/**
 * Carries the noise of unweighted counts over to weighted ones: a perturbed count stands for as many as the true one did.
 *
 * @param weighted - Float64Array(cells): sums of weights.
 * @param counts - Float64Array(cells): the true unweighted counts.
 * @param perturbed - Float64Array(cells): the same after {@link perturbCounts}.
 * @returns Float64Array(cells): weighted · perturbed / count; 0 where nobody is counted.
 */
export function perturbWeighted(weighted: Float64Array, counts: Float64Array, perturbed: Float64Array): Float64Array {
  return weighted.map((weight, cell) => (counts[cell] === 0 ? 0 : (weight * perturbed[cell]!) / counts[cell]!));
}

/**
 * Refuses cell keys that are none.
 *
 * @param cellKeys - Int32Array(cells).
 * @param cells - number of cells.
 * @throws {RangeError} if there are more or fewer, or one is not in [0, 10⁸).
 */
export function checkCellKeys(cellKeys: Int32Array, cells: number): void {
  if (cellKeys.length !== cells) throw new RangeError(`cellKeys: expected ${cells}, got ${cellKeys.length}`);
  const wrong = cellKeys.findIndex((cellKey) => cellKey < 0 || cellKey >= CELL_KEYS);
  if (wrong >= 0) throw new RangeError(`cellKeys: expected integers from 0 to below ${CELL_KEYS}, not so in cell ${wrong}`);
}

/** A row for every count up to the last: where a table has none, the one below. */
function rowsByCount(table: NoiseTable): NoiseTable {
  return Array.from({ length: table.at(-1)!.size + 1 }, (_, count) => table.findLast(({ size }) => size <= count)!);
}
