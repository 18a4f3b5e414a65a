import type { CellSystem } from '../../../linear/index.ts';
import { CELL } from './problem.ts';

/** Cells and where each stands. */
export interface CoveredCells {
  readonly system: CellSystem;
  /** Uint8Array(cells): {@link CELL}. */
  readonly states: Uint8Array;
  /** Uint8Array(cells): 1 for a withheld cell of whatever kind. */
  readonly withheld: Uint8Array;
  /** Float64Array(cells): what withholding costs. */
  readonly costs: Float64Array;
}

/**
 * Chooses further cells to withhold for cells whose cover was too thin: for each, the cheapest published one that adds
 * up with it, or, where there is none, with a withheld cell that does.
 *
 * @param covered - the cells.
 * @param thin - cells that need more cover, ascending.
 * @returns the cells to withhold, ascending, and those of `thin` beside which every cell is withheld or must be published.
 * @remarks O(members of the relations that are met). It widens intervals where it can; how far, only an attack tells.
 */
export function coverCells({ system, states, withheld, costs }: CoveredCells, thin: Int32Array): { readonly chosen: Int32Array; readonly bare: Int32Array } {
  const relationsOf = relationsByCell(system);
  const chosen = new Set<number>();
  const bare: number[] = [];
  for (const cell of thin) {
    const found = nearestOpen(cell);
    if (found === null) bare.push(cell);
    else chosen.add(found);
  }
  return { chosen: Int32Array.from(chosen).sort(), bare: Int32Array.from(bare) };

  /** Goes out from a cell over withheld cells, ring by ring, until a ring has a cell that may be withheld. */
  function nearestOpen(from: number): number | null {
    const met = new Set([from]);
    let ring = [from];
    while (ring.length > 0) {
      const next: number[] = [];
      let best = -1;
      for (const member of ring.flatMap(neighbours)) {
        if (met.has(member)) continue;
        met.add(member);
        if (withheld[member] === 1) next.push(member);
        else if (chosen.has(member)) return member;
        else if (states[member] === CELL.open && (best < 0 || costs[member]! < costs[best]! || (costs[member] === costs[best] && member < best))) best = member;
      }
      if (best >= 0) return best;
      ring = next;
    }
    return null;
  }

  function neighbours(cell: number): number[] {
    const found: number[] = [];
    for (let at = relationsOf.starts[cell]!; at < relationsOf.starts[cell + 1]!; at++) {
      const relation = relationsOf.relations[at]!;
      for (let place = system.starts[relation]!; place < system.starts[relation + 1]!; place++) found.push(system.members[place]!);
    }
    return found;
  }
}

/** Lists the relations of each cell, in compressed form. */
function relationsByCell({ cells, starts: relationStarts, members }: CellSystem): { readonly starts: Int32Array; readonly relations: Int32Array } {
  const starts = new Int32Array(cells + 1);
  for (const cell of members) starts[cell + 1]!++;
  for (let cell = 0; cell < cells; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const relations = new Int32Array(members.length);
  for (let relation = 0; relation + 1 < relationStarts.length; relation++) {
    for (let place = relationStarts[relation]!; place < relationStarts[relation + 1]!; place++) relations[next[members[place]!]!++] = relation;
  }
  return { starts, relations };
}
