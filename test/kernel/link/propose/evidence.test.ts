// What patterns say and what is believed before, against the formulas written out; and rules chosen greedily, against naive choosing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRules } from '../../../../src/link/kernel/propose/choose-rules.ts';
import { excessOf, logOdds, probabilityOf, ratiosOf, type Evidence, type Mixture } from '../../../../src/link/kernel/propose/evidence.ts';
import { believedM, believedMixture, fitMixture } from '../../../../src/link/kernel/propose/fit-mixture.ts';
import { findExcesses } from '../../../../src/link/kernel/propose/joint-excess.ts';

type Slots = Evidence['slots'];

/** Comparisons by the number of their levels, the first of each silent. */
function slotsOf(...levels: readonly number[]): Slots {
  const offsets = [0];
  for (const count of levels) offsets.push(offsets.at(-1)! + count);
  return { offsets: Uint32Array.from(offsets), isSilent: Uint8Array.from(levels.flatMap((count) => Array.from({ length: count }, (_, level) => Number(level === 0)))) };
}

const SLOTS = slotsOf(3, 4);
const MIXTURE: Mixture = { prior: 0.2, m: Float64Array.of(0, 0.9, 0.1, 0, 0.6, 0.3, 0.1), u: Float64Array.of(0, 0.1, 0.9, 0, 0.1, 0.2, 0.7), excesses: [], kinds: [] };

const PATTERNS = [0, 1, 2].flatMap((left) => [0, 1, 2, 3].map((right) => [left, right] as const));

const evidenceOf = (patterns: readonly (readonly [number, number])[], changes: Partial<Evidence> = {}): Evidence => ({
  patterns: patterns.length, slots: SLOTS, slotOf: Uint32Array.from(patterns.flatMap(([left, right]) => [left, 3 + right])),
  counts: new Float64Array(patterns.length).fill(1), frequencyLogs: null, marks: null, ...changes,
});

describe('What a pattern says', () => {
  test('is the odds of the prior times m ÷ u of each level; a silent level says nothing', () => {
    const odds = logOdds(evidenceOf(PATTERNS), MIXTURE);
    PATTERNS.forEach(([left, right], pattern) => {
      const expected = (0.2 / 0.8) * [1, 9, 1 / 9][left]! * [1, 6, 1.5, 1 / 7][right]!;
      expect(Math.exp(odds[pattern]!)).toBeCloseTo(expected, 10);
      expect(probabilityOf(odds[pattern]!)).toBeCloseTo(expected / (1 + expected), 12);
    });
  });

  test('grows by what the frequencies of its values add, each for itself', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2 * PATTERNS.length, maxLength: 2 * PATTERNS.length }), (logs) => {
      const plain = logOdds(evidenceOf(PATTERNS), MIXTURE);
      const found = logOdds(evidenceOf(PATTERNS, { frequencyLogs: Float64Array.from(logs) }), MIXTURE);
      found.forEach((odds, pattern) => { expect(odds).toBeCloseTo(plain[pattern]! + logs[2 * pattern]! + logs[2 * pattern + 1]!, 9); });
    }));
  });

  test('falls by the excess of its two levels, and by that of no others', () => {
    const logs = Float64Array.from({ length: 12 }, (_, cell) => cell / 10);
    const excess = { left: 0, right: 1, logs };
    const [plain, found] = [logOdds(evidenceOf(PATTERNS), MIXTURE), logOdds(evidenceOf(PATTERNS), { ...MIXTURE, excesses: [excess] })];
    PATTERNS.forEach(([left, right], pattern) => {
      expect(plain[pattern]! - found[pattern]!).toBeCloseTo((4 * left + right) / 10, 12);
      expect(excessOf(excess, SLOTS, evidenceOf(PATTERNS).slotOf, 2 * pattern)).toBe(logs[4 * left + right]);
    });
  });

  test('of single levels is log(m ÷ u), 0 where they are silent', () => {
    const ratios = ratiosOf(SLOTS, MIXTURE.m, MIXTURE.u);
    expect([ratios[0], ratios[3]]).toEqual([0, 0]);
    expect(Math.exp(ratios[4]!)).toBeCloseTo(6, 12);
  });

  test('as a probability stays in [0, 1], and odds turned round are the rest', () => {
    expect([probabilityOf(0), probabilityOf(Infinity), probabilityOf(-Infinity), probabilityOf(800), probabilityOf(-800)]).toEqual([0.5, 1, 0, 1, 0]);
    fc.assert(fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (odds) => {
      expect(probabilityOf(odds) + probabilityOf(-odds)).toBeCloseTo(1, 12);
    }));
  });
});

