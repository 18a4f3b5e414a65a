import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { intervalHierarchy, levelsOfValues, type IntervalForm } from '../../../src/hierarchy/index.ts';

/** The label of each value at each level, through the levels below. */
const labelled = (form: IntervalForm, isWhole: boolean, values: readonly number[]): string[][] => {
  const { levels } = levelsOfValues(intervalHierarchy(form, isWhole), values, '?');
  return levels.map(({ codes, labels }) => [...codes].map((code) => labels[code]!));
};

describe('intervals of whole numbers', () => {
  test('are named by their first and last number, wider ones at each level', () => {
    expect(labelled({ widths: [5, 10, 20] }, true, [0, 4, 5, 19, 20, -1, -20, -21])).toEqual([
      ['0-4', '0-4', '5-9', '15-19', '20-24', '-5 to -1', '-20 to -16', '-25 to -21'],
      ['0-9', '0-9', '0-9', '10-19', '20-29', '-10 to -1', '-20 to -11', '-30 to -21'],
      ['0-19', '0-19', '0-19', '0-19', '20-39', '-20 to -1', '-20 to -1', '-40 to -21'],
    ]);
  });
  test('start at the origin', () => {
    expect(labelled({ widths: [10, 20], origin: 18 }, true, [17, 18, 27, 28, 37, 38])).toEqual([
      ['8-17', '18-27', '18-27', '28-37', '28-37', '38-47'],
      ['-2 to 17', '18-37', '18-37', '18-37', '18-37', '38-57'],
    ]);
  });
  test('beyond the bounds are one value at every level, and intervals end at a bound', () => {
    expect(labelled({ widths: [10, 20], lower: 15, upper: 85 }, true, [0, 14, 15, 19, 20, 84, 85, 120])).toEqual([
      ['<15', '<15', '15-19', '15-19', '20-29', '80-84', '85+', '85+'],
      ['<15', '<15', '15-19', '15-19', '20-39', '80-84', '85+', '85+'],
    ]);
  });
  test('one number wide are the number itself', () => {
    expect(labelled({ widths: [1, 3] }, true, [4])).toEqual([['4'], ['3-5']]);
  });
  test('the hierarchy lists the whole numbers between two bounds, cut as the intervals are', () => {
    const rules = intervalHierarchy({ widths: [10], lower: 15, upper: 35 }, true);
    const { levels, domain } = levelsOfValues(rules, [15, 22, 34, 99, 98, -3], null);
    expect(domain).toBe(20 + 3);
    expect(Object.fromEntries(levels[0]!.labels.map((label, code) => [label, levels[0]!.leaves[code]]))).toEqual({ '15-19': 5, '20-29': 10, '30-34': 5, '35+': 2, '<15': 1 });
  });
  test('without two bounds the leaves are the values at hand', () => {
    const { levels, domain } = levelsOfValues(intervalHierarchy({ widths: [10], lower: 0 }, true), [1, 2, 33], null);
    expect([domain, [...levels[0]!.leaves]]).toEqual([3, [2, 1]]);
  });
});

describe('intervals of other numbers', () => {
  test('a bound belongs to the interval it opens, however it is written in binary', () => {
    const values = Array.from({ length: 30 }, (_, tenth) => Number(`${Math.floor(tenth / 10)}.${tenth % 10}`));
    expect(labelled({ widths: [0.1] }, false, values)[0]).toEqual(values.map((value) => `${value} to <${Number((value + 0.1).toFixed(1))}`));
  });
  test('infinities and zeros have one place each, NaN has none', () => {
    expect(labelled({ widths: [0.5, 1] }, false, [Infinity, -Infinity, -0, 0, NaN])).toEqual([
      ['inf', '-inf', '0 to <0.5', '0 to <0.5', '?'],
      ['inf', '-inf', '0 to <1', '0 to <1', '?'],
    ]);
    expect(labelled({ widths: [0.5], lower: 0, upper: 2 }, false, [Infinity, -Infinity])).toEqual([['2+', '<0']]);
  });
});

const forms = fc.record({
  first: fc.integer({ min: 1, max: 9 }), ratios: fc.array(fc.integer({ min: 2, max: 4 }), { maxLength: 3 }), origin: fc.integer({ min: -20, max: 20 }),
  lower: fc.option(fc.integer({ min: -40, max: 0 })), upper: fc.option(fc.integer({ min: 1, max: 60 })),
}).map(({ first, ratios, origin, lower, upper }): IntervalForm => ({
  widths: ratios.reduce((widths, ratio) => [...widths, widths.at(-1)! * ratio], [first]), origin, ...(lower === null ? {} : { lower }), ...(upper === null ? {} : { upper }),
}));

test('at every level a whole number is in the interval that naive steps from the origin find', () => {
  fc.assert(fc.property(forms, fc.integer({ min: -100, max: 100 }), (form, value) => {
    const naive = form.widths.map((width) => {
      if (form.lower !== undefined && value < form.lower) return `<${form.lower}`;
      if (form.upper !== undefined && value >= form.upper) return `${form.upper}+`;
      let low = form.origin!;
      while (low > value) low -= width;
      while (low + width <= value) low += width;
      const from = Math.max(low, form.lower ?? -Infinity);
      const to = Math.min(low + width, form.upper ?? Infinity) - 1;
      return from === to ? String(from) : from < 0 ? `${from} to ${to}` : `${from}-${to}`;
    });
    expect(labelled(form, true, [value]).flat()).toEqual(naive);
  }), { numRuns: 1000 });
});

test('leaves that are listed add up to the domain', () => {
  fc.assert(fc.property(forms, (form) => {
    const { lower = -40, upper = 60 } = form;
    const values = Array.from({ length: upper - lower + 20 }, (_, place) => lower - 10 + place);
    const { levels, domain } = levelsOfValues(intervalHierarchy({ ...form, lower, upper }, true), values, null);
    for (const { leaves } of levels) expect(leaves.reduce((sum, count) => sum + count, 0)).toBe(domain);
    expect(domain).toBe(values.length);
  }), { numRuns: 200 });
});

test.each<[IntervalForm, boolean, string]>([
  [{ widths: [] }, false, 'widths: expected at least one'],
  [{ widths: [5, 12] }, true, 'widths[1]: expected a multiple of 5, got 12'],
  [{ widths: [5, 5] }, true, 'widths[1]: expected a multiple of 5, got 5'],
  [{ widths: [0] }, false, 'widths[0]: expected a number above 0, got 0'],
  [{ widths: [2.5] }, true, 'widths: expected whole widths, origin and bounds for whole numbers'],
  [{ widths: [1], lower: 3, upper: 3 }, true, 'upper: expected a number above lower'],
  [{ widths: [1], origin: Infinity }, false, 'origin: expected a finite number'],
])('%j is refused', (form, isWhole, message) => {
  expect(() => intervalHierarchy(form, isWhole)).toThrow(new RangeError(message));
});
