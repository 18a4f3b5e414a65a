import { tupleTable } from '../group/index.ts';
import { cellSystem, type CategoryTree, type CellSystem, type TableLayout } from './cell-system.ts';
import { jointCells, type FinestCells } from './joint-cells.ts';

/** Cells by the values of their columns. */
export interface CellCoordinates {
  /** Number of cells. */
  readonly cells: number;
  /** One Int32Array(cells) per column: code of the value, −1 for a missing value; anything where the column is totalled. */
  readonly codes: readonly Int32Array[];
  /** One Uint8Array(cells) per column: 1 where all its values are united; `null` for a column without totals. */
  readonly totals: readonly (Uint8Array | null)[];
  /** The columns of each dimension, the coarsest first; every column is in one dimension. */
  readonly dimensions: readonly (readonly number[])[];
  /** The columns of each published table; `null` for one table over all. */
  readonly tables: readonly (readonly number[])[] | null;
}

/** Cells as a system. */
export interface LaidOutCells {
  /** The cells by number, and behind them joint cells in which nobody is counted but, for all that the tables say, somebody might be. */
  readonly system: CellSystem;
  /** One per published table. */
  readonly layouts: readonly TableLayout[];
  /** Uint8Array(cells of the system): 1 for a joint cell, which belongs to no table. */
  readonly hidden: Uint8Array;
  /** Int32Array(relations): the dimension over which each relation adds up. */
  readonly over: Int32Array;
}

/** Nodes of one dimension: the tree, and the node of each cell. */
interface PlacedDimension {
  readonly tree: CategoryTree;
  readonly nodes: Int32Array;
}

/** Joint cells beyond those that are counted, at most: as many, or four times as many as there are cells. */
const MOST_JOINT_CELLS = 100_000;

/**
 * Lays cells out: makes a tree of each dimension, finds out which tables each cell belongs to, and how cells add up.
 *
 * @param coordinates - the cells; absent combinations are zero, but for joint cells of several tables: who sees the tables does
 *   not know which of these are empty. Where they are very many, it is taken for known.
 * @returns the system of all cells together, joint cells among them.
 * @throws {RangeError} if two cells have the same values, or a cell is totalled over a column but not over a finer one.
 * @remarks O(cells × columns × children).
 */
export function layOutCells(coordinates: CellCoordinates): LaidOutCells {
  const { cells, dimensions, tables } = coordinates;
  const placed = dimensions.map((columns) => placeDimension(coordinates, columns));
  const all = Int32Array.from({ length: cells }, (_, cell) => cell);
  if (tables === null) {
    const whole = layoutOf(placed, all);
    const system = cellSystem(cells, [whole]);
    return { system, layouts: [whole], hidden: new Uint8Array(cells), over: relationDimensions(system, placed) };
  }
  const inTables = tables.map((columns) => ({ columns, cells: all.filter((cell) => belongsTo(coordinates, columns, cell)) }));
  const completed = withJointCells(placed, cells, inTables.map((table) => finestCells(coordinates, placed, table)));
  const total = completed[0]?.nodes.length ?? 0;
  const system = cellSystem(total, [layoutOf(completed, Int32Array.from({ length: total }, (_, cell) => cell))]);
  const hidden = new Uint8Array(total).fill(1);
  const layouts = inTables.map((table) => {
    for (const cell of table.cells) hidden[cell] = 0;
    return layoutOf(placed.filter((_, dimension) => isIn(dimensions[dimension]!, table.columns)), table.cells);
  });
  return { system, layouts, hidden, over: relationDimensions(system, completed) };
}

/** The cells of one table. */
interface TableCells {
  readonly columns: readonly number[];
  readonly cells: Int32Array;
}

const isIn = (dimension: readonly number[], columns: readonly number[]): boolean => dimension.some((column) => columns.includes(column));

