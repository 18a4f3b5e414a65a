// The small parts of scoring: options, the model in bits, totals, the table of pairs; by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowType, columnsOf, makeField } from '../../src/core/arrow.ts';
import type { PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import type { ScoredPairs } from '../../src/link/kernel/score/pair-scorer.ts';
import { probabilityOfBits } from '../../src/link/kernel/score/weight-program.ts';
import type { Comparison, Level, LinkageModel } from '../../src/link/model/model.ts';
import { pairsTable, sourceLookUp, type NamedRecords } from '../../src/link/score/pairs-table.ts';
import { checkScoreOptions, type ScoreOptions } from '../../src/link/score/score-options.ts';
import { scoreTotals } from '../../src/link/score/score-totals.ts';
import { weightProgramOf } from '../../src/link/score/weight-program-of.ts';
import { valuesOf } from '../small-tables.ts';

const first = { column: 'first' };
const problemsOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    return (error as PlanError).problems.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
};

describe('options of scoring', () => {
  test('say from which weight on pairs are kept, as bits or as a probability', () => {
    expect(checkScoreOptions({})).toEqual({ minBits: -Infinity, detail: 'none', topPerRecord: null });
    expect(checkScoreOptions({ minMatchWeightBits: -3.5, detail: 'levels', topPerRecord: 2 })).toEqual({ minBits: -3.5, detail: 'levels', topPerRecord: 2 });
    expect(checkScoreOptions({ minMatchProbability: 0.75 }).minBits).toBeCloseTo(Math.log2(3), 12);
    expect(checkScoreOptions({ minMatchProbability: 0 }).minBits).toBe(-Infinity);
  });

  test('keep by probability what has it: the cut in bits is that of the probability', () => {
    fc.assert(fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (probability, bits) => {
      const isKept = bits >= checkScoreOptions({ minMatchProbability: probability }).minBits;
      if (Math.abs(probabilityOfBits(bits) - probability) > 1e-12) expect(isKept).toBe(probabilityOfBits(bits) > probability);
    }));
  });

  test.each([
    { minMatchWeightBits: 1, minMatchProbability: 0.5 }, { minMatchProbability: 1 }, { minMatchProbability: -0.1 }, { minMatchProbability: NaN }, { minMatchWeightBits: NaN }, { minMatchWeightBits: Infinity },
    { topPerRecord: 0 }, { topPerRecord: 1.5 }, { topPerRecord: 1001 }, { detail: 'all' }, { treshold: 3 }, { minMatchWeightBits: undefined },
  ])('%j are refused', (wrong) => {
    expect(problemsOf(() => checkScoreOptions(wrong as ScoreOptions))).toHaveLength(1);
  });
});

