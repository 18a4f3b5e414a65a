import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { individualRisk, individualRisks, type RiskEstimator } from '../../../../src/anonymise/kernel/risk/individual-risk.ts';
import { wildcardFrequencies, wildcardWeights } from '../../../../src/anonymise/kernel/wildcard-frequencies.ts';
import { describeWithData } from '../../../shared-data.ts';

interface Vectors {
  readonly freqCalc: readonly { readonly A?: Cells; readonly B?: Cells; readonly C?: Cells; readonly cols?: readonly Cells[]; readonly w: readonly number[]; readonly fk: readonly number[]; readonly Fk: readonly number[] }[];
  readonly indivRisk: readonly { readonly approx: readonly number[]; readonly exact: readonly number[] }[];
}
type Cells = readonly (number | null)[];

/** Groups rows with a plain map, and gives each row what its class has. */
function frequenciesOf(columns: readonly Cells[], weights: readonly number[]): { readonly f: number[]; readonly F: number[] } {
  const rows = weights.map((_, row) => JSON.stringify(columns.map((cells) => cells[row])));
  const names = [...new Set(rows)];
  const classOf = rows.map((row) => names.indexOf(row));
  const codes = columns.map((_, column) => Int32Array.from(names, (name) => (JSON.parse(name) as Cells)[column] ?? -1));
  const counts = new Uint32Array(names.length);
  const sums = new Float64Array(names.length);
  classOf.forEach((index, row) => {
    counts[index]!++;
    sums[index]! += weights[row]!;
  });
  const f = wildcardFrequencies(codes, counts, null);
  const F = wildcardWeights(codes, sums);
  return { f: classOf.map((index) => f[index]!), F: classOf.map((index) => F[index]!) };
}

/** p ∫₀¹ u^(f−1) / (p + (1 − p) u) du, with u = e^−t, by Simpson's rule. */
function risksByIntegral(f: number, p: number): number {
  const steps = 10_000;
  const end = 40 / f;
  const value = (t: number): number => Math.exp(-f * t) / (p + (1 - p) * Math.exp(-t));
  let sum = value(0) + value(end);
  for (let step = 1; step < steps; step++) sum += value((end * step) / steps) * (step % 2 === 1 ? 4 : 2);
  return (p * sum * end) / steps / 3;
}

describeWithData('vectors of sdcMicro', 'microdata/oracles/sdcmicro_vectors.json', (path) => {
  const vectors = (): Vectors => JSON.parse(readFileSync(path, 'utf8')) as Vectors;

  test('frequencies in the sample and in the population, where a missing value matches any', () => {
    for (const { A, B, C, cols, w, fk, Fk } of vectors().freqCalc) {
      const columns = cols?.length === w.length || cols === undefined ? [A, B, C].filter((cells) => cells !== undefined) : cols;
      const found = frequenciesOf(columns, w);
      expect(found.f).toEqual(fk);
      expect(found.F).toEqual(Fk);
    }
  });

  test.each<RiskEstimator>(['approximate', 'exact'])('individual risks with sampling weights, %s, without and with missing values', (estimator) => {
    const { freqCalc: [first, second], indivRisk: [complete, missing] } = vectors();
    const risks = (columns: readonly Cells[], weights: readonly number[]): number[] => {
      const { f, F } = frequenciesOf(columns, weights);
      return [...individualRisks(Uint32Array.from(f), Float64Array.from(F), estimator)];
    };
    const wanted = estimator === 'exact' ? 'exact' : 'approx';
    risks([first!.A!, first!.B!, first!.C!], first!.w).forEach((risk, row) => { expect(risk).toBeCloseTo(complete![wanted][row]!, 8); });
    const holed = second!.A!.map((cell, row) => (row === 7 ? null : cell));
    risks([holed, second!.B!, second!.C!], second!.w).forEach((risk, row) => { expect(risk).toBeCloseTo(missing![wanted][row]!, 8); });
  });
});

test('the exact risk is the integral it stands for, in small and large classes, whatever the sampling fraction', () => {
  for (const size of [1, 2, 3, 5, 12, 29, 39, 40, 41, 60, 200]) {
    for (const p of [0.999, 0.7, 0.51, 0.5, 0.49, 0.2, 0.03, 0.001]) {
      expect(individualRisk(size, size / p, 'exact') / risksByIntegral(size, p)).toBeCloseTo(1, 6);
    }
  }
});

test('the recurrence p / (1 − p) · (1/f − r(f)) holds across the change of method', () => {
  for (const p of [0.1, 0.4999, 0.5001, 0.9]) {
    for (let size = 1; size < 60; size++) {
      const next = (p / (1 - p)) * (1 / size - individualRisk(size, size / p, 'exact'));
      expect(individualRisk(size + 1, (size + 1) / p, 'exact')).toBeCloseTo(next, 10);
    }
  }
});

test('a class that is whole in the sample, or estimated smaller than that, has the risk 1 / f', () => {
  for (const estimator of ['exact', 'approximate'] as const) {
    expect([1, 2, 3, 50].map((size) => individualRisk(size, size, estimator))).toEqual([1, 1 / 2, 1 / 3, 1 / 50]);
    expect(individualRisk(4, 2.5, estimator)).toBe(0.25);
    expect(individualRisk(3, 3 * (1 + 1e-12), estimator)).toBeCloseTo(1 / 3, 9);
  }
});

test('a risk is between 1/F and 1/f, and falls as the population or the sample grows', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), fc.double({ min: 1.001, max: 1e6, noNaN: true }), (size, times) => {
    const risk = individualRisk(size, size * times, 'exact');
    expect(risk).toBeGreaterThanOrEqual((1 - 1e-9) / (size * times));
    expect(risk).toBeLessThanOrEqual(1 / size);
    expect(individualRisk(size, size * times * 1.5, 'exact')).toBeLessThan(risk);
    expect(individualRisk(size + 1, (size + 1) * times, 'exact')).toBeLessThan(risk);
  }), { numRuns: 1000 });
});

test('sizes that are none are refused, and no class has no risk', () => {
  for (const [size, populationSize] of [[0, 1], [1.5, 3], [NaN, 2], [1, 0], [1, -3], [1, NaN], [1, Infinity]] as const) expect(() => individualRisk(size, populationSize, 'exact')).toThrow(RangeError);
  expect(() => individualRisks(Uint32Array.of(1, 2), Float64Array.of(3), 'exact')).toThrow(RangeError);
  expect(individualRisks(new Uint32Array(0), new Float64Array(0), 'approximate')).toHaveLength(0);
});
