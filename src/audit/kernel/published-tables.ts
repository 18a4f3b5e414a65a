import { layOutCells, SEEN, type AttackedCells, type CellSystem } from '../../linear/index.ts';

/** Codes of a dimension: node 0 stands for all of them together. */
export interface DimensionTree {
  /** Int32Array(nodes): the parent of each node, which has a smaller number; −1 for node 0 alone. */
  readonly parents: Int32Array;
}

/** One table as it was published. */
export interface PublishedTable {
  /** The dimensions it has, by number. */
  readonly dimensions: readonly number[];
  /** One Int32Array(rows) per dimension of the table: the node of each row. */
  readonly nodes: readonly Int32Array[];
  /** Float64Array(rows): published values; NaN where one is withheld. */
  readonly values: Float64Array;
}

/** Linked tables as one system of cells; a cell that several of them have is there once. */
export interface JoinedTables {
  /** Published and withheld cells, then totals that are absent, then the joint cells that link the tables. */
  readonly system: CellSystem;
  /** Cells of the tables. */
  readonly cells: number;
  /** Float64Array(cells of the system): values that some table publishes; NaN elsewhere. */
  readonly values: Float64Array;
  /** Uint8Array(cells of the system): 1 where some table withholds the cell. */
  readonly withheld: Uint8Array;
  /** Uint8Array(cells of the system): 1 for absent totals and joint cells, of which nothing is told. */
  readonly hidden: Uint8Array;
  /** By table, the cell of each row. */
  readonly cellOf: readonly Int32Array[];
}

/** What is wrong with tables before anybody attacks them. */
export interface TableFaults {
  /** Rows with the same codes as an earlier row of their table. */
  readonly duplicates: number;
  /** Totals that are absent though some of their parts are there, and other totals over the same dimension are too. */
  readonly missingTotals: number;
  /** Cells that two tables publish with different values. */
  readonly disagreements: number;
}

/**
 * Joins tables to one system of cells.
 *
 * @param trees - the dimensions of all tables.
 * @param tables - the tables.
 * @param tolerance - distance below which two published values are one.
 * @returns the cells, and what is wrong with them; `joined` is `null` when rows are duplicates.
 * @remarks O(rows × dimensions × levels). The joint cells of several tables are those that {@link layOutCells} gives.
 */
export function joinTables(trees: readonly DimensionTree[], tables: readonly PublishedTable[], tolerance: number): { readonly joined: JoinedTables | null; readonly faults: TableFaults } {
  const numbers = new Map<string, number>();
  const coordinates: Int32Array[] = [];
  let duplicates = 0;
  const cellOf = tables.map((table) => {
    const own = new Set<number>();
    return Int32Array.from(table.values, (_, row) => {
      const nodes = nodesOf(table, trees.length, row);
      const name = nodes.join(' ');
      const cell = numbers.get(name) ?? coordinates.push(nodes) - 1;
      numbers.set(name, cell);
      if (own.has(cell)) duplicates++;
      own.add(cell);
      return cell;
    });
  });
  const cells = coordinates.length;
  tables.forEach((table, at) => {
    addMissingTotals(trees, table, cellOf[at]!, numbers, coordinates);
  });
  const missingTotals = coordinates.length - cells;
  if (duplicates > 0) return { joined: null, faults: { duplicates, missingTotals, disagreements: 0 } };
  const columns = trees.map(levelColumns);
  const nodes = trees.map((_, dimension) => Int32Array.from(coordinates, (tuple) => tuple[dimension]!));
  const firsts = columns.map((_, dimension) => columns.slice(0, dimension).reduce((sum, levels) => sum + levels.length, 0));
  const columnsOf = (dimension: number): number[] => columns[dimension]!.map((_, level) => firsts[dimension]! + level);
  const { system } = layOutCells({
    cells: coordinates.length,
    codes: columns.flatMap((levels, dimension) => levels.map((level) => nodes[dimension]!.map((node) => level[node]!))),
    totals: columns.flatMap((levels, dimension) => levels.map((level) => Uint8Array.from(nodes[dimension]!, (node) => Number(level[node] === -1)))),
    dimensions: trees.map((_, dimension) => columnsOf(dimension)),
    tables: tables.length === 1 ? null : tables.map(({ dimensions }) => dimensions.flatMap(columnsOf)),
  });
  const values = new Float64Array(system.cells).fill(NaN);
  const withheld = new Uint8Array(system.cells);
  const disagreeing = new Set<number>();
  tables.forEach((table, at) => {
    table.values.forEach((value, row) => {
      const cell = cellOf[at]![row]!;
      if (Number.isNaN(value)) withheld[cell] = 1;
      else if (Math.abs(values[cell]! - value) > tolerance) disagreeing.add(cell);
      else values[cell] = value;
    });
  });
  const hidden = values.map((value, cell) => Number(Number.isNaN(value) && withheld[cell] === 0));
  return { joined: { system, cells, values, withheld, hidden: Uint8Array.from(hidden), cellOf }, faults: { duplicates, missingTotals, disagreements: disagreeing.size } };
}