describe('What is believed of m', () => {
  test('puts most matches at the first level that speaks', () => {
    expect([...believedM(slotsOf(3))]).toEqual([0, 0.8, 0.2]);
    expect([...believedM(slotsOf(4))]).toEqual([0, 0.65, 0.2, 0.15]);
    expect([...believedM(slotsOf(6))]).toEqual([0, 0.65, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.15]);
  });

  test('is all of the matches of every comparison, none at silent levels', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 3, max: 9 }), { maxLength: 5 }), (levels) => {
      const slots = slotsOf(...levels);
      const belief = believedM(slots);
      levels.forEach((_, comparison) => {
        const own = belief.slice(slots.offsets[comparison], slots.offsets[comparison + 1]);
        expect(own.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(own[0]).toBe(0);
      });
    }));
  });
});

const AGREEMENT = Float64Array.of(0, 0.12, 0.88, 0, 0.11, 0.21, 0.68);
const population = { pairs: 10_000, agreement: AGREEMENT, belief: believedM(SLOTS) };

describe('The mixture that is believed first', () => {
  test('takes the matches out of the agreement of all pairs', () => {
    const { prior, m, u, excesses } = believedMixture({ slots: SLOTS }, population, 0.05);
    expect(prior).toBe(0.05);
    expect([...m]).toEqual([...population.belief]);
    expect(u[1]).toBeCloseTo((0.12 - 0.05 * 0.8) / 0.95, 12);
    expect(u[5]).toBeCloseTo((0.21 - 0.05 * 0.2) / 0.95, 12);
    expect(excesses).toEqual([]);
  });

  test('leaves some agreement to others, however many matches there are', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const { prior, u } = believedMixture({ slots: SLOTS }, population, share);
      expect(prior).toBeGreaterThan(0);
      expect(prior).toBeLessThan(1);
      for (const [from, to] of [[0, 3], [3, 7]] as const) {
        const own = u.slice(from, to);
        expect(own[0]).toBe(0);
        expect(own.slice(1).every((value) => value > 0)).toBe(true);
        expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      }
    }));
  });
});

describe('A fitted mixture', () => {
  const strength = { from: 1, to: 0.1 };

  test('stays a mixture, whatever the counts', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 12, maxLength: 12 }), (counts) => {
      const evidence = evidenceOf(PATTERNS, { counts: Float64Array.from(counts) });
      const { prior, m, u } = fitMixture(evidence, population, believedMixture(evidence, population, 0.01), strength, 20);
      expect(prior > 0 && prior < 1).toBe(true);
      for (const shares of [m, u]) for (const [from, to] of [[0, 3], [3, 7]] as const) {
        expect(shares[from]).toBe(0);
        expect(shares.slice(from, to).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        expect(shares.slice(from + 1, to).every((share) => share > 0 && share <= 1)).toBe(true);
      }
    }));
  });

  test('takes one step by the formulas of expectation maximisation', () => {
    const evidence = evidenceOf([[1, 1], [2, 3]], { counts: Float64Array.of(30, 50) });
    const matching = [30 * 13.5 / 14.5, 50 * (1 / 252) / (1 + 1 / 252)];
    const matches = matching[0]! + matching[1]!;
    const { prior, m } = fitMixture(evidence, population, MIXTURE, { from: 0, to: 0 }, 1);
    expect(prior).toBeCloseTo(matches / 10_000, 12);
    expect(m[1]).toBeCloseTo((matching[0]! + 0.8) / (matches + 1), 12);
    expect(m[5]).toBeCloseTo(0.2 / (matches + 1), 12);
  });

  test('takes pairs that are known not to match for others, and keeps where it starts without rounds', () => {
    const evidence = evidenceOf([[1, 1], [1, 1]], { counts: Float64Array.of(30, 70), marks: Uint8Array.of(0, 1) });
    expect(fitMixture(evidence, population, MIXTURE, { from: 0, to: 0 }, 1).prior).toBeCloseTo(30 * 13.5 / 14.5 / 10_000, 12);
    expect(fitMixture(evidence, population, MIXTURE, strength, 0)).toBe(MIXTURE);
  });

  test('depends on neither the order of patterns nor on how their pairs are split', () => {
    const whole = evidenceOf(PATTERNS, { counts: Float64Array.from(PATTERNS, (_, pattern) => 4 * (pattern + 1)) });
    const split = evidenceOf([...PATTERNS, ...PATTERNS].reverse(), { counts: Float64Array.from([...PATTERNS, ...PATTERNS], (_, pattern) => (pattern < 12 ? 1 : 3) * (pattern % 12 + 1)).reverse() });
    const [one, other] = [whole, split].map((evidence) => fitMixture(evidence, population, MIXTURE, strength, 30)) as [Mixture, Mixture];
    expect(other.prior).toBeCloseTo(one.prior, 12);
    one.m.forEach((share, slot) => { expect(other.m[slot]).toBeCloseTo(share, 9); });
  });
});

