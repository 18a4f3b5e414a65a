import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/**
 * Generalises codes to their first characters.
 *
 * @param lengths - characters (code points) kept at each level, descending; a code that has no more stays as it is.
 * @param keepLength - whether `*` stands for each character cut off, so that codes of several lengths stay apart.
 * @returns the hierarchy; its leaves are the codes at hand.
 * @throws {RangeError} if the lengths do not descend.
 * @example
 * prefixHierarchy([4, 2], true).levels[0].group('47677'); // => '4767*'
 */
export function prefixHierarchy(lengths: readonly number[], keepLength: boolean): HierarchyRules<string> {
  lengths.forEach((length, level) => {
    const above = lengths[level - 1] ?? Infinity;
    if (!(Number.isSafeInteger(length) && length >= 1 && length < above)) throw new RangeError(`lengths[${level}]: expected a whole number from 1 to below ${above}, got ${length}`);
  });
  const levels = lengths.map((length): LevelRule<string> => ({
    group: (code) => {
      if (code.length <= length) return code;
      const characters = Array.from(code);
      const cut = characters.length - length;
      return cut <= 0 ? code : characters.slice(0, length).join('') + (keepLength ? '*'.repeat(cut) : '');
    },
    label: (code) => code,
    listed: () => 0,
  }));
  return { levels, listed: 0, isListed: () => false, top: null };
}
