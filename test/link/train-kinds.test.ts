// Kinds of pairs as the faces of linkage have them: persons and their relatives, drawn so that these agree on much.
import { beforeAll, describe, expect, test } from 'vitest';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { columnsOf } from '../../src/core/arrow.ts';
import { PlanError } from '../../src/core/errors.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { exactComparison, personKinds } from '../../src/link/comparisons/index.ts';
import { seededDraws } from '../../src/link/kernel/train/seeded-draws.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { compareTwoRecords } from '../../src/link/score/compare-two-records.ts';
import { explainPair } from '../../src/link/score/explain-pair.ts';
import type { PlainRow } from '../../src/link/score/plain-rows.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { trainModel } from '../../src/link/train/train-model.ts';
import type { TrainingOptions } from '../../src/link/train/training-options.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';

const COLUMNS = ['family', 'given', 'born', 'home', 'number'];
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, ...Object.fromEntries(COLUMNS.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });

const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.001, unit: 'codePoint',
  blocking: [{ on: [{ of: { column: 'family' } }] }, { on: [{ of: { column: 'home' } }] }, { on: [{ of: { column: 'number' } }] }],
  comparisons: COLUMNS.map((column) => exactComparison({ of: column, termFrequency: column === 'family' })),
  kinds: personKinds({ all: COLUMNS, home: ['home'], family: ['family'] }),
};

/** Households of three persons, every second of whom is in the file twice; identifiers `household.person.record`. */
function households(count: number): Row[] {
  const draws = seededDraws(11);
  const wrong = (value: string): string => (draws.uniform() < 0.05 ? `${draws.below(1e6)}` : value);
  return Array.from({ length: count }, (_, household) => {
    const [family, home] = [`${draws.below(300)}`, `${draws.below(1e5)}`];
    return Array.from({ length: 3 }, (__, person) => {
      const values = [family, `${draws.below(100)}`, `${draws.below(5000)}`, home, `${draws.below(1e9)}`];
      return Array.from({ length: 1 + draws.below(2) }, (___, record): Row => [`${household}.${person}.${record}`, ...values.map(wrong)]);
    }).flat();
  }).flat();
}

