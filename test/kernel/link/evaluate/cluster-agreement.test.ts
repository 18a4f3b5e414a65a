import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterAgreement } from '../../../../src/link/kernel/evaluate/cluster-agreement.ts';
import { countPairs, pairsWithin, type PairScope } from '../../../../src/link/kernel/evaluate/true-pairs.ts';

const someRecords = fc.array(fc.tuple(fc.nat(4), fc.integer({ min: -1, max: 4 }), fc.nat(2)), { maxLength: 14 });
const scopes = fc.constantFrom<PairScope>('all', 'betweenSources');
const arraysOf = (records: readonly (readonly [number, number, number])[]): [Uint32Array, Int32Array, Int32Array] =>
  [Uint32Array.from(records, ([cluster]) => cluster), Int32Array.from(records, ([, entity]) => entity), Int32Array.from(records, ([, , source]) => source)];

describe('clusters against the truth', () => {
  test('agree on pairs and records as counting all pairs says', () => {
    fc.assert(fc.property(someRecords, scopes, (records, scope) => {
      const found = clusterAgreement(...arraysOf(records), scope);
      const known = records.filter(([, entity]) => entity >= 0);
      const pairs = known.flatMap((left, index) => known.slice(index + 1).map((right) => [left, right] as const)).filter(([left, right]) => scope === 'all' || left[2] !== right[2]);
      const count = (linked: boolean, match: boolean): number => pairs.filter(([left, right]) => (left[0] === right[0]) === linked && (left[1] === right[1]) === match).length;
      expect(found.pairs).toEqual({ truePositives: count(true, true), falsePositives: count(true, false), falseNegatives: count(false, true), trueNegatives: count(false, false) });
      const common = known.map(([cluster, entity]) => known.filter((other) => other[0] === cluster && other[1] === entity).length);
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      if (known.length === 0) expect(found.bCubedPrecision).toBeNull();
      else {
        const precision = mean(known.map(([cluster], record) => common[record]! / known.filter((other) => other[0] === cluster).length));
        const recall = mean(known.map(([, entity], record) => common[record]! / known.filter((other) => other[1] === entity).length));
        expect(found.bCubedPrecision).toBeCloseTo(precision, 12);
        expect(found.bCubedRecall).toBeCloseTo(recall, 12);
        expect(found.bCubedF1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
      }
    }));
  });

  test('is complete where clusters are the truth', () => {
    expect(clusterAgreement(Uint32Array.of(4, 4, 9), Int32Array.of(1, 1, 0), Int32Array.of(0, 0, 0), 'all')).toEqual({
      pairs: { truePositives: 1, falsePositives: 0, falseNegatives: 0, trueNegatives: 2 }, bCubedPrecision: 1, bCubedRecall: 1, bCubedF1: 1, clusters: 2, exactClusters: 2,
    });
  });

  test('is the worked example of B³ by Bagga and Baldwin', () => {
    // Truth {1…5}, {6, 7}, {8 … 12}; response {1…5}, {6 … 12}: precision 9/12 + ... = 0.76, recall 1.
    const entity = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2);
    const cluster = Uint32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1);
    const found = clusterAgreement(cluster, entity, new Int32Array(12), 'all');
    expect(found.bCubedPrecision).toBeCloseTo((5 + 2 * (2 / 7) + 5 * (5 / 7)) / 12, 12);
    expect(found.bCubedPrecision!.toFixed(2)).toBe('0.76');
    expect(found.bCubedRecall).toBe(1);
  });
});

describe('pairs there are', () => {
  test('are counted as by counting them', () => {
    fc.assert(fc.property(someRecords, scopes, (records, scope) => {
      const [, entityOf, sourceOf] = arraysOf(records);
      const pairs = records.flatMap((left, index) => records.slice(index + 1).map((right) => [left, right] as const)).filter(([left, right]) => scope === 'all' || left[2] !== right[2]);
      expect(countPairs(sourceOf, 3, scope)).toBe(pairs.length);
      const within = pairsWithin(entityOf, 5, sourceOf, 3, scope);
      expect([...within]).toEqual([0, 1, 2, 3, 4].map((entity) => pairs.filter(([left, right]) => left[1] === entity && right[1] === entity).length));
    }));
  });
});
