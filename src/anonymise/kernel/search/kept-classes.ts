import type { NodeClasses, RollUp } from './roll-up.ts';

/** Most 32-bit numbers that classes kept for later take together: 128 MiB, beside the bottom's. */
const MAX_NUMBERS = 2 ** 25;
/** Most nodes whose classes are kept: each is looked at before another node is generalised. */
const MAX_NODES = 1024;
/** What a node's classes must shrink to, as a share of those they were made from, to be kept. */
const WORTH_KEEPING = 0.8;

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
 * @param rollUp - what generalises.
 * @returns the store.
 */
export function keptClasses(rollUp: RollUp): KeptClasses {
  /** Fewest classes first. */
  const kept: NodeClasses[] = [];
  let numbers = 0;
  const keep = (node: NodeClasses): void => {
    const size = node.table.rowsOf.length;
    let place = kept.length;
    while (place > 0 && kept[place - 1]!.table.rowsOf.length > size) place--;
    kept.splice(place, 0, node);
    numbers += numbersOf(node);
    while (kept.length > MAX_NODES || numbers > MAX_NUMBERS) numbers -= numbersOf(kept.pop()!);
  };
  return {
    at(levels) {
      const from = kept.find((node) => isBelow(node.levels, levels)) ?? rollUp.bottom;
      const node = rollUp.from(from, levels);
      if (node.table.rowsOf.length <= WORTH_KEEPING * from.table.rowsOf.length) keep(node);
      return node;
    },
  };
}

function isBelow(low: Int32Array, high: Int32Array): boolean {
  for (let column = 0; column < low.length; column++) if (low[column]! > high[column]!) return false;
  return true;
}

/** Numbers that the classes of a node take. Asking for its sensitive counts makes them, so that nothing below it is needed. */
function numbersOf({ words, table }: NodeClasses): number {
  const { rowsOf, entities, populationSizes, sensitive } = table;
  return words.length + rowsOf.length * (populationSizes === null ? 1 : 2) + (entities === null ? 0 : 2 * rowsOf.length + entities.entities.length)
    + sensitive.reduce((sum, column) => sum + 3 * column.values.length + (column.entities === null ? 0 : column.entities.entities.length), 0);
}
