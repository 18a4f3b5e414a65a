import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastClass } from '../../../../src/anonymise/kernel/local/least-class.ts';
import { nearestUnits } from '../../../../src/anonymise/kernel/local/nearest-units.ts';
import { lowest, MAX_COLUMNS, projectionWeights, rowMajor } from '../../../../src/anonymise/kernel/local/projection-weights.ts';
import { presentOf } from '../../../../src/anonymise/kernel/local/suppress-units.ts';

const COLUMNS = 3;
/** Units of three columns with a weight, −1 for a missing value; equal units are different ones. */
const unitsOf = fc.array(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 2 }), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 14 });
type Units = readonly (readonly [number, number, number, number])[];
const codesOf = (units: Units): Int32Array[] => Array.from({ length: COLUMNS }, (_, column) => Int32Array.from(units, (unit) => unit[column]!));
const weightsOf = (units: Units): Uint32Array => Uint32Array.from(units, ([, , , weight]) => weight);
const has = (set: number, column: number): boolean => ((set >> column) & 1) === 1;

describe('sums of the weights that agree on columns', () => {
  test('are those of comparing every unit, before and after any cells are suppressed', () => {
    fc.assert(fc.property(unitsOf, fc.array(fc.tuple(fc.nat(13), fc.nat(COLUMNS - 1)), { maxLength: 12 }), (units, steps) => {
      const codes = codesOf(units);
      const index = projectionWeights(codes, weightsOf(units), presentOf(codes, units.length));
      const present = units.map((unit) => [0, 1, 2].filter((column) => unit[column]! >= 0));
      const check = (): void => {
        for (let unit = 0; unit < units.length; unit++) {
          for (let pattern = 0; pattern < 1 << COLUMNS; pattern++) {
            const columns = present[unit]!.filter((column) => has(pattern, column));
            const members = units.filter((_, other) => present[other]!.reduce((set, column) => set | (1 << column), 0) === pattern);
            const agreeing = members.filter((other) => columns.every((column) => other[column] === units[unit]![column]));
            const wanted = agreeing.reduce((sum, [, , , weight]) => sum + weight, 0);
            expect(index.sum(pattern, columns.reduce((set, column) => set | (1 << column), 0), unit)).toBe(wanted);
          }
        }
      };
      check();
      for (const [place, column] of steps) {
        const unit = place % units.length;
        if (!present[unit]!.includes(column)) continue;
        index.suppress(unit, column);
        present[unit] = present[unit]!.filter((other) => other !== column);
        expect(index.present[unit]).toBe(present[unit]!.reduce((set, other) => set | (1 << other), 0));
      }
      check();
    }), { numRuns: 200 });
  });

  test('hold for thirty columns and no more, and for less than 2³² in all', () => {
    const columns = Array.from({ length: MAX_COLUMNS }, () => Int32Array.of(1, 1));
    const all = 2 ** MAX_COLUMNS - 1;
    const index = projectionWeights(columns, Uint32Array.of(2, 3), presentOf(columns, 2));
    expect(index.sum(all, all, 0)).toBe(5);
    expect(() => projectionWeights([...columns, Int32Array.of(1, 1)], Uint32Array.of(2, 3), new Int32Array(2))).toThrow(new RangeError('codes: expected at most 30 columns, got 31'));
    expect(() => projectionWeights([Int32Array.of(1, 1)], Uint32Array.of(2 ** 31, 2 ** 31), Int32Array.of(1, 1))).toThrow(RangeError);
  });

  test('sort patterns by the units they had at first', () => {
    const codes = [Int32Array.of(0, -1, -1, 1), Int32Array.of(0, 2, 3, -1)];
    expect(projectionWeights(codes, new Uint32Array(4).fill(1), presentOf(codes, 4)).patterns).toEqual([0b10, 0b11, 0b01]);
    expect(projectionWeights([], new Uint32Array(0), new Int32Array(0)).sum(0, 0, 0)).toBe(0);
  });
});

test('the column to suppress is the first in which one of the nearest units differs, by look-ups and by reading', () => {
  fc.assert(fc.property(unitsOf, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.constantFrom(0, 10, Infinity), (units, order, cost) => {
    const codes = codesOf(units);
    const index = projectionWeights(codes, weightsOf(units), presentOf(codes, units.length));
    const nearest = nearestUnits(codes, weightsOf(units), index, Int32Array.from(order), cost);
    units.forEach((unit, place) => {
      const differing = units.filter(([, , , weight]) => weight > 0).map((other) => [0, 1, 2].filter((column) => unit[column]! >= 0 && other[column]! >= 0 && unit[column] !== other[column]));
      const least = Math.min(...differing.map(({ length }) => length).filter((distance) => distance > 0));
      const candidates = new Set(differing.filter(({ length }) => length === least).flat());
      expect(nearest.columnToSuppress(place)).toBe(order.find((column) => candidates.has(column)) ?? -1);
    });
  }), { numRuns: 500 });
});

test('cells of a unit lie next to each other, and sets of columns begin with their lowest', () => {
  expect([...rowMajor([Int32Array.of(1, 2), Int32Array.of(3, 4)], 2)]).toEqual([1, 3, 2, 4]);
  expect([...rowMajor([], 2)]).toEqual([]);
  expect([0b1, 0b110, 0b1000, 1 << 29].map(lowest)).toEqual([0, 1, 3, 29]);
});

describe('the least class with a missing value as one of its own', () => {
  test('adds rows of combinations that are alike', () => {
    fc.assert(fc.property(unitsOf, (units) => {
      const rows = units.map(([, , , weight]) => weight + 1);
      const totals = new Map<string, number>();
      units.forEach(([a, b, c], index) => totals.set([a, b, c].join(), (totals.get([a, b, c].join()) ?? 0) + rows[index]!));
      expect(leastClass(codesOf(units), Uint32Array.from(rows), null)).toBe(Math.min(...totals.values()));
    }), { numRuns: 300 });
  });
  test('counts a person of several combinations that became alike once', () => {
    const entities = { starts: Int32Array.of(0, 2, 3, 5), entities: Int32Array.of(0, 1, 1, 0, 2), entityCount: 3 };
    expect(leastClass([Int32Array.of(-1, -1, 4)], Uint32Array.of(9, 9, 9), entities)).toBe(2);
    expect(leastClass([Int32Array.of(-1, -1, -1)], Uint32Array.of(9, 9, 9), entities)).toBe(3);
    expect(leastClass([Int32Array.of(0, 1, 2)], Uint32Array.of(9, 9, 9), entities)).toBe(1);
  });
  test('is none without rows', () => {
    expect(leastClass([new Int32Array(0)], new Uint32Array(0), null)).toBeNull();
  });
});
