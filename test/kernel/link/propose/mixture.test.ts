import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excessOf, logOdds, probabilityOf, type Evidence, type Mixture } from '../../../../src/link/kernel/propose/evidence.ts';
import { believedM, believedMixture, fitMixture, type PairPopulation } from '../../../../src/link/kernel/propose/fit-mixture.ts';
import { findExcesses } from '../../../../src/link/kernel/propose/joint-excess.ts';
import { slotsOf } from '../../../../src/link/kernel/train/parameters.ts';

/** Comparisons of three levels, after a null level each. */
const THREE = [true, false, false, false];

/** What matches and others look like: shares of each level of each comparison. */
interface Truth {
  readonly pairs: number;
  readonly prior: number;
  readonly m: readonly (readonly number[])[];
  readonly u: readonly (readonly number[])[];
  /** How many times as many of the others have a pattern as independence gives. */
  readonly excess?: (levels: readonly number[]) => number;
}

const PEOPLE: Truth = {
  pairs: 1e6, prior: 0.002,
  m: [[0.8, 0.1, 0.1], [0.7, 0.2, 0.1], [0.9, 0.05, 0.05], [0.6, 0.2, 0.2]],
  u: [[0.01, 0.02, 0.97], [0.005, 0.03, 0.965], [0.02, 0.03, 0.95], [0.01, 0.09, 0.9]],
};

function patternsOf(comparisons: number): number[][] {
  return Array.from({ length: 3 ** comparisons }, (_, pattern) => Array.from({ length: comparisons }, (_level, place) => Math.floor(pattern / 3 ** place) % 3));
}

const product = (shares: readonly (readonly number[])[], levels: readonly number[]): number => levels.reduce((all, level, comparison) => all * shares[comparison]![level]!, 1);

/** Every pattern with exactly as many pairs as the truth gives; and the agreement that all of them together have. */
function worldOf(truth: Truth): { readonly evidence: Evidence; readonly population: PairPopulation; readonly complete: Float64Array; readonly matches: Float64Array } {
  const patterns = patternsOf(truth.m.length);
  const slots = slotsOf(truth.m.map(() => THREE));
  const matches = Float64Array.from(patterns, (levels) => truth.pairs * truth.prior * product(truth.m, levels));
  const raw = Float64Array.from(patterns, (levels) => product(truth.u, levels) * (truth.excess?.(levels) ?? 1));
  const total = raw.reduce((sum, share) => sum + share, 0);
  const others = raw.map((share) => (truth.pairs * (1 - truth.prior) * share) / total);
  const counts = matches.map((count, pattern) => count + others[pattern]!);
  const slotOf = Uint32Array.from(patterns.flatMap((levels) => levels.map((level, comparison) => 4 * comparison + 1 + level)));
  const agreement = new Float64Array(4 * truth.m.length);
  patterns.forEach((levels, pattern) => levels.forEach((level, comparison) => (agreement[4 * comparison + 1 + level]! += counts[pattern]! / truth.pairs)));
  return {
    evidence: { patterns: patterns.length, slots, slotOf, counts, frequencyLogs: null, marks: null },
    population: { pairs: truth.pairs, agreement, belief: believedM(slots) }, complete: new Float64Array(truth.m.length).fill(1), matches,
  };
}

const START = { from: 4, to: 0.1 };
const UNBELIEVING = { from: 1e-9, to: 1e-9 };

function fitted(truth: Truth, strength = UNBELIEVING): Mixture {
  const { evidence, population } = worldOf(truth);
  return fitMixture(evidence, population, believedMixture(evidence, population, 0.001), strength, 400);
}

