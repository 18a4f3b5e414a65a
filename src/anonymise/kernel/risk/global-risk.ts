import { exactSum } from '../../../group/index.ts';

/** What the risks of all units say together. */
export interface GlobalRisk {
  /** Units that one may expect to be recognised: the sum of their risks. */
  readonly expectedReidentifications: number;
  /** The same as a share of the units. */
  readonly average: number;
  readonly highest: number;
  /** Units whose risk exceeds the wanted one. */
  readonly unitsAtRisk: number;
  /** Their share of the units. */
  readonly shareAtRisk: number;
}

/**
 * Adds the risks of units up.
 *
 * @param risks - the risk of each class, in [0, 1].
 * @param units - units of each class.
 * @param maxRisk - highest acceptable risk of a unit.
 * @returns the figures; `null` without units. The order of the classes changes nothing, to the last bit.
 * @throws {RangeError} if arrays differ in length.
 * @remarks O(classes).
 * @example
 * globalRisk(Float64Array.of(1, 0.5), Uint32Array.of(1, 2), 0.5)!.expectedReidentifications; // => 2
 */
export function globalRisk(risks: Float64Array, units: Uint32Array, maxRisk: number): GlobalRisk | null {
  if (units.length !== risks.length) throw new RangeError(`units: expected ${risks.length} classes, got ${units.length}`);
  let total = 0;
  let highest = 0;
  let unitsAtRisk = 0;
  for (let index = 0; index < risks.length; index++) {
    const count = units[index]!;
    if (count === 0) continue;
    total += count;
    if (risks[index]! > highest) highest = risks[index]!;
    if (risks[index]! > maxRisk) unitsAtRisk += count;
  }
  if (total === 0) return null;
  const expectedReidentifications = exactSum(risks.map((risk, index) => risk * units[index]!));
  return { expectedReidentifications, average: expectedReidentifications / total, highest, unitsAtRisk, shareAtRisk: unitsAtRisk / total };
}
