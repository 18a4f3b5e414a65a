import type { ClassTable, SensitiveCounts } from '../classes.ts';
import type { ClassEntities } from '../wildcard-frequencies.ts';

/** Items by the group they belong to: those of group `g` are `items[starts[g] … starts[g + 1])`. */
interface Grouping {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** Lists the items of each group, ascending. */
function itemsOf(groupOf: Int32Array, groups: number): Grouping {
  const starts = new Int32Array(groups + 1);
  for (const group of groupOf) starts[group + 1]!++;
  for (let group = 0; group < groups; group++) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const items = new Int32Array(groupOf.length);
  for (let item = 0; item < groupOf.length; item++) items[next[groupOf[item]!]!++] = item;
  return { starts, items };
}

/**
 * Adds counts of classes that become one.
 *
 * @param counts - Uint32Array(classes).
 * @param classOf - Int32Array(classes): the class that each becomes part of.
 * @param size - number of those classes.
 * @returns Uint32Array(size).
 */
export function addedCounts(counts: Uint32Array, classOf: Int32Array, size: number): Uint32Array {
  const sums = new Uint32Array(size);
  for (let index = 0; index < counts.length; index++) sums[classOf[index]!]! += counts[index]!;
  return sums;
}

/**
 * Unites the entities of classes that become one: an entity of several of them counts once.
 *
 * @param entities - the entities of each class.
 * @param classOf - Int32Array(classes): the class that each becomes part of.
 * @param size - number of those classes.
 * @returns the entities of each.
 * @remarks O(pairs of class and entity), memory O(entities) beside the result.
 */
export function unitedEntities(entities: ClassEntities, classOf: Int32Array, size: number): ClassEntities {
  return united(entities, itemsOf(classOf, size));
}

function united({ starts, entities, entityCount }: ClassEntities, groups: Grouping): ClassEntities {
  const size = groups.starts.length - 1;
  const unitedStarts = new Int32Array(size + 1);
  const found = new Int32Array(entities.length);
  /** The group, from 1 up, that met an entity last. */
  const metBy = new Int32Array(entityCount);
  let count = 0;
  for (let group = 0; group < size; group++) {
    for (let place = groups.starts[group]!; place < groups.starts[group + 1]!; place++) {
      const item = groups.items[place]!;
      for (let at = starts[item]!; at < starts[item + 1]!; at++) {
        const entity = entities[at]!;
        if (metBy[entity] === group + 1) continue;
        metBy[entity] = group + 1;
        found[count++] = entity;
      }
    }
    unitedStarts[group + 1] = count;
  }
  return { starts: unitedStarts, entities: found.slice(0, count), entityCount };
}

/**
 * Adds the sensitive counts of classes that become one; where entities are counted, their sets are united.
 *
 * @param sensitive - how often each value stands in each class.
 * @param classOf - Int32Array(classes): the class that each becomes part of.
 * @param size - number of those classes.
 * @returns the counts of each, values ascending; totals are unchanged.
 * @remarks O(pairs of class and value), times their logarithm within a class.
 */
export function mergedSensitive(sensitive: SensitiveCounts, classOf: Int32Array, size: number): SensitiveCounts {
  const { starts, values, counts, totals, entities } = sensitive;
  const members = itemsOf(classOf, size);
  const mergedStarts = new Int32Array(size + 1);
  const mergedValues = new Int32Array(values.length);
  /** Places of the old values, those that become one next to each other. */
  const places = new Int32Array(values.length);
  const placeStarts = new Int32Array(values.length + 1);
  const firstOf = new Int32Array(totals.length);
  const nextOf = new Int32Array(values.length);
  let pairs = 0;
  let placed = 0;
  for (let group = 0; group < size; group++) {
    const met: number[] = [];
    // From the last to the first, so that each value's chain of places ascends.
    for (let member = members.starts[group + 1]! - 1; member >= members.starts[group]!; member--) {
      const index = members.items[member]!;
      for (let place = starts[index + 1]! - 1; place >= starts[index]!; place--) {
        const value = values[place]!;
        if (firstOf[value] === 0) met.push(value);
        nextOf[place] = firstOf[value]!;
        firstOf[value] = place + 1;
      }
    }
    for (const value of met.sort((one, other) => one - other)) {
      mergedValues[pairs] = value;
      for (let next = firstOf[value]!; next > 0; next = nextOf[next - 1]!) places[placed++] = next - 1;
      firstOf[value] = 0;
      placeStarts[++pairs] = placed;
    }
    mergedStarts[group + 1] = pairs;
  }
  const grouping: Grouping = { starts: placeStarts.subarray(0, pairs + 1), items: places };
  const mergedEntities = entities === null ? null : united(entities, grouping);
  return {
    starts: mergedStarts,
    values: mergedValues.slice(0, pairs),
    counts: mergedEntities === null ? summed(counts, grouping) : lengths(mergedEntities),
    totals,
    entities: mergedEntities,
  };
}

function summed(counts: Uint32Array, { starts, items }: Grouping): Uint32Array {
  const sums = new Uint32Array(starts.length - 1);
  for (let group = 0; group < sums.length; group++) for (let place = starts[group]!; place < starts[group + 1]!; place++) sums[group]! += counts[items[place]!]!;
  return sums;
}

/**
 * Counts the entities of each class.
 *
 * @param entities - the entities of each class.
 * @returns Uint32Array(classes).
 */
export function lengths({ starts }: ClassEntities): Uint32Array {
  return Uint32Array.from({ length: starts.length - 1 }, (_, group) => starts[group + 1]! - starts[group]!);
}

/** Where the sensitive counts of a table will come from: those of other classes, and the class that each of these is part of. */
interface Origin {
  readonly table: ClassTable;
  readonly classOf: Int32Array;
}

/** Tables whose sensitive counts nobody asked for yet. */
const origins = new WeakMap<ClassTable, Origin>();

/**
 * Merges classes that become one: rows and population add up, entities are united, sensitive counts follow.
 *
 * @param table - the classes.
 * @param classOf - Int32Array(classes): the class that each becomes part of.
 * @param size - number of those classes.
 * @param codes - the codes of the merged classes, called when somebody asks for them.
 * @returns the merged classes; sensitive counts are worked out when they are asked for, from the nearest classes that have theirs. A node
 *   that fails by its sizes alone never has any.
 */
export function mergeClasses(table: ClassTable, classOf: Int32Array, size: number, codes: () => readonly Int32Array[]): ClassTable {
  const rowsOf = addedCounts(table.rowsOf, classOf, size);
  const entities = table.entities === null ? null : unitedEntities(table.entities, classOf, size);
  let ownCodes: readonly Int32Array[] | null = null;
  let ownSensitive: readonly SensitiveCounts[] | null = null;
  const merged: ClassTable = {
    get codes() {
      return (ownCodes ??= codes());
    },
    rowsOf,
    sizes: entities === null ? rowsOf : lengths(entities),
    entities,
    populationSizes: table.populationSizes === null ? null : addedCounts(table.populationSizes, classOf, size),
    get sensitive() {
      const origin = origins.get(merged);
      if (ownSensitive === null && origin !== undefined) ownSensitive = origin.table.sensitive.map((column) => mergedSensitive(column, origin.classOf, size));
      origins.delete(merged);
      return (ownSensitive ??= []);
    },
  };
  const before = origins.get(table) ?? null;
  const origin = before === null ? { table, classOf } : { table: before.table, classOf: before.classOf.map((index) => classOf[index]!) };
  if (origin.table.sensitive.length > 0) origins.set(merged, origin);
  return merged;
}

/**
 * Counts the 32-bit numbers that classes take, without making any.
 *
 * @param table - the classes.
 * @returns the numbers, codes aside; of sensitive counts that nobody asked for yet, those that tell where they will come from.
 */
export function numbersOfClasses(table: ClassTable): number {
  const { rowsOf, entities, populationSizes } = table;
  const own = rowsOf.length * (populationSizes === null ? 1 : 2) + (entities === null ? 0 : 2 * rowsOf.length + entities.entities.length);
  const origin = origins.get(table);
  if (origin !== undefined) return own + origin.classOf.length;
  return table.sensitive.reduce((sum, column) => sum + 3 * column.values.length + (column.entities === null ? 0 : column.entities.entities.length), own);
}
