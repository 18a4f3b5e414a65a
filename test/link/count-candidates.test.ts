// Counts of candidates before anything is compared, by hand and against naive lines; and what is refused, with its place.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataError, PlanError } from '../../src/core/errors.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { blockValues } from '../../src/link/block/block-values.ts';
import { countCandidates, pairsMatchedByAny } from '../../src/link/block/count-candidates.ts';
import { rulesOr, specificationsOf } from '../../src/link/block/specifications.ts';
import { largestBlocks } from '../../src/link/kernel/block/block-program.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import { naiveLost, naivePairs, readyRecords, type PlainRecords, type Value } from './naive-blocking.ts';

const column = (name: string): { column: string } => ({ column: name });
const on = (...names: readonly string[]): BlockingRule & { readonly on: readonly object[] } => ({ on: names.map((name) => ({ of: column(name) })) });
const same: Condition = { kind: 'equal', of: column('b') };

const value = fc.option(fc.constantFrom('x', 'y', 'z'), { nil: null });
const records: fc.Arbitrary<PlainRecords> = fc.array(fc.array(fc.tuple(value, value, value) as fc.Arbitrary<Value[]>, { maxLength: 9 }), { minLength: 1, maxLength: 3 }).map((sources) => ({ columns: ['a', 'b', 'c'], sources }));
const rule: fc.Arbitrary<BlockingRule> = fc.record({
  on: fc.subarray(['a', 'b', 'c']).map((names) => names.map((name) => ({ of: column(name) }))), label: fc.string(), where: fc.constant(same), maxBlockRecords: fc.integer({ min: 2, max: 8 }),
}, { requiredKeys: ['on'] });
const rules = fc.array(rule, { maxLength: 4 });
const linkType = fc.constantFrom('dedupe' as const, 'link' as const, 'linkAndDedupe' as const);

describe('counts of candidates', () => {
  test('are by hand: of four who share a town three pairs are new after those who share a name', () => {
    // Pairs of one name: 0-1, 2-3. Pairs of one town: 0-1, 0-2, 1-2. Both: 0-1.
    const plain: PlainRecords = { columns: ['a', 'b'], sources: [[['x', 'p'], ['x', 'p'], ['y', 'p'], ['y', null]]] };
    expect(countCandidates(readyRecords(plain), [{ ...on('a'), label: 'name' }, on('b')], 'dedupe')).toEqual({
      rules: [
        { rule: 0, label: 'name', blockPairs: 2, pairs: 2, cumulativePairs: 2, lostBlocks: 0, lostPairs: 0 },
        { rule: 1, label: null, blockPairs: 3, pairs: 2, cumulativePairs: 4, lostBlocks: 0, lostPairs: 0 },
      ],
      totalPairs: 4, cartesianPairs: 6, isExact: true,
    });
  });

  test('add up, and are those of naive lines where conditions are evaluated', () => {
    fc.assert(fc.property(records, rules, linkType, (plain, blocking, type) => {
      const counts = countCandidates(readyRecords(plain), blocking, type, { countsConditions: true });
      const used = rulesOr(blocking);
      const pairs = naivePairs(plain, used, type);
      expect(counts.rules.map(({ pairs: own }) => own)).toEqual(used.map((_, index) => pairs.filter((pair) => pair.rule === index).length));
      expect(counts.rules.at(-1)!.cumulativePairs).toBe(counts.totalPairs);
      expect([counts.totalPairs, counts.isExact]).toEqual([pairs.length, true]);
      expect(counts.rules.reduce((sum, { lostPairs }) => sum + lostPairs, 0)).toBe(naiveLost(plain, used, type));
      for (const { lostBlocks, lostPairs } of counts.rules) if (lostBlocks === 0) expect(lostPairs).toBe(0);
      expect(pairsMatchedByAny(readyRecords(plain), blocking, type)).toEqual({ pairs: pairs.length, cartesianPairs: counts.cartesianPairs });
    }), { numRuns: 200 });
  });

  test('are bounds where conditions are not evaluated: no rule gives more, and all of them no fewer', () => {
    fc.assert(fc.property(records, rules, linkType, (plain, blocking, type) => {
      const ready = readyRecords(plain);
      const [bound, exact] = [countCandidates(ready, blocking, type), countCandidates(ready, blocking, type, { countsConditions: true })];
      expect(bound.isExact).toBe(blocking.every((each) => 'any' in each || each.where === undefined));
      bound.rules.forEach(({ pairs, blockPairs }, index) => {
        expect(pairs).toBeGreaterThanOrEqual(exact.rules[index]!.pairs);
        expect(pairs).toBeLessThanOrEqual(blockPairs);
      });
      expect(bound.totalPairs).toBeGreaterThanOrEqual(exact.totalPairs);
    }), { numRuns: 100 });
  });

  test('do not change when a rule is said twice, but for the second that has nothing left', () => {
    fc.assert(fc.property(records, rule, linkType, (plain, given, type) => {
      const ready = readyRecords(plain);
      const [once, twice] = [countCandidates(ready, [given], type, { countsConditions: true }), countCandidates(ready, [given, given], type, { countsConditions: true })];
      expect([twice.totalPairs, twice.rules[1]!.pairs]).toEqual([once.totalPairs, 0]);
    }), { numRuns: 60 });
  });

  test('do not change in all with the order of the rules, where no cap is', () => {
    fc.assert(fc.property(records, rules, linkType, (plain, given, type) => {
      const free = given.map((each): BlockingRule => { const { maxBlockRecords: _, ...kept } = each as { maxBlockRecords?: number; on: [] }; return kept; });
      const ready = readyRecords(plain);
      const total = (blocking: readonly BlockingRule[]): number => countCandidates(ready, blocking, type, { countsConditions: true }).totalPairs;
      expect(total(free.toReversed())).toBe(total(free));
    }), { numRuns: 60 });
  });

  test('hold no value of the data', () => {
    const plain: PlainRecords = { columns: ['a', 'b', 'c'], sources: [[['Quetzalcoatl', 'x', null], ['Quetzalcoatl', 'x', null]]] };
    const ready = readyRecords(plain);
    expect(JSON.stringify([countCandidates(ready, [on('a')], 'dedupe'), blockRecords(ready, [on('a')], 'dedupe').largestBlocks(5)])).not.toContain('Quetzalcoatl');
  });
});

