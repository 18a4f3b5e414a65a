// Expected figures: reference/identifiers-and-pseudonyms.md §2.5 (a table of n² / 2^(b+1)), and a simulation.
import { describe, expect, test } from 'vitest';
import { expectedCollidingPairs } from '../../../src/pseudonymise/kernel/collisions.ts';
import { releaseNonceFault, sealingNonce } from '../../../src/pseudonymise/kernel/release-nonce.ts';

describe('the expected number of colliding pairs', () => {
  test.each([
    [48, 8.7, 22.7], [56, 0.034, 0.089], [64, 1.3e-4, 3.5e-4], [80, 2.0e-9, 5.3e-9], [96, 3.1e-14, 8.1e-14], [128, 7.2e-24, 1.9e-23],
  ])('of %s bits is %s in France and %s in the national register', (bits, france, register) => {
    expect(expectedCollidingPairs(70e6, bits).toPrecision(2)).toBe(france.toPrecision(2));
    expect(Math.abs(expectedCollidingPairs(113e6, bits) / register - 1)).toBeLessThan(0.03);
  });

  test('is what a draw of short codes shows', () => {
    // Multiplicative congruential numbers of 2³¹ − 1, as codes of 20 bits.
    let state = 12_345;
    const seen = new Uint16Array(1 << 20);
    let pairs = 0;
    for (let person = 0; person < 100_000; person++) {
      state = Number((BigInt(state) * 48_271n) % 2_147_483_647n);
      pairs += seen[state >>> 11]!++;
    }
    const expected = expectedCollidingPairs(100_000, 20);
    // Poisson: a standard deviation of √4768 = 69.
    expect(Math.abs(pairs - expected)).toBeLessThan(6 * 69);
  });
});

describe('a release nonce', () => {
  test('has from 16 to 64 bytes that are not all the same', () => {
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);
    for (const length of [16, 17, 64]) expect(releaseNonceFault(bytes(length))).toBeNull();
    for (const length of [0, 15, 65]) expect(releaseNonceFault(bytes(length))).toBe(`expected from 16 to 64 bytes, got ${length}`);
    expect(releaseNonceFault(new Uint8Array(16))).toBe('expected random bytes, got one byte repeated');
  });

  test('gives seals another nonce in each context and release', () => {
    const nonces = [1, 2].flatMap((release) => [1, 2].map((context) => Buffer.from(sealingNonce(Uint8Array.from({ length: 16 }, () => release), Uint8Array.of(context))).toString('hex')));
    expect(new Set(nonces).size).toBe(4);
    expect(nonces[0]).toHaveLength(32);
  });
});
