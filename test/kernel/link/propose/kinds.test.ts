// Kinds of pairs that are found without labels, against worlds whose every pattern has exactly as many pairs as its kinds give.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementSets, excessOfSet, fullSlots, type AgreementSet } from '../../../../src/link/kernel/propose/agreement-sets.ts';
import type { Evidence } from '../../../../src/link/kernel/propose/evidence.ts';
import { findKinds, settleKinds, type FoundKinds } from '../../../../src/link/kernel/propose/find-kinds.ts';
import { believedM, type PairPopulation } from '../../../../src/link/kernel/propose/fit-mixture.ts';
import { partOfEvidence } from '../../../../src/link/kernel/propose/kinds-part.ts';
import { APART, companyOf, splitPatterns, TOGETHER, type Company } from '../../../../src/link/kernel/propose/split-patterns.ts';
import { agreementOf, tellKinds } from '../../../../src/link/kernel/propose/tell-kinds.ts';
import { slotsOf } from '../../../../src/link/kernel/train/parameters.ts';

/** Five comparisons of two levels after a null level: given name, birth, family name, address, telephone. */
const COMPARISONS = 5;
const SLOTS = slotsOf(Array.from({ length: COMPARISONS }, () => [true, false, false]));
const CHANCE = [0.01, 0.001, 0.01, 0.001, 0.0005];
const PERSON = [0.9, 0.95, 0.9, 0.9, 0.85];

interface TrueKind {
  readonly pairs: number;
  /** By comparison, the share of its pairs that agree. */
  readonly agree: readonly number[];
}

const by = (...chosen: readonly number[]): number[] => CHANCE.map((chance, comparison) => (chosen.includes(comparison) ? PERSON[comparison]! : chance));
const MATCHES: TrueKind = { pairs: 2000, agree: PERSON };
const MOVED: TrueKind = { pairs: 500, agree: by(0, 1, 2) };
const HOUSEHOLD: TrueKind = { pairs: 8000, agree: by(2, 3, 4) };
const STRANGERS: TrueKind = { pairs: 1e8, agree: CHANCE };
const ALL_PAIRS = 1e8 + 10_500;

const PATTERNS = Array.from({ length: 2 ** COMPARISONS }, (_, pattern) => CHANCE.map((_chance, comparison) => (pattern >> comparison) & 1));
const pairsOf = ({ pairs, agree }: TrueKind, levels: readonly number[]): number => levels.reduce((left, level, comparison) => left * (level === 1 ? agree[comparison]! : 1 - agree[comparison]!), pairs);

interface World {
  readonly evidence: Evidence;
  readonly population: PairPopulation;
}

/** Patterns that agree on something; the others are beyond, as pairs that no rule gives. */
function worldOf(kinds: readonly TrueKind[]): World {
  const seen = PATTERNS.filter((levels) => levels.includes(1));
  const agreement = new Float64Array(3 * COMPARISONS);
  const total = kinds.reduce((sum, { pairs }) => sum + pairs, 0);
  CHANCE.forEach((_, comparison) => {
    const agreeing = kinds.reduce((sum, { pairs, agree }) => sum + pairs * agree[comparison]!, 0);
    agreement[3 * comparison + 1] = agreeing / total;
    agreement[3 * comparison + 2] = 1 - agreeing / total;
  });
  return {
    evidence: {
      patterns: seen.length, slots: SLOTS, frequencyLogs: null, marks: null,
      slotOf: Uint32Array.from(seen.flatMap((levels) => levels.map((level, comparison) => 3 * comparison + (level === 1 ? 1 : 2)))),
      counts: Float64Array.from(seen, (levels) => kinds.reduce((sum, kind) => sum + pairsOf(kind, levels), 0)),
    },
    population: { pairs: total, agreement, belief: believedM(SLOTS) },
  };
}

const COMPLETE = new Float64Array(COMPARISONS).fill(1);
const found = ({ evidence, population }: World): FoundKinds => settleKinds(evidence, population, findKinds(evidence, population, COMPLETE, 1e-4));
/** The pairs of a kind that was found that agree on what is asked. */
const sizes = ({ kinds }: FoundKinds, allPairs: number): number[] => kinds.map(({ share }) => share * allPairs);
const full = (levels: Float64Array): number[] => fullSlots(SLOTS).map((slot) => levels[slot]!);

