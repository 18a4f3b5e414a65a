import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { seededDraws } from '../../src/link/kernel/train/seeded-draws.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Comparison, Level, LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { weightProgramOf } from '../../src/link/score/weight-program-of.ts';
import { estimateM, estimatePrior, estimateU } from '../../src/link/train/estimate-one.ts';
import { trainingExpressions, trainModel, type TrainedModel } from '../../src/link/train/train-model.ts';
import type { TrainingOptions } from '../../src/link/train/training-options.ts';
import type { TrainingRun } from '../../src/link/train/training-setting.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const text = { type: 'utf8', role: 'directIdentifier' } as const;
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, first: text, last: text, born: text, town: text, person: text });

const of = (column: string): { readonly of: { readonly column: string } } => ({ of: { column } });

function comparison(column: string, fuzzy: readonly Condition[], change: Partial<Level> = {}): Comparison {
  const conditions: readonly Condition[] = [{ kind: 'null', ...of(column) }, { kind: 'equal', ...of(column) }, ...fuzzy, { kind: 'otherwise' }];
  return {
    name: column,
    levels: conditions.map((when, index) => ({ label: `${column} ${index}`, when, m: null, u: null, ...(index === 0 ? { isNull: true } : {}), ...(index === 1 ? change : {}) })),
  };
}

const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.001, unit: 'codePoint',
  blocking: [{ on: [of('last')] }, { on: [of('born'), of('first')] }],
  comparisons: [
    comparison('first', [{ kind: 'measure', measure: 'jaroWinkler', ...of('first'), atLeast: 0.8 }]),
    comparison('last', [{ kind: 'measure', measure: 'levenshtein', ...of('last'), atMost: 2 }], { termFrequency: { ...of('last'), weight: 1 } }),
    comparison('born', []), comparison('town', []),
  ],
};

/** Persons with one to three records, some letters of which went wrong. */
function people(persons: number, seed: number): Row[] {
  const draws = seededDraws(seed);
  const syllables = ['ka', 'lo', 'mi', 'ré', 'su', 'ta', 'vo', 'zé', 'bra', 'chi'];
  const word = (parts: number): string => Array.from({ length: parts }, () => syllables[draws.below(10)]!).join('');
  const typo = (value: string): string | null => {
    const at = draws.below(value.length);
    return draws.uniform() < 0.03 ? null : draws.uniform() < 0.1 ? `${value.slice(0, at)}x${value.slice(at + 1)}` : value;
  };
  return Array.from({ length: persons }, (_, person) => {
    const values = [word(2), word(2), `19${50 + draws.below(50)}-0${1 + draws.below(9)}`, word(1)];
    return Array.from({ length: 1 + draws.below(3) }, (__, record): Row => [`r${person}-${record}`, ...values.map(typo), `p${person}`]);
  }).flat();
}

async function train(inputs: Readonly<Record<string, Dataset>>, options: TrainingOptions = {}, model = MODEL, run: TrainingRun = {}): Promise<TrainedModel> {
  const { context } = run;
  const records = await prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions(model, trainingExpressions(options)), unit: model.unit, ...(context === undefined ? {} : { context }) });
  return await trainModel(records, model, options, run);
}

const shareOf = ({ model }: TrainedModel, name: string, level: number, side: 'm' | 'u'): number => model.comparisons.find((one) => one.name === name)!.levels[level]![side]!;

const ROWS = people(400, 5);
const table = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(SCHEMA, rows, cuts);

