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
 * @returns the sub-tables, from the top down; relations that no layout explains make one more each.
 * @remarks O(members × 2^dimensions).
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
  const lone = Array.from(explained.keys()).filter((relation) => explained[relation] === 0);
  return [...found.values(), ...lone.map((relation) => ({ depth: 0, relations: new Set([relation]) }))]
    .map(({ depth, relations }): SubTable => ({ depth, relations: Int32Array.from(relations), cells: cellsOf(system, relations) }))
    .sort((first, second) => first.depth - second.depth);
}

/** The dimension in which the parts of a relation differ from their total; −1 when the relation is not one of the layout. */
function dimensionOf({ starts, members }: CellSystem, relation: number, { nodes }: TableLayout, placeOf: ReadonlyMap<number, number>): number {
  const places = Array.from(members.subarray(starts[relation], starts[relation + 1]), (cell) => placeOf.get(cell));
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

function cellsOf({ starts, members }: CellSystem, relations: ReadonlySet<number>): Int32Array {
  return Int32Array.from(new Set([...relations].flatMap((relation) => [...members.subarray(starts[relation], starts[relation + 1])]))).sort();
}

/**
 * Makes a problem of a sub-table alone.
 *
 * @param problem - the whole problem.
 * @param subTable - the sub-table.
 * @returns the problem, whose cells are those of the sub-table in order.
 */
export function problemOfSubTable(problem: SuppressionProblem, { cells, relations }: SubTable): SuppressionProblem {
  const { system: { starts, members } } = problem;
  const numbers = new Map(Array.from(cells, (cell, place) => [cell, place]));
  const ends = [0];
  const own = Array.from(relations).flatMap((relation) => {
    const parts = Array.from(members.subarray(starts[relation], starts[relation + 1]), (cell) => numbers.get(cell)!);
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