/** The node of a row in every dimension; that of all codes together where its table does not have the dimension. */
function nodesOf({ dimensions, nodes }: PublishedTable, count: number, row: number): Int32Array {
  const tuple = new Int32Array(count);
  dimensions.forEach((dimension, place) => {
    tuple[dimension] = nodes[place]![row]!;
  });
  return tuple;
}

/** Gives, level by level, the node above each node; −1 for a node that is higher than the level. */
function levelColumns({ parents }: DimensionTree): Int32Array[] {
  const paths = Array.from(parents, (_, node) => {
    const path: number[] = [];
    for (let at = node; at > 0; at = parents[at]!) path.unshift(at);
    return path;
  });
  const levels = Math.max(1, ...paths.map(({ length }) => length));
  return Array.from({ length: levels }, (_, level) => Int32Array.from(paths, (path) => path[level] ?? -1));
}

/** Numbers the totals that no table has though their parts are there; a dimension without any total in a table has none on purpose. */
function addMissingTotals(trees: readonly DimensionTree[], { dimensions, nodes }: PublishedTable, cellOf: Int32Array, numbers: Map<string, number>, coordinates: Int32Array[]): void {
  const hasTotal = nodes.map((column) => column.includes(0));
  const waiting = [...cellOf];
  for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
    const tuple = coordinates[cell]!;
    dimensions.forEach((dimension, place) => {
      const above = tuple.slice();
      const parent = trees[dimension]!.parents[above[dimension]!]!;
      if (parent < 0 || (parent === 0 && !hasTotal[place]!)) return;
      above[dimension] = parent;
      const name = above.join(' ');
      if (numbers.has(name)) return;
      numbers.set(name, coordinates.length);
      waiting.push(coordinates.length);
      coordinates.push(above);
    });
  }
}

/** What everybody knows of the tables beside their values. */
export interface PublicKnowledge {
  /** Whether values are whole numbers. */
  readonly integers: boolean;
  /** What a withheld value is not below, and not above. */
  readonly withheldAtLeast: number;
  readonly withheldAtMost: number;
  /** How wide the interval of a withheld value must be. */
  readonly minWidth: number;
  /** How far a published value may be from the true one: tables were rounded or perturbed. */
  readonly maxNoise: number;
  /** Published counts below this, if they are certain, give somebody away. */
  readonly minCount: number;
}

/**
 * Turns joined tables into what an attacker sees.
 *
 * @param joined - the tables.
 * @param knowledge - what he knows beside.
 * @returns the cells. Where values are published with noise, each is unknown within it, and small counts must stay so.
 */
export function attackedTables({ system, values, withheld, hidden }: JoinedTables, knowledge: PublicKnowledge): AttackedCells {
  const { integers, withheldAtLeast, withheldAtMost, minWidth, maxNoise, minCount } = knowledge;
  const isPublished = Uint8Array.from(values, (value) => Number(!Number.isNaN(value)));
  const isSmall = (cell: number): boolean => maxNoise > 0 && values[cell]! - maxNoise < minCount;
  const seen = Uint8Array.from(values, (_, cell) => {
    if (hidden[cell] === 1) return SEEN.hidden;
    // Withheld in one table and published in another is withheld from nobody.
    if (isPublished[cell] === 0 || withheld[cell] === 1) return SEEN.withheld;
    if (maxNoise === 0) return SEEN.published;
    return isSmall(cell) ? SEEN.withheld : SEEN.hidden;
  });
  const lower = values.map((value, cell) => (isPublished[cell] === 1 ? Math.max(value - maxNoise, maxNoise > 0 ? Math.min(0, value) : -Infinity) : hidden[cell] === 1 ? Math.min(0, withheldAtLeast) : withheldAtLeast));
  const upper = values.map((value, cell) => (isPublished[cell] === 1 ? value + maxNoise : hidden[cell] === 1 ? Infinity : withheldAtMost));
  const none = new Float64Array(system.cells);
  return {
    system, seen, lower, upper, integers,
    values: maxNoise === 0 ? values : new Float64Array(system.cells).fill(NaN),
    required: { below: none, above: none, width: Float64Array.from(seen, (state) => (state === SEEN.withheld ? minWidth : 0)) },
  };
}