describe('a trained model', () => {
  let trained: TrainedModel;
  beforeAll(async () => {
    trained = await train({ people: table(ROWS) }, { intervals: { groups: 10 } });
  });

  test('is a model that can be scored with, and holds no value of the records', () => {
    expect(() => checkModel(JSON.parse(JSON.stringify(trained.model)))).not.toThrow();
    expect(() => weightProgramOf(trained.model)).not.toThrow();
    expect(Object.isFrozen(trained.model)).toBe(true);
    const told = JSON.stringify([trained.model, trained.sessions, trained.notes]);
    for (const value of new Set(ROWS.flatMap((row) => row.slice(0, 3)))) if (value !== null) expect(told).not.toContain(`"${String(value)}"`);
  });

  test('has m and u that add up to 1, and m near the truth', () => {
    for (const { name, levels } of trained.model.comparisons) {
      for (const side of ['m', 'u'] as const) expect(levels.slice(1).reduce((sum, level) => sum + level[side]!, 0), name).toBeCloseTo(1, 6);
    }
    // A value is copied rightly in 9 cases of 10: both are in 81 of 100.
    for (const name of ['first', 'last', 'born', 'town']) expect(Math.abs(shareOf(trained, name, 1, 'm') - 0.81), name).toBeLessThan(0.1);
  });

  test('tells for every estimate its method, its standard error and an interval around it', () => {
    for (const { levels } of trained.model.comparisons) for (const level of levels.slice(1)) for (const side of ['m', 'u'] as const) {
      const { interval, standardError, method, pairs } = level.estimates![side]!;
      expect(method).toBe(side === 'm' ? 'jointEm' : 'allPairsWithoutMatches');
      expect(interval![0]).toBeLessThanOrEqual(level[side]!);
      expect(interval![1]).toBeGreaterThanOrEqual(level[side]!);
      expect(standardError).toBeGreaterThanOrEqual(0);
      expect(pairs).toBeGreaterThan(100);
    }
    const { interval } = trained.model.estimates!.prior!;
    const matches = ROWS.reduce((sum, row, index) => sum + ROWS.slice(index + 1).filter((other) => other[5] === row[5]).length, 0) / (ROWS.length * (ROWS.length - 1) / 2);
    expect(interval![0]).toBeLessThan(matches);
    expect(interval![1]).toBeGreaterThan(matches * 0.9);
  });

  test('measures frequencies against the agreement over all pairs, since frequencies count matches too', () => {
    const raw = ROWS.map((row) => row[2]).filter((value) => value !== null);
    const counts = new Map<unknown, number>();
    for (const value of raw) counts.set(value, (counts.get(value) ?? 0) + 1);
    const agreement = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0) / (raw.length * (raw.length - 1));
    const level = trained.model.comparisons[1]!.levels[1]!;
    expect(level.termFrequency!.baseline).toBeCloseTo(agreement, 12);
    expect(level.u).toBeLessThan(agreement);
  });

  test('keeps a log of training that never lets the likelihood fall', () => {
    const [session] = trained.sessions;
    expect(session!.rules).toEqual([0, 1]);
    expect(session!.isConverged).toBe(true);
    session!.iterations.forEach(({ logLikelihood }, index) => {
      if (index > 0) expect(logLikelihood).toBeGreaterThanOrEqual(session!.iterations[index - 1]!.logLikelihood - 1e-6);
    });
  });
});

/** Threads that are none: what is sent is copied, as it would be. */
const inParallel: Parallel = {
  workers: 2,
  open(task, setup) {
    const runners = [0, 1].map(() => task.start(structuredClone(setup), new Uint8Array(0)));
    let next = 0;
    return { run: (part) => Promise.resolve(runners[next++ % 2]!.run(structuredClone(part))), close: () => Promise.resolve() };
  },
};

