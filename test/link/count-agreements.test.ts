// How all pairs agree, counted a comparison at a time by threads; and the conditions of rules that threads are sent. The threads are made
// of this one: what is asked of them, in which order they answer, and what they end with is seen.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns } from '../../src/link/compare/count-patterns.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { countAgreements } from '../../src/link/train/count-agreements.ts';
import { pairLevels } from '../../src/link/kernel/train/levels-among.ts';
import { countAgreement } from '../../src/link/kernel/train/agreement.ts';
import { naiveLevel } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someModel, someRecord } from './random-models.ts';

/** Threads in name: they answer one turn of the loop later, and get copies as a message would make them. */
function threads(workers: number): { readonly parallel: Parallel; readonly asked: string[]; readonly closed: string[] } {
  const asked: string[] = [];
  const closed: string[] = [];
  const parallel: Parallel = {
    workers,
    open: (task, setup) => {
      const runner = task.start(structuredClone(setup), new Uint8Array());
      return {
        run: async (part) => {
          asked.push(`${task.name} ${comparisonOf(part)}`.trim());
          await new Promise((done) => { setTimeout(done, asked.length % 3); });
          return structuredClone(runner.run(structuredClone(part)));
        },
        close: async () => {
          closed.push(task.name);
          await Promise.resolve();
        },
      };
    },
  };
  return { parallel, asked, closed };
}

/** Which comparison a part is about, where it is of one. */
function comparisonOf(part: unknown): number | '' {
  return typeof part === 'object' && part !== null && 'comparison' in part ? Number(part.comparison) : '';
}

const RULES = { isWithin: true, maxDistinctPairs: 1e6, samplePairs: 1000, seed: 3 };
const people = fc.array(someRecord, { minLength: 2, maxLength: 10 });

describe('agreement counted by threads', () => {
  test('is what comparing all pairs one by one gives, whatever the number of threads', async () => {
    await fc.assert(fc.asyncProperty(someModel, people, fc.integer({ min: 1, max: 4 }), async (model, records, workers) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const expected = model.comparisons.map((comparison) => {
        const pairs = comparison.levels.map(() => 0);
        records.forEach((left, place) => records.slice(place + 1).forEach((right) => pairs[naiveLevel(comparison, left, right)]!++));
        return pairs;
      });
      const { parallel, asked, closed } = threads(workers);
      const comparisons = compileComparisons(model, ready);
      const counted = await countAgreements(ready, comparisons, RULES, null, { parallel });
      counted.forEach(({ pairs }, index) => {
        // Of two orders within a source, each counts half where a comparison tells left from right.
        if (comparisons[index]!.isSymmetric) expect([...pairs]).toEqual(expected[index]);
        else expect(pairs.reduce((sum, some) => sum + some, 0)).toBe(records.length * (records.length - 1) / 2);
      });
      expect([...new Set(asked)].filter((one) => !model.comparisons.some((_, index) => one === `link/agreement ${index}`))).toEqual([]);
      expect(closed).toEqual(['link/agreement']);
      expect(await countAgreements(ready, comparisons, RULES, null, {})).toEqual(counted);
    }), { numRuns: 40 });
  });

  test('is the same with groups left out and where pairs are drawn', async () => {
    const model = fc.sample(someModel, { numRuns: 1, seed: 4 })[0]!;
    const ready = readyRecords(model, COLUMNS, [fc.sample(someRecord, { numRuns: 60, seed: 5 })]);
    const groups = { groups: 3, groupOf: Uint8Array.from({ length: 60 }, (_, record) => record % 3) };
    const comparisons = compileComparisons(model, ready);
    const rules = { ...RULES, maxDistinctPairs: 1 };
    const counted = await countAgreements(ready, comparisons, rules, groups, { parallel: threads(2).parallel });
    expect(counted).toEqual(comparisons.map((comparison) => countAgreement(ready.table, pairLevels(ready, comparison), rules, groups)));
    expect(counted.some(({ drawn }) => drawn > 0)).toBe(true);
  });

  test('is counted here where the caller brings the measure, and nowhere once it is told to stop', async () => {
    const of = { column: 'first' };
    const model: Pick<LinkageModel, 'blocking' | 'comparisons' | 'unit'> = {
      unit: 'codePoint', blocking: [],
      comparisons: [
        { name: 'own', levels: [{ label: 'same length', when: { kind: 'registered', name: 'lengths', of, atMost: 0 }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] },
        { name: 'first', levels: [{ label: 'same', when: { kind: 'equal', of }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] },
      ],
    };
    const records = ['ab', 'cd', 'abc', 'ab', null].map((first) => ({ first, last: null, city: null, age: null }));
    const ready = readyRecords(model, COLUMNS, [records]);
    const registered = { lengths: (left: unknown, right: unknown) => Math.abs(String(left).length - String(right).length) };
    const comparisons = compileComparisons(model, ready, registered);
    const { parallel, asked } = threads(2);
    const counted = await countAgreements(ready, comparisons, RULES, null, { parallel, registered });
    expect(counted.map(({ pairs }) => [...pairs])).toEqual([[3, 7], [1, 9]]);
    expect(asked).toEqual(['link/agreement 1']);

    const ended = threads(2);
    await expect(countAgreements(ready, comparisons, RULES, null, { parallel: ended.parallel, registered, signal: AbortSignal.abort() })).rejects.toThrow('abort');
    await expect(countAgreements(ready, comparisons, RULES, null, { registered, signal: AbortSignal.abort() })).rejects.toThrow('abort');
    expect([ended.asked, ended.closed]).toEqual([[], ['link/agreement']]);
  });

  test('is asked for that first which has fewest values, then for those that compare long ones', async () => {
    const [few, short, long] = ['city', 'last', 'first'].map((column) => ({ column })) as [Expression, Expression, Expression];
    const alike = (of: Expression): LinkageModel['comparisons'][number] => ({
      name: 'alike', levels: [{ label: 'alike', when: { kind: 'measure', measure: 'jaroWinkler', of, atLeast: 0.9 }, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }],
    });
    const model = { unit: 'codePoint', blocking: [], comparisons: [alike(short), alike(long), alike(few)] } as const;
    const ready = readyRecords(model, COLUMNS, [[['Marie-Antoinette', 'Pau', 'Roy'], ['Maximilienne', 'Pau', 'Gay'], ['Ann', 'Dax', 'Bey']].map(([first, city, last]) => ({ first: first!, last: last!, city: city!, age: null }))]);
    const { parallel, asked } = threads(1);
    const counted = await countAgreements(ready, compileComparisons(model, ready), RULES, null, { parallel });
    expect(asked).toEqual(['link/agreement 2', 'link/agreement 1', 'link/agreement 0']);
    expect(counted.map(({ pairs }) => [...pairs])).toEqual([[0, 3], [0, 3], [1, 2]]);
  });

  test('finds the levels that comparisons find of the same records, in whatever order they are looked at', () => {
    fc.assert(fc.property(someModel, people, fc.array(fc.nat(9), { minLength: 2, maxLength: 60 }), fc.nat(58), fc.boolean(), (model, records, chosen, apart, listsLast) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const members = Uint32Array.from(chosen, (record) => record % records.length);
      const right = 1 + (apart % (members.length - 1));
      for (const comparison of compileComparisons(model, ready)) {
        const runs = pairLevels(ready, comparison).among(members, { isOrdered: false, listsLast });
        const { unequal, listed } = runs.find(0, right, members.length - right);
        const found = new Map(Array.from({ length: listed }, (_, pair) => [`${runs.lefts[pair]!} ${runs.rights[pair]!}`, runs.levels[pair]!]));
        let looked = 0;
        for (let place = 0; place + right < members.length; place++) {
          const [one, other] = [members[place]!, members[place + right]!];
          const level = found.get(`${place} ${place + right}`);
          looked += Number(level !== undefined);
          // What is not listed is equal, or at the last level.
          if (level !== undefined) expect(level).toBe(comparison.levelOf(one, other));
          else if (comparison.columns.some((column) => ready.table.columns[column]!.codes[one] !== ready.table.columns[column]!.codes[other])) expect(comparison.levelOf(one, other)).toBe(comparison.levels - 1);
        }
        expect([looked, found.size]).toEqual([listed, listed]);
        expect(unequal).toBeGreaterThanOrEqual(listed);
        if (listsLast) expect(unequal).toBe(listed);
      }
    }), { numRuns: 60 });
  });

  test('leaves the caches of the comparisons alone', async () => {
    const model = fc.sample(someModel, { numRuns: 1, seed: 11 })[0]!;
    const ready = readyRecords(model, COLUMNS, [fc.sample(someRecord, { numRuns: 40, seed: 5 })]);
    const comparisons = compileComparisons(model, ready);
    await countAgreements(ready, comparisons, RULES, null, {});
    expect(comparisons.map((comparison) => comparison.cacheUse().looks)).toEqual(comparisons.map(() => 0));
  });
});

