// Axes, points, figures and rows of pictures: what stands on them is what numbers are, and no number makes them endless.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsAxis, linePoints, roundAxis, shareAxis } from '../../../src/link/page/axes.ts';
import { unlinkableShares } from '../../../src/link/page/cut-pictures.ts';
import { formatBits, formatProbability } from '../../../src/link/page/figures.ts';
import { furthestBits, levelRows, priorBits } from '../../../src/link/page/level-rows.ts';
import { ruleName } from '../../../src/link/page/record-pictures.ts';
import { specificationOf } from '../../../src/chart/index.ts';
import type { Comparison } from '../../../src/link/model/model.ts';
import { waterfallSpecification } from '../../../src/link/page/waterfall-picture.ts';

const plain = (value: number): string => String(value);

describe('an axis with round numbers', () => {
  test('names two to five places, whole steps of 1, 2 or 5 apart, between its ends', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, length) => {
      const { from: low, to: high, ticks } = roundAxis(from, from + length, plain);
      expect([low, high]).toEqual([from, from + length]);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(5);
      for (const { at } of ticks) expect(at).toBeGreaterThanOrEqual(low - length * 1e-6);
      for (const { at } of ticks) expect(at).toBeLessThanOrEqual(high + length * 1e-6);
      const steps = ticks.slice(1).map(({ at }, index) => at - ticks[index]!.at);
      for (const step of steps) expect(Number(step.toExponential(3).split('e')[0])).toSatisfy((digits: number) => [1, 2, 5, 10].some((round) => Math.abs(digits - round) < 0.01));
    }));
  });

  test('ends, whatever its ends are', () => {
    const any = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1e18, 1e18 + 128, 1e300, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, Infinity, -Infinity, NaN));
    fc.assert(fc.property(any, any, (from, to) => {
      expect(roundAxis(from, to, plain).ticks.length).toBeLessThanOrEqual(6);
    }), { numRuns: 500 });
    expect(roundAxis(1e18, 1e18 + 128, plain).ticks.length).toBeLessThanOrEqual(6);
  });

  test('of one place is made longer on both sides', () => {
    expect(roundAxis(3, 3, plain)).toEqual({ from: 2, to: 4, ticks: [2, 2.5, 3, 3.5, 4].map((at) => ({ at, text: String(at) })) });
  });

  test('writes neither −0 nor the dust of doubles', () => {
    expect(roundAxis(-0.3, 0.3, plain).ticks.map(({ text }) => text)).toEqual(['-0.2', '0', '0.2']);
    expect(roundAxis(0, 0.7, plain).ticks.map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6']);
  });

  test('of shares goes from nothing to the greatest, in the reader’s language', () => {
    expect(shareAxis('en').ticks.map(({ text }) => text)).toEqual(['0%', '50%', '100%']);
    expect(shareAxis('fr', 0.2).to).toBe(0.2);
    expect(shareAxis('fr').ticks.at(-1)!.text).toMatch(/^100\s%$/);
  });

  test('of weights leaves out what is not finite, and writes a true minus sign', () => {
    const { from, to, ticks } = bitsAxis([Infinity, -7, NaN, 12, -Infinity], 'en');
    expect([from, to]).toEqual([-7, 12]);
    expect(ticks.map(({ text }) => text)).toEqual(['−5', '0', '5', '10']);
    expect(bitsAxis([], 'en')).toMatchObject({ from: 0, to: 1 });
  });
});

describe('the points of a line', () => {
  test('are those with a value and a place', () => {
    expect(linePoints([0, 1, Infinity, 3, 4], [0.1, null, 0.3, NaN])).toEqual([{ x: 0, y: 0.1 }]);
    expect(linePoints([], [])).toEqual([]);
  });

  test('are at most 400, the first and the last among them, in their order', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), (length) => {
      const places = Array.from({ length }, (_, index) => index);
      const points = linePoints(places, places.map((place) => place / length));
      expect(points.length).toBe(Math.min(length, 400));
      expect([points[0]!.x, points.at(-1)!.x]).toEqual([0, length - 1]);
      expect(points.every(({ x }, index) => index === 0 || x > points[index - 1]!.x)).toBe(true);
    }), { numRuns: 50 });
  });
});

describe('a figure', () => {
  test('of bits has a sign, two decimals at most, and none where it rounds to nothing', () => {
    expect([0, -0, 0.004, -0.004, 0.005, 12.345, -12.345, 996.578].map((bits) => formatBits(bits, 'en'))).toEqual(['0', '0', '0', '0', '+0.01', '+12.35', '−12.35', '+996.58']);
    expect([Infinity, -Infinity, NaN].map((bits) => formatBits(bits, 'en'))).toEqual(['+∞', '−∞', 'NaN']);
    expect(formatBits(3.5, 'fr')).toBe('+3,5');
  });

  test('of a probability has three digits, and does not say 1 of what is less', () => {
    expect([0, 1, 0.5, 1 / 3, 0.99995, 0.9999, 1 - 2 ** -53].map((value) => formatProbability(value, 'en'))).toEqual(['0', '1', '0.5', '0.333', '>0.9999', '1', '>0.9999']);
    expect(formatProbability(1 / 3, 'fr')).toBe('0,333');
  });

  test('of a rule is its number from 1, and its label', () => {
    expect([ruleName({ rule: 0, label: null }, 'en'), ruleName({ rule: 9, label: 'same year' }, 'fr')]).toEqual([expect.stringMatching(/1$/), expect.stringMatching(/10 · same year$/)]);
  });
});

