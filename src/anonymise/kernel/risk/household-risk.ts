import { exactSums } from '../../../group/index.ts';

/** How many units of a household are in a class. */
export interface HouseholdMembers {
  /** Int32Array(n): the household of each entry, below `households`; −1 for units without one, which are alone in theirs. */
  readonly householdOf: Int32Array;
  /** Int32Array(n): the class of each entry. */
  readonly classOf: Int32Array;
  /** Uint32Array(n): units of that household in that class. */
  readonly units: Uint32Array;
  readonly households: number;
}

/**
 * Works out the risk that at least one member of a household is recognised, 1 − Π (1 − r): who is recognised gives the others away.
 *
 * @param risks - the risk of each class, in [0, 1].
 * @param members - who lives with whom.
 * @returns Float64Array(n): the risk of the household of each entry, hence of each of its members. The order of the entries changes nothing.
 * @remarks O(n); memory 8 bytes an entry and some 50 a household.
 * @see Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04, section 3.3.
 * @example
 * const members = { householdOf: Int32Array.of(0, 0, -1), classOf: Int32Array.of(0, 1, 1), units: Uint32Array.of(1, 1, 1), households: 1 };
 * [...householdRisks(Float64Array.of(0.5, 0.5), members)].map((risk) => risk.toFixed(3)); // => ['0.750', '0.750', '0.500']
 */
export function householdRisks(risks: Float64Array, { householdOf, classOf, units, households }: HouseholdMembers): Float64Array {
  // Sums of logarithms that are exact, so that no order of members shows.
  const logarithms = Float64Array.from(classOf, (index, entry) => (risks[index]! >= 1 ? 0 : units[entry]! * Math.log1p(-risks[index]!)));
  const isCertain = new Uint8Array(households);
  const members = new Float64Array(households);
  classOf.forEach((index, entry) => {
    const household = householdOf[entry]!;
    if (household < 0) return;
    members[household]! += units[entry]!;
    if (units[entry]! > 0 && risks[index]! >= 1) isCertain[household] = 1;
  });
  const sums = exactSums();
  sums.grow(households);
  sums.add(householdOf, logarithms, null, logarithms.length);
  const summed = sums.result();
  return Float64Array.from(classOf, (index, entry) => {
    const household = householdOf[entry]!;
    // Whoever lives alone has their own risk to the last bit: 1/k does not exceed 1/k.
    if (household < 0 || (members[household] === 1 && units[entry] === 1)) return risks[index]!;
    return isCertain[household] === 1 ? 1 : -Math.expm1(summed[household]!);
  });
}
