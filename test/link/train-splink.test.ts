// How Splink 4 estimates parameters where chance has no part (test/link/fixtures/PROVENANCE.md says how it was recorded).
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { Comparison, LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { trainingExpressions, trainModel, type TrainedModel } from '../../src/link/train/train-model.ts';
import type { TrainingOptions } from '../../src/link/train/training-options.ts';
import type { TrainingRun } from '../../src/link/train/training-setting.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { describeWithData, sharedData } from '../shared-data.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';
import { readSplinkModel } from './read-splink-model.ts';

type Shares = Readonly<Record<string, readonly number[]>>;
interface Step { readonly prior: number; readonly m: Shares; readonly u?: Shares }
interface Recorded {
  readonly uOverAllPairs: Shares;
  readonly priorFromRules: { readonly recall: number; readonly prior: number };
  readonly mFromCluster: Shares;
  readonly expectationMaximisation: Readonly<Record<string, {
    readonly rules: readonly string[];
    readonly sessions: Readonly<Record<string, readonly Step[]>>;
    readonly after: { readonly prior: number; readonly m: Shares; readonly u: Shares };
  }>>;
}

const fixture = <Content>(name: string): Content => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as Content;
const rowsOf = (path: string): Record<string, string>[] => parse(readFileSync(path), { columns: true, trim: true });

const column = (name: string): { readonly of: { readonly column: string } } => ({ of: { column: name } });
const NAMES = ['first_name', 'surname', 'dob', 'city', 'email', 'cluster'];
const CLOSE = 9;

function untrained(model: LinkageModel, keepsU = false): LinkageModel {
  return { ...model, comparisons: model.comparisons.map((comparison): Comparison => ({ ...comparison, levels: comparison.levels.map((level) => ({ ...level, m: null, u: keepsU ? level.u : null })) })) };
}

/** m or u by comparison, null levels left out. */
function sharesOf({ comparisons }: LinkageModel, side: 'm' | 'u'): Record<string, number[]> {
  return Object.fromEntries(comparisons.map(({ name, levels }) => [name, levels.flatMap((level) => (level.isNull === true ? [] : [level[side]!]))]));
}

function expectShares(found: Shares, expected: Shares): void {
  for (const [name, shares] of Object.entries(expected)) {
    expect(found[name]?.length, name).toBe(shares.length);
    shares.forEach((share, level) => { expect(found[name]![level], `${name} ${level}`).toBeCloseTo(share, CLOSE); });
  }
}

describeWithData('training as Splink 4 on fake_1000', 'linkage/splink/fake_1000.csv', (path) => {
  const recorded = fixture<Recorded>('fake_1000.training.json');
  const model = (): LinkageModel => readSplinkModel(sharedData('linkage/splink/models/saved_model_from_demo.v4.0.16.json')!);

  async function train(used: LinkageModel, options: TrainingOptions, run: (records: LinkageRecords) => TrainingRun = () => ({})): Promise<TrainedModel> {
    const schema = schemaOf({ unique_id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(NAMES.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });
    const rows = rowsOf(path).map((row): Row => [Number(row['unique_id']), ...NAMES.map((name) => (row[name] === '' ? null : row[name]!))]);
    const records = await prepareRecords({ fake: tableOf(schema, rows) }, { rowKey: 'unique_id', expressions: collectExpressions(used, trainingExpressions(options)), unit: used.unit });
    return await trainModel(records, used, options, run(records));
  }

  test('u over all pairs, matches kept', async () => {
    const trained = await train(untrained(model()), { u: { by: 'allPairs', matches: 'kept' }, m: { by: 'model' } });
    expectShares(sharesOf(trained.model, 'u'), recorded.uOverAllPairs);
    const { estimates } = trained.model.comparisons[2]!.levels[1]!;
    expect(estimates!.u).toEqual({ method: 'allPairs', pairs: 499_500 });
  });

  test('the prior from rules and recall, which is refused where it cannot be', async () => {
    const rules: BlockingRule[] = [
      { on: [column('first_name'), column('surname'), column('dob')] }, { on: [column('email')] },
      { on: [column('surname')], where: { kind: 'measure', measure: 'levenshtein', of: { column: 'dob' }, atMost: 1 } },
    ];
    const by = (recall: number): TrainingOptions => ({ u: { by: 'model' }, m: { by: 'model' }, prior: { by: 'deterministicRules', rules, recall } });
    const trained = await train(model(), by(recorded.priorFromRules.recall));
    expect(trained.model.prior).toBeCloseTo(recorded.priorFromRules.prior, 15);
    expect(trained.model.estimates!.prior).toEqual({ method: 'deterministicRules', pairs: 499_500 });
    await expect(train(model(), by(0.001))).rejects.toThrow('prior.recall: expected at least 0.00177');
  });

  test('m from a label column', async () => {
    const trained = await train(untrained(model(), true), { u: { by: 'model' }, m: { by: 'labelColumn', of: { column: 'cluster' } } });
    expectShares(sharesOf(trained.model, 'm'), recorded.mFromCluster);
  });

  test('m from judged pairs: as Splink where every row counts for one, by the score where it is given', async () => {
    const labels = rowsOf(sharedData('linkage/splink/fake_1000_labels.csv')!);
    const labelsOf = (records: LinkageRecords, weights?: Float64Array): TrainingRun => {
      const ordinals = new Map(valuesOf(records.rowKeys).map((rowKey, ordinal) => [String(rowKey), ordinal]));
      const pairs = labels.map((row) => [ordinals.get(row['unique_id_l']!)!, ordinals.get(row['unique_id_r']!)!]);
      return { pairLabels: { lefts: Uint32Array.from(pairs, (pair) => Math.min(...pair)), rights: Uint32Array.from(pairs, (pair) => Math.max(...pair)), ...(weights === undefined ? {} : { weights }) } };
    };
    const options: TrainingOptions = { u: { by: 'model' }, m: { by: 'pairLabels' } };
    const expected = fixture<Shares>('fake_1000.m_from_labels.json');
    expectShares(sharesOf((await train(untrained(model(), true), options, labelsOf)).model, 'm'), expected);
    const weights = Float64Array.from(labels, (row) => Number(row['clerical_match_score']));
    const weighted = sharesOf((await train(untrained(model(), true), options, (records) => labelsOf(records, weights))).model, 'm');
    expect(weighted['surname']![0]).toBeGreaterThan(expected['surname']![0]! + 0.1);
    await expect(train(model(), options)).rejects.toThrow('pairLabels');
  });

  const BLOCKS: Readonly<Record<string, BlockingRule>> = {
    'first_name+surname': { on: [column('first_name'), column('surname')] }, dob: { on: [column('dob')] }, email: { on: [column('email')] },
  };

  test.each<[string, Partial<TrainingOptions>, boolean]>([
    ['withTermFrequencies', {}, false],
    ['withoutTermFrequencies', { termFrequencies: false }, false],
    ['freeU', { u: { by: 'em' } }, false],
    ['fixedPrior', {}, true],
  ])('sessions of expectation maximisation, every iteration: %s', async (name, change, isPriorFixed) => {
    const { rules, sessions, after } = recorded.expectationMaximisation[name]!;
    const before = model();
    const start: LinkageModel = { ...before, comparisons: untrained(before, true).comparisons };
    const trained = await train(start, { u: { by: 'model' }, m: { by: 'sessions', rules: rules.map((rule) => BLOCKS[rule]!), ...(isPriorFixed ? { isPriorFixed } : {}) }, ...change });
    expect(trained.sessions.length).toBe(rules.length);
    rules.forEach((rule, index) => {
      const { iterations } = trained.sessions[index]!;
      expect(iterations.length, rule).toBe(sessions[rule]!.length);
      iterations.forEach((iteration, step) => {
        const expected = sessions[rule]![step]!;
        expect(iteration.priors[0], `${rule} ${step}`).toBeCloseTo(expected.prior, CLOSE);
        expectShares(iteration.m, expected.m);
        if (expected.u !== undefined) expectShares(iteration.u, expected.u);
      });
    });
    expectShares(sharesOf(trained.model, 'm'), after.m);
    expectShares(sharesOf(trained.model, 'u'), after.u);
    expect(trained.model.prior).toBe(after.prior);
  });

  test('a rule that gives no pair is told, and nothing is learnt of it', async () => {
    const start = untrained(model(), true);
    const nobody: BlockingRule = { on: [column('email')], where: { kind: 'not', of: { kind: 'equal', of: { column: 'email' } } } };
    const trained = await train(start, { u: { by: 'model' }, m: { by: 'sessions', rules: [nobody] } });
    expect(trained.notes).toContain('rule 0: gives no pair to train on');
    expect(trained.model.comparisons[0]!.levels[1]!.estimates!.m!.method).toBe('default');
  });
});

describeWithData('training as Splink 4 on two files of FEBRL', 'linkage/febrl/dataset4a.csv', (path) => {
  test('u over all pairs between them, and m from the true pairs', async () => {
    const { settings, u, m } = fixture<{ settings: object; u: Shares; m: Shares }>('febrl4.training.json');
    const names = ['given_name', 'date_of_birth', 'suburb', 'cluster'];
    const schema = schemaOf({ rec_id: { type: 'utf8', role: 'technical' }, ...Object.fromEntries(names.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });
    const load = (file: string): Dataset => tableOf(schema, rowsOf(file).map((row): Row => {
      const person = /^rec-(\d+)-/.exec(row['rec_id']!)![1]!;
      return [row['rec_id']!, ...names.map((name) => (name === 'cluster' ? person : row[name] === '' ? null : row[name]!))];
    }));
    const model = febrlModel(settings as never);
    const options: TrainingOptions = { u: { by: 'allPairs', matches: 'kept', maxDistinctPairs: 2e7 }, m: { by: 'labelColumn', of: { column: 'cluster' } } };
    const inputs = { a: load(path), b: load(path.replace('4a', '4b')) };
    const records = await prepareRecords(inputs, { rowKey: 'rec_id', expressions: collectExpressions(model, trainingExpressions(options)), unit: 'byte' });
    const trained = await trainModel(records, model, options);
    expectShares(sharesOf(trained.model, 'u'), u);
    expectShares(sharesOf(trained.model, 'm'), m);
  }, 60_000);

  /** The settings of the recording, by their names. */
  function febrlModel({ comparisons }: { readonly comparisons: readonly { readonly output_column_name: string }[] }): LinkageModel {
    const when: Readonly<Record<string, readonly Comparison['levels'][number]['when'][]>> = {
      given_name: [0.92, 0.88].map((atLeast) => ({ kind: 'measure', measure: 'jaroWinkler', of: { column: 'given_name' }, atLeast })),
      date_of_birth: [{ kind: 'measure', measure: 'levenshtein', of: { column: 'date_of_birth' }, atMost: 1 }],
      suburb: [],
    };
    return {
      version: 1, linkType: 'link', prior: 0.0002, unit: 'byte', blocking: [{ on: [column('date_of_birth')] }],
      comparisons: comparisons.map(({ output_column_name: name }) => {
        const of = { column: name };
        const conditions = [{ kind: 'null', of }, { kind: 'equal', of }, ...when[name]!, { kind: 'otherwise' }] as const;
        return { name, levels: conditions.map((one, index) => ({ label: String(index), when: one, m: null, u: null, ...(index === 0 ? { isNull: true } : {}) })) };
      }),
    };
  }
});

describeWithData('agreement over all pairs of historical_50k', 'linkage/splink/historical_figures_with_errors_50k.parquet', (path) => {
  // Recomputed from the file by an independent script (reference/linkage.md §0.5).
  test('is exact for exact levels, where Splink’s saved model has a sample', async () => {
    const names = ['first_name', 'occupation', 'dob'];
    const columns = Object.fromEntries(['unique_id', ...names].map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const]));
    // What is no date is missing, as in the saved model.
    const missing = (name: string): Expression => (name === 'dob' ? { column: name, derive: [{ op: 'parseTime', format: '%Y-%m-%d' }] } : { column: name });
    const model: LinkageModel = {
      version: 1, linkType: 'dedupe', prior: 0.0001, unit: 'codePoint', blocking: [],
      comparisons: names.map((name) => ({ name, levels: [
        { label: 'null', when: { kind: 'null', of: missing(name) }, isNull: true, m: null, u: null }, { label: 'equal', when: { kind: 'equal', of: { column: name } }, m: null, u: null },
        { label: 'else', when: { kind: 'otherwise' }, m: null, u: null },
      ] })),
    };
    const records = await prepareRecords({ people: (await readParquet(fileBlob(path), { columns, onUndeclared: 'drop' })).rows }, { rowKey: 'unique_id', expressions: collectExpressions(model), unit: 'codePoint' });
    const trained = await trainModel(records, model, { u: { by: 'allPairs', matches: 'kept', maxDistinctPairs: 1000, samplePairs: 10_000 }, m: { by: 'model' } });
    const u = sharesOf(trained.model, 'u');
    expect([u['first_name']![0]!.toFixed(6), u['occupation']![0]!.toFixed(5), u['dob']![0]!.toFixed(7)]).toEqual(['0.012835', '0.03932', '0.0023506']);
  }, 30_000);
});
