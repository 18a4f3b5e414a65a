import type { CellSystem, TableLayout } from '../../../linear/index.ts';
import type { SuppressionProblem } from './problem.ts';

/** One category of each dimension with its children: a table without hierarchies, of which a large one is made. */
export interface SubTable {
  /** How far below the top the categories are, over all dimensions. */
  readonly depth: number;
  /** Int32Array: cells by number, ascending. */
  readonly cells: Int32Array;
  /** Int32Array: relations of the whole system, ascending. */
  readonly relations: Int32Array;
}

/**
 * Takes tables apart into sub-tables: in every dimension one category and its children. A cell is in one of them as a part, and in those
 * below it as a total.
 *
 * @param problem - the system and its layouts.
 * @returns the sub-tables, from the top down. A relation that no layout explains is in those that have what the layouts have of it, or
 *   in one of its own.
 * @remarks O(members × 2^dimensions), and sub-tables × members for relations that no layout explains.
 */
export function subTables({ system, layouts }: Pick<SuppressionProblem, 'system' | 'layouts'>): SubTable[] {
  const found = new Map<string, { depth: number; relations: Set<number> }>();
  const explained = new Uint8Array(system.starts.length - 1);
  layouts.forEach((layout, number) => {
    const depths = layout.trees.map(({ parents }) => depthsOf(parents));
    const isParent = layout.trees.map(({ parents }) => parentMarks(parents));
    const placeOf = new Map(Array.from(layout.cells, (cell, place) => [cell, place]));
    for (let relation = 0; relation + 1 < system.starts.length; relation++) {
      const dimension = dimensionOf(system, relation, layout, placeOf);
      if (dimension < 0) continue;
      explained[relation] = 1;
      const total = placeOf.get(system.members[system.starts[relation]!]!)!;
      for (const nodes of stars(layout, total, dimension, isParent)) {
        const name = `${number} ${nodes.join(' ')}`;
        const subTable = found.get(name) ?? { depth: nodes.reduce((sum, node, at) => sum + depths[at]![node]!, 0), relations: new Set() };
        found.set(name, subTable);
        subTable.relations.add(relation);
      }
    }
  });
  const isLaidOut = new Uint8Array(system.cells);
  for (const { cells } of layouts) for (const cell of cells) isLaidOut[cell] = 1;
  const tables = Array.from(found.values(), ({ depth, relations }) => ({ depth, relations, cells: cellsOf(system, relations) }));
  for (const relation of explained.keys()) {
    if (explained[relation] === 1) continue;
    const known = membersOf(system, relation).filter((cell) => isLaidOut[cell] === 1);
    const homes = known.length === 0 ? [] : tables.filter(({ cells }) => known.every((cell) => cells.has(cell)));
    for (const home of homes) home.relations.add(relation);
    if (homes.length === 0) tables.push({ depth: 0, relations: new Set([relation]), cells: new Set(membersOf(system, relation)) });
  }
  return tables
    .map(({ depth, relations }): SubTable => ({ depth, relations: Int32Array.from(relations), cells: Int32Array.from(cellsOf(system, relations)).sort() }))
    .sort((first, second) => first.depth - second.depth);
}

/** The dimension in which the parts of a relation differ from their total; −1 when the relation is not one of the layout. */
function dimensionOf(system: CellSystem, relation: number, { nodes }: TableLayout, placeOf: ReadonlyMap<number, number>): number {
  const places = Array.from(membersOf(system, relation), (cell) => placeOf.get(cell));
  const [total, part] = places;
  if (total === undefined || part === undefined || places.includes(undefined)) return -1;
  return nodes.findIndex((column) => column[total] !== column[part]);
}

/** The nodes whose sub-tables have a relation: its own in its dimension, and in the others the node itself or its parent. */
function stars({ trees, nodes }: TableLayout, total: number, dimension: number, isParent: readonly Uint8Array[]): number[][] {
  return nodes.reduce<number[][]>((combinations, column, at) => {
    const node = column[total]!;
    const parent = trees[at]!.parents[node]!;
    const heads = at === dimension || parent < 0 ? [node] : isParent[at]![node] === 1 ? [parent, node] : [parent];
    return combinations.flatMap((combination) => heads.map((head) => [...combination, head]));
  }, [[]]);
}

function parentMarks(parents: Int32Array): Uint8Array {
  const marks = new Uint8Array(parents.length);
  for (const parent of parents) if (parent >= 0) marks[parent] = 1;
  return marks;
}

function depthsOf(parents: Int32Array): Int32Array {
  const depths = new Int32Array(parents.length);
  parents.forEach((parent, node) => { if (parent >= 0) depths[node] = depths[parent]! + 1; });
  return depths;
}

function membersOf({ starts, members }: CellSystem, relation: number): Int32Array {
  return members.subarray(starts[relation], starts[relation + 1]);
}

function cellsOf(system: CellSystem, relations: ReadonlySet<number>): Set<number> {
  return new Set(Array.from(relations, (relation) => [...membersOf(system, relation)]).flat());
}

/**
 * Makes a problem of a sub-table alone.
 *
 * @param problem - the whole problem.
 * @param subTable - the sub-table.
 * @returns the problem, whose cells are those of the sub-table in order.
 */
export function problemOfSubTable(problem: SuppressionProblem, { cells, relations }: SubTable): SuppressionProblem {
  const numbers = new Map(Array.from(cells, (cell, place) => [cell, place]));
  const ends = [0];
  const own = Array.from(relations).flatMap((relation) => {
    const parts = Array.from(membersOf(problem.system, relation), (cell) => numbers.get(cell)!);
    ends.push(ends.at(-1)! + parts.length);
    return parts;
  });
  const take = (of: Float64Array): Float64Array => Float64Array.from(cells, (cell) => of[cell]!);
  return {
    system: { cells: cells.length, starts: Int32Array.from(ends), members: Int32Array.from(own) },
    layouts: [],
    values: take(problem.values),
    states: Uint8Array.from(cells, (cell) => problem.states[cell]!),
    costs: take(problem.costs),
    lower: take(problem.lower),
    upper: take(problem.upper),
    required: { below: take(problem.required.below), above: take(problem.required.above), width: take(problem.required.width) },
    units: take(problem.units),
    onlyUnit: Int32Array.from(cells, (cell) => problem.onlyUnit[cell]!),
    integers: problem.integers,
  };
}
