import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/**
 * Generalises rare values first: at each level the values that occur less often than asked become one.
 *
 * Values of one frequency share their fate, and a value that is published at a level has at least as many rows as that level
 * asks for, in any data. Which values are published does depend on the data.
 *
 * @param minCounts - least count of a value that stays, at each level, ascending.
 * @param countOf - how often each value occurs.
 * @param rest - name of the group of rare values.
 * @returns the hierarchy; its leaves are the values at hand.
 * @throws {RangeError} if the counts do not ascend.
 * @example
 * const { levels } = frequencyHierarchy([10, 100], (value) => ({ common: 50, rare: 3 })[value], '*');
 * levels.map(({ group }) => [group('common'), group('rare')]); // => [['common', '*'], ['*', '*']]
 */
export function frequencyHierarchy(minCounts: readonly number[], countOf: (value: string) => number, rest: string): HierarchyRules<string> {
  minCounts.forEach((minCount, level) => {
    const below = minCounts[level - 1] ?? 1;
    if (!(Number.isSafeInteger(minCount) && minCount > below)) throw new RangeError(`minCounts[${level}]: expected a whole number above ${below}, got ${minCount}`);
  });
  const levels = minCounts.map((minCount): LevelRule<string> => ({
    group: (value) => (value !== rest && countOf(value) >= minCount ? value : rest),
    label: (value) => value,
    listed: () => 0,
  }));
  return { levels, listed: 0, isListed: () => false, top: null };
}
