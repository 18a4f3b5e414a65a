import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classesOfSize, countSizes, type SizeCount } from '../../../../src/anonymise/kernel/risk/size-counts.ts';
import { fitSlideNegativeBinomial } from '../../../../src/anonymise/kernel/risk/slide-negative-binomial.ts';
import { populationUniques } from '../../../../src/anonymise/kernel/risk/population-uniques.ts';
import { readRows } from '../../../adult.ts';
import { describeWithData } from '../../../shared-data.ts';

/** The chance that a class shows `shown` units: over its sizes in the population, term by term. */
function chanceOf(shown: number, { alpha, beta }: { readonly alpha: number; readonly beta: number }, fraction: number): number {
  let sum = 0;
  let ofSize = beta ** alpha;
  for (let size = 1; size < 20_000 && (size < 50 || ofSize > 1e-18); size++) {
    let drawn = size < shown ? 0 : (1 - fraction) ** (size - shown) * fraction ** shown;
    for (let unit = 0; unit < shown; unit++) drawn *= (size - unit) / (unit + 1);
    sum += ofSize * drawn;
    ofSize *= ((alpha + size - 1) / size) * (1 - beta);
  }
  return sum;
}

/** Draws numbers in (0, 1) in a fixed order. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Draws a population of classes, and how many units of each are in the sample: sizes by turning the law's sums over. */
function drawSample(classes: number, { alpha, beta, fraction }: { readonly alpha: number; readonly beta: number; readonly fraction: number }): { readonly uniques: number; readonly sizes: readonly SizeCount[] } {
  const draw = chance(423);
  let uniques = 0;
  const shown: number[] = [];
  for (let index = 0; index < classes; index++) {
    let size = 1;
    let ofSize = beta ** alpha;
    for (let left = draw() - ofSize; left > 0 && size < 5000; left -= ofSize) ofSize *= ((alpha + size - 1) / size++) * (1 - beta);
    if (size === 1) uniques++;
    let units = 0;
    for (let unit = 0; unit < size; unit++) if (draw() < fraction) units++;
    if (units > 0) shown.push(units);
  }
  return { uniques, sizes: countSizes(Uint32Array.from(shown)) };
}

