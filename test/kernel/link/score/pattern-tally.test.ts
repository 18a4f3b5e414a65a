// Patterns counted from levels: as a map counts them, whether each has a place of its own or is looked for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { patternTally, type PatternTally, type RawCounts } from '../../../../src/link/kernel/score/pattern-tally.ts';

/** Comparisons of so many levels, without frequencies. */
const comparisonsOf = (levels: readonly number[]): ComparisonKernel[] => levels.map((count) => ({ levels: count, program: { levels: [] } }) as unknown as ComparisonKernel);

const NOTHING = new Uint32Array(0);

interface Pairs {
  readonly levels: readonly Uint8Array[];
  readonly rules: Uint8Array;
}

/** Levels of some pairs: few patterns, or more than have places. */
const someCase = fc.constantFrom([3, 2], [1, 5, 4], [200, 200]).chain((levels) => fc.tuple(fc.constant(levels), fc.array(
  fc.array(fc.tuple(fc.nat(2), ...levels.map((count) => fc.nat(count - 1))), { maxLength: 40 }).map((rows): Pairs => ({
    rules: Uint8Array.from(rows, ([rule]) => rule), levels: levels.map((_, index) => Uint8Array.from(rows, (row) => row[1 + index]!)),
  })), { minLength: 1, maxLength: 4 })));

function asMap({ columns, counts }: RawCounts, rule: number, perRule = 1): Map<string, number> {
  const found = new Map<string, number>();
  counts[rule * perRule]!.forEach((pairs, number) => {
    if (pairs > 0) found.set(columns.map((column) => column[number]).join(' '), pairs);
  });
  return found;
}

function naively(parts: readonly Pairs[], rule: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const { levels, rules } of parts) rules.forEach((own, pair) => {
    const pattern = levels.map((column) => column[pair]).join(' ');
    if (own === rule) found.set(pattern, (found.get(pattern) ?? 0) + 1);
  });
  return found;
}

describe('a tally of patterns', () => {
  test('counts what a map counts, rule by rule, whatever is added where and put together', () => {
    fc.assert(fc.property(someCase, fc.boolean(), ([levels, parts], isMerged) => {
      const fresh = (): PatternTally => patternTally({ table: { columns: [] }, comparisons: comparisonsOf(levels) }, { rules: 3, termFrequencies: false, groups: null });
      const total = fresh();
      for (const { levels: ofPairs, rules } of parts) {
        const own = isMerged ? fresh() : total;
        own.add(ofPairs, rules.length, NOTHING, NOTHING, rules);
        if (isMerged) total.merge(own.raw());
      }
      const raw = total.raw();
      for (const rule of [0, 1, 2]) expect(asMap(raw, rule)).toEqual(naively(parts, rule));
      expect(total.asksRecords).toBe(false);
    }));
  });

  test('counts pairs without a rule for the first one, and the comparisons that are asked alone', () => {
    const tally = patternTally({ table: { columns: [] }, comparisons: comparisonsOf([9, 2, 9, 3]) }, { rules: 1, termFrequencies: false, groups: null, asked: [1, 3] });
    tally.add([Uint8Array.of(0, 1, 1, 1), Uint8Array.of(2, 0, 2, 0)], 4, NOTHING, NOTHING, null);
    expect(asMap(tally.raw(), 0)).toEqual(new Map([['0 2', 1], ['1 0', 2], ['1 2', 1]]));
  });

  test.each([[[2, 2]], [[200, 200]]])('counts pairs for each group that one of their records is of, of levels %j', (levels) => {
    const groupOf = Uint8Array.of(0, 1, 2, 0);
    const tally = patternTally({ table: { columns: [] }, comparisons: comparisonsOf(levels) }, { rules: 1, termFrequencies: false, groups: { groups: 3, groupOf } });
    expect(tally.asksRecords).toBe(true);
    tally.add([Uint8Array.of(0, 1, 1), Uint8Array.of(1, 1, 1)], 3, Uint32Array.of(0, 0, 1), Uint32Array.of(3, 1, 2), null);
    const raw = tally.raw();
    const [all, ...ofGroups] = [0, 1, 2, 3].map((place) => asMap(raw, place));
    expect(all).toEqual(new Map([['0 1', 1], ['1 1', 2]]));
    expect(ofGroups).toEqual([new Map([['0 1', 1], ['1 1', 1]]), new Map([['1 1', 2]]), new Map([['1 1', 1]])]);
  });

  test('of nothing is nothing, and adds nothing', () => {
    for (const levels of [[4, 4], [200, 200]]) {
      const comparisons = comparisonsOf(levels);
      const empty = patternTally({ table: { columns: [] }, comparisons }, { rules: 2, termFrequencies: false, groups: null });
      const total = patternTally({ table: { columns: [] }, comparisons }, { rules: 2, termFrequencies: false, groups: null });
      total.add([Uint8Array.of(3), Uint8Array.of(1)], 1, NOTHING, NOTHING, Uint8Array.of(1));
      total.merge(empty.raw());
      expect([asMap(empty.raw(), 0), asMap(total.raw(), 0), asMap(total.raw(), 1)]).toEqual([new Map(), new Map(), new Map([['3 1', 1]])]);
    }
  });
});
