// Scoring with a screen and without: the same pairs, levels and weights to the last bit, for any model, whatever is switched off.
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { pairScorer, type ScoredPairs } from '../../src/link/kernel/score/pair-scorer.ts';
import { visitPairs } from '../../src/link/kernel/block/visit-pairs.ts';
import { packCodes } from '../../src/link/kernel/compare/packed-codes.ts';
import type { Comparison, LinkageModel } from '../../src/link/model/model.ts';
import { weightProgramOf } from '../../src/link/score/weight-program-of.ts';
import type { PlainRecord } from './naive-comparing.ts';
import { readyRecords } from './plain-records.ts';
import { COLUMNS, someModel, someRecord } from './random-models.ts';

afterEach(() => { vi.unstubAllGlobals(); });

/** Scores all pairs of one block and of the cities; tells what was kept, and how many were given up at a glance. */
function score(model: LinkageModel, sources: readonly (readonly PlainRecord[])[], minBits: number, isScreened = true): { readonly found: ScoredPairs; readonly givenUp: number } {
  const records = readyRecords(model, COLUMNS, sources);
  const comparisons = compileComparisons(model, records);
  const setting = { table: records.table, comparisons, packed: packCodes(records.table, comparisons.map(({ single }) => single)) };
  const { program, rules } = blockRecords(records, model.blocking, model.linkType);
  const scorer = pairScorer(setting, { weights: weightProgramOf(model), minBits, detail: 'weights', rules });
  let givenUp = 0;
  const screening = scorer.screening === null || !isScreened ? null : {
    screen: scorer.screening.screen,
    giveUp(rule: number, pairs: number) {
      givenUp += pairs;
      scorer.screening!.giveUp(rule, pairs);
    },
  };
  visitPairs(program, [], null, 64, (lefts, rights, ruleOf, pairs) => {
    scorer.add(lefts, rights, ruleOf, pairs);
    return true;
  }, screening);
  return { found: scorer.take(), givenUp };
}

/** Models as people have them: names that count by their frequency, and a city; most pairs are far from any cut. */
const someLadders: fc.Arbitrary<LinkageModel> = fc.record({ m: fc.double({ min: 0.5, max: 0.95, noNaN: true }), u: fc.double({ min: 1e-4, max: 0.05, noNaN: true }), weight: fc.constantFrom(0.5, 1), measure: fc.constantFrom('jaroWinkler' as const, 'jaro' as const) })
  .map(({ m, u, weight, measure }): LinkageModel => {
    const of = (name: string): Comparison => ({
      name,
      levels: [
        { label: 'null', when: { kind: 'null', of: { column: name } }, isNull: true, m: 0.5, u: 0.5 },
        { label: 'equal', when: { kind: 'equal', of: { column: name } }, m, u, termFrequency: { of: { column: name }, weight, usesOwnU: true } },
        { label: 'close', when: { kind: 'measure', measure, of: { column: name }, atLeast: 0.88 }, m: (1 - m) / 2, u },
        { label: 'rest', when: { kind: 'otherwise' }, m: (1 - m) / 2, u: 1 - 2 * u },
      ],
    });
    return { version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint', blocking: [{ on: [{ of: { column: 'city' } }] }, { on: [] }], comparisons: [of('first'), of('last'), of('city')] };
  });

const anyModel = fc.oneof(someModel, someLadders);

const RUNS = process.env['A423_MANY_CASES'] === undefined ? 40 : 2000;
const cut = fc.constantFrom(-8, -2, 0, 3, 8);

/** The model with kinds of pairs: twins, who agree on all but some levels, and movers. */
function withKinds({ dependence: _, ...model }: LinkageModel): LinkageModel {
  const levels = (first: number): number[][] => model.comparisons.map((comparison) => comparison.levels.map((__, level, all) => (level === 0 ? first : (1 - first) / (all.length - 1))));
  return { ...model, kinds: [{ name: 'twins', isMatch: false, share: 0.01, agrees: [], levels: levels(0.8) }, { name: 'movers', isMatch: true, share: 0.05, agrees: [], levels: levels(0.3) }] };
}

describe('scoring with a screen', () => {
  test('keeps what scoring without one keeps, of any model and any cut', () => {
    fc.assert(fc.property(anyModel, fc.array(someRecord, { minLength: 9, maxLength: 24 }), cut, (model, records, minBits) => {
      expect(score(model, [records], minBits).found).toEqual(score(model, [records], minBits, false).found);
    }), { numRuns: RUNS });
  });

  test('gives most pairs up that have nothing in common', () => {
    const [model] = fc.sample(someLadders, { numRuns: 1, seed: 6 });
    const records = Array.from({ length: 26 }, (_, row): PlainRecord => ({ first: String.fromCharCode(97 + row).repeat(6), last: String.fromCharCode(122 - row).repeat(5), city: null, age: null, born: null, names: null, place: null }));
    const { found, givenUp } = score(model!, [records], 0);
    // A glance takes k for w and j for x: two pairs of given names, and two of family names.
    expect([found.pairs, givenUp, [...found.scoredOfRule]]).toEqual([0, 325 - 4, [0, 325]]);
  });

  test('keeps the same where there are kinds of pairs', () => {
    fc.assert(fc.property(anyModel, fc.array(someRecord, { minLength: 9, maxLength: 20 }), cut, (model, records, minBits) => {
      expect(score(withKinds(model), [records], minBits).found).toEqual(score(withKinds(model), [records], minBits, false).found);
    }), { numRuns: RUNS });
  });

  test('keeps what the rungs in TypeScript keep, where nothing is given up', () => {
    fc.assert(fc.property(anyModel, fc.array(someRecord, { minLength: 9, maxLength: 16 }), cut, (model, records, minBits) => {
      const { found } = score(model, [records], minBits);
      vi.stubGlobal('WebAssembly', undefined);
      const plain = score(model, [records], minBits);
      vi.unstubAllGlobals();
      expect(plain.givenUp).toBe(0);
      expect(found).toEqual(plain.found);
    }), { numRuns: RUNS });
  });

  test('keeps the same of two files', () => {
    fc.assert(fc.property(anyModel, fc.array(someRecord, { maxLength: 15 }), fc.array(someRecord, { minLength: 8, maxLength: 15 }), cut, (model, lefts, rights, minBits) => {
      const linking: LinkageModel = { ...model, linkType: 'link' };
      expect(score(linking, [lefts, rights], minBits).found).toEqual(score(linking, [lefts, rights], minBits, false).found);
    }), { numRuns: RUNS });
  });
});
