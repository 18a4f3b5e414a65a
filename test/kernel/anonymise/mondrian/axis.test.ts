import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { widthOfNumbers, widthOfSteps } from '../../../../src/anonymise/kernel/mondrian/axis.ts';

describe('the width between two numbers', () => {
  test.each<[string, readonly number[], number, number, number]>([
    ['the whole line', [20, 30, 60], 0, 2, 1],
    ['a quarter of it', [20, 30, 60], 0, 1, 0.25],
    ['the rest of it', [20, 30, 60], 1, 2, 0.75],
    ['a place and itself', [20, 30, 60], 1, 1, 0],
    ['a missing value and itself', [20, NaN], 1, 1, 0],
    ['a missing value and a number', [20, 60, NaN], 0, 2, 1],
    ['a number and infinity', [20, 60, Infinity], 1, 2, 1],
    ['minus infinity and a number', [-Infinity, 20, 60], 0, 1, 1],
    ['both infinities', [-Infinity, 20, Infinity], 0, 2, 1],
    ['one number and a missing value', [5, NaN], 0, 1, 1],
    ['negative numbers', [-3, -2, 1], 0, 1, 0.25],
  ])('%s', (_name, positions, low, high, width) => {
    expect(widthOfNumbers(Float64Array.from(positions))(low, high)).toBe(width);
  });

  test('adds up along the line, from 0 to 1', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 }), (numbers) => {
      const positions = Float64Array.from(numbers).sort();
      const width = widthOfNumbers(positions);
      let walked = 0;
      for (let place = 1; place < positions.length; place++) {
        walked += width(place - 1, place);
        expect(width(0, place)).toBeCloseTo(walked, 12);
      }
      expect(walked).toBeCloseTo(1, 12);
    }));
  });
});

test('the width between two values that are no numbers counts the steps between them', () => {
  expect(widthOfSteps(5)(0, 4)).toBe(1);
  expect(widthOfSteps(5)(1, 3)).toBe(0.5);
  expect(widthOfSteps(2)(0, 1)).toBe(1);
  expect(widthOfSteps(1)(0, 0)).toBe(0);
});
