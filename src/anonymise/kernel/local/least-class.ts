import { tupleTable } from '../../../group/index.ts';
import type { ClassEntities } from '../wildcard-frequencies.ts';

/**
 * Counts the smallest class that combinations form when a missing value is a value of its own.
 *
 * @param codes - one Int32Array(units) per column, −1 for a missing value; units with equal codes are one class.
 * @param rowsOf - Uint32Array(units): rows of each unit.
 * @param unitEntities - the entities of each unit; `null` to count rows.
 * @returns rows, or distinct entities, of the smallest class; `null` without units.
 * @remarks O(units × columns), or O(pairs of unit and entity).
 * @example
 * leastClass([Int32Array.of(0, -1, 0)], Uint32Array.of(1, 4, 2), null); // => 3
 */
export function leastClass(codes: readonly Int32Array[], rowsOf: Uint32Array, unitEntities: ClassEntities | null): number | null {
  const units = rowsOf.length;
  const classes = tupleTable(codes.length);
  const classOf = new Int32Array(units);
  classes.assign(codes, units, classOf);
  const sizes = new Float64Array(classes.size);
  if (unitEntities === null) classOf.forEach((index, unit) => (sizes[index]! += rowsOf[unit]!));
  else {
    const { starts, entities } = unitEntities;
    const classOfPair = new Int32Array(entities.length);
    for (let unit = 0; unit < units; unit++) classOfPair.fill(classOf[unit]!, starts[unit], starts[unit + 1]);
    const pairs = tupleTable(2);
    pairs.assign([classOfPair, entities], entities.length, new Int32Array(entities.length));
    for (const index of pairs.column(0)) sizes[index]!++;
  }
  return sizes.length === 0 ? null : sizes.reduce((least, size) => Math.min(least, size), Infinity);
}
