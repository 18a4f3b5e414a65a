import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOfSteps, type Axis } from '../../../../src/anonymise/kernel/mondrian/axis.ts';
import { medianFinder } from '../../../../src/anonymise/kernel/mondrian/median.ts';

const axisOf = (places: readonly number[]): Axis => ({ places: Int32Array.from(places), width: widthOfSteps(Math.max(...places) + 1) });
const all = (classes: number): Int32Array => Int32Array.from({ length: classes }, (_, index) => index);

describe('a strict cut', () => {
  test.each<[string, readonly number[], readonly number[], number | null]>([
    ['half of the rows each', [0, 1, 2, 3], [1, 1, 1, 1], 1],
    ['the middle of an odd number goes right', [0, 1, 2], [1, 1, 1], 0],
    ['rows count, not classes', [0, 1, 2], [9, 1, 1], 0],
    ['a heavy place stays whole', [0, 1, 2], [1, 9, 1], 1],
    ['nothing would be left on the right', [0, 1, 2], [1, 1, 9], null],
    ['all at one place', [4, 4, 4], [1, 2, 3], null],
    ['places that do not occur are passed over', [10, 0, 900], [2, 2, 2], 10],
  ])('%s', (_name, places, rows, place) => {
    const cut = medianFinder(Uint32Array.from(rows), [axisOf(places)], true)([0], all(places.length));
    expect(cut?.place ?? null).toBe(place);
    expect(cut?.toRight.length ?? 0).toBe(0);
  });

  test('looks at the classes it is given only, and forgets them', () => {
    const find = medianFinder(Uint32Array.of(5, 1, 1, 5), [axisOf([0, 1, 2, 3])], true);
    expect(find([0], Int32Array.of(1, 2))!.place).toBe(1);
    expect(find([0], Int32Array.of(0, 1))!.place).toBe(0);
    expect(find([0], Int32Array.of(2, 3))).toBeNull();
    expect(find([0], Int32Array.of(1, 2))!.place).toBe(1);
    expect(find([0], Int32Array.of(3))).toBeNull();
  });
});

describe('a relaxed cut', () => {
  test('shares the classes of the median by the other axes, then by their numbers', () => {
    const axes = [axisOf([0, 0, 0, 0]), axisOf([3, 1, 2, 0])];
    const find = medianFinder(Uint32Array.of(1, 1, 1, 1), axes, false);
    expect([...find([0, 1], all(4))!.toRight]).toEqual([2, 0]);
    expect([...find([0], all(4))!.toRight]).toEqual([2, 3]);
  });
  test('leaves one class on the right even when the rows before are fewer than half', () => {
    const find = medianFinder(Uint32Array.of(1, 1, 20), [axisOf([0, 0, 0])], false);
    expect([...find([0], all(3))!.toRight]).toEqual([2]);
    const heavy = medianFinder(Uint32Array.of(20, 1, 1), [axisOf([0, 0, 0])], false);
    expect([...heavy([0], all(3))!.toRight]).toEqual([1, 2]);
  });
});

test('half of the rows go to the left, or the least more that whole places or classes allow', () => {
  const table = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 5 })), { minLength: 2, maxLength: 12 });
  fc.assert(fc.property(table, fc.boolean(), (classes, isStrict) => {
    const places = classes.map(([place]) => place);
    const rows = classes.map(([, count]) => count);
    const cut = medianFinder(Uint32Array.from(rows), [axisOf(places)], isStrict)([0], all(classes.length));
    const half = Math.floor(rows.reduce((sum, count) => sum + count, 0) / 2);
    const rowsWhere = (isIn: (index: number) => boolean): number => rows.reduce((sum, count, index) => (isIn(index) ? sum + count : sum), 0);
    // Tried one place after the other: the first up to which half of the rows lie.
    const wanted = [...new Set(places)].sort((one, other) => one - other).find((place) => rowsWhere((index) => places[index]! <= place) >= half)!;
    const isLast = wanted === Math.max(...places);
    if (isStrict) {
      expect(cut?.place ?? null).toBe(isLast ? null : wanted);
      return;
    }
    expect(cut!.place).toBe(wanted);
    const right = new Set(cut!.toRight);
    for (const index of right) expect(places[index]).toBe(wanted);
    const left = rowsWhere((index) => places[index]! < wanted || (places[index] === wanted && !right.has(index)));
    const last = Math.max(...all(classes.length).filter((index) => places[index] === wanted && !right.has(index)), -1);
    expect(rowsWhere(() => true) - left).toBeGreaterThan(0);
    // Without its last class the left would have fewer than half.
    if (last >= 0) expect(left - rows[last]!).toBeLessThan(half);
    // Fewer than half only where one class had to be left for the right.
    if (left < half) expect([isLast, right.size]).toEqual([true, 1]);
  }), { numRuns: 1000 });
});
