import type { ColumnLevels } from '../column-levels.ts';
import { isBelow } from './lattice.ts';
import { numbersOfClasses } from './merge-classes.ts';
import type { NodeClasses, RollUp } from './roll-up.ts';

/** Most 32-bit numbers that classes kept for later take together: 128 MiB, beside the bottom's. */
const MAX_NUMBERS = 2 ** 25;
/** Most nodes whose classes are kept: each is looked at before another node is generalised. */
const MAX_NODES = 1024;
/** What a node's classes must shrink to, as a share of those they were made from, to be kept. */
const WORTH_KEEPING = 0.8;
/** Most columns, and most nodes of them alone, that are generalised ahead of the others. */
const AHEAD_COLUMNS = 4;
const AHEAD_NODES = 256;
/** Classes from which it pays to generalise ahead. */
const MANY = 1000;

/** Classes of nodes, made from the smallest that are known. */
export interface KeptClasses {
  /**
   * Makes the classes of a node.
   *
   * @param levels - Int32Array(columns), kept.
   * @returns its classes.
   */
  at(levels: Int32Array): NodeClasses;
}

/**
 * Makes a store of classes. What it keeps changes time only, and never goes beyond its limits: the largest go first.
 *
 * Nodes have ancestors in common: those where only the columns of most values are generalised. These are made first, one column
 * after the other, so that few nodes are made from the bottom.
 *
 * @param rollUp - what generalises.
 * @param columns - the levels of each column.
 * @returns the store.
 */
export function keptClasses(rollUp: RollUp, columns: readonly ColumnLevels[]): KeptClasses {
  /** Fewest classes first. */
  const kept: NodeClasses[] = [];
  const ahead = columnsAhead(columns);
  /** Of columns generalised ahead; these stay. */
  const ancestors = new Map<string, NodeClasses>();
  const counted = new Map<NodeClasses, number>();
  let numbers = 0;
  let latest: NodeClasses | null = null;
  const count = (node: NodeClasses): void => {
    const taken = numbersOf(node);
    numbers += taken - (counted.get(node) ?? 0);
    counted.set(node, taken);
  };
  const drop = (node: NodeClasses): void => {
    numbers -= counted.get(node)!;
    counted.delete(node);
  };
  const keep = (node: NodeClasses): void => {
    const size = node.table.rowsOf.length;
    let place = kept.length;
    while (place > 0 && kept[place - 1]!.table.rowsOf.length > size) place--;
    kept.splice(place, 0, node);
    // A node is looked at before the next one is made: by then it may have been asked for its sensitive counts.
    if (latest !== null && counted.has(latest)) count(latest);
    count(node);
    latest = node;
    while (kept.length > 0 && (kept.length > MAX_NODES || numbers > MAX_NUMBERS)) drop(kept.pop()!);
  };
  const smallestBelow = (levels: Int32Array): NodeClasses => kept.find((node) => isBelow(node.levels, levels)) ?? rollUp.bottom;
  const ancestorAt = (levels: Int32Array): NodeClasses => {
    const name = levels.join();
    const known = ancestors.get(name);
    if (known !== undefined) return known;
    const below = [...ancestors.values()].findLast((node) => isBelow(node.levels, levels)) ?? rollUp.bottom;
    const node = rollUp.from(below, levels.slice());
    count(node);
    if (numbers <= MAX_NUMBERS / 2) ancestors.set(name, node);
    else drop(node);
    return node;
  };
  const made = (from: NodeClasses, levels: Int32Array): NodeClasses => {
    const node = rollUp.from(from, levels);
    if (node.table.rowsOf.length <= WORTH_KEEPING * from.table.rowsOf.length) keep(node);
    return node;
  };
  return {
    at(levels) {
      let from = smallestBelow(levels);
      const first = new Int32Array(levels.length);
      for (const column of ahead) {
        if (levels[column] === 0 || from.table.rowsOf.length < MANY) continue;
        first[column] = levels[column]!;
        if (isBelow(first, from.levels)) continue;
        const ancestor = ancestorAt(first);
        if (ancestor.table.rowsOf.length < from.table.rowsOf.length) from = ancestor;
      }
      return made(from, levels);
    },
  };
}

/** The columns with most values, as long as they have few nodes among them. */
function columnsAhead(columns: readonly ColumnLevels[]): number[] {
  const order = columns.map((_, column) => column).sort((one, other) => columns[other]!.leaves[0]!.length - columns[one]!.leaves[0]!.length || one - other);
  const ahead: number[] = [];
  let nodes = 1;
  for (const column of order.slice(0, AHEAD_COLUMNS)) {
    nodes *= columns[column]!.codes.length;
    if (nodes <= AHEAD_NODES) ahead.push(column);
  }
  return ahead;
}

/** Numbers that the classes of a node take; more once it was asked for its sensitive counts. */
function numbersOf({ words, table }: NodeClasses): number {
  return words.length + numbersOfClasses(table);
}