const ROWS = households(250);
const table = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(SCHEMA, rows, cuts);
const prepare = (rows: readonly Row[], cuts: readonly number[] = []): Promise<LinkageRecords> =>
  prepareRecords({ people: table(rows, cuts) }, { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint' });

const OPTIONS: TrainingOptions = { m: { by: 'allPairs' } };
const train = async (rows: readonly Row[], options = OPTIONS, model = MODEL): Promise<LinkageModel> => (await trainModel(await prepare(rows), model, options)).model;

/** Links at 0 bits, right and wrong. */
async function linksOf(model: LinkageModel): Promise<{ readonly right: number; readonly wrong: number }> {
  const found = { right: 0, wrong: 0 };
  for (const batch of await collect(scorePairs(await prepare(ROWS), model, { minMatchWeightBits: 0 }))) {
    const columns = columnsOf(batch).map(valuesOf);
    const personOf = (name: string, row: number): string => String(columns[batch.schema.fields.findIndex((field) => field.name === name)]![row]).replace(/\.\d$/, '');
    for (let row = 0; row < batch.numRows; row++) found[personOf('leftRowKey', row) === personOf('rightRowKey', row) ? 'right' : 'wrong']++;
  }
  return found;
}

describe('a model with kinds of pairs', () => {
  let trained: LinkageModel;
  beforeAll(async () => {
    trained = await train(ROWS);
  });

  test('tells relatives from matches, where one without takes them for matches', async () => {
    const found = await linksOf(trained);
    expect(found.wrong).toBeLessThan(0.02 * found.right);
    const { kinds: _, ...plain } = MODEL;
    const without = await linksOf(await train(ROWS, OPTIONS, plain));
    expect(without.wrong).toBeGreaterThan(without.right);
  });

  test('is a model that can be read back, with a share for each kind', () => {
    expect(() => checkModel(JSON.parse(JSON.stringify(trained)))).not.toThrow();
    const [moved, household] = trained.kinds!;
    const pairs = (ROWS.length * (ROWS.length - 1)) / 2;
    expect(household!.share! * pairs).toBeGreaterThan(ROWS.length);
    expect(moved!.share!).toBeLessThan(trained.prior);
    expect(household!.levels!.map((levels) => levels.length)).toEqual([3, 3, 3, 3, 3]);
    expect(household!.levels![3]![1]).toBeGreaterThan(0.8);
    expect(household!.levels![2]![1]).toBeLessThan(0.1);
  });

  test('depends on neither the order of rows nor batches, and is where training starts again', async () => {
    const again = await trainModel(await prepare([...ROWS].reverse(), [7, 500]), MODEL, OPTIONS);
    expect(again.model).toEqual(trained);
    const further = await train(ROWS, OPTIONS, trained);
    expect(Math.abs(further.prior / trained.prior - 1)).toBeLessThan(0.01);
  });

  test('keeps a prior that is given, and has intervals', async () => {
    expect((await train(ROWS, { ...OPTIONS, prior: { by: 'model' } })).prior).toBe(0.001);
    const { estimates } = await train(ROWS, { ...OPTIONS, intervals: { groups: 4 } });
    const [low, high] = estimates!.prior!.interval!;
    expect(low).toBeLessThan(trained.prior);
    expect(high).toBeGreaterThan(trained.prior);
  });

  test('explains a pair to the bit: what relatives agree on is taken back', async () => {
    const records = await prepare(ROWS);
    const keys = valuesOf(records.rowKeys) as string[];
    const rowOf = (key: string): Row => ROWS.find(([id]) => id === key)!;
    const household = keys.map((key) => key.split('.')[0]!).find((name) => [1, 4].every((column) => rowOf(`${name}.0.0`)[column] === rowOf(`${name}.1.0`)[column]))!;
    const relatives = [keys.indexOf(`${household}.0.0`), keys.indexOf(`${household}.1.0`)] as const;
    const { priorBits, comparisons, dependenceBits, beyondLevels, matchWeightBits } = explainPair(records, trained, ...relatives);
    const sum = comparisons.reduce((total, { bits, frequencyBits }) => total + bits + frequencyBits, priorBits);
    expect(sum + dependenceBits).toBeCloseTo(matchWeightBits, 9);
    expect(dependenceBits).toBeLessThan(-5);
    expect(beyondLevels).toBe('kinds');
    const [left, right] = relatives.map((record) => Object.fromEntries(COLUMNS.map((name, column) => [name, rowOf(keys[record]!)[column + 1]!])));
    const two = await compareTwoRecords(trained, left as PlainRow, right as PlainRow);
    expect(two.comparisons.reduce((total, { bits }) => total + bits, two.priorBits) + two.dependenceBits).toBeCloseTo(two.matchWeightBits, 9);
  });

  test.each<[TrainingOptions, string]>([
    [{ m: { by: 'jointEm' } }, 'm.by'], [{ m: { by: 'allPairs' }, u: { by: 'em' } }, 'u.by'], [{ m: { by: 'allPairs', isMonotone: true } }, 'isMonotone'], [{ m: { by: 'allPairs', starts: 3 } }, 'starts'],
  ])('is trained on all pairs, and by nothing else: %j', async (options, path) => {
    const few = ROWS.slice(0, 30);
    await expect(train(few, options)).rejects.toThrow(PlanError);
    await expect(train(few, options)).rejects.toThrow(path);
  });

  test('does not score before it is trained', async () => {
    const { kinds: _, ...plain } = trained;
    const records = await prepare(ROWS);
    expect(() => scorePairs(records, { ...plain, kinds: MODEL.kinds! })).toThrow('kinds: expected share and levels of every kind: the model is not trained');
  });

  test.each([['no row', []], ['one row', ROWS.slice(0, 1)], ['no value', ROWS.slice(0, 5).map(([id]): Row => [id!, null, null, null, null, null])]])('trains on a table with %s', async (_, rows) => {
    const { prior, kinds } = await train(rows as readonly Row[]);
    expect(prior).toBeGreaterThanOrEqual(0);
    for (const { share } of kinds!) expect(share).toBeGreaterThanOrEqual(0);
  });
});
