import { tupleTable } from '../group/index.ts';

/**
 * Cells and the ways they add up. Each relation says that its first member, the total, is the sum of the others, its
 * parts. The relations are all that an attacker knows of a table beside published values and bounds.
 */
export interface CellSystem {
  readonly cells: number;
  /** Int32Array(relations + 1): where the members of each relation begin. */
  readonly starts: Int32Array;
  /** Int32Array: cells by number, relation by relation, the total first. */
  readonly members: Int32Array;
}

/** Categories of a dimension in a tree. */
export interface CategoryTree {
  /** Int32Array(nodes): the parent of each node, which has a smaller number; −1 for roots. */
  readonly parents: Int32Array;
}

/** A table as combinations of one category per dimension. */
export interface TableLayout {
  readonly trees: readonly CategoryTree[];
  /** Int32Array(places): number of each cell of the table in the system; tables that share a cell name it by one number. */
  readonly cells: Int32Array;
  /** One Int32Array(places) per dimension: the node of each cell. */
  readonly nodes: readonly Int32Array[];
}

/**
 * Counts the relations of a system.
 *
 * @param system - the system.
 * @returns how many there are.
 */
export function relationCount({ starts }: CellSystem): number {
  return starts.length - 1;
}

/**
 * Works out how the cells of tables add up: in every dimension, a cell is the sum of those that differ from it by a
 * child of its node. A combination that is absent is zero, unless it has children that are there: then these stand in its place.
 *
 * @param cells - number of cells of all tables together.
 * @param layouts - the tables.
 * @returns the system; a relation that two tables share stands there once.
 * @throws {RangeError} if a cell number, a node or a length is out of range, or a place occurs twice.
 * @remarks O(places × dimensions × children).
 * @example
 * const sex = { parents: Int32Array.of(-1, 0, 0) };
 * const { starts, members } = cellSystem(3, [{ trees: [sex], cells: Int32Array.of(0, 1, 2), nodes: [Int32Array.of(0, 1, 2)] }]);
 * [[...starts], [...members]]; // => [[0, 3], [0, 1, 2]]
 */
export function cellSystem(cells: number, layouts: readonly TableLayout[]): CellSystem {
  const starts = [0];
  const members: number[] = [];
  const seen = new Set<string>();
  for (const layout of layouts) {
    checkLayout(cells, layout);
    layout.trees.forEach((tree, dimension) => {
      const find = placeFinder(layout, dimension);
      const children = childrenOf(tree);
      layout.nodes[dimension]!.forEach((node, place) => {
        const parts = partsOf(node, place, children, find).map((part) => layout.cells[part]!);
        if (parts.length === 0) return;
        const relation = [layout.cells[place]!, ...parts.sort((a, b) => a - b)];
        const name = relation.join(' ');
        if (seen.has(name)) return;
        seen.add(name);
        members.push(...relation);
        starts.push(members.length);
      });
    });
  }
  return { cells, starts: Int32Array.from(starts), members: Int32Array.from(members) };
}

type PlaceFinder = (line: number, node: number) => number;

function partsOf(node: number, place: number, children: readonly number[][], find: PlaceFinder): number[] {
  const parts: number[] = [];
  const waiting = [...children[node]!];
  for (let child = waiting.pop(); child !== undefined; child = waiting.pop()) {
    const found = find(place, child);
    if (found >= 0) parts.push(found);
    else waiting.push(...children[child]!);
  }
  return parts;
}

function childrenOf({ parents }: CategoryTree): number[][] {
  const children: number[][] = Array.from(parents, () => []);
  parents.forEach((parent, node) => {
    if (parent >= 0) children[parent]!.push(node);
  });
  return children;
}

/** Finds the cell that stands beside another with a given node in one dimension; −1 when there is none. */
function placeFinder({ nodes, cells }: TableLayout, dimension: number): PlaceFinder {
  const lines = tupleTable(nodes.length - 1);
  const lineOf = new Int32Array(cells.length);
  lines.assign(nodes.filter((_, other) => other !== dimension), cells.length, lineOf);
  const places = new Map<number, number>();
  const width = nodes[dimension]!.reduce((largest, node) => Math.max(largest, node), 0) + 1;
  lineOf.forEach((line, place) => {
    const name = line * width + nodes[dimension]![place]!;
    if (places.has(name)) throw new RangeError(`layout: two cells have the same categories, the second at ${place}`);
    places.set(name, place);
  });
  return (place, node) => (node < width ? (places.get(lineOf[place]! * width + node) ?? -1) : -1);
}

function checkLayout(count: number, { trees, cells, nodes }: TableLayout): void {
  if (nodes.length !== trees.length) throw new RangeError(`layout: expected nodes of ${trees.length} dimensions, got ${nodes.length}`);
  for (const cell of cells) if (!(cell >= 0 && cell < count)) throw new RangeError(`layout: expected cells below ${count}, got ${cell}`);
  nodes.forEach((column, dimension) => {
    const { parents } = trees[dimension]!;
    if (column.length !== cells.length) throw new RangeError(`layout: expected ${cells.length} nodes, got ${column.length}`);
    for (const node of column) if (!(node >= 0 && node < parents.length)) throw new RangeError(`layout: expected nodes below ${parents.length}, got ${node}`);
    parents.forEach((parent, node) => {
      if (!(parent >= -1 && parent < node)) throw new RangeError(`tree: expected a parent before node ${node}, got ${parent}`);
    });
  });
}
