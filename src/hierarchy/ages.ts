import type { HierarchyRules } from './hierarchy-rules.ts';
import { intervalHierarchy } from './intervals.ts';

/** How ages are put into bands. */
export interface AgeForm {
  /** Years of the bands of each level, each a multiple of the one before. */
  readonly widths: readonly number[];
  /** First age of the last band, which has no end: 85 for `85+`. */
  readonly openFrom: number;
}

/** No verified life has lasted longer than 122 years; a higher age than this is a fault more often than a person. */
const OLDEST = 122;

/**
 * Generalises ages in completed years to bands from 0 up.
 *
 * @param form - see {@link AgeForm}.
 * @returns the hierarchy. It has the whole numbers from 0 to 122, which are its leaves.
 * @throws {RangeError} if widths and open band do not fit each other.
 * @example
 * const { levels } = ageHierarchy({ widths: [5, 20], openFrom: 85 });
 * [3, 84, 97].map((age) => levels[0].label(levels[0].group(age))); // => ['0-4', '80-84', '85+']
 * levels[0].group(-1); // => null
 */
export function ageHierarchy({ widths, openFrom }: AgeForm): HierarchyRules<number> {
  if (!(Number.isSafeInteger(openFrom) && openFrom >= 1 && openFrom <= OLDEST)) throw new RangeError(`openFrom: expected a whole number from 1 to ${OLDEST}, got ${openFrom}`);
  const isAge = (age: number): boolean => Number.isInteger(age) && age >= 0 && age <= OLDEST;
  const bands = intervalHierarchy({ widths, lower: 0, upper: openFrom }, true);
  const levels = bands.levels.map((rule, level) => ({
    ...rule,
    group: (member: number) => (level > 0 || isAge(member) ? rule.group(member) : null),
    listed: (band: number) => (band === Infinity ? OLDEST + 1 - openFrom : rule.listed(band)),
  }));
  return { levels, listed: OLDEST + 1, isListed: isAge, top: null };
}