describe('patterns of pairs that a condition decides on', () => {
  const alike: BlockingRule = { on: [{ of: { column: 'city' } }], where: { kind: 'not', of: { kind: 'measure', measure: 'levenshtein', of: { column: 'last' }, atMost: 1 } } };

  test('are counted by threads that are sent the rules', async () => {
    await fc.assert(fc.asyncProperty(someModel, people, async (model, records) => {
      const rules = [alike, ...model.blocking];
      const ready = readyRecords({ ...model, blocking: rules }, COLUMNS, [records]);
      const candidates = blockRecords(ready, rules, 'dedupe');
      const counted = (parallel?: Parallel) => countPatterns(ready, candidates, compileComparisons(model, ready), { termFrequencies: true, rules, ...(parallel === undefined ? {} : { context: { ...IN_MEMORY, parallel } }) });
      const { parallel, asked } = threads(2);
      expect(await counted(parallel)).toEqual(await counted());
      if (candidates.totalBlockPairs > 0) expect(asked).toContain('link/count');
    }), { numRuns: 30 });
  });

  test('are counted here where nobody says which rules gave them, or the condition asks the caller', async () => {
    const model = fc.sample(someModel, { numRuns: 1, seed: 4 })[0]!;
    const own: BlockingRule = { on: [{ of: { column: 'city' } }], where: { kind: 'any', of: [{ kind: 'not', of: { kind: 'registered', name: 'own', of: { column: 'last' }, atMost: 0 } }] } };
    const records = fc.sample(someRecord, { numRuns: 20, seed: 6 });
    const registered = { own: () => 1 };
    for (const [blocking, rules] of [[[alike], undefined], [[own], [own]]] as const) {
      const ready = readyRecords({ ...model, blocking }, COLUMNS, [records]);
      const { parallel, asked } = threads(2);
      const candidates = blockRecords(ready, blocking, 'dedupe', { registered });
      await countPatterns(ready, candidates, compileComparisons(model, ready), { termFrequencies: false, context: { ...IN_MEMORY, parallel }, ...(rules === undefined ? {} : { rules }) });
      expect(asked).toEqual([]);
    }
  });
});
