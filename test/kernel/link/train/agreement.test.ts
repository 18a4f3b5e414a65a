import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countAgreement } from '../../../../src/link/kernel/train/agreement.ts';
import type { AgreementRules, CodedRecords, PairLevels, RecordGroups } from '../../../../src/link/kernel/train/pair-levels.ts';
import { byRecords } from './levels-by-records.ts';

/** Level 0 where a code is 0, 1 where codes are equal, 2 where they differ by one (or left is one more, if told apart), else 3. */
function comparisonOf(columns: readonly Uint32Array[], isSymmetric = true, missing: number | null = null): PairLevels {
  const levelOf = (left: number, right: number): number => {
    const pairs = columns.map((codes) => [codes[left]!, codes[right]!] as const);
    if (pairs.some(([one, other]) => one === 0 || other === 0)) return 0;
    const apart = pairs.map(([one, other]) => (isSymmetric ? Math.abs(one - other) : one === other ? 0 : one - other === 1 ? 1 : 2));
    return 1 + Math.min(2, Math.max(...apart));
  };
  return byRecords({ columns: columns.map((codes) => ({ codes })) }, {
    levels: 4, nullLevels: Uint8Array.of(1, 0, 0, 0), isSymmetric, columns: columns.map((_, index) => index),
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0; pair < pairs; pair++) out[at + stride * pair] = levelOf(lefts[pair]!, rights[pair]!);
    },
  }, missing);
}

/** All pairs, one by one. */
function naive(records: CodedRecords, comparison: PairLevels, isWithin: boolean, isLeftOut: (record: number) => boolean = () => false): number[] {
  const sourceOf = (record: number): number => records.sourceStarts.findLastIndex((start) => start <= record);
  const counts = [0, 0, 0, 0];
  for (let left = 0; left < records.records; left++) for (let right = left + 1; right < records.records; right++) {
    if (isLeftOut(left) || isLeftOut(right) || (!isWithin && sourceOf(left) === sourceOf(right))) continue;
    const level = new Uint8Array(1);
    comparison.levelsOf(Uint32Array.of(left), Uint32Array.of(right), 1, level, 0, 1);
    counts[level[0]!]!++;
  }
  return counts;
}

const COUNTED: AgreementRules = { isWithin: true, maxDistinctPairs: 1e6, samplePairs: 0, seed: 1 };

function recordsOf(columns: readonly (readonly number[])[], sources: readonly number[]): CodedRecords {
  const sourceStarts = Uint32Array.from([0, ...sources], (_, index) => sources.slice(0, index).reduce((sum, size) => sum + size, 0));
  return { records: columns[0]!.length, sourceStarts, columns: columns.map((codes) => ({ codes: Uint32Array.from(codes) })) };
}

const coded = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(12)).chain((sources) => {
  const records = sources[0] + sources[1] + sources[2];
  const column = fc.array(fc.nat(4), { minLength: records, maxLength: records });
  return fc.tuple(column, column).map((columns) => ({ records: recordsOf(columns, sources), columns }));
});