describe('a model in bits', () => {
  const level = (m: number | null, u: number | null, more: Partial<Level> = {}): Level => ({ label: 'l', when: { kind: 'equal', of: first }, m, u, ...more });
  const rest: Level = { label: 'rest', when: { kind: 'otherwise' }, m: 0.25, u: 0.5 };
  const modelOf = (...levels: readonly Level[]): Pick<LinkageModel, 'prior' | 'comparisons'> => ({ prior: 0.2, comparisons: [{ name: 'c', levels }] });

  test('has log2 of m over u for every level, and the odds of its prior', () => {
    const { priorBits, comparisons, dependence, kinds } = weightProgramOf(modelOf(level(0.5, 0.0625), rest));
    expect([priorBits, [...comparisons[0]!.bits], dependence, kinds]).toEqual([-2, [3, -1], [], null]);
  });

  test('takes what never happens by chance for proof, and what never happens to matches for exclusion', () => {
    expect([...weightProgramOf(modelOf(level(0.5, 0), level(0, 0.5), level(0, 0), rest)).comparisons[0]!.bits]).toEqual([Infinity, -Infinity, Infinity, -1]);
  });

  test('leaves null levels out of the evidence, unless missing values are modelled', () => {
    const missing = level(null, null, { when: { kind: 'null', of: first }, isNull: true });
    expect([...weightProgramOf(modelOf(missing, rest)).comparisons[0]!.bits]).toEqual([0, -1]);
    const modelled = (of: Level): Pick<LinkageModel, 'prior' | 'comparisons'> => ({ prior: 0.2, comparisons: [{ name: 'c', levels: [of, rest], missing: 'modelled' }] });
    expect([...weightProgramOf(modelled({ ...missing, m: 0.5, u: 0.25 })).comparisons[0]!.bits]).toEqual([1, -1]);
    expect(problemsOf(() => weightProgramOf(modelled(missing)))).toEqual(['PLAN_MISSING comparisons[0].levels[0].m', 'PLAN_MISSING comparisons[0].levels[0].u']);
  });

  test('tells all that training has not found, at once', () => {
    const untrained: Pick<LinkageModel, 'prior' | 'comparisons' | 'dependence'> = {
      prior: 0.2, comparisons: [{ name: 'a', levels: [level(null, 0.5), rest] }, { name: 'b', levels: [level(0.5, null), { ...rest, m: null }] }], dependence: { between: [{ comparisons: ['a', 'b'] } as never] },
    };
    expect(problemsOf(() => weightProgramOf(untrained))).toEqual([
      'PLAN_MISSING comparisons[0].levels[0].m', 'PLAN_MISSING comparisons[1].levels[0].u', 'PLAN_MISSING comparisons[1].levels[1].m', 'PLAN_MISSING dependence.terms',
    ]);
  });

  test('measures frequencies against the baseline, the own u, or the u of exact agreement, in this order', () => {
    const alike = (more: object): Level => level(0.5, 0.125, { when: { kind: 'measure', measure: 'jaro', of: first, atLeast: 0.9 }, termFrequency: { of: first, weight: 1, ...more } });
    const baselineOf = (more: object): number => weightProgramOf(modelOf(level(0.5, 0.03125), alike(more), rest)).comparisons[0]!.baselineBits[1]!;
    expect([baselineOf({}), baselineOf({ usesOwnU: true }), baselineOf({ baseline: 0.5 }), baselineOf({ baseline: 0.5, usesOwnU: true })]).toEqual([-5, -3, -1, -1]);
    expect(problemsOf(() => weightProgramOf(modelOf(alike({}), rest)))).toEqual(['PLAN_MISSING comparisons[0].levels[0].termFrequency']);
    // Of weight 0 nothing is measured.
    expect(problemsOf(() => weightProgramOf(modelOf(alike({ weight: 0 }), rest)))).toEqual([]);
  });

  test('refuses joint bits that do not fit the levels, and those of comparisons that are not there', () => {
    const joint = (comparisons: string[], bits: number[]): string[] => problemsOf(() => weightProgramOf({ ...modelOf(level(0.5, 0.5), rest), dependence: { between: [], terms: [{ comparisons, bits }] } }));
    expect(joint(['c'], [1, 2])).toEqual([]);
    expect(joint(['c'], [1])).toEqual(['PLAN_OUT_OF_RANGE dependence.terms[0].bits']);
    expect(joint(['c', 'nothing'], [])).toEqual(['PLAN_OUT_OF_RANGE dependence.terms[0].bits']);
  });

  test('shares the prior among kinds: ordinary matches have what the others leave', () => {
    const kinds = [{ name: 'twins', isMatch: false, share: 0.3, levels: [[0.5, 0.5]] }, { name: 'movers', isMatch: true, share: 0.075, levels: [[0.25, 0.75]] }] as never;
    const program = weightProgramOf({ ...modelOf(level(0.5, 0.0625), rest), kinds });
    expect(program.kinds!.map(({ isMatch, isByChance }) => [isMatch, isByChance])).toEqual([[true, false], [false, true], [false, false], [true, false]]);
    expect(program.kinds!.map(({ shareBits }) => 2 ** shareBits)).toEqual([0.125, 0.5, 0.3, 0.075].map((share) => expect.closeTo(share, 12) as unknown));
    expect([...program.kinds![3]!.levelBits[0]!]).toEqual([-2, Math.log2(0.75)]);
    expect(problemsOf(() => weightProgramOf({ ...modelOf(level(0.5, 0.0625), rest), kinds: [{ name: 'twins', isMatch: false }] as never }))).toEqual(['PLAN_MISSING kinds']);
  });
});

