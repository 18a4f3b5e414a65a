import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDeviates, noiseModel } from '../../../../src/anonymise/kernel/mask/noise-model.ts';

const COVARIANCES = Float64Array.of(4, 1, 1, 9);

/** Covariances of scale · x + L · z, where x has those given. */
function after({ scale, lower }: ReturnType<typeof noiseModel>, covariances: Float64Array): number[] {
  return [...covariances].map((covariance, place) => {
    const [row, column] = [place >> 1, place & 1] as const;
    return scale * scale * covariance + lower[2 * row]! * lower[2 * column]! + lower[2 * row + 1]! * lower[2 * column + 1]!;
  });
}

describe('a model of noise', () => {
  test('adds the share of variances, of covariances too when correlated, and nothing at all in sum when preserving', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), (hundredths) => {
      const share = hundredths / 100;
      const grown = 1 + share * share;
      const expected = { additive: [4 * grown, 1, 1, 9 * grown], correlated: [4 * grown, grown, grown, 9 * grown], preserving: [4, 1, 1, 9] } as const;
      for (const method of ['additive', 'correlated', 'preserving'] as const) {
        const model = noiseModel(method, share, [10, 20], COVARIANCES);
        after(model, COVARIANCES).forEach((covariance, place) => {
          expect(covariance).toBeCloseTo(expected[method][place]!, 9);
        });
        // A value at the mean stays there, but for the noise.
        expect(model.scale * 10 + model.shifts[0]!).toBeCloseTo(10, 12);
      }
    }));
  });
  test('adds nothing at the middle of a distribution, keeps missing values missing, and zeros zero when asked', () => {
    const model = noiseModel('additive', 1, [0, 0], COVARIANCES);
    const values = [Float64Array.of(1, 0, NaN), Float64Array.of(-0, 5, 6)];
    const middle = (): Float64Array[] => [new Float64Array(3).fill(0.5), new Float64Array(3).fill(0.5)];
    expect(addDeviates(model, values, middle(), false).map((column) => [...column].map((value) => Math.round(value * 1e9) / 1e9 + 0))).toEqual([[1, 0, NaN], [0, 5, 6]]);
    const high = (): Float64Array[] => [new Float64Array(3).fill(0.975), new Float64Array(3).fill(0.975)];
    const noisy = addDeviates(model, values, high(), true);
    expect([noisy[0]![1], noisy[1]![0]]).toEqual([0, 0]);
    // 1.96 standard deviations of 2 and of 3.
    expect(noisy[0]![0]).toBeCloseTo(1 + 2 * 1.959963984540054, 9);
    expect(noisy[1]![1]).toBeCloseTo(5 + 3 * 1.959963984540054, 9);
  });
  test('never makes an infinite number, even of the outermost fractions', () => {
    const model = noiseModel('additive', 1, [0], Float64Array.of(1));
    const [column] = addDeviates(model, [Float64Array.of(0, 0)], [Float64Array.of(0, 1 - 2 ** -53)], false);
    expect([...column!].map(Number.isFinite)).toEqual([true, true]);
  });
});
