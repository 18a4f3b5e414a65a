import { tupleTable } from '../../group/index.ts';

/** The values that occur, run by run: a level of a hierarchy occurs with the levels above it. */
export interface ZeroCells {
  readonly runs: readonly (readonly number[])[];
  /** By run and number of levels kept, from 1 up: one Int32Array per level, a place for each path that occurs. */
  readonly paths: readonly (readonly (readonly Int32Array[])[])[];
}

/** Cells of one grouping set. */
export interface Combinations {
  readonly size: number;
  /** One Int32Array(size) per dimension, empty where it is totalled. */
  readonly codes: readonly Int32Array[];
}

/**
 * Lists the values that occur in cells.
 *
 * @param codes - one Int32Array(cells) per dimension, −1 for null, which is a value too.
 * @param runs - runs of dimensions that nest, the coarsest first; every dimension is in one.
 * @returns the paths of every run.
 * @remarks O(cells × dimensions × levels).
 */
export function occurringValues(codes: readonly Int32Array[], runs: readonly (readonly number[])[]): ZeroCells {
  const cells = codes[0]?.length ?? 0;
  const paths = runs.map((run) => run.map((_, last) => {
    const kept = run.slice(0, last + 1);
    const table = tupleTable(kept.length);
    table.assign(kept.map((dimension) => codes[dimension]!), cells, new Int32Array(cells));
    return kept.map((_level, place) => table.column(place));
  }));
  return { runs, paths };
}

/**
 * Counts the combinations of a grouping set.
 *
 * @param values - what occurs.
 * @param totalled - by dimension, whether all its values are united.
 * @returns how many combinations of paths there are.
 */
export function combinationCount({ runs, paths }: ZeroCells, totalled: readonly boolean[]): number {
  return runs.reduce((product, run, index) => {
    const kept = run.filter((dimension) => !totalled[dimension]).length;
    return kept === 0 ? product : product * paths[index]![kept - 1]![0]!.length;
  }, 1);
}

/**
 * Lists the combinations of a grouping set, whether they occur or not.
 *
 * @param values - what occurs.
 * @param totalled - by dimension, whether all its values are united.
 * @returns every combination of the paths of its runs; none where nothing occurs.
 * @remarks O(combinations × dimensions); see {@link combinationCount} first.
 */
export function everyCombination(values: ZeroCells, totalled: readonly boolean[]): Combinations {
  const { runs, paths } = values;
  const nothing = paths.some((levels) => levels[0]![0]!.length === 0);
  const size = nothing ? 0 : combinationCount(values, totalled);
  const codes = totalled.map((isTotalled) => new Int32Array(isTotalled ? 0 : size));
  let repeat = 1;
  runs.forEach((run, index) => {
    const kept = run.filter((dimension) => !totalled[dimension]);
    if (kept.length === 0) return;
    const levels = paths[index]![kept.length - 1]!;
    const count = levels[0]!.length;
    kept.forEach((dimension, place) => {
      const column = codes[dimension]!;
      for (let cell = 0; cell < size; cell++) column[cell] = levels[place]![Math.floor(cell / repeat) % count]!;
    });
    repeat *= count;
  });
  return { size, codes };
}
