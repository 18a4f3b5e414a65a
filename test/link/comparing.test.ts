// Comparing and scoring held against naive lines on random models and records, and the laws that hold whatever they are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect } from '../../src/core/dataset.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons, compileTest } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns } from '../../src/link/compare/count-patterns.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import type { LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { valuesOf } from '../small-tables.ts';
import { naiveAnswer, naiveFrequency, naiveLevel, naiveScore, type PlainRecord } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someCondition, someModel, someRecord } from './random-models.ts';

const someRecords = fc.array(someRecord, { minLength: 1, maxLength: 9 });

function everyPair(records: number): { readonly lefts: Uint32Array; readonly rights: Uint32Array; readonly pairs: number } {
  const pairs = Array.from({ length: records * records }, (_, place) => [Math.floor(place / records), place % records] as const);
  return { lefts: Uint32Array.from(pairs, ([left]) => left), rights: Uint32Array.from(pairs, ([, right]) => right), pairs: pairs.length };
}

describe('the level of a pair', () => {
  test('is the first whose condition is true, however it is asked', () => {
    fc.assert(fc.property(someModel, someRecords, (model, records) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const { lefts, rights, pairs } = everyPair(records.length);
      compileComparisons(model, ready).forEach((kernel, index) => {
        const expected = Array.from(lefts, (left, pair) => naiveLevel(model.comparisons[index]!, records[left]!, records[rights[pair]!]!));
        const out = new Uint8Array(3 * pairs + 1).fill(99);
        // Twice: what is remembered is what was found.
        for (let round = 0; round < 2; round++) {
          kernel.levelsOf(lefts, rights, pairs, out, 1, 3);
          expect(Array.from(lefts, (_, pair) => out[1 + 3 * pair]!)).toEqual(expected);
        }
        expect(out.filter((_, place) => place % 3 !== 1).every((level) => level === 99)).toBe(true);
        expect(Array.from(lefts, (left, pair) => kernel.levelOf(left, rights[pair]!))).toEqual(expected);
        const { single } = kernel;
        if (single !== null) {
          const [leftCodes, rightCodes] = [ready.table.columns[single.left]!.codes, ready.table.columns[single.right]!.codes];
          expect(Array.from(lefts, (left, pair) => kernel.levelOfCodes(leftCodes[left]!, rightCodes[rights[pair]!]!))).toEqual(expected);
        }
        if (kernel.isSymmetric) expect(Array.from(lefts, (left, pair) => kernel.levelOf(rights[pair]!, left))).toEqual(expected);
      });
    }), { numRuns: 300 });
  });

  test('of a condition alone holds where it is true, and not where it is unknown', () => {
    fc.assert(fc.property(someCondition, someRecords, (condition, records) => {
      const ready = readyRecords({ blocking: [{ on: [], where: condition }], comparisons: [], unit: 'codePoint' }, COLUMNS, [records]);
      const holds = compileTest(condition, ready);
      records.forEach((left, one) => {
        records.forEach((right, other) => { expect(holds(one, other)).toBe(naiveAnswer(condition, left, right) === true); });
      });
    }), { numRuns: 300 });
  });
});

interface Scored {
  readonly left: number;
  readonly right: number;
  readonly rule: number;
  readonly bits: number;
  readonly probability: number;
  readonly rest: readonly number[];
}

async function scoredPairs(ready: LinkageRecords, model: LinkageModel, options: Parameters<typeof scorePairs>[2]): Promise<Scored[]> {
  const starts = ready.table.sourceStarts;
  return (await collect(scorePairs(ready, model, options))).flatMap((batch) => {
    const [leftSource, leftKey, rightSource, rightKey, bits, probability, rule, ...rest] = columnsOf(batch).map(valuesOf);
    const ordinal = (source: unknown, rowKey: unknown): number => starts[ready.sources.indexOf(source as string)]! + (rowKey as number);
    return Array.from({ length: batch.numRows }, (_, row): Scored => ({
      left: ordinal(leftSource![row], leftKey![row]), right: ordinal(rightSource![row], rightKey![row]), rule: rule![row] as number,
      bits: bits![row] as number, probability: probability![row] as number, rest: rest.map((column) => column[row] as number),
    }));
  });
}