describe('The mixture of all pairs', () => {
  test('is recovered where matches and others are independent within each', () => {
    const { prior, m, u } = fitted(PEOPLE);
    expect(Math.abs(prior / PEOPLE.prior - 1)).toBeLessThan(0.02);
    PEOPLE.m.forEach((shares, comparison) => shares.forEach((share, level) => {
      expect(Math.abs(m[4 * comparison + 1 + level]! - share)).toBeLessThan(0.01);
      expect(Math.abs(u[4 * comparison + 1 + level]! / PEOPLE.u[comparison]![level]! - 1)).toBeLessThan(0.03);
    }));
  });

  test('has shares that add up to 1, and none where a level says nothing', () => {
    fc.assert(fc.property(fc.double({ min: 1e-5, max: 0.05, noNaN: true }), fc.double({ min: 0.4, max: 0.95, noNaN: true }), (prior, exact) => {
      const { m, u } = fitted({ ...PEOPLE, prior, m: PEOPLE.m.map(() => [exact, 0.6 * (1 - exact), 0.4 * (1 - exact)]) }, START);
      for (const shares of [m, u]) for (let comparison = 0; comparison < 4; comparison++) {
        expect(shares[4 * comparison]).toBe(0);
        expect(shares.slice(4 * comparison, 4 * comparison + 4).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }
    }), { numRuns: 20 });
  });

  test('is held to what is believed where nothing matches', () => {
    const { evidence, population } = worldOf({ ...PEOPLE, prior: 1e-9 });
    const { m, prior } = fitMixture({ ...evidence, counts: new Float64Array(evidence.patterns) }, population, believedMixture(evidence, population, 0.001), START, 40);
    expect(prior).toBeLessThan(1e-9);
    expect(Array.from(m)).toEqual(Array.from(believedM(evidence.slots)));
  });

  test('takes pairs that are known to be others for such', () => {
    const { evidence, population } = worldOf(PEOPLE);
    const known = { ...evidence, marks: new Uint8Array(evidence.patterns).fill(1) };
    expect(fitMixture(known, population, believedMixture(evidence, population, 0.001), START, 40).prior).toBeLessThan(1e-9);
  });

  test('adds what frequencies say to the odds of each pattern', () => {
    const { evidence, population } = worldOf(PEOPLE);
    const mixture = believedMixture(evidence, population, 0.001);
    const plain = logOdds(evidence, mixture);
    const logs = new Float64Array(evidence.patterns * 4).fill(0.25);
    logOdds({ ...evidence, frequencyLogs: logs }, mixture).forEach((odds, pattern) => {
      expect(odds).toBeCloseTo(plain[pattern]! + 1, 9);
    });
    expect(probabilityOf(0)).toBe(0.5);
  });

  test('starts from agreement, whatever the number of levels', () => {
    const belief = believedM(slotsOf([[true, false, false], [false, false, false, false, true], [true, true]]));
    expect(Array.from(belief)).toEqual([0, 0.8, 0.2, 0.65, 0.1, 0.1, 0.15, 0, 0, 0]);
  });
});

describe('Agreement together among others', () => {
  const excesses = (truth: Truth): ReturnType<typeof findExcesses> => {
    const { evidence, population, complete } = worldOf(truth);
    return findExcesses(evidence, population, fitted(truth, START), complete);
  };

  test('is hardly found where there is none', () => {
    for (const { logs } of excesses(PEOPLE)) expect(Math.max(...logs)).toBeLessThan(0.4);
  });

  test('is found where it is, and how great', () => {
    // Others that agree on the first two comparisons are 30 times as many as independence gives: people of one household.
    const household: Truth = { ...PEOPLE, excess: ([first, second]) => (first === 0 && second === 0 ? 30 : 1) };
    const [first] = excesses(household);
    expect([first!.left, first!.right]).toEqual([0, 1]);
    // Place 5 of 4 × 4 cells, null levels first.
    expect(Math.abs(first!.logs[5]! - Math.log(30))).toBeLessThan(0.5);
  });

  test('brings the number of matches back to the truth', () => {
    const household: Truth = { ...PEOPLE, excess: ([first, second]) => (first === 0 && second === 0 ? 30 : 1) };
    const { evidence, population, complete, matches } = worldOf(household);
    let mixture = fitted(household, START);
    const before = mixture.prior;
    for (let round = 0; round < 4; round++) {
      mixture = fitMixture(evidence, population, { ...mixture, excesses: findExcesses(evidence, population, mixture, complete) }, { from: 0.1, to: 0.1 }, 15);
    }
    const truePrior = matches.reduce((sum, count) => sum + count, 0) / household.pairs;
    expect(before).toBeGreaterThan(1.1 * truePrior);
    expect(Math.abs(mixture.prior / truePrior - 1)).toBeLessThan(0.06);
  });

  test('joins comparisons without a circle', () => {
    const all: Truth = { ...PEOPLE, excess: (levels) => (levels.filter((level) => level === 0).length >= 2 ? 20 : 1) };
    const found = excesses(all);
    expect(found.length).toBeLessThanOrEqual(3);
    const groups = [0, 1, 2, 3];
    for (const { left, right } of found) {
      expect(groups[left]).not.toBe(groups[right]);
      const from = groups[left];
      groups.forEach((group, comparison) => {
        if (group === from) groups[comparison] = groups[right]!;
      });
    }
  });

  test('says nothing of levels that say nothing', () => {
    const { evidence, population, complete } = worldOf(PEOPLE);
    const silent = { ...evidence, slotOf: evidence.slotOf.map((slot, at) => (at % 4 === 0 ? 0 : slot)) };
    for (const excess of findExcesses(silent, population, believedMixture(evidence, population, 0.001), complete)) {
      expect(Array.from(excess.logs.subarray(0, 4))).toEqual([0, 0, 0, 0]);
      for (let pattern = 0; pattern < silent.patterns; pattern++) if (excess.left === 0) expect(excessOf(excess, evidence.slots, silent.slotOf, pattern * 4)).toBe(0);
    }
  });
});