describe('Kinds that are found', () => {
  test('are those of the world: matches, who moved among them, and a household', () => {
    const [ordinary, ...others] = found(worldOf([MATCHES, MOVED, HOUSEHOLD, STRANGERS])).kinds;
    expect(full(ordinary!.levels).every((share) => share > 0.6)).toBe(true);
    const like = (agrees: readonly number[]): number => others.filter(({ levels }) => full(levels).every((share, comparison) => (share > 0.5) === agrees.includes(comparison)))
      .reduce((sum, { share }) => sum + share * ALL_PAIRS, 0);
    expect(Math.abs(like([2, 3, 4]) / HOUSEHOLD.pairs - 1)).toBeLessThan(0.1);
    expect(Math.abs((ordinary!.share * ALL_PAIRS + like([0, 1, 2])) / (MATCHES.pairs + MOVED.pairs) - 1)).toBeLessThan(0.2);
  });

  test('are ordinary matches alone where there are no others', () => {
    const { evidence, population } = worldOf([MATCHES, STRANGERS]);
    const { kinds } = findKinds(evidence, population, COMPLETE, 1e-4);
    const rest = sizes({ kinds, u: population.agreement }, ALL_PAIRS).slice(1).filter((_, index) => full(kinds[index + 1]!.levels).filter((share) => share > 0.5).length === 2);
    expect(rest.reduce((sum, pairs) => sum + pairs, 0)).toBeLessThan(0.2 * MATCHES.pairs);
  });

  test('are none where no pair was seen', () => {
    const { evidence, population } = worldOf([MATCHES, STRANGERS]);
    const { kinds, u } = findKinds({ ...evidence, counts: new Float64Array(evidence.patterns) }, population, COMPLETE, 1e-4);
    expect(kinds).toHaveLength(1);
    expect(kinds[0]!.levels).toBe(population.belief);
    expect(u).toBe(population.agreement);
  });

  test('do not depend on the order of the patterns, but for rounding', () => {
    const { evidence, population } = worldOf([MATCHES, MOVED, HOUSEHOLD, STRANGERS]);
    const order = Array.from({ length: evidence.patterns }, (_, pattern) => (pattern * 7) % evidence.patterns);
    const shuffled: Evidence = {
      ...evidence, counts: Float64Array.from(order, (pattern) => evidence.counts[pattern]!),
      slotOf: Uint32Array.from(order.flatMap((pattern) => [...evidence.slotOf.subarray(COMPARISONS * pattern, COMPARISONS * (pattern + 1))])),
    };
    const [one, other] = [found({ evidence, population }), found({ evidence: shuffled, population })];
    sizes(one, ALL_PAIRS).forEach((size, kind) => { expect(sizes(other, ALL_PAIRS)[kind]!).toBeCloseTo(size, 3); });
  });

  test('have shares that add up to 1 over the levels that say something', () => {
    fc.assert(fc.property(fc.integer({ min: 200, max: 20_000 }), fc.integer({ min: 50, max: 20_000 }), (matches, household) => {
      const { kinds, u } = found(worldOf([{ ...MATCHES, pairs: matches }, { ...HOUSEHOLD, pairs: household }, STRANGERS]));
      for (const levels of [...kinds.map((kind) => kind.levels), u]) {
        for (let comparison = 0; comparison < COMPARISONS; comparison++) {
          expect(levels[3 * comparison]).toBe(0);
          expect(levels[3 * comparison + 1]! + levels[3 * comparison + 2]!).toBeCloseTo(1, 9);
        }
      }
    }), { numRuns: 10 });
  });
});

describe('Evidence as training takes it', () => {
  test('has each pattern once, in order, and leaves the pairs without a pattern beyond', () => {
    const evidence: Evidence = {
      patterns: 3, slots: slotsOf([[true, false, false], [false, false]]), slotOf: Uint32Array.of(2, 4, 0, 3, 2, 4), counts: Float64Array.of(5, 7, 11), marks: null,
      frequencyLogs: Float64Array.of(0, 0.5, 0, 0, 0.25, 0),
    };
    const merged = partOfEvidence(evidence, 100, false);
    expect([...merged.patterns.levels]).toEqual([0, 0, 2, 1]);
    expect([...merged.patterns.counts]).toEqual([7, 16]);
    expect(merged.pairsBeyond).toBe(77);
    const kept = partOfEvidence(evidence, 10, true);
    expect([...kept.patterns.counts]).toEqual([7, 11, 5]);
    expect(Array.from(kept.patterns.frequencyFactors!, Math.log)).toEqual([0, 0.25, 0.5].map((log) => Math.log(Math.exp(log))));
    expect(kept.pairsBeyond).toBe(0);
  });
});