describe('training does not depend on', () => {
  const text = async (inputs: Readonly<Record<string, Dataset>>, options: TrainingOptions, model = MODEL, run: TrainingRun = {}): Promise<string> => {
    const { model: found, sessions, notes } = await train(inputs, options, model, run);
    return JSON.stringify([found, sessions, notes]);
  };
  const some = ROWS.slice(0, 150);
  const FEW: TrainingOptions = { intervals: { groups: 4 }, u: { by: 'allPairs', maxDistinctPairs: 500, samplePairs: 2000 } };

  test('the order of rows, nor on batches', async () => {
    const expected = await text({ people: table(some) }, FEW);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(some, { minLength: some.length }), fc.array(fc.nat(150), { maxLength: 4 }), async (rows, cuts) =>
      await text({ people: table(rows, cuts) }, FEW) === expected), { numRuns: 8 });
  });

  test('the order in which sources are given', async () => {
    const [a, b] = [table(some.filter((_, index) => index % 2 === 0)), table(some.filter((_, index) => index % 2 === 1))];
    for (const linkType of ['link', 'linkAndDedupe'] as const) {
      expect(await text({ a, b }, FEW, { ...MODEL, linkType })).toBe(await text({ b, a }, FEW, { ...MODEL, linkType }));
    }
  });

  test('threads', async () => {
    expect(await text({ people: table(ROWS) }, { intervals: { groups: 4 } }, MODEL, { context: { ...IN_MEMORY, parallel: inParallel } })).toBe(await text({ people: table(ROWS) }, { intervals: { groups: 4 } }));
  });
});

describe('the ways of training', () => {
  test.each<[string, TrainingOptions]>([
    ['all pairs at once', { m: { by: 'allPairs' } }],
    ['sessions', { m: { by: 'sessions', rules: MODEL.blocking } }],
    ['sessions without the matches', { m: { by: 'sessions', rules: MODEL.blocking }, u: { by: 'allPairs', matches: 'removed' }, prior: { by: 'candidates' } }],
    ['several starts, monotone, with a belief', { m: { by: 'jointEm', starts: 3, isMonotone: true, belief: { mPairs: 10, priorPairs: 10 } } }],
    ['u from the pairs of the rules', { u: { by: 'em' } }],
    ['the prior of the rules', { prior: { by: 'trainingRules' } }],
    ['a label column', { m: { by: 'labelColumn', of: { column: 'person' } }, prior: { by: 'deterministicRules', rules: [{ on: [of('first'), of('last'), of('born')] }], recall: 0.6 } }],
    ['a sample of pairs', { u: { by: 'allPairs', maxDistinctPairs: 0, samplePairs: 200_000 } }],
  ])('agree where the truth is known: %s', async (_, options) => {
    const found = await train({ people: table(ROWS) }, { ...options, intervals: { groups: 5 } });
    for (const name of ['first', 'last']) expect(Math.abs(shareOf(found, name, 1, 'm') - 0.81), name).toBeLessThan(0.11);
    // Names of two syllables of ten.
    expect(shareOf(found, 'first', 1, 'u')).toBeLessThan(0.02);
    expect(found.model.prior).toBeLessThan(0.01);
    expect(() => weightProgramOf(found.model)).not.toThrow();
    const { interval, standardError } = found.model.comparisons[0]!.levels[1]!.estimates!.m!;
    expect(interval![1] - interval![0]).toBeGreaterThan(0);
    expect(standardError).toBeLessThan(0.2);
  });

  test('dependence is fitted, written in bits, and of use for scoring', async () => {
    for (const m of [{ by: 'jointEm' }, { by: 'allPairs' }] as const) {
      const { model } = await train({ people: table(ROWS) }, { m }, { ...MODEL, dependence: { between: [{ comparisons: ['born', 'town'] }] } });
      const { dependence } = weightProgramOf(model);
      expect(dependence[0]!.comparisons).toEqual([2, 3]);
      expect(model.dependence!.terms![0]!.bits.length).toBe(9);
      expect(model.dependence!.terms![0]!.bits.every(Number.isFinite)).toBe(true);
    }
  });

  test('missing values can be a level with an m and a u of its own', async () => {
    const model: LinkageModel = { ...MODEL, comparisons: MODEL.comparisons.map((one) => ({ ...one, missing: 'modelled' })) };
    const found = await train({ people: table(ROWS) }, {}, model);
    // Either of two values is missing in 3 cases of 100 each.
    expect(shareOf(found, 'town', 0, 'u')).toBeCloseTo(0.06, 1);
    expect(found.model.comparisons[3]!.levels.reduce((sum, level) => sum + level.m!, 0)).toBeCloseTo(1, 6);
  });

  test('what is fixed stays', async () => {
    const fixed = { m: 0.5, u: 0.25, isMFixed: true, isUFixed: true } as const;
    const model: LinkageModel = { ...MODEL, comparisons: [comparison('first', [], fixed), ...MODEL.comparisons.slice(1)] };
    for (const options of [{}, { m: { by: 'sessions', rules: MODEL.blocking } }, { u: { by: 'em' } }] as const) {
      const found = await train({ people: table(ROWS) }, options, model);
      expect([shareOf(found, 'first', 1, 'm'), shareOf(found, 'first', 1, 'u')]).toEqual([0.5, 0.25]);
      expect(found.model.comparisons[0]!.levels[1]!.estimates).toBeUndefined();
    }
  });
});

