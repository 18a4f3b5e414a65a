import type { CellSystem } from '../../linear/index.ts';

/**
 * Draws lower bounds of totals from those of their parts: a total is not below the sum of what its parts are not below.
 *
 * @param system - how cells add up.
 * @param lower - Float64Array(cells): what everybody knows of each cell by itself.
 * @returns Float64Array(cells): what follows for it from all others.
 * @remarks O(members × levels): until nothing changes.
 * @example
 * // Two parts of at least 1 each make a total of at least 2.
 * impliedLower({ cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) }, Float64Array.of(1, 1, 1)); // => 2, 1, 1
 */
export function impliedLower({ starts, members }: CellSystem, lower: Float64Array): Float64Array {
  const implied = lower.slice();
  let hasChanged = true;
  while (hasChanged) {
    hasChanged = false;
    for (let relation = 0; relation + 1 < starts.length; relation++) {
      const total = members[starts[relation]!]!;
      let sum = 0;
      for (let place = starts[relation]! + 1; place < starts[relation + 1]!; place++) sum += implied[members[place]!]!;
      if (sum <= implied[total]!) continue;
      implied[total] = sum;
      hasChanged = true;
    }
  }
  return implied;
}