describe('the rows of a model', () => {
  const level = (label: string, m: number | null, u: number | null, more: object = {}): Comparison['levels'][number] => ({ label, when: { kind: 'otherwise' }, m, u, ...more });

  test('are the levels that say something, with their weights', () => {
    const rows = levelRows([
      { name: 'a', levels: [level('null', null, null, { isNull: true }), level('same', 0.8, 0.1, { estimates: { m: { interval: [0.7, 0.9] } } }), level('proof', 0.1, 0), level('never', 0, 0.5), level('new', null, 0.4)] },
      { name: 'b', missing: 'modelled', levels: [level('null', 0.25, 0.5, { isNull: true })] },
    ]);
    expect(rows.map(({ comparison, level: label, bits }) => [comparison, label, bits])).toEqual([['a', 'same', 3], ['a', 'proof', Infinity], ['a', 'never', -Infinity], ['a', 'new', null], ['b', 'null', -1]]);
    expect(rows.map(({ mInterval }) => mInterval)).toEqual([[0.7, 0.9], null, null, null, null]);
  });

  test('need an axis as long as the furthest finite weight', () => {
    expect([furthestBits([null, 3.2, -7.1, Infinity]), furthestBits([]), furthestBits([-Infinity, NaN, 0.2])]).toEqual([8, 1, 1]);
    expect([priorBits(0.5), priorBits(0), priorBits(1)]).toEqual([0, -Infinity, Infinity]);
  });
});

describe('the steps of a pair', () => {
  const stepsOf = (pair: Parameters<typeof waterfallSpecification>[0]): Record<string, unknown>[] => (waterfallSpecification(pair)['data'] as { values: Record<string, unknown>[] }).values;

  test('start where the one before ends, and the last is their sum', () => {
    const weight = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(fc.property(weight, fc.array(fc.record({ comparison: fc.string(), level: fc.string(), bits: weight, frequencyBits: fc.oneof(fc.constant(0), weight) })), (prior, steps) => {
      const shown = stepsOf({ priorBits: prior, steps });
      expect(shown.length).toBe(2 + steps.length + steps.filter(({ frequencyBits }) => frequencyBits !== 0).length);
      shown.slice(1, -1).forEach((step, index) => { expect(step['from']).toBe(shown[index]!['to']); });
      const sum = steps.reduce((total, { bits, frequencyBits }) => total + bits + frequencyBits, prior);
      expect(shown.at(-1)!['to']).toBeCloseTo(sum, 9);
      expect(shown.at(-1)!['from']).toBe(0);
    }), { numRuns: 50 });
  });

  test('that are infinite are null in JSON, which has no such numbers', () => {
    const shown = stepsOf({ priorBits: -1, steps: [{ comparison: 'c', level: 'proof', bits: Infinity, frequencyBits: 0 }, { comparison: 'd', level: 'never', bits: -Infinity, frequencyBits: 0 }] });
    expect(shown.map(({ bits }) => bits)).toEqual([-1, null, null, null]);
  });
});

test('a specification has neither infinite numbers, NaN nor −0, and leaves the rest as it is', () => {
  const { data } = specificationOf('t', [{ a: -0, b: NaN, c: Infinity, d: 'x', e: true, f: null, g: 2.5 }], {});
  expect(data).toEqual({ values: [{ a: 0, b: null, c: null, d: 'x', e: true, f: null, g: 2.5 }] });
  expect(Object.is((data as unknown as { values: { a: number }[] }).values[0]!.a, -0)).toBe(false);
});

describe('records that cannot reach a weight', () => {
  test('are those whose weight with themselves is below it', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(-3, -0, 0, 2.5, 9)), (bits) => {
      const shares = unlinkableShares(Float64Array.from(bits));
      expect(shares.map((each) => each.bits + 0)).toEqual([...new Set(bits.map((each) => each + 0))].sort((one, other) => one - other));
      for (const { bits: at, share } of shares) expect(share).toBe(bits.filter((each) => each < at).length / bits.length);
    }));
  });

  test('are found without touching what was given', () => {
    const bits = Float64Array.of(3, 1, 2);
    unlinkableShares(bits);
    expect([...bits]).toEqual([3, 1, 2]);
    expect(unlinkableShares(new Float64Array(0))).toEqual([]);
  });
});