describe('the slide negative binomial model', () => {
  const histograms = fc.uniqueArray(fc.record({ size: fc.integer({ min: 3, max: 60 }), classes: fc.integer({ min: 1, max: 200 }) }), { maxLength: 6, selector: ({ size }) => size })
    .chain((others) => fc.record({ ones: fc.integer({ min: 1, max: 500 }), twos: fc.integer({ min: 1, max: 200 }) })
      .map(({ ones, twos }) => [{ size: 1, classes: ones }, { size: 2, classes: twos }, ...others.toSorted((one, other) => one.size - other.size)]));

  test('shows as many classes of one and of two units as the sample does, by the sum over the sizes of the population', () => {
    let fitted = 0;
    fc.assert(fc.property(histograms, fc.double({ min: 0.1, max: 0.95, noNaN: true }), (sizes, fraction) => {
      const model = fitSlideNegativeBinomial(sizes, fraction);
      // Sizes beyond the sum's end would not be counted.
      if (model === null || model.beta < 0.005) return;
      fitted++;
      expect((model.classes * chanceOf(1, model, fraction)) / classesOfSize(sizes, 1)).toBeCloseTo(1, 6);
      expect((model.classes * chanceOf(2, model, fraction)) / classesOfSize(sizes, 2)).toBeCloseTo(1, 6);
    }), { numRuns: 150 });
    expect(fitted).toBeGreaterThan(30);
  });

  test('takes the number of classes from the modified estimator of Shlosser, written with powers', () => {
    fc.assert(fc.property(histograms, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (sizes, f) => {
      const model = fitSlideNegativeBinomial(sizes, f);
      if (model === null) return;
      const sum = (term: (size: number) => number): number => sizes.reduce((total, { size, classes }) => total + classes * term(size), 0);
      const share = sum((i) => i * f ** 2 * (1 - f ** 2) ** (i - 1)) / sum((i) => (1 - f) ** i * ((1 + f) ** i - 1));
      const wanted = sum(() => 1) + classesOfSize(sizes, 1) * share * (sum((i) => (1 - f) ** i) / sum((i) => i * f * (1 - f) ** (i - 1))) ** 2;
      expect(model.classes / wanted).toBeCloseTo(1, 9);
    }), { numRuns: 150 });
  });

  test.each([
    { alpha: 0.5, beta: 0.1, fraction: 0.3 },
    { alpha: 0.3, beta: 0.5, fraction: 0.6 },
    { alpha: 2, beta: 0.2, fraction: 0.6 },
    { alpha: 0.1, beta: 0.05, fraction: 0.5 },
  ])('finds the uniques of a population of its kind again, from a sample of $fraction (α = $alpha, β = $beta)', (law) => {
    const { uniques, sizes } = drawSample(20_000, law);
    const { slideNegativeBinomial, zayatz, advised } = populationUniques(sizes, law.fraction);
    expect(Math.abs(slideNegativeBinomial! / uniques - 1)).toBeLessThan(0.08);
    expect(advised).toBe(Math.min(zayatz!, slideNegativeBinomial!));
  });

  test('has no answer without classes of one or of two units, nor where classes are spread less than chance spreads them', () => {
    expect(fitSlideNegativeBinomial([], 0.5)).toBeNull();
    expect(fitSlideNegativeBinomial([{ size: 1, classes: 9 }], 0.5)).toBeNull();
    expect(fitSlideNegativeBinomial([{ size: 2, classes: 9 }, { size: 7, classes: 1 }], 0.5)).toBeNull();
    // Every class of the population has two units.
    expect(fitSlideNegativeBinomial([{ size: 1, classes: 500 }, { size: 2, classes: 250 }], 0.5)).toBeNull();
    expect(populationUniques([{ size: 1, classes: 500 }, { size: 2, classes: 250 }], 0.5)).toMatchObject({ slideNegativeBinomial: null });
  });

  test('is asked up to no tenth of the population', () => {
    const sizes = [{ size: 1, classes: 400 }, { size: 2, classes: 90 }, { size: 3, classes: 40 }, { size: 9, classes: 20 }];
    const below = populationUniques(sizes, 0.1);
    expect(below.advised).toBe(below.pitman);
    const above = populationUniques(sizes, 0.11);
    expect(above.slideNegativeBinomial).toBeLessThan(above.zayatz!);
    expect(above.advised).toBe(above.slideNegativeBinomial);
  });
});

describeWithData('the slide negative binomial model of adult', 'microdata/arx/adult.csv', (path) => {
  test('has an answer, below that of Zayatz, where ARX 3.9.2 has none: its second equation has a factor where a divisor belongs', () => {
    const counts = new Map<string, number>();
    for (const row of readRows(path).rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
    const sizes = countSizes(Uint32Array.from(counts.values()));
    const f = 0.2;
    const { classes, alpha, beta } = fitSlideNegativeBinomial(sizes, f)!;
    const rest = (1 - f) * (1 - beta);
    const twosWith = (power: number): number => classes * alpha * beta ** alpha * f ** 2 * ((1 - beta) / 2) * (1 - rest) ** power * (2 - (1 - alpha) * rest);
    expect(twosWith(-(alpha + 2)) / 2098).toBeCloseTo(1, 8);
    expect(classes * chanceOf(2, { alpha, beta }, f) / 2098).toBeCloseTo(1, 8);
    expect(twosWith(alpha + 2) / 2098).toBeLessThan(0.05);
    const found = populationUniques(sizes, f);
    // 0.3577 by Zayatz is what ARX advises: test/TestRiskMetrics.java.
    expect(found.zayatz! / found.populationSize).toBeCloseTo(0.3577099234829125, 9);
    expect(found.advised).toBe(found.slideNegativeBinomial);
    expect(found.share).toBeCloseTo(0.3195, 4);
  });
});
