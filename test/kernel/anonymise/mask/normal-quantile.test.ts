import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../../../src/anonymise/kernel/mask/normal-quantile.ts';

describe('the normal quantile', () => {
  test('is that of the paper, and of the standard library of Python', () => {
    // Wichura 1988 gives the first three; the others: Python 3.11, statistics.NormalDist().inv_cdf, 2026-11-28.
    const known: readonly (readonly [number, number])[] = [
      [0.25, -0.6744897501960817], [0.001, -3.090232306167814], [1e-20, -9.262340089798405], [0.9, 1.2815515655446008], [0.08, -1.4050715603096322], [1e-8, -5.61200124417479], [2 ** -54, -8.292361075813595],
    ];
    for (const [probability, deviate] of known) expect(Math.abs(normalQuantile(probability) / deviate - 1)).toBeLessThan(1e-15);
  });
  test('is odd about one half, rises, and ends in infinities', () => {
    let before = -Infinity;
    for (let step = 1; step < 1000; step++) {
      const deviate = normalQuantile(step / 1000);
      expect(deviate).toBeGreaterThan(before);
      expect(deviate).toBeCloseTo(-normalQuantile(1 - step / 1000), 12);
      before = deviate;
    }
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
  });
});
