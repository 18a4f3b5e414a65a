import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { additivityOf, informationLoss } from '../../../../src/protect/kernel/perturb/information-loss.ts';
import { randomTables } from './random-tables.ts';

describe('the loss of information', () => {
  test('of the example of the R package SmallCountRounding', () => {
    const loss = informationLoss(Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(0, 3, 3, 3, 6, 6));
    expect(loss).toMatchObject({ cells: 6, changed: 4, maxDistance: 1 });
    expect(loss.meanDistance).toBeCloseTo(4 / 6, 12);
    expect(loss.rootMeanSquare).toBeCloseTo(Math.sqrt(4 / 6), 12);
    // 1 − √(½ Σ(√f − √g)²) / √Σf, by hand: 1 + 0.1010205 + 0 + 0.0717968 + 0.0455488 + 0 = 1.2183661.
    expect(loss.hellingerUtility).toBeCloseTo(1 - Math.sqrt(1.2183661 / 2 / 21), 6);
  });
  test('is none where nothing changed, and whole where everything did', () => {
    expect(informationLoss(Float64Array.of(3, 0), Float64Array.of(3, 0))).toEqual({ cells: 2, changed: 0, maxDistance: 0, meanDistance: 0, rootMeanSquare: 0, hellingerUtility: 1 });
    expect(informationLoss(new Float64Array(0), new Float64Array(0)).hellingerUtility).toBe(1);
    expect(informationLoss(Float64Array.of(0), Float64Array.of(4)).hellingerUtility).toBe(0);
    fc.assert(fc.property(fc.array(fc.tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))), (pairs) => {
      const { hellingerUtility } = informationLoss(Float64Array.from(pairs, ([before]) => before), Float64Array.from(pairs, ([, after]) => after));
      expect(hellingerUtility).toBeGreaterThanOrEqual(0);
      expect(hellingerUtility).toBeLessThanOrEqual(1);
    }));
  });
  test('is refused for arrays of two lengths', () => {
    expect(() => informationLoss(new Float64Array(2), new Float64Array(1))).toThrow(/expected 2 cells, got 1/);
  });
});

describe('additivity', () => {
  test('holds for true tables, and is broken by exactly the relations a changed cell is in', () => {
    fc.assert(fc.property(randomTables(20), fc.nat(), ({ system, values }, pick) => {
      expect(additivityOf(system, values)).toEqual({ relations: system.starts.length - 1, broken: 0 });
      const changed = values.slice();
      const cell = pick % values.length;
      changed[cell]! += 1;
      expect(additivityOf(system, changed).broken).toBe(system.members.filter((member) => member === cell).length);
    }));
  });
  test('says nothing of relations with a cell that is not published', () => {
    const system = { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(0, 1, 2) };
    expect(additivityOf(system, Float64Array.of(5, NaN, 2))).toEqual({ relations: 0, broken: 0 });
  });
});
