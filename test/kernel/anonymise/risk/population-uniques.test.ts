import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digamma, logGamma, trigamma } from '../../../../src/anonymise/kernel/risk/gamma.ts';
import { populationUniques } from '../../../../src/anonymise/kernel/risk/population-uniques.ts';
import { countSizes } from '../../../../src/anonymise/kernel/risk/size-counts.ts';
import { readRows } from '../../../adult.ts';
import { describeWithData } from '../../../shared-data.ts';

describeWithData('population uniques of adult, as ARX gives them', 'microdata/arx/adult.csv', (path) => {
  // test/TestRiskMetrics.java, the rule of Dankar and others. Newton's method ends there at its own accuracy, hence eight digits.
  test.each([
    [0.1, 0.27684993883653597, 'pitman'],
    [0.01, 0.1446083531167384, 'pitman'],
    [0.2, 0.3577099234829125, 'zayatz'],
    [1, 0.5142895033485844, 'zayatz'],
  ] as const)('at a sampling fraction of %d the share is %d, by %s', (fraction, share, method) => {
    const counts = new Map<string, number>();
    for (const row of readRows(path).rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
    const found = populationUniques(countSizes(Uint32Array.from(counts.values())), fraction);
    expect(found[method]! / found.populationSize).toBeCloseTo(share, 9);
    // At a fifth, the model that ARX cannot solve advises less than Zayatz.
    if (fraction !== 0.2) expect(found.advised).toBe(found[method]);
    // The other estimate, computed beside the reference at a tenth.
    if (fraction === 0.1) expect(found.zayatz! / found.populationSize).toBeCloseTo(0.3207402393466189, 12);
  });
});

test('Zayatz: the hypergeometric formula, written with binomial coefficients', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 }), fc.integer({ min: 2, max: 6 }), (sizes, times) => {
    const n = sizes.reduce((sum, size) => sum + size, 0);
    const N = n * times;
    const choose = (total: number, part: number): number => (part < 0 || part > total ? 0 : Array.from({ length: part }, (_, index) => (total - index) / (part - index)).reduce((product, factor) => product * factor, 1));
    const shareOf = (size: number): number => sizes.filter((other) => other === size).length / sizes.length;
    const shown = (size: number): number => (size * choose(N - size, n - 1)) / choose(N, n);
    const chance = (shareOf(1) * shown(1)) / sizes.reduce((sum, size) => sum + shown(size) / sizes.length, 0);
    const wanted = (sizes.filter((size) => size === 1).length * (shareOf(1) === 0 ? 0 : chance)) * times;
    expect(populationUniques(countSizes(Uint32Array.from(sizes)), 1 / times).zayatz).toBeCloseTo(wanted, 6);
  }), { numRuns: 500 });
});

test('Pitman: no parameters near the fitted ones are likelier', () => {
  // The fit is not told, but its estimate is: the likelihood profile of a table with a clear top, on a grid.
  const sizes = [{ size: 1, classes: 40 }, { size: 2, classes: 15 }, { size: 3, classes: 8 }, { size: 7, classes: 3 }, { size: 20, classes: 2 }];
  const units = 40 + 30 + 24 + 21 + 40;
  let best = { value: -Infinity, theta: 0, alpha: 0 };
  for (let theta = 0.5; theta < 40; theta += 0.125) {
    for (let alpha = 0.005; alpha < 1; alpha += 0.005) {
      let value = 0;
      for (let index = 1; index < 68; index++) value += Math.log(theta + index * alpha);
      for (let index = 1; index < units; index++) value -= Math.log(theta + index);
      for (const { size, classes } of sizes) for (let index = 1; index < size; index++) value += classes * Math.log(index - alpha);
      if (value > best.value) best = { value, theta, alpha };
    }
  }
  const { pitman } = populationUniques(sizes, 0.05);
  const wanted = Math.exp(logGamma(best.theta + 1) - logGamma(best.theta + best.alpha)) * (units / 0.05) ** best.alpha;
  expect(pitman! / wanted).toBeGreaterThan(0.97);
  expect(pitman! / wanted).toBeLessThan(1.03);
});

test('a sample of everybody has its own uniques, and nobody has none', () => {
  expect(populationUniques(countSizes(Uint32Array.of(1, 1, 3)), 1)).toEqual({ populationSize: 5, pitman: 2, zayatz: 2, slideNegativeBinomial: 2, advised: 2, share: 0.4 });
  expect(populationUniques([], 0.1)).toEqual({ populationSize: 0, pitman: null, zayatz: null, slideNegativeBinomial: null, advised: null, share: null });
  for (const fraction of [0, -1, 1.1, NaN]) expect(() => populationUniques([], fraction)).toThrow(RangeError);
});

test('estimates are numbers of units of the population or none, and always come to an end', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 }), fc.double({ min: 1e-6, max: 1, noNaN: true, minExcluded: true }), (sizes, fraction) => {
    const found = populationUniques(countSizes(Uint32Array.from(sizes)), fraction);
    for (const estimate of [found.pitman, found.zayatz, found.slideNegativeBinomial, found.advised]) {
      if (estimate === null) continue;
      expect(estimate).toBeGreaterThanOrEqual(0);
      expect(estimate).toBeLessThanOrEqual(found.populationSize);
    }
    expect(populationUniques(countSizes(Uint32Array.from(sizes.toReversed())), fraction)).toEqual(found);
  }), { numRuns: 500 });
});

test('a sample of uniques alone leaves Pitman without an answer, and Zayatz in its place', () => {
  const found = populationUniques([{ size: 1, classes: 50 }], 0.05);
  expect([found.pitman, found.zayatz, found.advised]).toEqual([null, 1000, 1000]);
});

test('ln Γ, ψ and ψ′: factorials, steps, and known constants', () => {
  let factorial = 1;
  for (let n = 1; n < 30; n++) {
    expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11);
    factorial *= n;
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 12);
  expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 11);
  for (const x of [0.01, 0.7, 3, 11.9, 12, 50, 1e6]) {
    expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 9);
    expect(trigamma(x) - trigamma(x + 1)).toBeCloseTo(1 / (x * x), 8);
  }
});
