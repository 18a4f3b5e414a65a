/** The finest cells of one table: who is counted there is in one of them. */
export interface FinestCells {
  /** The dimensions of the table, by number, ascending. */
  readonly dimensions: readonly number[];
  /** One Int32Array(cells) per dimension of the table: the node of each cell; all of one dimension are equally deep. */
  readonly nodes: readonly Int32Array[];
}

/** Combinations of one node per dimension. */
interface Combinations {
  readonly size: number;
  /** By dimension, the node of each combination; `null` for a dimension that none of the tables so far has. */
  readonly nodes: readonly (Int32Array | null)[];
}

/**
 * Lists the combinations of all dimensions that may be counted in linked tables: those of which every table has the
 * cell. An attacker who sees the tables knows no more about who is where.
 *
 * @param parents - by dimension, the parent of each node, −1 for roots.
 * @param tables - the finest cells of each table.
 * @param most - combinations to give up at.
 * @returns one Int32Array per dimension; `null` when there are more than `most`.
 * @remarks A join of the tables, one after the other: time and memory grow with the combinations on the way.
 * @example
 * // Areas by sex and areas by age, of one area: every sex may have every age.
 * const line = Int32Array.of(-1, -1);
 * jointCells([line, line, line], [{ dimensions: [0, 1], nodes: [Int32Array.of(0, 0), Int32Array.of(0, 1)] }, { dimensions: [0, 2], nodes: [Int32Array.of(0), Int32Array.of(1)] }], 9);
 * // => [[0, 0], [0, 1], [1, 1]]
 */
export function jointCells(parents: readonly Int32Array[], tables: readonly FinestCells[], most: number): readonly Int32Array[] | null {
  let joined: Combinations = { size: 1, nodes: parents.map(() => null) };
  for (const table of tables) {
    const next = join(parents, joined, table, most);
    if (next === null) return null;
    joined = next;
  }
  const { nodes, size } = joined;
  return nodes.map((column) => column ?? new Int32Array(size));
}

function join(parents: readonly Int32Array[], left: Combinations, right: FinestCells, most: number): Combinations | null {
  const shared = right.dimensions.filter((dimension) => left.nodes[dimension] !== null);
  const rightNodes = (dimension: number): Int32Array => right.nodes[right.dimensions.indexOf(dimension)]!;
  // Where the two are not equally deep, the finer is looked at from the height of the coarser.
  const steps = shared.map((dimension) => depthOf(parents[dimension]!, left.nodes[dimension]![0]) - depthOf(parents[dimension]!, rightNodes(dimension)[0]));
  const named = (side: 'left' | 'right', row: number): string => shared.map((dimension, place) => {
    const node = side === 'left' ? left.nodes[dimension]![row]! : rightNodes(dimension)[row]!;
    return above(parents[dimension]!, node, Math.max(0, side === 'left' ? steps[place]! : -steps[place]!));
  }).join(' ');
  const rows = new Map<string, number[]>();
  for (let row = 0; row < (right.nodes[0]?.length ?? 0); row++) {
    const name = named('right', row);
    const same = rows.get(name);
    if (same === undefined) rows.set(name, [row]);
    else same.push(row);
  }
  const pairs: (readonly [left: number, right: number])[] = [];
  for (let row = 0; row < left.size; row++) {
    for (const other of rows.get(named('left', row)) ?? []) pairs.push([row, other]);
    if (pairs.length > most) return null;
  }
  const nodes = left.nodes.map((column, dimension) => {
    const place = shared.indexOf(dimension);
    const isFiner = right.dimensions.includes(dimension) && (place < 0 || steps[place]! < 0);
    if (!isFiner && column === null) return null;
    return Int32Array.from(pairs, ([row, other]) => (isFiner ? rightNodes(dimension)[other]! : column![row]!));
  });
  return { size: pairs.length, nodes };
}

function depthOf(parents: Int32Array, node: number | undefined): number {
  let depth = 0;
  for (let at = node ?? -1; at >= 0; at = parents[at]!) depth++;
  return depth;
}

function above(parents: Int32Array, node: number, steps: number): number {
  let at = node;
  for (let step = 0; step < steps; step++) at = parents[at]!;
  return at;
}
