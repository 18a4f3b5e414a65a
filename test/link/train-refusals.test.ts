// What training refuses and what it tells while it runs; labels by hand.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { exactComparison, personKinds } from '../../src/link/comparisons/index.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { trainModel } from '../../src/link/train/train-model.ts';
import { checkTrainingOptions, type TrainingOptions } from '../../src/link/train/training-options.ts';
import type { PairLabels, TrainingRun } from '../../src/link/train/training-setting.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const COLUMNS = ['name', 'town'];
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, ...Object.fromEntries(COLUMNS.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });
const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.125, unit: 'codePoint', blocking: [{ on: [{ of: { column: 'name' } }] }],
  comparisons: COLUMNS.map((column) => exactComparison({ of: column })),
};
const table = (rows: readonly Row[]): Dataset => tableOf(SCHEMA, rows);
const prepare = (rows: readonly Row[], model = MODEL): Promise<LinkageRecords> => prepareRecords({ people: table(rows) }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'codePoint' });

// Records 0 to 4; pairs 01 agree on both, 02 on the name, 03 on nothing, 04 has no town.
const ROWS: readonly Row[] = [['a', 'Ada', 'Aix'], ['b', 'Ada', 'Aix'], ['c', 'Ada', 'Apt'], ['d', 'Eve', 'Apt'], ['e', 'Ada', null]];
const labels = (lefts: readonly number[], rights: readonly number[], weights?: readonly number[]): PairLabels =>
  ({ lefts: Uint32Array.from(lefts), rights: Uint32Array.from(rights), ...(weights === undefined ? {} : { weights: Float64Array.from(weights) }) });
const byLabels = async (pairLabels: PairLabels, rows = ROWS): Promise<LinkageModel> =>
  (await trainModel(await prepare(rows), MODEL, { m: { by: 'pairLabels' } }, { pairLabels })).model;
const sharesOf = (model: LinkageModel, comparison: number): (number | null)[] => model.comparisons[comparison]!.levels.filter(({ isNull }) => isNull !== true).map(({ m }) => m);

