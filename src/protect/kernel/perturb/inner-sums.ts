import type { CellSystem } from '../../../linear/index.ts';

/** Cells as sums of those that are no totals. */
export interface InnerSums {
  /** Int32Array(inner): the cells that are no totals, ascending. */
  readonly cells: Int32Array;
  /** Int32Array(cells + 1): where the inner cells of each cell begin. */
  readonly starts: Int32Array;
  /** Int32Array: places in `cells`, cell by cell, ascending; an inner cell is its own sum. */
  readonly members: Int32Array;
}

/**
 * Works out of which inner cells each cell is the sum.
 *
 * @param system - how cells add up.
 * @returns the inner cells, and those of each cell.
 * @throws {RangeError} if a total is part of itself.
 * @remarks O(inner cells × totals each is in).
 * @example
 * const system = { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(2, 0, 1) };
 * const { cells, starts, members } = innerSums(system);
 * [[...cells], [...members.subarray(starts[2], starts[3])]]; // => [[0, 1], [0, 1]]
 */
export function innerSums({ cells, starts, members }: CellSystem): InnerSums {
  const relationOf = new Int32Array(cells).fill(-1);
  for (let relation = starts.length - 2; relation >= 0; relation--) relationOf[members[starts[relation]!]!] = relation;
  const inner = Int32Array.from(relationOf.keys()).filter((cell) => relationOf[cell] === -1);
  const sums: (readonly number[] | null | undefined)[] = new Array<undefined>(cells);
  inner.forEach((cell, place) => (sums[cell] = [place]));
  const sumOf = (cell: number): readonly number[] => {
    const known = sums[cell];
    if (known === null) throw new RangeError(`cell ${cell}: expected a total that is no part of itself`);
    if (known !== undefined) return known;
    sums[cell] = null;
    const relation = relationOf[cell]!;
    const parts = [...members.subarray(starts[relation]! + 1, starts[relation + 1])].flatMap((part) => sumOf(part));
    const made = [...new Set(parts)].sort((left, right) => left - right);
    sums[cell] = made;
    return made;
  };
  const ends = new Int32Array(cells + 1);
  for (let cell = 0; cell < cells; cell++) ends[cell + 1] = ends[cell]! + sumOf(cell).length;
  const all = new Int32Array(ends[cells]!);
  sums.forEach((sum, cell) => {
    all.set(sum!, ends[cell]);
  });
  return { cells: inner, starts: ends, members: all };
}

/**
 * Adds inner cells up.
 *
 * @param inner - which make which cell.
 * @param values - Float64Array(inner): their values.
 * @returns Float64Array(cells).
 */
export function sumsOfInner({ starts, members }: InnerSums, values: Float64Array): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, cell) => {
    let sum = 0;
    for (let place = starts[cell]!; place < starts[cell + 1]!; place++) sum += values[members[place]!]!;
    return sum;
  });
}
