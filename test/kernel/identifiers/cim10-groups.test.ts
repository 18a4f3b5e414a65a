import { describe, expect, test } from 'vitest';
import { CIM10_CHAPTERS, CIM10_GROUPS, cim10Group } from '../../../src/identifiers/index.ts';

describe('groups of CIM-10', () => {
  const numberOf = (category: string): number => (category.charCodeAt(0) - 65) * 100 + Number(category.slice(1));
  test('ascend, do not overlap, and each lies in one chapter', () => {
    const ranges = CIM10_GROUPS.map((group) => [group.slice(0, 3), group.slice(-3)] as const);
    for (const [first, last] of ranges) {
      expect(first <= last).toBe(true);
      expect(CIM10_CHAPTERS.filter(({ from, to }) => numberOf(from) <= numberOf(first) && numberOf(last) <= numberOf(to))).toHaveLength(1);
    }
    const inOrder = ranges.toSorted(([left], [right]) => numberOf(left) - numberOf(right));
    for (let place = 1; place < inOrder.length; place++) expect(inOrder[place - 1]![1] < inOrder[place]![0]).toBe(true);
  });
  // Counted in the volume: the groups at the start of each chapter; of chapter II 15 sites of malignant tumours and 3 others.
  test('are as many in each chapter as the World Health Organization lists', () => {
    expect(CIM10_CHAPTERS.map(({ from, to }) => CIM10_GROUPS.filter((group) => group.slice(0, 3) >= from && group.slice(0, 3) <= to).length)).toEqual([
      21, 18, 6, 8, 11, 11, 11, 4, 10, 10, 10, 8, 6, 11, 8, 10, 11, 13, 21, 8, 7, 2,
    ]);
  });
  test('begin and end as chapters do, but where a chapter has room at its end', () => {
    for (const { from, code } of CIM10_CHAPTERS) expect(CIM10_GROUPS.some((group) => group.startsWith(from)), code).toBe(true);
  });
  test('a text that is no category has no group', () => {
    for (const text of ['', 'E', 'É10', 'ZZZ', 'a00', 'B10']) expect(cim10Group(text)).toBeNull();
  });
});