describe('a run with too many pairs', () => {
  const crowd: PlainRecords = { columns: ['a', 'b', 'c'], sources: [Array.from({ length: 300 }, () => ['Quetzalcoatl', 'x', 'y'])] };
  const refusal = (work: () => unknown): DataError => {
    try {
      work();
    } catch (error) {
      return error as DataError;
    }
    throw new Error('expected a refusal');
  };

  test('is refused by count alone, with the limit and without a value', () => {
    const { code, message } = refusal(() => blockRecords(readyRecords(crowd), [on('a')], 'dedupe', { maxPairs: 1000 }));
    expect(code).toBe('DATA_PAIR_LIMIT');
    expect(message).toContain('at most 1000');
    expect(message).not.toContain('Quetzalcoatl');
  });

  test('is not refused for pairs that an earlier rule gives', () => {
    const all = 300 * 299 / 2;
    expect(blockRecords(readyRecords(crowd), [on('a'), on('b'), on('a', 'c')], 'dedupe', { maxPairs: all }).totalPairs).toBe(all);
    expect(refusal(() => blockRecords(readyRecords(crowd), [on('a')], 'dedupe', { maxPairs: all - 1 })).code).toBe('DATA_PAIR_LIMIT');
  });

  test('with conditions is refused by its bound, which it calls one, and counted when asked', () => {
    const none: BlockingRule = { ...on('a'), where: { kind: 'not', of: same } };
    expect(refusal(() => blockRecords(readyRecords(crowd), [none], 'dedupe', { maxPairs: 10 })).message).toContain('up to');
    expect(blockRecords(readyRecords(crowd), [none], 'dedupe', { maxPairs: 10, countsConditions: true }).totalPairs).toBe(0);
  });
});

describe('rules that do not fit', () => {
  const ready = readyRecords({ columns: ['a', 'l', 'n'], sources: [[['x', ['p'], [1]]]] });
  const problems = (blocking: readonly BlockingRule[]): string[] => {
    try {
      specificationsOf(blocking, ready);
    } catch (error) {
      return (error as PlanError).problems.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };

  test('are told all at once, each with its place', () => {
    expect(problems([
      { on: [{ of: column('a') }, { of: column('a'), explode: true }] },
      { any: [{ on: [{ of: column('l'), explode: true }] }, { on: [{ of: column('l'), against: column('n'), explode: true }] }] },
      { on: [{ of: column('l'), against: column('n') }] },
    ])).toEqual(['PLAN_COLUMN_TYPE blocking[0].on[1]', 'PLAN_COLUMN_TYPE blocking[1].any[1].on[0]', 'PLAN_COLUMN_TYPE blocking[2].on[0]']);
  });

  test('are at most 255, since a pair says in one byte which gave it; branches are not counted', () => {
    const many = (count: number): BlockingRule[] => Array.from({ length: count }, () => on('a'));
    expect(problems(many(256))).toEqual(['PLAN_OUT_OF_RANGE blocking']);
    expect(specificationsOf(many(255), ready).at(-1)).toMatchObject({ rule: 254 });
    expect(specificationsOf([{ any: many(300) as { on: [] }[] }], ready)).toHaveLength(300);
    const last = blockRecords(readyRecords({ columns: ['a', 'b'], sources: [[['x', 'p'], ['y', 'p']]] }), [...many(254), on('b')], 'dedupe');
    last.visit(null, 4, (_lefts, _rights, ruleOf, pairs) => { expect([pairs, ruleOf[0]]).toEqual([1, 254]); return true; });
  });
});

describe('the largest blocks', () => {
  test('are what sorting all blocks gives', () => {
    fc.assert(fc.property(records, rules, linkType, fc.nat(5), (plain, blocking, type, count) => {
      const { program } = blockRecords(readyRecords(plain), blocking, type);
      const all = largestBlocks(program, 1000);
      expect(all.map(({ pairs }) => pairs)).toEqual(all.map(({ pairs }) => pairs).toSorted((one, other) => other - one));
      expect(all.length).toBe(program.branches.reduce((sum, { blocks }) => sum + blocks, 0));
      expect(all.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(program.branches.reduce((sum, { pairs }) => sum + pairs, 0));
      expect(largestBlocks(program, count)).toEqual(all.slice(0, count));
    }), { numRuns: 60 });
  });

  test('have the values that all their records have', () => {
    fc.assert(fc.property(records, linkType, (plain, type) => {
      const ready = readyRecords(plain);
      const blocking = [on('a', 'b'), on('c')];
      const candidates = blockRecords(ready, blocking, type);
      const rows = plain.sources.flat();
      for (const block of candidates.largestBlocks(4)) {
        const values = blockValues(ready, blocking, candidates, block).map(({ value: shared }) => shared);
        const holders = rows.filter((row) => (block.rule === 0 ? row.slice(0, 2) : row.slice(2)).every((own, index) => own === values[index]));
        expect(holders.length).toBe(block.leftRecords);
      }
    }), { numRuns: 60 });
  });
});
