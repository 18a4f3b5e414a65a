import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostEntropy, type NoiseRequest } from '../../../../src/protect/kernel/perturb/most-entropy.ts';

const LEAST = 1e-8;
const request = (deviations: readonly number[], variance: number, more: Partial<NoiseRequest> = {}): NoiseRequest =>
  ({ deviations: Float64Array.from(deviations), least: new Float64Array(deviations.length).fill(LEAST), variance, varianceIs: 'atMost', monotone: true, ...more });

const entropyOf = (shares: ArrayLike<number>): number => -Array.from(shares).reduce((sum, share) => sum + share * Math.log2(share), 0);
const momentOf = (deviations: ArrayLike<number>, shares: ArrayLike<number>, order: number): number => Array.from(shares).reduce((sum, share, index) => sum + share * deviations[index]! ** order, 0);

/** What a solution must hold to. */
function faultsOf({ deviations, least, variance, varianceIs, monotone }: NoiseRequest, shares: Float64Array): string[] {
  const faults: string[] = [];
  const spread = momentOf(deviations, shares, 2);
  if (Math.abs(momentOf(deviations, shares, 0) - 1) > 1e-9) faults.push('sum');
  if (Math.abs(momentOf(deviations, shares, 1)) > 1e-9) faults.push('mean');
  if (spread > variance + 1e-9 || (varianceIs === 'exact' && spread < variance - 1e-9)) faults.push('variance');
  if (shares.some((share, index) => share < least[index]! - 1e-15)) faults.push('least');
  const zero = deviations.indexOf(0);
  if (monotone) for (let index = 0; index < zero; index++) if (shares[index]! > shares[index + 1]! + 1e-12) faults.push('monotone');
  return faults;
}

describe('noise that says least', () => {
  test('with nothing but a variance has the closed form of exp(λ₁v + λ₂v²)', () => {
    const shares = mostEntropy(request([-3, -2, -1, 0, 1, 2, 3], 1.5, { monotone: false }))!;
    // Symmetric, so λ₁ = 0 and the logarithms lie on a parabola: second differences are equal.
    const logs = [...shares].map(Math.log);
    const second = logs.slice(2).map((log, index) => log - 2 * logs[index + 1]! + logs[index]!);
    for (const difference of second) expect(difference).toBeCloseTo(second[0]!, 8);
    expect(momentOf([-3, -2, -1, 0, 1, 2, 3], shares, 2)).toBeCloseTo(1.5, 10);
  });

  test('leaves the variance below the limit where a larger one would say more', () => {
    const shares = mostEntropy(request([-1, 0, 1, 2], 1))!;
    expect(momentOf([-1, 0, 1, 2], shares, 2)).toBeCloseTo(0.93188, 5);
    expect(shares[0]).toBeCloseTo(shares[1]!, 12);
  });

  test('reaches an exact variance even so', () => {
    const shares = mostEntropy(request([-1, 0, 1, 2], 1, { varianceIs: 'exact' }))!;
    expect(momentOf([-1, 0, 1, 2], shares, 2)).toBeCloseTo(1, 10);
  });

  test('keeps a least share at its bound, and what rises to it below', () => {
    const least = new Float64Array(5).fill(LEAST);
    least[2] = 0.7;
    const shares = mostEntropy(request([-2, -1, 0, 1, 2], 1, { least }))!;
    expect(shares[2]).toBe(0.7);
    expect(faultsOf(request([-2, -1, 0, 1, 2], 1, { least }), shares)).toEqual([]);
  });

  test('finds what there is where the first guess lies on a bound', () => {
    // Shares of thirds are the first guess; a least share that is just that hides how the value curves there.
    const least = Float64Array.of(LEAST, 1 / 3 + 2 ** -54, LEAST);
    const shares = mostEntropy(request([-1, 0, 1], 0.05, { monotone: false, least }))!;
    [0.025, 0.95, 0.025].forEach((share, index) => expect(shares[index]).toBeCloseTo(share, 10));
  });

  test('finds nothing where demands contradict each other', () => {
    // From 1, with 0 blocked, −1 and +1 are nearest: no variance below 1.
    expect(mostEntropy(request([-1, 1, 2], 0.9))).toBeNull();
    // Mean 0 needs a loss and a gain.
    expect(mostEntropy(request([0.5, 1], 1))).toBeNull();
    expect(mostEntropy(request([-1, 0, 1], 5, { varianceIs: 'exact' }))).toBeNull();
  });

  const requests = fc.record({
    below: fc.integer({ min: 1, max: 8 }), above: fc.integer({ min: 1, max: 8 }), steps: fc.constantFrom(1, 2, 4), variance: fc.double({ min: 0.05, max: 8, noNaN: true }), monotone: fc.boolean(), stay: fc.double({ min: 0, max: 0.9, noNaN: true }),
  }).map(({ below, above, steps, variance, monotone, stay }) => {
    const deviations = Array.from({ length: (below + above) * steps + 1 }, (_, index) => index / steps - below);
    const least = Float64Array.from(deviations, (deviation) => (deviation === 0 ? Math.max(LEAST, stay) : LEAST));
    return request(deviations, variance, { monotone, least });
  });

  test('always holds to what was asked for', () => {
    fc.assert(fc.property(requests, (asked) => {
      const shares = mostEntropy(asked);
      expect(shares).not.toBeNull();
      expect(faultsOf(asked, shares!)).toEqual([]);
    }), { numRuns: 200 });
  });

  test('no mixture with another distribution that holds to it has more entropy', () => {
    fc.assert(fc.property(requests, fc.double({ min: 0.01, max: 1, noNaN: true }), (asked, factor) => {
      const shares = mostEntropy(asked)!;
      // Another distribution that holds to the constraints: that of a smaller variance.
      const other = mostEntropy({ ...asked, variance: asked.variance * factor });
      if (other === null) return;
      expect(faultsOf(asked, other)).toEqual([]);
      for (const part of [0.001, 0.1, 0.5, 1]) {
        const mixed = shares.map((share, index) => (1 - part) * share + part * other[index]!);
        expect(entropyOf(mixed)).toBeLessThanOrEqual(entropyOf(shares) + 1e-9);
      }
    }), { numRuns: 100 });
  });
});