async function problems(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`).join(', ');
    throw error;
  }
  return 'none';
}

describe('labels of pairs', () => {
  test('make m the share of pairs at each level, those that say nothing left out', async () => {
    const model = await byLabels(labels([0, 0, 0, 0], [1, 2, 3, 4]));
    expect(sharesOf(model, 0)).toEqual([3 / 4, 1 / 4]);
    expect(sharesOf(model, 1)).toEqual([1 / 3, 2 / 3]);
    expect(model.prior).toBe(0.125);
  });

  test('count as much as they are sure, and not at all where they are sure that there is no match', async () => {
    expect(sharesOf(await byLabels(labels([0, 0, 0], [1, 2, 3], [1, 0.5, 0.5])), 0)).toEqual([0.75, 0.25]);
    // Of the level that only a pair without a match is at, nothing is learnt.
    const untrained = sharesOf(await byLabels(labels([], [])), 0);
    expect(sharesOf(await byLabels(labels([0, 0, 0], [1, 2, 3], [1, 1, 0])), 0)).toEqual([1, untrained[1]]);
  });

  test('of pairs that do not match alone, or of none, leave m as it was', async () => {
    const before = sharesOf(await byLabels(labels([], [])), 0);
    expect(before.every((share) => share !== null && share > 0)).toBe(true);
    expect(sharesOf(await byLabels(labels([0], [3], [0])), 0)).toEqual(before);
  });

  test('do not depend on their order', async () => {
    const [one, other] = [labels([0, 0, 1], [1, 2, 3], [0.25, 1, 0.5]), labels([1, 0, 0], [3, 1, 2], [0.5, 0.25, 1])];
    expect(await byLabels(other)).toEqual(await byLabels(one));
  });

  test.each<[string, PairLabels, string]>([
    ['of a record that is not there', labels([0], [5]), 'pairLabels'], ['of a record with itself', labels([2], [2]), 'pairLabels'],
    ['the wrong way round', labels([2], [1]), 'pairLabels'], ['without a right record', labels([0, 1], [1]), 'pairLabels'],
    ['with a weight that is no number', labels([0], [1], [NaN]), 'pairLabels.weights'], ['with a weight above 1', labels([0], [1], [1.5]), 'pairLabels.weights'],
    ['with a weight below 0', labels([0], [1], [-1]), 'pairLabels.weights'], ['with a weight too many', labels([0], [1], [1, 1]), 'pairLabels.weights'],
  ])('%s are refused', async (_, pairLabels, path) => {
    expect(await problems(() => byLabels(pairLabels))).toBe(`PLAN_OUT_OF_RANGE ${path}`);
  });

  test('are asked for where they are to train', async () => {
    const records = await prepare(ROWS);
    expect(await problems(() => trainModel(records, MODEL, { m: { by: 'pairLabels' } }))).toBe('PLAN_MISSING m');
  });
});

describe('options of training', () => {
  test.each<[unknown, string]>([
    [{ u: { by: 'guess' } }, 'u'], [{ u: { by: 'allPairs', samplePairs: 10 } }, 'u.samplePairs'], [{ u: { by: 'em', seed: 1 } }, 'u'],
    [{ u: { by: 'allPairs', maxDistinctPairs: -1 } }, 'u.maxDistinctPairs'], [{ u: { by: 'allPairs', seed: 0.5 } }, 'u.seed'],
    [{ prior: { by: 'deterministicRules', rules: MODEL.blocking, recall: 0 } }, 'prior.recall'], [{ prior: { by: 'deterministicRules', rules: [], recall: 1 } }, 'prior.rules'],
    [{ m: { by: 'sessions' } }, 'm.rules'], [{ m: { by: 'jointEm', tolerance: 0 } }, 'm.tolerance'], [{ m: { by: 'jointEm', minM: 0.5 } }, 'm.minM'],
    [{ m: { by: 'jointEm', starts: 0 } }, 'm.starts'], [{ m: { by: 'jointEm', belief: { mPairs: -1 } } }, 'm.belief.mPairs'], [{ m: { by: 'sessions', rules: MODEL.blocking, starts: 2 } }, 'm'],
    [{ intervals: { groups: 1 } }, 'intervals.groups'], [{ intervals: { groups: 101 } }, 'intervals.groups'], [{ termFrequencies: 'yes' }, 'termFrequencies'], [{ em: {} }, ''],
  ])('are refused where they are wrong: %j', async (options, path) => {
    expect(await problems(() => checkTrainingOptions(options as TrainingOptions))).toMatch(new RegExp(`^PLAN_[A-Z_]+ ${path.replaceAll('.', '\\.')}`));
  });

  test('are refused with every problem at once', async () => {
    expect((await problems(() => checkTrainingOptions({ intervals: { groups: 1 }, termFrequencies: 1, m: { by: 'jointEm', starts: 0 } } as never))).split(', ')).toHaveLength(3);
  });

  test('keep the prior of the model where m does not come from the pairs of rules', () => {
    const priorFor = (m: TrainingOptions['m']): string => checkTrainingOptions(m === undefined ? {} : { m }).prior.by;
    expect([priorFor(undefined), priorFor({ by: 'allPairs' }), priorFor({ by: 'pairLabels' }), priorFor({ by: 'model' }), priorFor({ by: 'sessions', rules: MODEL.blocking })])
      .toEqual(['candidates', 'candidates', 'model', 'model', 'model']);
  });
});

describe('kinds of pairs, where there is little to learn', () => {
  const kinds: LinkageModel = { ...MODEL, kinds: personKinds({ all: COLUMNS, home: ['town'], family: ['name'] }) };

  test.each<[string, readonly Row[]]>([
    ['no record', []], ['one record', [ROWS[0]!]], ['two records in no block', [ROWS[0]!, ROWS[3]!]], ['nothing but nulls', [['a', null, null], ['b', null, null]]],
  ])('of %s are shares of a model that can be read again, the prior given or not', async (_, rows) => {
    const records = await prepare(rows, kinds);
    for (const options of [{ m: { by: 'allPairs' } }, { m: { by: 'allPairs' }, prior: { by: 'model' } }] as const) {
      const { model } = await trainModel(records, kinds, options);
      expect(() => checkModel(JSON.parse(JSON.stringify(model)))).not.toThrow();
      expect(model.prior).toBeGreaterThanOrEqual(0);
      expect(model.prior).toBeLessThan(1);
      for (const { share } of model.kinds!) expect(share).toBeLessThan(1);
      if ('prior' in options) expect(model.prior).toBe(kinds.prior);
    }
  });
});

describe('a training that runs', () => {
  const rows = Array.from({ length: 60 }, (_, row): Row => [`r${row}`, `n${row % 7}`, `t${row % 5}`]);

  test('tells each pass from the first, and how far it is, up to the end', async () => {
    const told: [done: number, of: number, pass: number][] = [];
    await trainModel(await prepare(rows), MODEL, {}, { onProgress: (...progress) => told.push(progress) });
    const passes = [...new Set(told.map(([, , pass]) => pass))];
    expect(passes).toEqual(passes.map((_, pass) => pass));
    for (const pass of passes) {
      const own = told.filter(([, , of]) => of === pass);
      expect(own.map(([done]) => done)).toEqual(own.map(([done]) => done).sort((left, right) => left - right));
      expect(own.at(-1)![0]).toBe(own.at(-1)![1]);
    }
  });

  test('is aborted with the reason that was given', async () => {
    const reason = new Error('enough');
    const run: TrainingRun = { signal: AbortSignal.abort(reason) };
    await expect(trainModel(await prepare(rows), MODEL, {}, run)).rejects.toBe(reason);
  });

  test('changes neither the model nor the options it was given', async () => {
    const options: TrainingOptions = { m: { by: 'jointEm', belief: { mPairs: 3 } }, intervals: { groups: 3 } };
    const before = JSON.stringify([MODEL, options]);
    await trainModel(await prepare(rows), MODEL, options);
    expect(JSON.stringify([MODEL, options])).toBe(before);
  });

  test('says the same of records that were prepared again', async () => {
    const trained = async (): Promise<string> => JSON.stringify(await trainModel(await prepare(rows), MODEL, { intervals: { groups: 4 } }));
    expect(await trained()).toBe(await trained());
  });
});
