import { extractAtc } from '../identifiers/index.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** Characters of the five levels of ATC codes. */
const WIDTHS: readonly number[] = Object.freeze([1, 3, 4, 5, 7]);

/**
 * Generalises ATC codes to the groups that hold them.
 *
 * @param lengths - characters of the groups at each level, of 5, 4, 3 and 1, descending; veterinary codes have their Q besides.
 * @returns the hierarchy. It has every value in the form of an ATC code; one that is no longer stays as it is. Its leaves are
 *   the values at hand.
 * @throws {RangeError} if the lengths do not descend, or are not those of a level.
 * @example
 * const { levels } = medicineHierarchy([4, 1]);
 * levels[0].group('a10ba02'); // => 'A10B'
 * levels[1].group('A10B'); // => 'A'
 */
export function medicineHierarchy(lengths: readonly number[]): HierarchyRules<string> {
  if (lengths.length === 0) throw new RangeError('lengths: expected at least one');
  lengths.forEach((length, level) => {
    if (!(WIDTHS.includes(length) && length < (lengths[level - 1] ?? 7))) throw new RangeError(`lengths[${level}]: expected 5, 4, 3 and 1 in descending order, got ${length}`);
  });
  const levels = lengths.map((length): LevelRule<string> => ({
    group: (code) => {
      const facts = extractAtc(code);
      return facts?.levels.findLast((group) => group.length <= length + (facts.isVeterinary ? 1 : 0)) ?? null;
    },
    label: (code) => code,
    listed: () => 0,
  }));
  return { levels, listed: 0, isListed: () => false, top: null };
}
