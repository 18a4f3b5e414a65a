import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NoiseTable } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { magnitudeNoise } from '../../../../src/protect/kernel/perturb/noise-table.ts';
import { flexShare, perturbMagnitude, separationPoint, type MagnitudeCell, type MagnitudeRecipe } from '../../../../src/protect/kernel/perturb/perturb-magnitude.ts';
import { describeWithData } from '../../../shared-data.ts';
import { recordedLines, recordedTable } from './recorded-noise.ts';

const FLEX = { smallShare: 0.2, largeShare: 0.03, flexPoint: 1000, power: 2 };
const { table } = magnitudeNoise({ maxDeviation: 10, variance: 3, steps: 2, sizes: [1, 5, 10] });
const small = magnitudeNoise({ maxDeviation: 5, variance: 1, steps: 5, sizes: [1, 3, 5] }).table;
const RECIPE: MagnitudeRecipe = { flex: FLEX, contributionWeights: [1, 0.5, 0.3], evenTable: table, oddTable: table, smallTable: null, unsafeExtra: 0, isKeyKept: false, compat: 'tauArgus' };
const cell = (value: number, largest: readonly number[], more: Partial<MagnitudeCell> = {}): MagnitudeCell => ({ value, largest, contributors: largest.length, cellKey: 12345678, isUnsafe: false, ...more });

/** Noise of a fixed size, whatever the key. */
const always = (...deviations: readonly number[]): NoiseTable => deviations.map((deviation, size) => ({ size, deviations: Float64Array.of(deviation), upperKeys: Int32Array.of(1e8) }));

describeWithData('perturbed magnitudes equal those of the R package cellKey', 'tables', (folder) => {
  const tables = (): Pick<MagnitudeRecipe, 'evenTable' | 'oddTable'> => {
    const all = recordedTable(folder, 'ptable/nums_D10_V3_step2.csv');
    return { evenTable: all, oddTable: all };
  };
  test('in every recorded case: contribution by contribution, unsafe, negative, single and small cells', () => {
    const lines = recordedLines(folder, 'golden/cellkey_num_flex.csv');
    expect(lines).toHaveLength(8);
    for (const [name, value, contributions, cellKey, sameKey, extra, isUnsafe, separation, , , noise, perturbed] of lines) {
      const smallTable = separation === 'TRUE' ? recordedTable(folder, 'ptable/nums_small_D5_V1_step5.csv') : null;
      const recipe: MagnitudeRecipe = { ...RECIPE, ...tables(), smallTable, unsafeExtra: Number(extra), isKeyKept: sameKey === 'TRUE', compat: 'cellKey' };
      const result = perturbMagnitude(recipe, cell(Number(value), contributions!.split('|').map(Number), { cellKey: Math.round(Number(cellKey) * 1e8), isUnsafe: isUnsafe === 'TRUE' }));
      expect(Math.abs(result.value - Number(perturbed)), name).toBeLessThan(1e-8 * Math.abs(Number(perturbed)));
      noise!.split('|').forEach((part, rank) => {
        expect(result.noise[rank]! + 0, `${name}, contribution ${rank}`).toBeCloseTo(Number(part), 6);
      });
    }
  });
});