describe('one kind of parameter at a time', () => {
  const MODEL_BEFORE: LinkageModel = { ...MODEL, comparisons: MODEL.comparisons.map((one) => ({ ...one, levels: one.levels.map((level) => (level.isNull === true ? level : { ...level, m: 0.5, u: 0.25 })) })) };
  const sharesOf = ({ comparisons }: LinkageModel, side: 'm' | 'u'): (number | null)[] => comparisons.flatMap(({ levels }) => levels.map((level) => level[side]));
  const prepared = async (): Promise<LinkageRecords> =>
    await prepareRecords({ people: table(ROWS) }, { rowKey: 'id', expressions: collectExpressions(MODEL_BEFORE, [{ column: 'person' }]), unit: 'codePoint' });

  test('the others stay as the model has them', async () => {
    const records = await prepared();
    const prior = await estimatePrior(records, MODEL_BEFORE, { by: 'deterministicRules', rules: MODEL.blocking.slice(1), recall: 0.8 });
    expect(prior.model.prior).toBeGreaterThan(0.001);
    expect(prior.model.comparisons).toEqual(MODEL_BEFORE.comparisons);
    const u = await estimateU(records, MODEL_BEFORE, { by: 'allPairs', matches: 'kept' });
    expect([sharesOf(u.model, 'm'), u.model.prior]).toEqual([sharesOf(MODEL_BEFORE, 'm'), 0.001]);
    expect(sharesOf(u.model, 'u')).not.toEqual(sharesOf(MODEL_BEFORE, 'u'));
    const m = await estimateM(records, MODEL_BEFORE, { by: 'labelColumn', of: { column: 'person' } });
    expect([sharesOf(m.model, 'u'), m.model.prior]).toEqual([sharesOf(MODEL_BEFORE, 'u'), 0.001]);
    expect(sharesOf(m.model, 'm')).not.toEqual(sharesOf(MODEL_BEFORE, 'm'));
  });

  test('are what training all of them in turn gives', async () => {
    const records = await prepared();
    const options: TrainingOptions = { u: { by: 'allPairs', matches: 'kept' }, m: { by: 'labelColumn', of: { column: 'person' } }, prior: { by: 'model' } };
    const inTurn = await estimateM(records, (await estimateU(records, MODEL_BEFORE, { by: 'allPairs', matches: 'kept' })).model, { by: 'labelColumn', of: { column: 'person' } });
    const atOnce = await trainModel(records, MODEL_BEFORE, options);
    expect([sharesOf(inTurn.model, 'm'), sharesOf(inTurn.model, 'u')]).toEqual([sharesOf(atOnce.model, 'm'), sharesOf(atOnce.model, 'u')]);
  });
});