function finestCells({ dimensions, totals }: CellCoordinates, placed: readonly PlacedDimension[], { columns, cells }: TableCells): FinestCells {
  const finest = cells.filter((cell) => columns.every((column) => totals[column]?.[cell] !== 1));
  const own = [...dimensions.keys()].filter((dimension) => isIn(dimensions[dimension]!, columns));
  return { dimensions: own, nodes: own.map((dimension) => finest.map((cell) => placed[dimension]!.nodes[cell]!)) };
}

/** Puts the joint cells that may be there behind those that are. */
function withJointCells(placed: readonly PlacedDimension[], cells: number, tables: readonly FinestCells[]): readonly PlacedDimension[] {
  const joint = jointCells(placed.map(({ tree }) => tree.parents), tables, Math.max(MOST_JOINT_CELLS, 4 * cells));
  if (joint === null) return placed;
  const known = tupleTable(placed.length);
  known.assign(placed.map(({ nodes }) => nodes), cells, new Int32Array(cells));
  if (known.size < cells) throw new RangeError('cells: two have the same categories');
  const numbers = new Int32Array(joint[0]?.length ?? 0);
  known.assign(joint, numbers.length, numbers);
  return placed.map(({ tree }, dimension) => ({ tree, nodes: known.column(dimension) }));
}

function layoutOf(placed: readonly PlacedDimension[], cells: Int32Array): TableLayout {
  return { trees: placed.map(({ tree }) => tree), cells, nodes: placed.map(({ nodes }) => cells.map((cell) => nodes[cell]!)) };
}

function belongsTo({ totals }: CellCoordinates, columns: readonly number[], cell: number): boolean {
  return totals.every((marks, column) => columns.includes(column) || marks?.[cell] === 1);
}

/** Numbers the values of each level under those of the level above; parents come before their children. */
function placeDimension({ cells, codes, totals }: CellCoordinates, columns: readonly number[]): PlacedDimension {
  const parents: number[] = [];
  const nodes = new Int32Array(cells).fill(-1);
  const node = (parent: number): number => parents.push(parent) - 1;
  if (totals[columns[0]!]?.includes(1) === true) nodes.fill(node(-1));
  const isOpen = new Uint8Array(cells).fill(1);
  for (const column of columns) {
    const children = new Map<number, Map<number, number>>();
    const marks = totals[column] ?? null;
    for (let cell = 0; cell < cells; cell++) {
      if (marks?.[cell] === 1) isOpen[cell] = 0;
      else if (isOpen[cell] === 0) throw new RangeError(`cell ${cell}: expected a total in the finer columns of a hierarchy`);
      else {
        const under = children.get(nodes[cell]!) ?? new Map<number, number>();
        children.set(nodes[cell]!, under);
        const code = codes[column]![cell]!;
        const found = under.get(code) ?? node(nodes[cell]!);
        under.set(code, found);
        nodes[cell] = found;
      }
    }
  }
  return { tree: { parents: Int32Array.from(parents) }, nodes };
}

/** A total and its parts differ in one dimension. */
function relationDimensions({ starts, members }: CellSystem, placed: readonly PlacedDimension[]): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, relation) => {
    const total = members[starts[relation]!]!;
    const part = members[starts[relation]! + 1]!;
    return placed.findIndex(({ nodes }) => nodes[total] !== nodes[part]);
  });
}

/**
 * Keeps the relations over some dimensions only.
 *
 * @param laidOut - cells with the dimension of each relation.
 * @param isKept - tells, by number, the dimensions to keep.
 * @returns the smaller system.
 */
export function systemOver({ system, over }: LaidOutCells, isKept: (dimension: number) => boolean): CellSystem {
  const starts = [0];
  const members: number[] = [];
  over.forEach((dimension, relation) => {
    if (!isKept(dimension)) return;
    for (let place = system.starts[relation]!; place < system.starts[relation + 1]!; place++) members.push(system.members[place]!);
    starts.push(members.length);
  });
  return { cells: system.cells, starts: Int32Array.from(starts), members: Int32Array.from(members) };
}