describe('scored pairs', () => {
  test('have the weight, levels and frequency bits of naive lines', async () => {
    await fc.assert(fc.asyncProperty(someModel, someRecords, fc.nat(9), async (model, records, cut) => {
      const ready = readyRecords(model, COLUMNS, [records.slice(0, cut), records.slice(cut)]);
      const found = await scoredPairs(ready, model, { detail: 'weights' });
      expect(found.length).toBe(records.length * (records.length - 1) / 2);
      for (const { left, right, rule, bits, probability, rest } of found) {
        const [one, other] = [records[left]!, records[right]!] as [PlainRecord, PlainRecord];
        const expected = naiveScore(model, records, one, other);
        const { length } = model.comparisons;
        expect(left).toBeLessThan(right);
        expect(rule).toBe(one['city'] !== null && one['city'] === other['city'] ? 0 : 1);
        expect(Math.abs(bits - expected.bits)).toBeLessThan(1e-9);
        expect(Math.abs(probability - 1 / (1 + 2 ** -expected.bits))).toBeLessThan(1e-9);
        expect(rest.slice(0, length)).toEqual(expected.levels.map((level, index) => {
          const { levels } = model.comparisons[index]!;
          return levels[level]!.isNull === true ? -1 : levels.slice(level + 1).filter(({ isNull }) => isNull !== true).length;
        }));
        expected.frequencyBits.forEach((more, index) => { expect(rest[length + 2 * index + 1]!).toBeCloseTo(more, 9); });
      }
    }), { numRuns: 150 });
  });

  test('are those of a match weight or probability from a bound on, and the best of each record', async () => {
    await fc.assert(fc.asyncProperty(someModel, someRecords, fc.integer({ min: -12, max: 12 }), fc.integer({ min: 1, max: 3 }), async (model, records, bound, top) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const all = await scoredPairs(ready, model, { detail: 'levels' });
      const above = all.filter(({ bits }) => bits >= bound);
      expect(await scoredPairs(ready, model, { detail: 'levels', minMatchWeightBits: bound })).toEqual(above);
      const bestOf = (record: number): Scored[] => above.filter(({ left, right }) => left === record || right === record)
        .sort((one, other) => other.bits - one.bits || (one.left + one.right) - (other.left + other.right)).slice(0, top);
      const best = new Set(records.flatMap((_, record) => bestOf(record)));
      expect(await scoredPairs(ready, model, { detail: 'levels', minMatchWeightBits: bound, topPerRecord: top })).toEqual(above.filter((pair) => best.has(pair)));
    }), { numRuns: 80 });
  });

  test('come from other sources where records are linked, not deduplicated', async () => {
    await fc.assert(fc.asyncProperty(someModel, someRecords, fc.nat(9), async (model, records, cut) => {
      const ready = readyRecords(model, COLUMNS, [records.slice(0, cut), records.slice(cut)]);
      const found = await scoredPairs(ready, { ...model, linkType: 'link' }, {});
      const all = await scoredPairs(ready, model, {});
      expect(found).toEqual(all.filter(({ left, right }) => left < cut && right >= cut));
    }), { numRuns: 40 });
  });
});

describe('pattern counts', () => {
  test('count the pairs of each rule by levels and frequency factor, in order, and those that touch each group', async () => {
    await fc.assert(fc.asyncProperty(someModel, someRecords, fc.boolean(), async (model, records, termFrequencies) => {
      const ready = readyRecords(model, COLUMNS, [records]);
      const groups = Uint8Array.from(records, (_, record) => record % 3);
      const counted = await countPatterns(ready, blockRecords(ready, model.blocking, 'dedupe'), compileComparisons(model, ready), { termFrequencies, groups, groupCount: 3 });
      const expected = [0, 1].map(() => new Map<string, { count: number; groups: number[] }>());
      records.forEach((left, one) => {
        records.slice(one + 1).forEach((right, place) => {
          const levels = model.comparisons.map((comparison) => naiveLevel(comparison, left, right));
          const factor = termFrequencies ? model.comparisons.reduce((product, comparison, index) => {
            const frequency = naiveFrequency(comparison, levels[index]!, records, left, right);
            return frequency === null ? product : product * frequency ** -comparison.levels[levels[index]!]!.termFrequency!.weight;
          }, 1) : 1;
          const tally = expected[left['city'] !== null && left['city'] === right['city'] ? 0 : 1]!;
          const name = `${levels.join()} ${factor.toPrecision(9)}`;
          const found = tally.get(name) ?? { count: 0, groups: [0, 0, 0] };
          tally.set(name, found);
          found.count++;
          for (const group of new Set([one % 3, (one + 1 + place) % 3])) found.groups[group]!++;
        });
      });
      counted.rules.forEach((rule, index) => {
        const width = model.comparisons.length;
        const rows = Array.from({ length: rule.patterns }, (_, pattern) => [...rule.levels.subarray(pattern * width, (pattern + 1) * width)]);
        const found = new Map<string, { count: number; groups: number[] }>();
        rows.forEach((levels, pattern) => {
          const name = `${levels.join()} ${(rule.frequencyFactors?.[pattern] ?? 1).toPrecision(9)}`;
          const known = found.get(name) ?? { count: 0, groups: [0, 0, 0] };
          found.set(name, known);
          known.count += rule.counts[pattern]!;
          counted.groups[index]!.forEach(({ counts }, group) => (known.groups[group]! += counts[pattern]!));
        });
        expect(found).toEqual(expected[index]);
        const ordered = rows.map((levels, pattern) => [...levels, rule.frequencyFactors?.[pattern] ?? 1]);
        expect(ordered).toEqual([...ordered].sort((left, right) => left.map((number, place) => number - right[place]!).find((difference) => difference !== 0) ?? 0));
      });
    }), { numRuns: 100 });
  });
});