describe('A set of pairs that agree on the same', () => {
  const { evidence, population } = worldOf([MATCHES, HOUSEHOLD, STRANGERS]);
  const sets = agreementSets(partOfEvidence(evidence, population.pairs, false), SLOTS);
  const strangers = { kinds: [], u: population.agreement, allPairs: population.pairs, complete: COMPLETE };

  test('has the pairs of its patterns, no pair in two sets', () => {
    expect(sets).toHaveLength(evidence.patterns);
    expect(sets.reduce((sum, { pairs }) => sum + pairs, 0)).toBeCloseTo(evidence.counts.reduce((sum, count) => sum + count, 0), 3);
  });

  test('is expected of chance alone as often as its agreements are by chance', () => {
    const set: AgreementSet = { says: [1, 0, -1, 1, 1], pairs: 10 };
    const complete = Float64Array.of(1, 0.5, 0.8, 1, 1);
    const share = (slot: number): number => population.agreement[slot]!;
    expect(excessOfSet(set, SLOTS, { ...strangers, complete }).expected)
      .toBeCloseTo(population.pairs * 0.5 * (1 - 0.8) * share(1) * (1 - share(4)) * share(10) * share(13), 9);
  });

  test('gains nothing where there are no more pairs than expected, or where all of them are strangers anyway', () => {
    const few = { says: [1, 0, 0, 0, 0], pairs: 3 } as const;
    expect(excessOfSet(few, SLOTS, strangers).gain).toBe(0);
    const many = excessOfSet({ says: [1, 0, 0, 0, 0], pairs: 1e7 }, SLOTS, strangers);
    expect(many.pairs).toBeGreaterThan(many.expected);
    expect(many.gain).toBe(0);
    const household = { share: 1e-4, levels: population.belief };
    expect(excessOfSet({ says: [0, 0, 1, 1, 1], pairs: 8000 }, SLOTS, { ...strangers, kinds: [household] }).gain).toBeGreaterThan(1000);
  });

  test('says something where its comparison has a level that does', () => {
    expect(fullSlots(slotsOf([[true, false], [false, true], [true, true]]))).toEqual([1, 2, 4]);
  });
});

describe('Patterns that are split into kinds', () => {
  const world = worldOf([MATCHES, HOUSEHOLD, STRANGERS]);
  const kinds = found(world);

  test('go to kinds and strangers in whole, and rare values away from strangers', () => {
    const rare: Evidence = { ...world.evidence, frequencyLogs: new Float64Array(world.evidence.patterns * COMPARISONS).fill(1) };
    const [plain, adjusted] = [splitPatterns(world.evidence, kinds), splitPatterns(rare, kinds)];
    for (let pattern = 0; pattern < world.evidence.patterns; pattern++) {
      expect(plain.reduce((sum, shares) => sum + shares[pattern]!, 0)).toBeCloseTo(1, 12);
      const odds = (split: readonly Float64Array[]): number => split.at(-1)![pattern]! / (1 - split.at(-1)![pattern]!);
      if (odds(plain) > 1e-9 && odds(plain) < 1e9) expect(Math.log(odds(plain) / odds(adjusted))).toBeCloseTo(COMPARISONS, 4);
    }
  });

  test('are counted by the company of their pairs', () => {
    const marks = { counts: Float64Array.of(10, 20, 30, 40), marks: Uint8Array.of(0, APART, TOGETHER, 1) };
    expect(companyOf(marks, Float64Array.of(1, 0.5, 0.1, 0.5))).toEqual({ pairs: 43, accompanied: 13, together: 3 });
    expect(companyOf({ ...marks, marks: null }, new Float64Array(4).fill(1))).toEqual({ pairs: 100, accompanied: 0, together: 0 });
  });
});

