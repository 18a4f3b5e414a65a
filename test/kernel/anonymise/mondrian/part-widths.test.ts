import fc from 'fast-check';
import { expect, test } from 'vitest';
import { widthOfNumbers, widthOfSteps } from '../../../../src/anonymise/kernel/mondrian/axis.ts';
import { partReach, partWidths } from '../../../../src/anonymise/kernel/mondrian/part-widths.ts';

test('parts reach from the first to the last place that occurs in them', () => {
  const axes = [{ places: Int32Array.of(3, 1, 2, 0), width: widthOfSteps(4) }, { places: Int32Array.of(0, 0, 5, 5), width: widthOfSteps(6) }];
  const { lows, highs } = partReach(axes, { partOf: Int32Array.of(0, 0, 1, 1), size: 2 });
  expect(lows.map((low) => [...low])).toEqual([[1, 0], [0, 5]]);
  expect(highs.map((high) => [...high])).toEqual([[3, 2], [0, 5]]);
});

test('what a part loses is counted by its rows: nothing where values are told, everything where nothing is', () => {
  const axis = { places: Int32Array.of(0, 1, 2), width: widthOfNumbers(Float64Array.of(20, 30, 60)) };
  const rows = Uint32Array.of(1, 3, 4);
  expect([...partWidths(rows, [axis], { partOf: Int32Array.of(0, 1, 2), size: 3 })]).toEqual([0]);
  expect([...partWidths(rows, [axis], { partOf: Int32Array.of(0, 0, 0), size: 1 })]).toEqual([1]);
  // Four of eight rows lie in a quarter of the line.
  expect([...partWidths(rows, [axis], { partOf: Int32Array.of(0, 0, 1), size: 2 })]).toEqual([0.125]);
  expect([...partWidths(new Uint32Array(0), [{ ...axis, places: new Int32Array(0) }], { partOf: new Int32Array(0), size: 0 })]).toEqual([0]);
});

test('the loss is the mean over rows of the width of their part', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 15 }), (classes) => {
    const axis = { places: Int32Array.from(classes, ([place]) => place), width: widthOfNumbers(Float64Array.of(0, 2, 3, 7, 8, 10)) };
    const numbers = [0, 2, 3, 7, 8, 10];
    const lost = classes.map(([, , part]) => {
      const held = classes.filter(([, , other]) => other === part).map(([place]) => numbers[place]!);
      return (Math.max(...held) - Math.min(...held)) / 10;
    });
    const rows = classes.reduce((sum, [, count]) => sum + count, 0);
    const wanted = classes.reduce((sum, [, count], index) => sum + count * lost[index]!, 0) / rows;
    const found = partWidths(Uint32Array.from(classes, ([, count]) => count), [axis], { partOf: Int32Array.from(classes, ([, , part]) => part), size: 3 });
    expect(found[0]).toBeCloseTo(wanted, 12);
  }), { numRuns: 500 });
});
