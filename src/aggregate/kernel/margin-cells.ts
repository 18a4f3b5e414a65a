import { tupleTable } from '../../group/index.ts';
import type { GroupingSet } from './grouping-sets.ts';
import { everyCombination, type ZeroCells } from './zero-cells.ts';

/** The cells of one grouping set. */
export interface CellLevel {
  /** Number of the first of them among all cells. */
  readonly start: number;
  readonly size: number;
  /** Level whose cells these unite; −1 for the first, whose cells are given. */
  readonly finer: number;
  /** Int32Array(cells of the finer level): the cell here that unites each, counted from 0. */
  readonly parents: Int32Array;
}

/** Cells with their margins, level by level: given cells come first, in their order. */
export interface MarginCells {
  /** Cells and margins together. */
  readonly size: number;
  /**
   * One Int32Array(size) per dimension: the code, −1 for null, or the dimension's number of values for a total.
   */
  readonly codes: readonly Int32Array[];
  /** One per grouping set. */
  readonly levels: readonly CellLevel[];
}

/**
 * Makes the margins of cells, each level from the smallest level next to it.
 *
 * @param codes - one Int32Array(cells) per dimension, −1 for null.
 * @param valueCounts - number of values of each dimension; codes are below it.
 * @param sets - grouping sets, the finer before the coarser; nothing is totalled in the first.
 * @param zeroCells - the combinations to add where they do not occur; `null` adds none.
 * @returns cells and margins; a null value and a total stay apart.
 * @throws {RangeError} if the first set totals something, or a later one has no finer set.
 * @remarks O(cells of the finer levels × dimensions).
 */
export function marginCells(
  codes: readonly Int32Array[], valueCounts: readonly number[], sets: readonly GroupingSet[], zeroCells: ZeroCells | null = null,
): MarginCells {
  const levels: CellLevel[] = [];
  const parts: (readonly Int32Array[])[] = [];
  sets.forEach(({ totalled, finer, published }, number) => {
    const isFirst = number === 0;
    if (isFirst ? totalled.includes(true) : finer.length === 0) throw new RangeError(`sets: expected cells from which to make set ${number}`);
    const from = isFirst ? -1 : finer.reduce((best, level) => (levels[level]!.size < levels[best]!.size ? level : best));
    const source = isFirst ? codes : parts[from]!;
    const kept = [...totalled.keys()].filter((dimension) => !totalled[dimension]);
    const table = tupleTable(kept.length);
    const parents = new Int32Array(isFirst ? (codes[0]?.length ?? 0) : levels[from]!.size);
    table.assign(kept.map((dimension) => source[dimension]!), parents.length, parents);
    if (zeroCells !== null && published) {
      const all = everyCombination(zeroCells, totalled);
      table.assign(kept.map((dimension) => all.codes[dimension]!), all.size, new Int32Array(all.size));
    }
    const { size } = table;
    const own = totalled.map((isTotalled, dimension) => (isTotalled ? new Int32Array(size).fill(valueCounts[dimension]!) : table.column(kept.indexOf(dimension))));
    const start = number === 0 ? 0 : levels[number - 1]!.start + levels[number - 1]!.size;
    levels.push({ start, size, finer: from, parents: isFirst ? new Int32Array(0) : parents });
    parts.push(own);
  });
  const size = levels.reduce((sum, level) => sum + level.size, 0);
  return { size, levels, codes: codes.map((_, dimension) => joined(parts.map((part) => part[dimension]!), size)) };
}

function joined(parts: readonly Int32Array[], size: number): Int32Array {
  const all = new Int32Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