describe('Kinds that are told apart', () => {
  const kind = (share: number, ...agrees: readonly number[]) => ({ isMatch: false, share: share / ALL_PAIRS, levels: Float64Array.from(by(...agrees).flatMap((agree) => [0, agree, 1 - agree])) });
  const given: FoundKinds = { kinds: [kind(2000, 0, 1, 2, 3, 4), kind(8000, 2, 3, 4), kind(500, 0, 1, 2), kind(200, 1, 2, 3, 4)], u: Float64Array.from(CHANCE.flatMap((chance) => [0, chance, 1 - chance])) };
  const company = (pairs: number, accompanied: number, together = 0): Company => ({ pairs, accompanied: pairs * accompanied, together: pairs * together });
  const STRANGE = company(1e6, 0.3);
  const told = (...companies: readonly Company[]): readonly boolean[] => tellKinds(given, [company(2000, 0.05), ...companies, STRANGE], SLOTS, ALL_PAIRS).kinds.map(({ isMatch }) => isMatch || false);

  test('match where their records have no other partner, and do not where they have as many as strangers', () => {
    expect(told(company(8000, 0.3), company(500, 0.02), company(200, 0.3)).slice(1)).toEqual([false, true, false]);
  });

  test('match where their records have other partners together', () => {
    expect(told(company(8000, 0.3), company(500, 0.9, 0.8), company(200, 0.3)).slice(1)).toEqual([false, true, false]);
  });

  test('match where company is unclear and they differ only in what relatives share: who moved, and not who is a twin', () => {
    const { kinds, areRelatives, shared } = tellKinds(given, [company(2000, 0.05), company(8000, 0.3), company(500, 0.15), company(200, 0.35, 0.1), STRANGE], SLOTS, ALL_PAIRS);
    expect(areRelatives).toEqual([false, true, false, false]);
    expect(shared).toEqual([2, 3, 4]);
    expect(kinds.map(({ isMatch }) => isMatch).slice(1)).toEqual([false, true, false]);
  });

  test('are of relatives by what they disagree on, where hardly any record has a match', () => {
    const nobody = company(1e6, 0.000_001);
    const { areRelatives } = tellKinds({ ...given, kinds: [given.kinds[0]!, kind(8000, 3, 4), kind(500, 0, 1, 2, 3)] }, [company(2000, 0), company(8000, 0), company(500, 0), nobody], SLOTS, ALL_PAIRS);
    expect(areRelatives).toEqual([false, true, false]);
  });

  test('match where company is unclear and they differ in little else than what relatives share: whose given name is wrong', () => {
    // Of what relatives do not share, birth tells ten times as much as a given name of which every second pair agrees by chance.
    const u = given.u.slice();
    u.set([0, 0.5, 0.5], 0);
    const unclear = company(200, 0.2);
    const { kinds } = tellKinds({ u, kinds: [given.kinds[0]!, kind(8000, 2, 3, 4), kind(200, 1, 2, 3, 4)] }, [company(2000, 0.05), company(8000, 0.3), unclear, STRANGE], SLOTS, ALL_PAIRS);
    expect(kinds[2]!.isMatch).toBe(true);
  });

  test('never match where they disagree on more than they agree on, whatever their company', () => {
    const child = kind(60, 1, 2);
    const { kinds } = tellKinds({ ...given, kinds: [given.kinds[0]!, kind(8000, 2, 3, 4), child] }, [company(2000, 0.05), company(8000, 0.3), company(60, 0), STRANGE], SLOTS, ALL_PAIRS);
    expect(kinds[2]!.isMatch).toBe(false);
  });

  test('are neither relatives nor matches where chance makes as many', () => {
    const chance = kind(ALL_PAIRS * CHANCE[0]!, 0);
    const { kinds, areRelatives } = tellKinds({ ...given, kinds: [given.kinds[0]!, chance] }, [company(2000, 0.05), company(1e6, 0.3), STRANGE], SLOTS, ALL_PAIRS);
    expect(areRelatives).toEqual([false, false]);
    expect(kinds[1]!.isMatch).toBe(false);
  });

  test('agree on what half as many agree on as of matches, and disagree below a quarter', () => {
    const [m, levels] = [[0.8, 0.8, 0.8], [0.4, 0.3, 0.19]].map((shares) => Float64Array.from(shares.flatMap((share) => [0, share, 1 - share])));
    expect(agreementOf(levels!, m!, slotsOf([1, 2, 3].map(() => [true, false, false])))).toEqual({ agrees: [0], disagrees: [2] });
  });
});
