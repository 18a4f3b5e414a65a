import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classRisk, overlapRisk } from '../../../src/anonymise/kernel/class-risk.ts';
import { sizeHistogram } from '../../../src/anonymise/kernel/size-histogram.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 30 });

describe('risk of classes that partition the rows', () => {
  test('seven rows in classes of 1, 2 and 4, worked out by hand', () => {
    const risk = classRisk(Uint32Array.of(4, 1, 2), Uint32Array.of(4, 1, 2), 3, null);
    expect(risk).toMatchObject({ classes: 3, kReached: 1, sampleUniques: 1, classesBelow: 2, rowsBelow: 3 });
    expect(risk.shareBelow).toBeCloseTo(3 / 7, 15);
    expect(risk.prosecutor).toEqual({ highest: 1, average: 3 / 7, recordsAtRisk: 3 / 7 });
    expect(risk.journalist).toEqual(risk.prosecutor);
    expect(risk.marketer).toBe(3 / 7);
  });

  test('a population lowers the journalist and the marketer, by the definitions of ARX', () => {
    // f = (4, 1, 2), F = (8, 5, 2): marketer (4/8 + 1/5 + 2/2)/7; journalist the larger of that and 3/15.
    const risk = classRisk(Uint32Array.of(4, 1, 2), Uint32Array.of(4, 1, 2), 3, Uint32Array.of(8, 5, 2));
    expect(risk.prosecutor!.highest).toBe(1);
    expect(risk.journalist!.highest).toBe(0.5);
    expect(risk.marketer).toBeCloseTo(1.7 / 7, 15);
    expect(risk.journalist!.average).toBeCloseTo(1.7 / 7, 15);
    expect(risk.journalist!.recordsAtRisk).toBeCloseTo(2 / 7, 15);
  });

  test('entities: sizes count persons, rows below k count rows', () => {
    const risk = classRisk(Uint32Array.of(3, 1), Uint32Array.of(12, 9), 3, null);
    expect(risk).toMatchObject({ kReached: 1, sampleUniques: 1, rowsBelow: 9 });
    expect(risk.shareBelow).toBeCloseTo(9 / 21, 15);
    expect(risk.prosecutor!.average).toBe(0.5);
  });

  test('no class at all is no risk and no figure', () => {
    expect(classRisk(new Uint32Array(0), new Uint32Array(0), 5, null)).toEqual({
      classes: 0, kReached: null, sampleUniques: 0, classesBelow: 0, rowsBelow: 0, shareBelow: 0, prosecutor: null, journalist: null, marketer: null, histogram: [],
    });
  });

  test('a minimum of k accepts k: 11 accepts 11 and counts 10 as below', () => {
    const risk = classRisk(Uint32Array.of(10, 11), Uint32Array.of(10, 11), 11, null);
    expect(risk.rowsBelow).toBe(10);
    expect(classRisk(Uint32Array.of(11), Uint32Array.of(11), 11, null).rowsBelow).toBe(0);
  });

  test('the order of the classes changes nothing, to the last bit', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 40 }), fc.infiniteStream(fc.nat()), (classes, draws) => {
      const shuffled = classes.map((entry) => ({ entry, draw: draws.next().value as number })).sort((a, b) => a.draw - b.draw).map(({ entry }) => entry);
      const risk = (list: typeof classes): unknown => classRisk(
        Uint32Array.from(list, ([f]) => f), Uint32Array.from(list, ([f]) => f), 5, Uint32Array.from(list, ([f, more]) => f + more),
      );
      expect(risk(shuffled)).toEqual(risk(classes));
    }));
  });

  test('risks are shares, and the average never exceeds the highest', () => {
    fc.assert(fc.property(sizes.filter((list) => list.length > 0), fc.integer({ min: 1, max: 100 }), (list, k) => {
      const risk = classRisk(Uint32Array.from(list), Uint32Array.from(list), k, null);
      for (const share of [risk.shareBelow, risk.prosecutor!.average, risk.prosecutor!.highest, risk.marketer!]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(risk.prosecutor!.average).toBeLessThanOrEqual(risk.prosecutor!.highest);
      expect(risk.rowsBelow === 0).toBe(risk.kReached! >= k);
    }));
  });

  test('arrays of different lengths are refused', () => {
    expect(() => classRisk(new Uint32Array(2), new Uint32Array(1), 2, null)).toThrow(RangeError);
    expect(() => classRisk(new Uint32Array(2), new Uint32Array(2), 2, new Uint32Array(3))).toThrow(RangeError);
  });
});

describe('risk of classes that overlap', () => {
  test('the average is the mean over rows of 1/frequency', () => {
    // Two rows with frequency 4 and one with frequency 2: (2/4 + 1/2)/3.
    const risk = overlapRisk(Uint32Array.of(4, 2), Uint32Array.of(2, 1), 3);
    expect(risk.prosecutor).toEqual({ highest: 0.5, average: 1 / 3, recordsAtRisk: 1 / 3 });
    expect(risk.marketer).toBe(1 / 3);
  });
});

describe('histogram of class sizes', () => {
  test('counts every class and every row once, in the interval of its size', () => {
    fc.assert(fc.property(sizes, (list) => {
      const bins = sizeHistogram(Uint32Array.from(list), Uint32Array.from(list));
      for (const { from, to, classes, rows } of bins) {
        const inside = list.filter((size) => size >= from && size <= to);
        expect(classes).toBe(inside.length);
        expect(rows).toBe(inside.reduce((sum, size) => sum + size, 0));
      }
      expect(bins.reduce((sum, { classes }) => sum + classes, 0)).toBe(list.length);
    }));
  });
  test('is exact up to ten and coarse above', () => {
    expect(sizeHistogram(Uint32Array.of(1, 1, 9, 10, 11, 20, 21, 4_294_967_295), Uint32Array.of(1, 1, 9, 10, 11, 20, 21, 1))).toEqual([
      { from: 1, to: 1, classes: 2, rows: 2 }, { from: 9, to: 9, classes: 1, rows: 9 }, { from: 10, to: 10, classes: 1, rows: 10 },
      { from: 11, to: 20, classes: 2, rows: 31 }, { from: 21, to: 50, classes: 1, rows: 21 }, { from: 2_000_000_001, to: 5_000_000_000, classes: 1, rows: 1 },
    ]);
  });
});