describe('Excesses', () => {
  test('are never below 0 and never more than one level alone allows', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 12, maxLength: 12 }), (counts) => {
      for (const { left, right, logs } of findExcesses(evidenceOf(PATTERNS, { counts: Float64Array.from(counts) }), population, MIXTURE, Float64Array.of(1, 1))) {
        expect([left, right, logs.length]).toEqual([0, 1, 12]);
        logs.forEach((log, cell) => {
          const [one, other] = [Math.floor(cell / 4), cell % 4];
          expect(log).toBeGreaterThanOrEqual(0);
          if (one === 0 || other === 0) expect(log).toBe(0);
          else expect(log).toBeLessThanOrEqual(-Math.log(Math.max(MIXTURE.u[one]!, MIXTURE.u[3 + other]!)) + 1e-12);
        });
      }
    }));
  });

  test('are none of patterns that are rarer than chance, and none of one comparison', () => {
    expect(findExcesses(evidenceOf(PATTERNS), population, MIXTURE, Float64Array.of(1, 1))).toEqual([]);
    expect(findExcesses(evidenceOf([]), population, MIXTURE, Float64Array.of(1, 1))).toEqual([]);
  });
});

describe('Rules chosen', () => {
  test('for first ways are those of naive greedy choosing', () => {
    const offer = fc.record({ pairs: fc.integer({ min: 1, max: 60 }), gives: fc.uniqueArray(fc.nat(7), { maxLength: 6 }) });
    fc.assert(fc.property(fc.array(offer, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 }), fc.integer({ min: 1, max: 150 }), (list, weights, maxPairs) => {
      const offers = list.map(({ pairs, gives }) => ({ pairs, gives: Uint32Array.from(gives).sort() }));
      const chosen = chooseRules(offers, Float64Array.from(weights), { maxPairs, maxRules: 8 }).filter(({ share }) => share > 0);
      const missing = new Set(weights.keys());
      let spent = 0;
      for (const { offer: taken } of chosen) {
        const worth = offers.map(({ pairs, gives }, index) => (chosen.slice(0, chosen.findIndex((one) => one.offer === taken)).some((one) => one.offer === index) || spent + pairs > maxPairs ? 0
          : [...gives].filter((match) => missing.has(match)).reduce((sum, match) => sum + weights[match]!, 0) / (pairs + 0.01 * maxPairs)));
        expect(worth[taken]).toBeCloseTo(Math.max(...worth), 12);
        for (const match of offers[taken]!.gives) missing.delete(match);
        spent += offers[taken]!.pairs;
      }
      const isWorthIt = offers.some(({ pairs, gives }, index) => spent + pairs <= maxPairs && !chosen.some((one) => one.offer === index) && [...gives].some((match) => missing.has(match)));
      expect(isWorthIt).toBe(false);
    }));
  });
});