describe('totals of a run', () => {
  const part = (...scoredOfRule: number[]): ScoredPairs => ({ scoredOfRule: Float64Array.from(scoredOfRule) }) as ScoredPairs;

  test('add up parts, and know the share of look-ups that caches answered', () => {
    const totals = scoreTotals(2, 100);
    expect(totals.progress()).toEqual({ done: 0, of: 100, scored: 0, kept: 0, cacheBytes: 0, cacheHitShare: 1 });
    totals.add(part(3, 4), { looks: 8, hits: 6, bytes: 10 }, 60, 2);
    totals.add(part(1, 0), { looks: 2, hits: 2, bytes: 7 }, 40, 1);
    expect(totals.progress()).toEqual({ done: 100, of: 100, scored: 8, kept: 3, cacheBytes: 10, cacheHitShare: 0.8 });
    expect(totals.findings()).toEqual({ pairs: 8, pairsOfRule: [4, 4], kept: 3 });
  });

  test('count the pairs of the last pass only, and the way through all', () => {
    const totals = scoreTotals(1, 20);
    totals.add(part(10), { looks: 0, hits: 0, bytes: 0 }, 10, 10);
    totals.restart();
    totals.add(part(10), { looks: 0, hits: 0, bytes: 0 }, 10, 4);
    expect(totals.progress()).toMatchObject({ done: 20, of: 20, scored: 10, kept: 4 });
  });
});

describe('the table of pairs', () => {
  const names = (rowKeys: readonly string[], sources: readonly string[], starts: readonly number[]): NamedRecords => ({
    table: { records: rowKeys.length, sourceStarts: Uint32Array.from(starts), columns: [] }, sources, rowKeys: textColumn(rowKeys),
    rowKeyField: makeField('id', arrowType('utf8'), true, new Map([[METADATA.role, 'directIdentifier'], [METADATA.rowKey, 'true']])),
  });
  const comparison: Comparison = { name: 'c', levels: [{ label: 'null', when: { kind: 'null', of: first }, m: null, u: null, isNull: true }, { label: 'same', when: { kind: 'equal', of: first }, m: 0.8, u: 0.2 }, { label: 'rest', when: { kind: 'otherwise' }, m: 0.2, u: 0.8 }] };
  const model: Pick<LinkageModel, 'prior' | 'comparisons'> = { prior: 0.5, comparisons: [comparison, { ...comparison, name: 'd' }] };
  const pairs: ScoredPairs = {
    pairs: 2, lefts: Uint32Array.of(0, 2), rights: Uint32Array.of(2, 3), rules: Uint8Array.of(0, 254), bits: Float64Array.of(0, -1),
    levels: Uint8Array.of(0, 1, 2, 0), frequencyBits: Float64Array.of(0, 0.5, 0, 0), scoredOfRule: new Float64Array(0),
  };
  const own = names(['p', 'q', 'r', 's'], ['a', 'empty', 'b'], [0, 2, 2, 4]);

  test('names both records, and numbers levels from the last one up, −1 where a value is missing', () => {
    const { schema, batchOf } = pairsTable([own, own], model, weightProgramOf(model), 'weights');
    expect(schema.fields.map(({ name }) => name)).toEqual(['leftSource', 'leftRowKey', 'rightSource', 'rightRowKey', 'matchWeightBits', 'matchProbability', 'rule', 'level_c', 'level_d', 'bits_c', 'frequencyBits_c', 'bits_d', 'frequencyBits_d']);
    expect(columnsOf(batchOf(pairs)).map(valuesOf)).toEqual([
      ['a', 'b'], ['p', 'r'], ['b', 'b'], ['r', 's'], [0, -1], [0.5, 1 / 3], [0, 254], [-1, 0], [1, -1], [0, -2], [0, 0], [2, 0], [0.5, 0],
    ]);
  });

  test('gives row keys their type and role, and no longer says that they are unique', () => {
    const { schema } = pairsTable([own, own], model, weightProgramOf(model), 'none');
    const field = schema.fields[1]!;
    expect([roleOf(field), field.metadata.has(METADATA.rowKey), field.nullable, schema.fields.length]).toEqual(['directIdentifier', false, false, 7]);
  });

  test('of no pair has no row', () => {
    const none = { ...pairs, pairs: 0, lefts: new Uint32Array(0), rights: new Uint32Array(0), rules: new Uint8Array(0), bits: new Float64Array(0), levels: null, frequencyBits: null };
    expect(pairsTable([own, own], model, weightProgramOf(model), 'none').batchOf(none).numRows).toBe(0);
  });

  test('finds the source of every record, empty sources aside', () => {
    fc.assert(fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), (sizes) => {
      const starts = sizes.reduce<number[]>((all, size) => [...all, all.at(-1)! + size], [0]);
      const sourceOf = sourceLookUp({ table: { records: starts.at(-1)!, sourceStarts: Uint32Array.from(starts), columns: [] } });
      const expected = sizes.flatMap((size, source) => Array.from({ length: size }, () => source));
      expect(expected.map((_, record) => sourceOf(record))).toEqual(expected);
    }));
  });
});