describe('the noise of magnitudes', () => {
  test('follows the flex function, as computed from cellKey', () => {
    expect(flexShare(FLEX, 1000)).toBeCloseTo(0.2, 12);
    expect(flexShare(FLEX, 5000)).toBeCloseTo(0.1377778, 7);
    expect(flexShare(FLEX, 1e6)).toBeCloseTo(0.03079828, 8);
    expect(flexShare({ ...FLEX, largeShare: 0.2 }, 1e6)).toBe(0.2);
  });
  test('separates small contributions at m₁ / (s₁√E)', () => {
    expect(separationPoint({ flex: FLEX, contributionWeights: [1, 0.5, 0.3], smallTable: magnitudeNoise({ maxDeviation: 5, variance: 1, steps: 5, sizes: [1, 5] }).table })).toBeCloseTo(4.319342, 6);
    expect(separationPoint(RECIPE)).toBe(0);
  });
  test('is that of the examples of the Handbook', () => {
    // x = 300, largest 200. One unit of half the largest, noise +1 at three units: 400. With 0.6 the size is 2.5, between rows of 0 and 1.
    const unit = (smallShare: number): MagnitudeRecipe => ({ ...RECIPE, flex: { smallShare, largeShare: smallShare, flexPoint: 1, power: 1 }, contributionWeights: [1], evenTable: always(0, 0, 0, 1), oddTable: always(0, 0, 0, 1) });
    expect(perturbMagnitude(unit(0.5), cell(300, [200])).value).toBe(400);
    expect(perturbMagnitude(unit(0.6), cell(300, [200])).value).toBe(360);
  });
  test('weights contributions below the flex point, and leaves small ones after the first alone, where cellKey does not', () => {
    expect(perturbMagnitude(RECIPE, cell(1500, [700, 500, 300])).noise).toEqual([-140, -25, 0]);
    const apart = { ...RECIPE, smallTable: small };
    expect(perturbMagnitude(apart, cell(4, [2, 1, 1], { cellKey: 45678912 })).noise.slice(1)).toEqual([0, 0]);
    expect(perturbMagnitude({ ...apart, compat: 'cellKey' }, cell(4, [2, 1, 1], { cellKey: 45678912 })).noise.slice(1)).not.toEqual([0, 0]);
  });
  test('tells cells with an even number of contributors from those with an odd one', () => {
    const recipe = { ...RECIPE, contributionWeights: [1], evenTable: always(0, 1), oddTable: always(0, -0.5) };
    expect(perturbMagnitude(recipe, cell(1000, [500], { contributors: 2 })).value).toBe(1100);
    expect(perturbMagnitude(recipe, cell(1000, [500], { contributors: 3 })).value).toBe(950);
  });
  test('never leaves an unsafe cell as it is', () => {
    const recipe = { ...RECIPE, unsafeExtra: 2.5 };
    fc.assert(fc.property(fc.nat(99_999_999), (cellKey) => {
      const { value } = perturbMagnitude({ ...recipe, contributionWeights: [1] }, cell(10_000, [9000], { cellKey, isUnsafe: true }));
      expect(Math.abs(value - 10_000)).toBeGreaterThanOrEqual(2.5 * 9000 * flexShare(FLEX, 9000) - 1e-6);
    }));
  });
  test('changes no sign, and leaves 0', () => {
    const contributions = fc.array(fc.double({ min: -1e5, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(contributions, fc.nat(99_999_999), fc.boolean(), fc.constantFrom('tauArgus' as const, 'cellKey' as const), (parts, cellKey, isUnsafe, compat) => {
      const value = parts.reduce((sum, part) => sum + part, 0);
      const largest = [...parts].sort((left, right) => Math.abs(right) - Math.abs(left));
      const perturbed = perturbMagnitude({ ...RECIPE, smallTable: small, unsafeExtra: 1, compat }, cell(value, largest, { cellKey, isUnsafe }));
      expect(Number.isFinite(perturbed.value)).toBe(true);
      expect(perturbed.value * value).toBeGreaterThanOrEqual(0);
      expect(perturbed.noise.reduce((sum, part) => sum + part, value)).toBe(perturbed.value);
    }));
    expect(perturbMagnitude(RECIPE, cell(0, [5, -5])).value).toBe(0);
    expect(perturbMagnitude(RECIPE, cell(7, [])).value).toBe(7);
  });
  test('depends on the cell key alone: the same cell twice gives nothing new', () => {
    fc.assert(fc.property(fc.nat(99_999_999), (cellKey) => {
      expect(perturbMagnitude(RECIPE, cell(1500, [700, 500, 300], { cellKey }))).toEqual(perturbMagnitude(RECIPE, cell(1500, [700, 500, 300], { cellKey })));
    }));
  });
});
