import { cim10Group, extractCim10 } from '../identifiers/index.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** What a diagnosis is generalised to. */
export type DiagnosisLevel = 'category' | 'group' | 'chapter';

/** The levels that a plan may name, ascending. */
export const DIAGNOSIS_LEVELS: readonly DiagnosisLevel[] = Object.freeze(['category', 'group', 'chapter'] as const);

/**
 * Generalises CIM-10 codes to their category (`E11`), group (`E10-E14`) and chapter (`IV`).
 *
 * A category between groups, as French extensions add some, has its chapter in the place of a group.
 *
 * @param levels - what they become, ascending.
 * @returns the hierarchy. It has every value in the form of a code that a chapter holds; its leaves are the values at hand.
 * @throws {RangeError} if the levels do not ascend.
 * @example
 * const { levels } = diagnosisHierarchy(['category', 'group', 'chapter']);
 * levels[0].group('e11.9'); // => 'E11'
 * levels[1].group('E11'); // => 'E10-E14'
 * levels[2].group('E10-E14'); // => 'IV'
 */
export function diagnosisHierarchy(levels: readonly DiagnosisLevel[]): HierarchyRules<string> {
  const places = levels.map((level) => DIAGNOSIS_LEVELS.indexOf(level));
  if (places.length === 0 || places.some((place, level) => level > 0 && place <= places[level - 1]!)) throw new RangeError('levels: expected some of category, group and chapter in this order');
  const rules = levels.map((level, index): LevelRule<string> => ({
    group: (member) => {
      if (index > 0 && CHAPTER.test(member)) return member;
      // A group has the chapter of its first category.
      return groupOf(index > 0 ? member.slice(0, 3) : member, level);
    },
    label: (group) => group,
    listed: () => 0,
  }));
  return { levels: rules, listed: 0, isListed: () => false, top: null };
}

const CHAPTER = /^[IVX]+$/;

function groupOf(code: string, level: DiagnosisLevel): string | null {
  const facts = extractCim10(code);
  if (facts === null) return null;
  if (level === 'category') return facts.category;
  return (level === 'group' ? cim10Group(facts.category) : null) ?? facts.chapter.code;
}
