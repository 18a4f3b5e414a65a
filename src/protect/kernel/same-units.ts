import type { CellSystem } from '../../linear/index.ts';

/**
 * Finds out which cells of one contributor have the same one: who is alone in a total is alone in those of its parts that
 * are not empty.
 *
 * @param system - how cells add up.
 * @param units - Float64Array(cells): contributors of each cell.
 * @returns Int32Array(cells): a number of the contributor where there is one only, −1 elsewhere. Different numbers may be one
 *   person who is alone in cells of different totals: only who knows the contributors can tell.
 * @remarks O(members of all relations).
 * @example
 * sameUnits({ cells: 4, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) }, Float64Array.of(1, 1, 0, 1)); // => 0, 0, -1, 3
 */
export function sameUnits({ starts, members }: CellSystem, units: Float64Array): Int32Array {
  const leader = Int32Array.from(units, (_, cell) => cell);
  const find = (cell: number): number => {
    let root = cell;
    while (leader[root] !== root) {
      leader[root] = leader[leader[root]!]!;
      root = leader[root]!;
    }
    return root;
  };
  for (let relation = 0; relation + 1 < starts.length; relation++) {
    const total = members[starts[relation]!]!;
    if (units[total] !== 1) continue;
    for (let place = starts[relation]! + 1; place < starts[relation + 1]!; place++) {
      if (units[members[place]!] !== 1) continue;
      const [low, high] = [find(total), find(members[place]!)].sort((a, b) => a - b) as [number, number];
      leader[high] = low;
    }
  }
  return Int32Array.from(units, (count, cell) => (count === 1 ? find(cell) : -1));
}
