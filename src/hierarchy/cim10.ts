import { extractCim10 } from '../identifiers/index.ts';
import type { HierarchyRules, LevelRule } from './hierarchy-rules.ts';

/** What a diagnosis is generalised to. */
export type DiagnosisLevel = 'category' | 'chapter';

/** The levels that a plan may name. */
export const DIAGNOSIS_LEVELS: readonly DiagnosisLevel[] = Object.freeze(['category', 'chapter'] as const);

/**
 * Generalises CIM-10 codes to their category (`E11`) and chapter (`IV`).
 *
 * @param levels - what they become, ascending.
 * @returns the hierarchy. It has every value in the form of a code that a chapter holds; its leaves are the values at hand.
 * @throws {RangeError} if the levels do not ascend.
 * @example
 * const { levels } = diagnosisHierarchy(['category', 'chapter']);
 * levels[0].group('e11.9'); // => 'E11'
 * levels[1].group('E11'); // => 'IV'
 */
export function diagnosisHierarchy(levels: readonly DiagnosisLevel[]): HierarchyRules<string> {
  const isAscending = levels.length === 1 || (levels.length === 2 && levels[0] === 'category' && levels[1] === 'chapter');
  if (!isAscending) throw new RangeError('levels: expected category, chapter or both in this order');
  const rules = levels.map((level): LevelRule<string> => ({
    group: (code) => {
      const facts = extractCim10(code);
      return facts === null ? null : level === 'category' ? facts.category : facts.chapter.code;
    },
    label: (code) => code,
    listed: () => 0,
  }));
  return { levels: rules, listed: 0, isListed: () => false, top: null };
}
