// Small random tables with everything an attacker may know of them, and what trying all values tells.
import fc from 'fast-check';
import { cellSystem, SEEN, type AttackedCells, type CellSystem, type TableLayout } from '../../../src/linear/index.ts';

/** A total and `count` parts. */
export const star = (count: number): Int32Array => Int32Array.from({ length: count + 1 }, (_, node) => (node === 0 ? -1 : 0));

/** Two groups of parts under a total. */
export const TWO_LEVELS: Int32Array = Int32Array.of(-1, 0, 0, 1, 1, 2, 2);

/** All combinations of the nodes of trees, numbered in order. */
export function crossed(...parents: readonly Int32Array[]): TableLayout {
  const cells = parents.reduce((count, { length }) => count * length, 1);
  const numbers = Int32Array.from({ length: cells }, (_, cell) => cell);
  let block = cells;
  const nodes = parents.map(({ length }) => {
    block /= length;
    const size = block;
    return numbers.map((cell) => Math.floor(cell / size) % length);
  });
  return { trees: parents.map((tree) => ({ parents: tree })), cells: numbers, nodes };
}

/** Sums inner values up to all cells of a crossed table, by following each inner cell to all combinations of its ancestors. */
export function summed(layout: TableLayout, inner: (cell: number) => number): Float64Array {
  const sizes = layout.trees.map(({ parents }) => parents.length);
  const values = new Float64Array(layout.cells.length);
  const isLeaf = layout.trees.map(({ parents }) => Array.from(parents, (_, node) => !parents.includes(node)));
  layout.cells.forEach((cell) => {
    if (!layout.nodes.every((column, dimension) => isLeaf[dimension]![column[cell]!]!)) return;
    const value = inner(cell);
    let above: number[] = [0];
    layout.nodes.forEach((column, dimension) => {
      const ancestors: number[] = [];
      for (let node = column[cell]!; node >= 0; node = layout.trees[dimension]!.parents[node]!) ancestors.push(node);
      above = above.flatMap((place) => ancestors.map((node) => place * sizes[dimension]! + node));
    });
    for (const place of above) values[place]! += value;
  });
  return values;
}

/** Tables as an attacker sees them; unspecified parts are the usual ones for counts. */
export function attackedCells(system: CellSystem, values: Float64Array, withheld: readonly number[], more: Partial<AttackedCells> = {}): AttackedCells {
  const none = new Float64Array(system.cells);
  const seen = new Uint8Array(system.cells);
  for (const cell of withheld) seen[cell] = SEEN.withheld;
  return { system, seen, values, lower: none, upper: none.map(() => Infinity), required: { below: none, above: none, width: none }, integers: true, ...more };
}

/** Random small tables of small counts, some of them withheld; nothing is above their largest count by more than one. */
export const smallTables: fc.Arbitrary<AttackedCells> = fc.constantFrom([star(2), star(2)], [star(3), star(2)], [star(2), star(2), star(2)], [TWO_LEVELS, star(2)], [star(3), star(3)], [TWO_LEVELS])
  .chain((trees) => {
    const layout = crossed(...trees);
    const cells = layout.cells.length;
    return fc.record({
      counts: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: cells, maxLength: cells }),
      order: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: cells, maxLength: cells }),
      withheld: fc.integer({ min: 1, max: Math.min(cells, 9) }),
      floor: fc.integer({ min: 0, max: 1 }),
    }).map(({ counts, order, withheld, floor }) => {
      const values = summed(layout, (cell) => counts[cell]!);
      const numbers = Array.from(layout.cells).sort((a, b) => order[a]! - order[b]! || a - b).filter((cell) => values[cell]! >= floor).slice(0, withheld);
      return attackedCells(cellSystem(cells, [layout]), values, numbers, { lower: new Float64Array(cells).fill(floor), upper: new Float64Array(cells).fill(Math.max(...values) + 1) });
    });
  });

/** Tries all whole values of the withheld cells; gives the least and the most of each, by cell. */
export function tryAll({ system, seen, values, lower, upper }: AttackedCells, held: readonly number[] = []): { least: Map<number, number>; most: Map<number, number> } {
  const unknown = Array.from(seen.keys()).filter((cell) => seen[cell] !== SEEN.published && !held.includes(cell));
  const relations = Array.from({ length: system.starts.length - 1 }, (_, relation) => [...system.members.subarray(system.starts[relation], system.starts[relation + 1])]);
  // A relation can be checked once its last unknown cell has a value.
  const checked = unknown.map((cell, at) => relations.filter((members) => members.includes(cell) && !unknown.slice(at + 1).some((other) => members.includes(other))));
  const point = values.slice();
  const least = new Map<number, number>();
  const most = new Map<number, number>();
  const visit = (at: number): void => {
    const cell = unknown[at];
    if (cell === undefined) {
      for (const other of unknown) {
        least.set(other, Math.min(least.get(other) ?? Infinity, point[other]!));
        most.set(other, Math.max(most.get(other) ?? -Infinity, point[other]!));
      }
      return;
    }
    for (let value = lower[cell]!; value <= upper[cell]!; value++) {
      point[cell] = value;
      if (checked[at]!.every(([total, ...parts]) => parts.reduce((sum, part) => sum + point[part]!, 0) === point[total!])) visit(at + 1);
    }
    point[cell] = values[cell]!;
  };
  visit(0);
  return { least, most };
}
