import { describe, expect, test } from 'vitest';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { packCodes } from '../../src/link/kernel/compare/packed-codes.ts';
import { bitsTable } from '../../src/link/kernel/score/pattern-bits.ts';
import { makeWeigher } from '../../src/link/kernel/score/weigher.ts';
import type { Comparison, Level } from '../../src/link/model/model.ts';
import { weightProgramOf } from '../../src/link/score/weight-program-of.ts';
import { codedRecords, type Kind, type Value } from './record-table.ts';

const column = (name: string) => ({ column: name });

describe('term frequencies', () => {
  /** Weighs agreement of the first two of some values. */
  function frequencyBits(values: readonly Value[], level: Partial<Level>, kind: Kind = 'text', exactU = 0.1): number {
    const of = column('name');
    const comparisons: Comparison[] = [{ name: 'name', levels: [{ label: 'same', when: { kind: 'equal', of }, m: 1, u: exactU, termFrequency: { of, weight: 1 }, ...level }, { label: 'other', when: { kind: 'otherwise' }, m: 0, u: 1 - exactU }] }];
    const records = codedRecords(collectExpressions({ blocking: [], comparisons }), [{ kind, values }], [values.length]);
    const kernels = compileComparisons({ comparisons }, records);
    const weigher = makeWeigher({ table: records.table, comparisons: kernels, packed: packCodes(records.table, kernels.map(({ single }) => single)) }, weightProgramOf({ prior: 0.5, comparisons }), 1, true);
    weigher.weigh(Uint32Array.of(0), Uint32Array.of(1), 1);
    return weigher.frequencyBits![0]!;
  }

  test('Splink 2: eight of 900, u 0.1, weight 0.6 (test_compare_splink2)', () => {
    const values = [...new Array<string>(8).fill('Jack '), ...Array.from({ length: 892 }, (_, row) => `other ${row}`), null];
    const of = column('name');
    expect(2 ** frequencyBits(values, { termFrequency: { of, weight: 0.6 } })).toBeCloseTo(4.272592890212634, 12);
  });

  test.each([['London', 40, 50 / 40], ['Birmingham', 8, 50 / 8], ['Truro', 2, 50 / 2]])('Splink: %s, %i of 50, u 0.2 (test_term_frequencies)', (city, count, factor) => {
    const cities = ['London', 'Birmingham', 'Truro'].flatMap((name, index) => new Array<string>([40, 8, 2][index]!).fill(name));
    expect(cities.filter((name) => name === city).length).toBe(count);
    // m = 1, u = 0.2: the Bayes factor with its adjustment.
    expect((1 / 0.2) * 2 ** frequencyBits([...cities.filter((name) => name === city), ...cities.filter((name) => name !== city)], {}, 'text', 0.2)).toBeCloseTo(factor, 12);
  });

  test('a least frequency, a baseline and the level’s own u take the place of others', () => {
    const values = ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
    const of = column('name');
    expect(frequencyBits(values, { termFrequency: { of, weight: 1, minFrequency: 0.4 } })).toBeCloseTo(Math.log2(0.1 / 0.4), 12);
    expect(frequencyBits(values, { termFrequency: { of, weight: 1, baseline: 0.05 } })).toBeCloseTo(Math.log2(0.05 / 0.2), 12);
    expect(frequencyBits(values, { termFrequency: { of, weight: 0.5, usesOwnU: true } })).toBeCloseTo(0.5 * Math.log2(0.1 / 0.2), 12);
    expect(frequencyBits(values, { termFrequency: { of, weight: 0 } })).toBe(0);
  });

  test('of lists, the rarest element in common counts', () => {
    const when = { kind: 'measure', measure: 'intersection', of: column('name'), atLeast: 1 } as const;
    const lists = [['a', 'b', null], ['b', 'a', 'b'], ['a'], ['a', 'c'], ['b'], ['a'], [], ['c']];
    // a is in 4 of 8 lists that are there, b in 3.
    expect(frequencyBits([...lists, null], { when, termFrequency: { of: column('name'), weight: 1, usesOwnU: true } }, 'texts')).toBeCloseTo(Math.log2(0.1 / (3 / 8)), 12);
  });
});

describe('wide models', () => {
  test('a model with more patterns than are tabled weighs pairs one by one', () => {
    const names = Array.from({ length: 13 }, (_, index) => `c${index}`);
    const comparisons = names.map((name, index): Comparison => ({ name, levels: [
      { label: 'same', when: { kind: 'equal', of: column(name) }, m: 0.9 - index / 100, u: 0.1 }, { label: 'close', when: { kind: 'measure', measure: 'levenshtein', of: column(name), atMost: 1 }, m: 0.05, u: 0.1 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.05, u: 0.8 },
    ] }));
    const model = { prior: 0.01, comparisons };
    const list = collectExpressions({ blocking: [], comparisons });
    const records = codedRecords(list, names.map((_, index) => ({ kind: 'text', values: ['abc', index % 2 === 0 ? 'abc' : 'abd', index % 3 === 0 ? 'xyz' : 'ab'] })), [3]);
    const kernels = compileComparisons(model, records);
    const weights = weightProgramOf(model);
    expect(bitsTable(weights)).toBeNull();
    const weigher = makeWeigher({ table: records.table, comparisons: kernels, packed: packCodes(records.table, kernels.map(({ single }) => single)) }, weights, 4, false);
    weigher.weigh(Uint32Array.of(0, 0), Uint32Array.of(1, 2), 2);
    const bits = (levelOf: (index: number) => number): number => comparisons.reduce((sum, { levels }, index) => sum + Math.log2(levels[levelOf(index)]!.m! / levels[levelOf(index)]!.u!), Math.log2(0.01 / 0.99));
    expect(weigher.bits[0]).toBeCloseTo(bits((index) => index % 2), 9);
    expect(weigher.bits[1]).toBeCloseTo(bits((index) => (index % 3 === 0 ? 2 : 1)), 9);
  });
});