describe('agreement over all pairs', () => {
  test('is what comparing all pairs one by one gives, within and between sources', () => {
    fc.assert(fc.property(coded, fc.boolean(), fc.integer({ min: 1, max: 2 }), ({ records }, isWithin, width) => {
      const comparison = comparisonOf(records.columns.slice(0, width).map(({ codes }) => codes));
      const { pairs, variances, drawn } = countAgreement(records, comparison, { ...COUNTED, isWithin });
      expect([...pairs]).toEqual(naive(records, comparison, isWithin));
      expect([...variances]).toEqual([0, 0, 0, 0]);
      expect(drawn).toBe(0);
    }));
  });

  test('without each group is what comparing the other records gives', () => {
    fc.assert(fc.property(coded, fc.boolean(), ({ records }, isWithin) => {
      const comparison = comparisonOf([records.columns[0]!.codes]);
      const groups: RecordGroups = { groups: 3, groupOf: Uint8Array.from({ length: records.records }, (_, record) => (record * 7) % 3) };
      const { without } = countAgreement(records, comparison, { ...COUNTED, isWithin }, groups);
      expect(without.map((pairs) => [...pairs])).toEqual([0, 1, 2].map((group) => naive(records, comparison, isWithin, (record) => groups.groupOf[record] === group)));
    }));
  });

  test('between sources is exact even where left is told from right; within a source both orders count half', () => {
    fc.assert(fc.property(coded, ({ records }) => {
      const comparison = comparisonOf([records.columns[0]!.codes], false);
      expect([...countAgreement(records, comparison, { ...COUNTED, isWithin: false }).pairs]).toEqual(naive(records, comparison, false));
    }));
    const one = recordsOf([[1, 2, 3]], [3]);
    // Pairs 1-2, 2-3: one more on the left in one of both orders.
    expect([...countAgreement(one, comparisonOf([one.columns[0]!.codes], false), COUNTED).pairs]).toEqual([0, 0, 1, 2]);
  });

  test('is the same where it is known how many records have each value, and what a record and itself are', () => {
    fc.assert(fc.property(coded, fc.boolean(), fc.constantFrom(1e6, 3), ({ records }, isWithin, maxDistinctPairs) => {
      const { codes } = records.columns[0]!;
      const rules = { ...COUNTED, isWithin, maxDistinctPairs, samplePairs: 40 };
      const counts = Uint32Array.from({ length: 7 }, (_, code) => codes.filter((one) => one === code).length);
      const comparison = comparisonOf([codes]);
      const known = countAgreement({ ...records, columns: [{ codes, counts }] }, { ...comparison, ofSelf: { missing: 0, equal: 1 } }, rules);
      expect(known).toEqual(countAgreement(records, comparison, rules));
    }));
  });

  test('does not depend on how values are coded', () => {
    fc.assert(fc.property(coded, ({ records }) => {
      const swap = (code: number): number => [0, 1, 2, 3, 4].at(-code) ?? 0;
      const other: CodedRecords = { ...records, columns: records.columns.map(({ codes }) => ({ codes: codes.map(swap) })) };
      const level = comparisonOf([records.columns[0]!.codes]);
      expect(countAgreement(other, level, COUNTED).pairs).toEqual(countAgreement(records, level, COUNTED).pairs);
    }));
  });

  test('of no record, one record, and nulls alone has no pair that says anything', () => {
    for (const codes of [[], [3], [0, 0, 0]]) {
      const records = recordsOf([codes], [codes.length]);
      expect([...countAgreement(records, comparisonOf([records.columns[0]!.codes]), COUNTED).pairs].slice(1)).toEqual([0, 0, 0]);
    }
  });
});

