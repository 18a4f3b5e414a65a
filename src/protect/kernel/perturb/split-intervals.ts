import { CELL_KEYS } from './cell-keys.ts';
import type { NoiseRow, NoiseTable } from './noise-table.ts';

/**
 * Cuts the intervals of cell keys of each row into pieces and lays them in another order, so that neighbouring keys no
 * longer have neighbouring noise. The probabilities stay.
 *
 * @param table - noise by size.
 * @param maxShare - largest share of the keys that one piece has, in (0, 1].
 * @param order - gives the order of `pieces` pieces of the row of a size; spread evenly when omitted.
 * @returns the table with its pieces in the new order; the row of size 0, where nothing changes, stays.
 * @throws {RangeError} if the share is out of range, or the order is none.
 * @remarks The order is no secret: who knows the table knows it. It must be the same in all tables of one population.
 * @see R package ptable 1.0.0, `modify_cnt_ptable`, which takes the order from a seed.
 * @example
 * const table = [{ size: 0, deviations: Float64Array.of(0), upperKeys: Int32Array.of(1e8) }, { size: 1, deviations: Float64Array.of(-1, 1), upperKeys: Int32Array.of(5e7, 1e8) }];
 * const [, row] = splitIntervals(table, 0.25, (_, pieces) => Array.from({ length: pieces }, (_, piece) => (piece * 2) % pieces + Number(piece * 2 >= pieces)));
 * [...row!.deviations]; // => [-1, 1, -1, 1]
 */
export function splitIntervals(table: NoiseTable, maxShare: number, order: (size: number, pieces: number) => readonly number[] = evenlySpread): NoiseTable {
  if (!(maxShare > 0 && maxShare <= 1)) throw new RangeError(`maxShare: expected a share above 0 up to 1, got ${maxShare}`);
  const longest = Math.round(maxShare * CELL_KEYS);
  return table.map((row) => (row.upperKeys.length === 1 ? row : splitRow(row, longest, order)));
}

function splitRow({ size, deviations, upperKeys }: NoiseRow, longest: number, order: (size: number, pieces: number) => readonly number[]): NoiseRow {
  const pieces: { readonly deviation: number; readonly keys: number }[] = [];
  deviations.forEach((deviation, index) => {
    let keys = upperKeys[index]! - (upperKeys[index - 1] ?? 0);
    for (; keys > longest; keys -= longest) pieces.push({ deviation, keys: longest });
    if (keys > 0) pieces.push({ deviation, keys });
  });
  const places = order(size, pieces.length);
  if (new Set(places).size !== pieces.length || places.some((place) => pieces[place] === undefined)) throw new RangeError(`order: expected every piece once for size ${size}`);
  let upper = 0;
  return {
    size,
    deviations: Float64Array.from(places, (place) => pieces[place]!.deviation),
    upperKeys: Int32Array.from(places, (place) => (upper += pieces[place]!.keys)),
  };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Orders pieces by multiples of the golden ratio modulo 1: neighbours come apart whatever their number. */
function evenlySpread(size: number, pieces: number): readonly number[] {
  const rank = (piece: number): number => ((piece + 1) * GOLDEN + size * GOLDEN * GOLDEN) % 1;
  return Array.from({ length: pieces }, (_, piece) => piece).sort((left, right) => rank(left) - rank(right));
}
