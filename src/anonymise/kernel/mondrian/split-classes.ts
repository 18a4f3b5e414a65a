import type { ClassTable, SensitiveCounts } from '../classes.ts';
import type { ClassEntities } from '../wildcard-frequencies.ts';

/** Puts classes together to two, as often as wanted: what privacy models look at before a part is cut. */
export type SplitClasses = (left: Int32Array, right: Int32Array) => ClassTable;

/**
 * Makes what merges two lists of classes.
 *
 * @param classes - all classes. Those of a population that have no row are not allowed for.
 * @returns the merger: two classes, of the classes of each list; totals of sensitive values stay those of the whole table, and
 *   the codes are empty. What it gave before is not to be used after it is called again.
 * @remarks O(rows, entities and values of the classes listed), whatever the size of the table: marks are kept from call to call.
 */
export function splitClasses(classes: ClassTable): SplitClasses {
  const { rowsOf, entities, sensitive } = classes;
  const union = entities === null ? null : unionOf(entities);
  const counters = sensitive.map((column) => valueCounter(column));
  return (left, right) => {
    const sides = [left, right];
    const rows = Uint32Array.from(sides, (side) => side.reduce((sum, index) => sum + rowsOf[index]!, 0));
    const together = union === null ? null : union(sides);
    return {
      codes: [],
      rowsOf: rows,
      sizes: together === null ? rows : Uint32Array.of(together.starts[1]!, together.starts[2]! - together.starts[1]!),
      entities: together,
      populationSizes: null,
      sensitive: counters.map((count) => count(sides)),
    };
  };
}

/** Unites the entities of each side. */
function unionOf({ starts, entities, entityCount }: ClassEntities): (sides: readonly Int32Array[]) => ClassEntities {
  const metIn = new Int32Array(entityCount);
  let call = 0;
  return (sides) => {
    const found: number[] = [];
    const ends = [0];
    for (const side of sides) {
      call++;
      for (const index of side) {
        for (let at = starts[index]!; at < starts[index + 1]!; at++) {
          const entity = entities[at]!;
          if (metIn[entity] === call) continue;
          metIn[entity] = call;
          found.push(entity);
        }
      }
      ends.push(found.length);
    }
    return { starts: Int32Array.from(ends), entities: Int32Array.from(found), entityCount };
  };
}

/** Counts the values of a sensitive column on each side: rows, or entities once for each value they have there. */
function valueCounter({ starts, values, counts, totals, entities }: SensitiveCounts): (sides: readonly Int32Array[]) => SensitiveCounts {
  const countOf = new Uint32Array(totals.length);
  return (sides) => {
    const ends = [0];
    const foundValues: number[] = [];
    const foundCounts: number[] = [];
    for (const side of sides) {
      const met: number[] = [];
      const entitiesOf = new Map<number, Set<number>>();
      for (const index of side) {
        for (let place = starts[index]!; place < starts[index + 1]!; place++) {
          const value = values[place]!;
          if (countOf[value] === 0) met.push(value);
          countOf[value]! += counts[place]!;
          if (entities === null) continue;
          if (!entitiesOf.has(value)) entitiesOf.set(value, new Set());
          for (let at = entities.starts[place]!; at < entities.starts[place + 1]!; at++) entitiesOf.get(value)!.add(entities.entities[at]!);
        }
      }
      for (const value of met.sort((one, other) => one - other)) {
        foundValues.push(value);
        foundCounts.push(entities === null ? countOf[value]! : entitiesOf.get(value)!.size);
        countOf[value] = 0;
      }
      ends.push(foundValues.length);
    }
    return { starts: Int32Array.from(ends), values: Int32Array.from(foundValues), counts: Uint32Array.from(foundCounts), totals, entities: null };
  };
}
