import type { CellSystem } from '../../linear/index.ts';

/** Cells that are added up: each union is a run of members. */
export interface CellUnions {
  /** Int32Array(unions + 1): where the members of each union begin. */
  readonly starts: Int32Array;
  /** Int32Array: cells by number, ascending within a union. */
  readonly members: Int32Array;
}

/** No union at all. */
export const NO_UNIONS: CellUnions = Object.freeze({ starts: new Int32Array(1), members: new Int32Array(0) });

/**
 * Finds what cells reveal of their siblings: where a cell holds all but at most `coalition` units of a total above it,
 * the difference of the two says that whoever is in the total is in the cell.
 *
 * @param system - cells and how they add up.
 * @param counts - Float64Array(cells): units of each cell, none below 0; NaN reveals nothing.
 * @param coalition - units that tell each other where they are: the largest difference that reveals.
 * @param maxCount - cells of more units reveal nothing.
 * @returns the differences, each once, as unions of cells; none where a total is its only part.
 * @remarks O(cells × totals above that differ by no more than `coalition`): in hierarchies a cell is compared with all of them.
 * @see GaussSuppression, `SuppressKDisclosure`: the same differences, of cells that are there.
 * @example
 * // 4 of 5 accidents were serious: who was in the other knows that all others were.
 * const system = { cells: 4, starts: Int32Array.of(0, 4), members: Int32Array.of(0, 1, 2, 3) };
 * const { starts, members } = revealedUnions(system, Float64Array.of(5, 4, 1, 0), 1, Infinity);
 * [[...starts], [...members]]; // => [[0, 2], [2, 3]]
 */
export function revealedUnions(system: CellSystem, counts: Float64Array, coalition: number, maxCount: number): CellUnions {
  const above = totalsAbove(system);
  const starts = [0];
  const members: number[] = [];
  const seen = new Set<string>();
  counts.forEach((count, cell) => {
    if (!(count > 0 && count <= maxCount)) return;
    const reached = new Set([cell]);
    const waiting: { readonly at: number; readonly siblings: readonly number[] }[] = [{ at: cell, siblings: [] }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const relation of above[next.at]!) {
        const total = system.members[system.starts[relation]!]!;
        if (reached.has(total) || !(counts[total]! - count <= coalition)) continue;
        reached.add(total);
        const siblings = [...next.siblings, ...siblingsOf(system, relation, next.at)];
        waiting.push({ at: total, siblings });
        if (siblings.length === 0) continue;
        siblings.sort((left, right) => left - right);
        const name = siblings.join(' ');
        if (seen.has(name)) continue;
        seen.add(name);
        members.push(...siblings);
        starts.push(members.length);
      }
    }
  });
  return { starts: Int32Array.from(starts), members: Int32Array.from(members) };
}

/** The relations in which each cell is a part. */
function totalsAbove({ cells, starts, members }: CellSystem): number[][] {
  const above: number[][] = Array.from({ length: cells }, () => []);
  for (let relation = 0; relation + 1 < starts.length; relation++) {
    for (let place = starts[relation]! + 1; place < starts[relation + 1]!; place++) above[members[place]!]!.push(relation);
  }
  return above;
}

function siblingsOf({ starts, members }: CellSystem, relation: number, cell: number): number[] {
  return [...members.subarray(starts[relation]! + 1, starts[relation + 1]!)].filter((part) => part !== cell);
}
