import { describe, expect, test } from 'vitest';
import { estimateTogether, type Estimation, type EstimationRules, type StartingPoint, type TrainingData } from '../../../../src/link/kernel/train/estimate.ts';
import { cellsOf, dependenceBits, dependentGroups, fitTable, independentTable, marginOf } from '../../../../src/link/kernel/train/joint-table.ts';
import { spreadOf } from '../../../../src/link/kernel/train/jackknife.ts';
import type { ParameterSlots } from '../../../../src/link/kernel/train/parameters.ts';
import { seededDraws } from '../../../../src/link/kernel/train/seeded-draws.ts';
import { trainInSessions } from '../../../../src/link/kernel/train/sessions.ts';
import { countPairs, parametersOf, rulesFor, slotsWithNull } from './patterns.ts';
import { drawPeople, measurePeople, skewed, trueM, trueU, type Field, type People } from './simulated-people.ts';

const FIELDS: readonly Field[] = [
  { shares: skewed(300, 0.8), error: 0.08, missing: 0.02 }, { shares: skewed(150, 0.8), error: 0.05, missing: 0.02 },
  { shares: skewed(200, 0), error: 0.04, missing: 0.1 }, { shares: skewed(2, 0.7), error: 0.02, missing: 0 }, { shares: skewed(80, 0.5), error: 0.15, missing: 0.05 },
];
const BLOCKS = [[0], [1, 2], [2, 4]];
const SIZE = 3 * FIELDS.length;

const rules = (change: Partial<EstimationRules> = {}): EstimationRules => ({
  em: rulesFor(SIZE, { tolerance: 1e-6, maxIterations: 500, m: { minimum: 1e-6 } }), prior: 'candidates', removesMatches: true, keepsU: new Uint8Array(SIZE), starts: 1, seed: 1, ...change,
});

const startOf = (data: TrainingData): StartingPoint => ({ m: Float64Array.from({ length: SIZE }, (_, slot) => [0, 0.9, 0.1][slot % 3]!), u: data.agreement!, prior: 0.001, joint: [] });
const figuresOf = ({ parameters: { m, u }, prior }: Pick<Estimation, 'parameters' | 'prior'>): number[] => [...FIELDS.map((_, field) => m[3 * field + 1]!), ...FIELDS.map((_, field) => u[3 * field + 1]!), prior];

describe('parameters that are known because the people were drawn', () => {
  test('come back, u too, though matches are among all pairs', () => {
    const people = drawPeople(FIELDS, 4000, seededDraws(7).uniform);
    const { all } = measurePeople(people, BLOCKS, null);
    const found = estimateTogether(all, startOf(all), rules());
    expect(found.isConverged).toBe(true);
    FIELDS.forEach((field, index) => {
      expect(found.parameters.m[3 * index + 1]).toBeCloseTo(trueM(field), 1);
      const others = agreementOfOthers(people, index, all.agreement![3 * index + 1]!);
      expect(Math.abs(found.parameters.u[3 * index + 1]! / others - 1)).toBeLessThan(0.005);
      // Of agreements on the date, the sharpest, a good part are matches: raw agreement says too much.
      if (index === 2) expect(all.agreement![7]! / others).toBeGreaterThan(1.02);
    });
    const matches = pairsOfPersons(people.personOf) / all.allPairs;
    expect(found.prior / matches).toBeGreaterThan(0.9);
    expect(found.prior / matches).toBeLessThan(1.01);
    // From the rules, what blocking loses is in it.
    expect(estimateTogether(all, startOf(all), rules({ prior: 'rules' })).prior / matches).toBeCloseTo(1, 1);
  });

  test('are also found by sessions, from raw agreement', () => {
    const { all } = measurePeople(drawPeople(FIELDS, 4000, seededDraws(8).uniform), BLOCKS, null);
    const start = startOf(all);
    const { m, seenBy } = trainInSessions({ ...all, m: start.m, u: start.u, prior: 0.001 }, rulesFor(SIZE, { m: { likeSplink: true } }));
    FIELDS.forEach((field, index) => { expect(m[3 * index + 1]).toBeCloseTo(trueM(field), 1); });
    expect([1, 4, 7, 10, 13].map((slot) => seenBy[slot])).toEqual([2, 2, 1, 3, 2]);
  });

  test('lie in their intervals of 95 % in 90 to 99.5 of 100 cases, persons left out together', () => {
    const runs = 16;
    const [groups, persons] = [15, 500];
    const covered: number[] = [];
    const priors: number[] = [];
    const intervals = Array.from({ length: runs }, (_, run) => {
      const draws = seededDraws(run + 1);
      const people = drawPeople(FIELDS, persons, draws.uniform);
      const groupOfPerson = Uint8Array.from({ length: persons }, () => draws.below(groups));
      const { all, without } = measurePeople(people, BLOCKS, { groups, groupOf: Uint8Array.from(people.personOf, (person) => groupOfPerson[person]!) });
      const full = estimateTogether(all, startOf(all), rules());
      const warm: StartingPoint = { ...full.parameters, prior: full.prior };
      const others = without.map((data) => figuresOf(estimateTogether(data, warm, rules())));
      priors.push(full.prior);
      return figuresOf(full).map((figure, index) => spreadOf(figure, others.map((other) => other[index]!)));
    });
    const prior = priors.reduce((sum, value) => sum + value, 0) / runs;
    const truth = [...FIELDS.map(trueM), ...FIELDS.map(trueU), prior];
    for (const run of intervals) truth.forEach((value, index) => covered.push(Number(run[index]!.low <= value && value <= run[index]!.high)));
    const share = covered.reduce((sum, hit) => sum + hit, 0) / covered.length;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.995);
  }, 60_000);

  test('several starts find no less than one, the same for a seed', () => {
    const { all } = measurePeople(drawPeople(FIELDS, 400, seededDraws(9).uniform), BLOCKS, null);
    const one = estimateTogether(all, startOf(all), rules({ removesMatches: false }));
    const several = estimateTogether(all, startOf(all), rules({ removesMatches: false, starts: 5 }));
    expect(several.startLikelihoods.length).toBe(5);
    expect(several.em.expected.logLikelihood).toBe(Math.max(...several.startLikelihoods));
    expect(several.startLikelihoods[0]).toBe(one.startLikelihoods[0]);
    expect(estimateTogether(all, startOf(all), rules({ removesMatches: false, starts: 5 })).startLikelihoods).toEqual(several.startLikelihoods);
  });
});