describe('agreement from a sample', () => {
  const codes = Array.from({ length: 600 }, (_, record) => (record * record) % 97);
  const records = recordsOf([codes], [350, 250]);
  const comparison = comparisonOf([records.columns[0]!.codes]);

  test.each([true, false])('is within four standard errors of the truth, equal pairs exact (within sources: %s)', (isWithin) => {
    const truth = naive(records, comparison, isWithin);
    const { pairs, variances, drawn } = countAgreement(records, comparison, { isWithin, maxDistinctPairs: 10, samplePairs: 20_000, seed: 3 });
    expect(pairs[1]).toBe(truth[1]);
    expect(pairs[0]).toBeCloseTo(truth[0]!, 6);
    expect(drawn).toBeGreaterThan(20_000);
    for (const level of [2, 3]) {
      expect(variances[level]).toBeGreaterThan(0);
      expect(Math.abs(pairs[level]! - truth[level]!)).toBeLessThan(4 * Math.sqrt(variances[level]!));
    }
    expect(pairs.reduce((sum, count) => sum + count, 0)).toBeCloseTo(truth.reduce((sum, count) => sum + count, 0), 6);
  });

  test('is the same for the same seed, and another for another', () => {
    const rules = { isWithin: true, maxDistinctPairs: 10, samplePairs: 5000, seed: 3 };
    expect(countAgreement(records, comparison, rules)).toEqual(countAgreement(records, comparison, rules));
    expect(countAgreement(records, comparison, { ...rules, seed: 4 }).pairs).not.toEqual(countAgreement(records, comparison, rules).pairs);
  });

  test('errs as much as its standard error says, over seeds', () => {
    const truth = naive(records, comparison, true);
    const seeds = Array.from({ length: 60 }, (_, seed) => countAgreement(records, comparison, { isWithin: true, maxDistinctPairs: 10, samplePairs: 2000, seed }));
    const errors = seeds.map(({ pairs, variances }) => (pairs[2]! - truth[2]!) / Math.sqrt(variances[2]!));
    const meanSquare = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
    expect(meanSquare).toBeGreaterThan(0.5);
    expect(meanSquare).toBeLessThan(1.7);
  });

  test('errs far less than independent draws where values differ in how many others they are near', () => {
    // Half of the values are near all others of their half; the rest are near none. Whether a pair is near is a matter of its records alone.
    const halves = Array.from({ length: 400 }, (_, record) => record);
    const hubs = recordsOf([halves.map((value) => value + 1)], [400]);
    const near: PairLevels = byRecords(hubs, {
      levels: 2, nullLevels: Uint8Array.of(0, 0), isSymmetric: true, columns: [0],
      levelsOf(lefts, rights, pairs, out, at, stride) {
        for (let pair = 0; pair < pairs; pair++) out[at + stride * pair] = Number(lefts[pair]! >= 200 || rights[pair]! >= 200);
      },
    });
    const truth = (200 * 199) / 2;
    const errors = Array.from({ length: 80 }, (_, seed) => {
      const { pairs, variances } = countAgreement(hubs, near, { isWithin: true, maxDistinctPairs: -1, samplePairs: 4000, seed });
      return (pairs[0]! - truth) ** 2 / variances[0]!;
    });
    // Of a quarter of the pairs, two thirds of the variance is that of the records.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.6);
  });

  test.each([true, false])('counts the pairs of frequent values, and draws the others only (within sources: %s)', (isWithin) => {
    // Four values of 120 records each, 120 of few: pairs of the four are some 40 in 100.
    const skewed = recordsOf([Array.from({ length: 600 }, (_, record) => (record % 5 < 4 ? 10 + (record % 5) : 20 + (record % 60)))], [350, 250]);
    const compared = comparisonOf([skewed.columns[0]!.codes]);
    const truth = naive(skewed, compared, isWithin);
    const found = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => countAgreement(skewed, compared, { isWithin, maxDistinctPairs: 30, samplePairs: 4000, seed }));
    for (const { pairs, variances, drawn } of found) {
      expect(drawn).toBeGreaterThan(1600);
      expect(drawn).toBeLessThan(2600);
      for (const level of [0, 1, 2, 3]) expect(Math.abs(pairs[level]! - truth[level]!)).toBeLessThanOrEqual(4 * Math.sqrt(variances[level]!) + 1e-6);
    }
    expect(truth[2]).toBeGreaterThan(20_000);
  });

  test('without a group is near what the other records give', () => {
    const groups: RecordGroups = { groups: 4, groupOf: Uint8Array.from({ length: 600 }, (_, record) => record % 4) };
    const { without } = countAgreement(records, comparison, { isWithin: true, maxDistinctPairs: 10, samplePairs: 20_000, seed: 5 }, groups);
    const truth = naive(records, comparison, true, (record) => record % 4 === 1);
    expect(without[1]![1]).toBe(truth[1]);
    expect(without[1]![2]! / truth[2]!).toBeCloseTo(1, 0);
    expect(without[1]![3]! / truth[3]!).toBeCloseTo(1, 1);
  });

  test.each([true, false])('counts the pairs that lack a value where that decides: what is drawn of the others is the same (within sources: %s)', (isWithin) => {
    const rules: AgreementRules = { isWithin, maxDistinctPairs: 10, samplePairs: 3000, seed: 7 };
    const groups: RecordGroups = { groups: 3, groupOf: Uint8Array.from({ length: 600 }, (_, record) => record % 3) };
    const sparse = recordsOf([codes.map((code, record) => (record % 4 === 0 ? 0 : code))], [350, 250]);
    const column = sparse.columns[0]!.codes;
    const looked = countAgreement(sparse, comparisonOf([column]), rules, groups);
    const known = countAgreement(sparse, comparisonOf([column], true, 0), rules, groups);
    expect(known.pairs).toEqual(looked.pairs);
    expect(known.variances).toEqual(looked.variances);
    expect(known.drawn).toBeLessThan(looked.drawn);
    expect(known.pairs[0]).toBe(naive(sparse, comparisonOf([column]), isWithin)[0]);
    for (const [group, pairs] of known.without.entries()) {
      expect(pairs).toEqual(looked.without[group]);
      expect(pairs[0]).toBe(naive(sparse, comparisonOf([column]), isWithin, (record) => record % 3 === group)[0]);
    }
  });

  test('ends where nearly all records are equal, and no unequal pair can be drawn', () => {
    const same = recordsOf([[1, 1, 1, 1]], [4]);
    const { pairs, drawn } = countAgreement(same, comparisonOf([same.columns[0]!.codes]), { isWithin: true, maxDistinctPairs: -1, samplePairs: 100, seed: 1 });
    expect([...pairs]).toEqual([0, 6, 0, 0]);
    expect(drawn).toBe(0);
  });
});
