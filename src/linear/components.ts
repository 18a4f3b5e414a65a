import { SEEN, type AttackedCells } from './attacked-cells.ts';
import { tightenBounds, unknownRows, type UnknownRow } from './unknown-rows.ts';

/** Cells whose values are not known, connected by rows, apart from all others. */
export interface Component {
  /** Int32Array: numbers of the cells, ascending. */
  readonly cells: Int32Array;
  /** Rows in these cells; none says the same as another. */
  readonly rows: readonly UnknownRow[];
}

/** What is left to find out once published values and bounds were put into the relations. */
export interface Unknowns {
  /** In the order of their first cells. */
  readonly components: readonly Component[];
  /** Float64Array(cells) each: bounds that follow relation by relation; those of a published cell are its value. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Int32Array: relations that cannot hold, ascending. */
  readonly contradictions: Int32Array;
}

/**
 * Puts published values into the relations, draws what follows for bounds from one relation after the other, and splits what
 * is still unknown into components.
 *
 * @param attacked - the tables.
 * @param tolerance - distance below which two values are one; 0 for whole numbers.
 * @returns components of the cells whose bounds have not met; there are none when relations contradict each other.
 * @remarks O(members) for each round over the relations.
 */
export function unknownComponents(attacked: AttackedCells, tolerance: number): Unknowns {
  const { system, seen, values, integers } = attacked;
  const isKnown = Uint8Array.from(seen, (state) => Number(state === SEEN.published));
  const lower = attacked.lower.map((bound, cell) => (isKnown[cell] === 1 ? values[cell]! : integers ? Math.ceil(bound) : bound));
  const upper = attacked.upper.map((bound, cell) => (isKnown[cell] === 1 ? values[cell]! : integers ? Math.floor(bound) : bound));
  const broken = tightenBounds(unknownRows(system, isKnown, values), lower, upper, tolerance);
  lower.forEach((bound, cell) => {
    if (upper[cell]! - bound <= tolerance) isKnown[cell] = 1;
  });
  const { rows, contradicted } = withoutRepeats(unknownRows(system, isKnown, lower), tolerance);
  const contradictions = Int32Array.from(new Set([...broken, ...contradicted].map(({ relation }) => relation))).sort();
  return { components: contradictions.length > 0 ? [] : splitRows(system.cells, isKnown, rows), lower, upper, contradictions };
}

/** Leaves out rows without cells, and those that say the same as an earlier one; gives those that say otherwise apart. */
function withoutRepeats(rows: readonly UnknownRow[], tolerance: number): { readonly rows: UnknownRow[]; readonly contradicted: UnknownRow[] } {
  const sideOf = new Map<string, number>([['', 0]]);
  const kept: UnknownRow[] = [];
  const contradicted: UnknownRow[] = [];
  for (const row of rows) {
    const lead = row.signs[0] ?? 1;
    const name = row.cells.reduce((text, cell, at) => `${text} ${row.signs[at] === lead ? cell : ~cell}`, '');
    const side = sideOf.get(name);
    if (side === undefined) {
      sideOf.set(name, lead * row.side);
      kept.push(row);
    } else if (!(Math.abs(side - lead * row.side) <= tolerance * (row.cells.length + 2))) contradicted.push(row);
  }
  return { rows: kept, contradicted };
}

function splitRows(count: number, isKnown: Uint8Array, rows: readonly UnknownRow[]): Component[] {
  const parent = Int32Array.from({ length: count }, (_, cell) => cell);
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  for (const { cells } of rows) {
    const first = rootOf(cells[0]!);
    for (const cell of cells) parent[rootOf(cell)] = first;
  }
  const components = new Map<number, { readonly cells: number[]; readonly rows: UnknownRow[] }>();
  isKnown.forEach((mark, cell) => {
    if (mark === 1) return;
    const known = components.get(rootOf(cell));
    if (known === undefined) components.set(rootOf(cell), { cells: [cell], rows: [] });
    else known.cells.push(cell);
  });
  for (const row of rows) components.get(rootOf(row.cells[0]!))!.rows.push(row);
  return Array.from(components.values(), ({ cells, rows: own }) => ({ cells: Int32Array.from(cells), rows: own }));
}