/** Share of pairs of different persons that agree, among those with values; records of a person lie together. */
function agreementOfOthers({ records, personOf }: People, field: number, agreement: number): number {
  const { codes } = records.columns[field]!;
  const present = codes.reduce((count, code) => count + Number(code !== 0), 0);
  let [agreeing, matching] = [0, 0];
  for (let left = 0; left < codes.length; left++) for (let right = left + 1; personOf[right] === personOf[left] && right < codes.length; right++) {
    if (codes[left] === 0 || codes[right] === 0) continue;
    matching++;
    if (codes[left] === codes[right]) agreeing++;
  }
  const pairs = (present * (present - 1)) / 2;
  return (agreement * pairs - agreeing) / (pairs - matching);
}

function pairsOfPersons(personOf: Uint32Array): number {
  const sizes = new Map<number, number>();
  for (const person of personOf) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

test('without pairs, records or parts nothing is estimated and nothing breaks', () => {
  const slots = slotsWithNull(new Array<number>(FIELDS.length).fill(2));
  const data: TrainingData = { slots, parts: [], implied: [], frequency: null, agreement: new Float64Array(SIZE), candidates: null, allPairs: 0 };
  const start: StartingPoint = { ...startOf(data), u: new Float64Array(SIZE).fill(0.5) };
  const found = estimateTogether(data, start, rules());
  expect([...found.parameters.m]).toEqual([...start.m]);
  expect([...found.parameters.u]).toEqual([...start.u]);
  expect(found.prior).toBe(0.001);
});

describe('dependence', () => {
  test('groups are those that depend on each other through others too', () => {
    expect(dependentGroups(6, [[4, 2], [0, 5], [2, 1]])).toEqual([[0, 5], [1, 2, 4]]);
    expect(dependentGroups(3, [])).toEqual([]);
  });

  test('cells of levels that say nothing are all that agree on the others', () => {
    expect([...cellsOf([2, 2, 3], [1, -1, 2])]).toEqual([8, 11]);
    expect([...cellsOf([2, 2], [-1, -1])]).toEqual([0, 1, 2, 3]);
  });

  // Bishop, Fienberg and Holland: with all two-way margins fitted the table keeps them, and has no interaction of three.
  test('a fit keeps the two-way margins and makes no interaction of three', () => {
    const shape = [2, 2, 2];
    const draws = seededDraws(3);
    const expected = Float64Array.from({ length: 8 }, () => 1 + 9 * draws.uniform());
    const total = expected.reduce((sum, value) => sum + value, 0);
    const pairs = [[0, 1], [0, 2], [1, 2]] as const;
    const fitted = fitTable(expected, shape, pairs, new Float64Array(8).fill(1 / 8));
    for (const places of pairs) {
      const wanted = marginOf(expected, shape, places).shares;
      marginOf(fitted, shape, places).shares.forEach((share, at) => { expect(share).toBeCloseTo(wanted[at]! / total, 9); });
    }
    const log = (cell: number): number => Math.log(fitted[cell]!);
    expect(log(0) - log(1) - log(2) + log(3) - log(4) + log(5) + log(6) - log(7)).toBeCloseTo(0, 9);
  });

  const slots: ParameterSlots = slotsWithNull([2, 2, 2]);

  /** 30 % matches; two comparisons agree together far more often than chance has it, among matches and among others. */
  function dependentPairs(count: number): readonly { readonly levels: readonly number[] }[] {
    const draws = seededDraws(4);
    return Array.from({ length: count }, () => {
      const isMatch = draws.uniform() < 0.3;
      const first = draws.uniform() < (isMatch ? 0.8 : 0.2);
      const second = draws.uniform() < (isMatch ? (first ? 0.9 : 0.3) : first ? 0.6 : 0.05);
      const third = draws.uniform() < (isMatch ? 0.95 : 0.1);
      return { levels: [first, second, third].map((agrees) => (draws.uniform() < 0.05 ? 0 : agrees ? 1 : 2)) };
    });
  }

  test('is found where it is, and the likelihood is that of the pairs', () => {
    const patterns = countPairs(dependentPairs(200_000), 3);
    const start = parametersOf([[0.9, 0.1], [0.9, 0.1], [0.95, 0.05]], [[0.1, 0.9], [0.1, 0.9], [0.1, 0.9]], [0.3]);
    const joint = [independentTable([0, 1], [[0, 1]], slots.offsets, start.m, start.u)];
    const data: TrainingData = { slots, parts: [{ patterns, comparisons: [0, 1, 2] }], implied: [[]], frequency: null, agreement: null, candidates: null, allPairs: 1e6 };
    const em = rulesFor(9, { u: { isFixed: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1) }, m: { isFixed: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1) }, tolerance: 1e-8, maxIterations: 3000 });
    const estimate = (tables: typeof joint): Estimation => estimateTogether(data, { m: start.m, u: start.u, prior: 0.3, joint: tables, priors: start.priors }, { ...rules(), em, prior: 'kept', removesMatches: false, keepsU: new Uint8Array(9) });
    const alone = estimate([]);
    const together = estimate(joint);
    expect(together.em.expected.logLikelihood).toBeGreaterThan(alone.em.expected.logLikelihood + 100);
    expect(together.parameters.priors[0]).toBeCloseTo(0.3, 1);
    const [table] = together.parameters.joint;
    // Cells of levels: null, agree, differ, by null, agree, differ.
    expect(table!.matches[4]).toBeCloseTo(0.72, 1);
    expect(table!.others[4]).toBeCloseTo(0.12, 1);
    expect(together.parameters.m[1]).toBeCloseTo(table!.matches[4]! + table!.matches[5]!, 9);
    const isSilent = [true, false, false];
    const bits = dependenceBits(table!, [isSilent, isSilent]);
    expect(bits.length).toBe(9);
    // Where one says nothing, dependence says nothing either.
    for (const cell of [0, 1, 2, 3, 6]) expect(bits[cell]).toBeCloseTo(0, 9);
    const m2 = together.parameters.m[4]!;
    expect(bits[4]).toBeCloseTo(Math.log2(table!.matches[4]! / (together.parameters.m[1]! * m2)) - Math.log2(table!.others[4]! / (together.parameters.u[1]! * together.parameters.u[4]!)), 9);
    const { history } = together.em;
    expect(history.every(({ logLikelihood }, index) => index === 0 || logLikelihood >= history[index - 1]!.logLikelihood - 1e-6)).toBe(true);
  });

  test('among pairs of which only those with much agreement were counted shows where they are more than chance has them', () => {
    const patterns = countPairs([{ levels: [1, 1, 1], count: 100 }, { levels: [1, 1, 2], count: 300 }, { levels: [1, 2, 2], count: 500 }], 3);
    const start = parametersOf([[0.9, 0.1], [0.9, 0.1], [0.95, 0.05]], [[0.02, 0.98], [0.01, 0.99], [0.01, 0.99]], [0.0001]);
    const em = rulesFor(9, { standsForAll: true, m: { isFixed: new Uint8Array(9).fill(1) }, isPriorFixed: true });
    const data: TrainingData = { slots, parts: [{ patterns, comparisons: [0, 1, 2], pairsBeyond: 99_100 }], implied: [[]], frequency: null, agreement: null, candidates: null, allPairs: 1e5 };
    const joint = [independentTable([0, 1], [[0, 1]], slots.offsets, start.m, start.u)];
    const { parameters } = estimateTogether(data, { m: start.m, u: start.u, prior: 0.0001, joint, priors: start.priors }, { ...rules(), em, prior: 'kept', removesMatches: false, keepsU: new Uint8Array(9) });
    // 20 pairs of 100,000 would agree on both by chance; 300 or so are met.
    expect(parameters.joint[0]!.others[4]! * 1e5).toBeGreaterThan(250);
    expect(parameters.joint[0]!.others[4]! + parameters.joint[0]!.others[5]!).toBeCloseTo(0.02, 9);
  });
});
