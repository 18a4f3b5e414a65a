// Small random tables of counts with all margins, as systems of cells; made without the code under test.
import fc from 'fast-check';
import type { CellSystem } from '../../../../src/linear/index.ts';

export interface RandomTable {
  readonly system: CellSystem;
  readonly values: Float64Array;
  /** By cell, the category of each dimension; 0 for the total. */
  readonly categories: readonly (readonly number[])[];
}

/** Makes a table of the given sizes; `countOf` gives the inner counts in turn. The total is category 0 of each dimension. */
export function tableOf(sizes: readonly number[], countOf: (index: number) => number): RandomTable {
  const categories = sizes.reduce<number[][]>((cells, size) => cells.flatMap((cell) => Array.from({ length: size + 1 }, (_, category) => [...cell, category])), [[]]);
  const placeOf = new Map(categories.map((cell, place) => [cell.join(), place]));
  const values = new Float64Array(categories.length);
  let index = 0;
  categories.forEach((cell, place) => (values[place] = cell.every((category) => category > 0) ? countOf(index++) : 0));
  const relations: number[][] = [];
  // Dimension by dimension, so that each total is the sum of cells that are summed already.
  sizes.forEach((size, dimension) => {
    categories.forEach((cell, place) => {
      if (cell[dimension] !== 0) return;
      const parts = Array.from({ length: size }, (_, category) => placeOf.get(cell.map((other, at) => (at === dimension ? category + 1 : other)).join())!);
      relations.push([place, ...parts]);
      if (cell.every((category, at) => at <= dimension || category > 0)) values[place] = parts.reduce((sum, part) => sum + values[part]!, 0);
    });
  });
  const starts = relations.reduce<number[]>((ends, relation) => [...ends, ends.at(-1)! + relation.length], [0]);
  return { system: { cells: categories.length, starts: Int32Array.from(starts), members: Int32Array.from(relations.flat()) }, values, categories };
}

/** Tables of two or three dimensions with counts up to `max`. */
export function randomTables(max: number, largest = 4): fc.Arbitrary<RandomTable> {
  return fc.array(fc.integer({ min: 1, max: largest }), { minLength: 2, maxLength: 3 }).chain((sizes) => {
    const inner = sizes.reduce((product, size) => product * size, 1);
    return fc.array(fc.nat(max), { minLength: inner, maxLength: inner }).map((counts) => tableOf(sizes, (index) => counts[index]!));
  });
}

/** Whether all relations hold. */
export function addsUp({ starts, members }: CellSystem, values: ArrayLike<number>): boolean {
  return Array.from({ length: starts.length - 1 }, (_, relation) => {
    const [total, ...parts] = members.subarray(starts[relation], starts[relation + 1]);
    return parts.reduce((sum, part) => sum + values[part]!, 0) === values[total!];
  }).every(Boolean);
}
