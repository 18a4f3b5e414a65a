import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalRisk, linkageRisk, maskingLoss } from '../../../../src/anonymise/kernel/mask/compare-masked.ts';
import { standardise } from '../../../../src/anonymise/kernel/mask/standardise.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, value, at) => sum + (value - mean(left)) * (right[at]! - mean(right)), 0) / (left.length - 1);

/** Two columns of records before and after, each record of its own original. */
const tables = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), { minLength: 3, maxLength: 30 })
  .filter((list) => [0, 1].every((axis) => new Set(list.map((record) => record[axis])).size > 1))
  .map((list) => {
    const before = [0, 1].map((axis) => list.map((record) => record[axis]!));
    const after = [0, 1].map((axis) => list.map((record) => record[axis]! + record[axis + 2]!));
    const records = { originals: before.map((values) => Float64Array.from(values)), masked: after.map((values) => Float64Array.from(values)), ownOf: Int32Array.from(list.keys()) };
    return { before, after, records };
  });

describe('the linkage of masked records', () => {
  test('finds the share that comparing with every original finds, ties by parts', () => {
    fc.assert(fc.property(tables, fc.integer({ min: 1, max: 6 }), ({ before, after, records }, neighbours) => {
      // The same coordinates, so that what is a tie there is one here; every pair is compared.
      const { coordinates, means, deviations } = standardise(records.originals, before[0]!.map(() => 1));
      let nearest = 0;
      let among = 0;
      after[0]!.forEach((_, record) => {
        const place = after.map((values, axis) => (values[record]! - means[axis]!) / deviations[axis]!);
        const distances = before[0]!.map((__, other) => (coordinates[2 * other]! - place[0]!) ** 2 + (coordinates[2 * other + 1]! - place[1]!) ** 2);
        const nearer = distances.filter((distance) => distance < distances[record]!).length;
        const equal = distances.filter((distance) => distance === distances[record]!).length;
        if (nearer === 0) nearest += 1 / equal;
        among += Math.max(0, Math.min(1, (neighbours - nearer) / equal));
      });
      const risk = linkageRisk(records, neighbours);
      expect(risk.byChance).toBe(1 / before[0]!.length);
      expect(risk.nearest).toBeCloseTo(nearest / after[0]!.length, 12);
      expect(risk.amongNearest).toBeCloseTo(among / after[0]!.length, 12);
    }), { numRuns: 200 });
  });
  test('is certain of unmasked records that all differ, and shared by those that are alike', () => {
    const values = Float64Array.of(1, 2, 3, 4);
    expect(linkageRisk({ originals: [values], masked: [values], ownOf: Int32Array.of(0, 1, 2, 3) }, 1)).toEqual({ nearest: 1, amongNearest: 1, neighbours: 1, byChance: 0.25 });
    const same = Float64Array.of(5, 5, 7, 7);
    expect(linkageRisk({ originals: [same], masked: [same], ownOf: Int32Array.of(0, 1, 2, 3) }, 1).nearest).toBe(0.5);
    // All masked as their mean: nothing is told, every original is as near.
    expect(linkageRisk({ originals: [Float64Array.of(-1, 1)], masked: [Float64Array.of(0, 0)], ownOf: Int32Array.of(0, 1) }, 1).nearest).toBe(0.5);
    expect(linkageRisk({ originals: [new Float64Array(0)], masked: [new Float64Array(0)], ownOf: new Int32Array(0) }, 3)).toEqual({ nearest: 0, amongNearest: 0, neighbours: 3, byChance: 0 });
  });
});

describe('interval risk', () => {
  test('counts originals within the width, by column and in all columns', () => {
    fc.assert(fc.property(tables, fc.constantFrom(0, 0.1, 0.5, 1), ({ before, after, records }, width) => {
      const near = before.map((values, axis) => values.map((value, record) => Math.abs(value - after[axis]![record]!) <= width * Math.sqrt(covariance(values, values))));
      const risk = intervalRisk(records, width);
      near.forEach((list, axis) => {
        expect(risk.byDeviation.columns[axis]).toBeCloseTo(list.filter(Boolean).length / list.length, 12);
      });
      expect(risk.byDeviation.all).toBeCloseTo(near[0]!.filter((yes, record) => yes && near[1]![record]!).length / near[0]!.length, 12);
    }), { numRuns: 200 });
  });
  test('by rank compares with the place that the published value would have', () => {
    const originals = [Float64Array.of(10, 20, 30, 40)];
    const ownOf = Int32Array.of(0, 1, 2, 3);
    // Middle ranks of 10, 20, 30, 40 are ½, 1½, 2½, 3½; of 25, 2; of 99, 4.
    expect(intervalRisk({ originals, masked: [Float64Array.of(25, 25, 25, 99)], ownOf }, 0.125).byRank).toEqual({ all: 0.75, columns: [0.75] });
  });
});

describe('the loss of masking', () => {
  test('is that of its formulas', () => {
    fc.assert(fc.property(tables, ({ before, after, records }) => {
      const loss = maskingLoss(records);
      const deviations = before.map((values) => Math.sqrt(covariance(values, values)));
      const il1s = before.map((values, axis) => mean(values.map((value, record) => Math.abs(value - after[axis]![record]!))) / (Math.SQRT2 * deviations[axis]!));
      expect(loss.il1s).toBeCloseTo(mean(il1s), 9);
      before.forEach((values, axis) => {
        expect(loss.il1sOf[axis]).toBeCloseTo(il1s[axis]!, 9);
        expect(loss.meanShift[axis]).toBeCloseTo((mean(after[axis]!) - mean(values)) / deviations[axis]!, 9);
        expect(loss.varianceRatio[axis]).toBeCloseTo(covariance(after[axis]!, after[axis]!) / covariance(values, values), 9);
      });
      const correlation = ([left, right]: readonly (readonly number[])[]): number => {
        const scale = Math.sqrt(covariance(left!, left!) * covariance(right!, right!));
        return scale === 0 ? 0 : covariance(left!, right!) / scale;
      };
      expect(loss.correlationShift!.most).toBeCloseTo(Math.abs(correlation(before) - correlation(after)), 9);
    }), { numRuns: 200 });
  });
  test('is nothing where nothing changed, and for a constant column', () => {
    const values = Float64Array.of(1, 5, 9);
    const constant = new Float64Array(3).fill(0.1);
    expect(maskingLoss({ originals: [values, constant], masked: [values, constant], ownOf: Int32Array.of(0, 1, 2) })).toEqual({
      il1s: 0, il1sOf: [0, 0], meanShift: [0, 0], varianceRatio: [1, null], correlationShift: { most: 0, mean: 0 },
    });
    expect(maskingLoss({ originals: [new Float64Array(0)], masked: [new Float64Array(0)], ownOf: new Int32Array(0) })).toMatchObject({ il1s: 0, correlationShift: null });
  });
});
