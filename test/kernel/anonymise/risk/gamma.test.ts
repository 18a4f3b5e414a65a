import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digamma, logGamma, trigamma } from '../../../../src/anonymise/kernel/risk/gamma.ts';

// NIST Digital Library of Mathematical Functions, §5.4.
const EULER = 0.5772156649015329;
const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('the gamma function and its logarithmic derivatives', () => {
  test('of whole numbers are factorials and harmonic sums', () => {
    let factorial = 1;
    let harmonic = 0;
    let squares = 0;
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      expect(digamma(n)).toBeCloseTo(harmonic - EULER, 12);
      expect(trigamma(n)).toBeCloseTo(Math.PI ** 2 / 6 - squares, 12);
      factorial *= n;
      harmonic += 1 / n;
      squares += 1 / n ** 2;
    }
  });
  test('of one half have closed forms', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(digamma(0.5)).toBeCloseTo(-EULER - 2 * Math.LN2, 13);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 13);
  });
  test('step from x to x + 1 by their recurrences', () => {
    fc.assert(fc.property(positive, (x) => {
      const scale = Math.max(1, Math.abs(logGamma(x)));
      expect((logGamma(x + 1) - logGamma(x) - Math.log(x)) / scale).toBeCloseTo(0, 11);
      expect(digamma(x + 1) * x - digamma(x) * x).toBeCloseTo(1, 7);
      expect((trigamma(x) - trigamma(x + 1)) * x * x).toBeCloseTo(1, 3);
    }));
  });
  test('mirror each other by Legendre’s duplication', () => {
    fc.assert(fc.property(fc.double({ min: 0.01, max: 200, noNaN: true }), (x) => {
      expect(logGamma(x) + logGamma(x + 0.5)).toBeCloseTo((1 - 2 * x) * Math.LN2 + Math.log(Math.PI) / 2 + logGamma(2 * x), 9);
      expect((digamma(x) + digamma(x + 0.5)) / 2 + Math.LN2).toBeCloseTo(digamma(2 * x), 9);
      expect((trigamma(x) + trigamma(x + 0.5)) / 4).toBeCloseTo(trigamma(2 * x), 8);
    }));
  });
  test('are derivatives of one another', () => {
    for (const x of [0.3, 1, 2.5, 11.9, 12.1, 40]) {
      const step = 1e-4;
      expect((logGamma(x + step) - logGamma(x - step)) / (2 * step)).toBeCloseTo(digamma(x), 6);
      expect((digamma(x + step) - digamma(x - step)) / (2 * step)).toBeCloseTo(trigamma(x), 5);
    }
  });
});