describe('inputs at the edge', () => {
  test.each<[string, readonly Row[]]>([
    ['no record', []], ['one record', ROWS.slice(0, 1)], ['nulls alone', ROWS.slice(0, 9).map((row) => [row[0]!, null, null, null, null, null])],
    ['records that are all the same', ROWS.slice(0, 9).map((row) => [row[0]!, ...ROWS[0]!.slice(1)])],
  ])('%s: a model, and notes', async (_, rows) => {
    for (const m of [{ by: 'jointEm' }, { by: 'allPairs' }, { by: 'sessions', rules: MODEL.blocking }] as const) {
      const { model, notes } = await train({ people: table(rows) }, { m, intervals: { groups: 3 } });
      expect(notes.length).toBeGreaterThan(0);
      for (const { levels } of model.comparisons) for (const level of levels.slice(1)) expect([level.m! >= 0 && level.m! <= 1, level.u! >= 0 && level.u! <= 1]).toEqual([true, true]);
      expect(model.prior).toBeGreaterThan(0);
      expect(model.prior).toBeLessThanOrEqual(1);
      expect(() => checkModel(JSON.parse(JSON.stringify(model)))).not.toThrow();
    }
  });

  const PRIOR_STAYS = 'prior: no match is expected among the pairs that it is estimated from, so that it stays as the model has it';

  test('a prior that no pair tells of stays as the model has it, and is no estimate', async () => {
    // No two records have the same town and the same first name.
    const strangers = ROWS.slice(0, 6).map((row, index): Row => [row[0]!, `first ${index}`, `last ${index}`, row[3]!, `town ${index}`, row[5]!]);
    const model = { ...MODEL, blocking: [{ on: [of('town'), of('first')] }] };
    for (const options of [{}, { m: { by: 'allPairs' } }, { prior: { by: 'trainingRules' } }, { prior: { by: 'deterministicRules', rules: model.blocking, recall: 0.9 } }] as const satisfies readonly TrainingOptions[]) {
      const { model: found, notes } = await train({ people: table(strangers) }, { ...options, intervals: { groups: 2 } }, model);
      expect([found.prior, found.estimates?.prior]).toEqual([0.001, undefined]);
      expect(notes).toContain(PRIOR_STAYS);
    }
    const { notes } = await train({ people: table(strangers) }, { prior: { by: 'model' } }, model);
    expect(notes).not.toContain(PRIOR_STAYS);
    const { model: some, notes: others } = await train({ people: table(ROWS) });
    expect(others).not.toContain(PRIOR_STAYS);
    expect(some.estimates!.prior!.method).toBe('candidates');
  });

  test('a comparison that every rule decides is told, and starts from what the model had', async () => {
    const { notes, model } = await train({ people: table(ROWS) }, {}, { ...MODEL, blocking: [{ on: [of('last')] }] });
    expect(notes).toContain('comparisons[1]: every training rule decides it, so that its m is not estimated');
    expect(model.comparisons[1]!.levels[1]!.m).toBe(0.95);
    expect(model.comparisons[1]!.levels[1]!.estimates!.m!.method).toBe('default');
  });

  test.each<[unknown, string]>([
    [{ m: { by: 'magic' } }, 'm.by'], [{ u: { by: 'allPairs', seeed: 1 } }, 'seeed'], [{ prior: { by: 'deterministicRules', rules: [], recall: 2 } }, 'prior.r'],
    [{ intervals: { groups: 1 } }, 'intervals.groups'], [{ m: { by: 'sessions' } }, 'm.rules'],
  ])('options %j are refused', async (options, path) => {
    await expect(train({ people: table([]) }, options as TrainingOptions)).rejects.toThrow(PlanError);
    await expect(train({ people: table([]) }, options as TrainingOptions)).rejects.toThrow(path);
  });

  test('dependence of comparisons that are not there is refused, and frequencies without a level to measure them by', async () => {
    const { comparisons } = MODEL;
    await expect(train({ people: table(ROWS) }, {}, { ...MODEL, dependence: { between: [{ comparisons: ['born', 'nobody'] }] } })).rejects.toThrow(PlanError);
    const unmeasured = comparison('town', [], { termFrequency: { ...of('last'), weight: 1 } });
    await expect(train({ people: table(ROWS) }, {}, { ...MODEL, comparisons: [...comparisons.slice(0, 3), unmeasured] })).rejects.toThrow('termFrequency');
  });
});
