// The French people linked without a single label: what the model says of itself against the truth, which it never sees. The model
// was written on other seeds. docs/linkage-quality.md has the same for a million rows.
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { collect, fromBatches, rebatch, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { takeRows } from '../../src/core/slice.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { CutAccuracy } from '../../src/link/evaluate/accuracy-table.ts';
import { evaluateLinkage, type LinkageEvaluation } from '../../src/link/evaluate/evaluate-linkage.ts';
import { expectErrors, type ErrorEstimates } from '../../src/link/evaluate/expect-errors.ts';
import { expectLost } from '../../src/link/evaluate/expect-lost.ts';
import type { LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scoreLinks, scorePairs } from '../../src/link/score/score-pairs.ts';
import { trainModel } from '../../src/link/train/train-model.ts';
import type { TrainingOptions } from '../../src/link/train/training-options.ts';
import { valuesOf } from '../small-tables.ts';
import { FRENCH_MODEL, frenchPeople, type People } from './french-people.ts';

const ROWS = 20_000;
const ALL_PAIRS = (ROWS * (ROWS - 1)) / 2;
/** Less is compared and drawn than unless said otherwise: the machine that runs all tests is small. */
const TRAINING: TrainingOptions = { u: { by: 'allPairs', maxDistinctPairs: 3e5, samplePairs: 2 ** 18 }, m: { by: 'allPairs' } };
const LITTLE_TRAINING: TrainingOptions = { u: { by: 'allPairs', maxDistinctPairs: 1e4, samplePairs: 2 ** 13 }, m: { by: 'allPairs' } };

interface Linked {
  readonly model: LinkageModel;
  readonly pairs: Dataset;
  readonly candidatePairs: number;
  /** Matches that blocking is expected to have lost. */
  readonly lost: number;
}

/** Trains on people and scores every candidate pair. */
async function link(people: Dataset, model: LinkageModel, options: TrainingOptions, parallel?: Parallel): Promise<Linked> {
  const context = parallel === undefined ? IN_MEMORY : { ...IN_MEMORY, parallel };
  const records = await prepareRecords({ people }, { rowKey: 'recordId', expressions: collectExpressions(model), unit: model.unit, context });
  const trained = (await trainModel(records, model, options, { context })).model;
  const candidates = blockRecords(records, trained.blocking, trained.linkType);
  const { lost } = await expectLost(candidates, scoreLinks(records, trained, { candidates, context }));
  return { model: trained, candidatePairs: candidates.totalPairs, lost: lost!, pairs: scorePairs(records, trained, { candidates, context }) };
}

/** What was linked, with what weight, in what order. */
async function digestOf({ pairs }: Linked): Promise<string> {
  const hash = createHash('sha256');
  for (const batch of await collect(pairs)) for (const column of columnsOf(batch)) hash.update(JSON.stringify(valuesOf(column)));
  return hash.digest('hex');
}

const CALLED_IN_TURN: Parallel = {
  workers: 3,
  open: (task, setup) => {
    const runners = [1, 2, 3].map(() => task.start(setup, new Uint8Array(0)));
    let next = 0;
    return { run: (part) => Promise.resolve(runners[next++ % 3]!.run(part)), close: () => Promise.resolve() };
  },
};

describe('French people in a file of which 15 % are corrupted copies', () => {
  let people: People;
  let linked: Linked;
  let estimates: ErrorEstimates;
  let judged: LinkageEvaluation;
  let atCut: CutAccuracy;

  beforeAll(async () => {
    people = await frenchPeople(ROWS, 'people of another year');
    linked = await link(people.dataset, FRENCH_MODEL, TRAINING);
    estimates = await expectErrors(linked.pairs, { matches: { allPairs: ALL_PAIRS, prior: linked.model.prior, lost: linked.lost } });
    judged = await evaluateLinkage(
      { pairs: linked.pairs, truth: { by: 'entities', table: people.truth } }, { minMatchWeightBits: estimates.chosen!.bits, linkType: 'dedupe', groups: 0 },
    );
    atCut = judged.cuts[0]!;
  }, 120_000);

  test('blocking gives nearly all matches, in a few pairs a record', () => {
    expect(judged.totals.matches).toBeGreaterThan(0.15 * ROWS);
    expect(1 - judged.lostToBlocking / judged.totals.matches).toBeGreaterThan(0.99);
    expect(linked.lost).toBeGreaterThan(0);
    expect(linked.lost).toBeLessThan(2 * judged.lostToBlocking);
    expect(linked.candidatePairs).toBeLessThan(3 * ROWS);
  });

  test('F1 of direct links is above 0.99, at the cut chosen without labels too', () => {
    expect(judged.best!.f1).toBeGreaterThan(0.99);
    expect(atCut.f1).toBeGreaterThan(0.99);
    expect(judged.best!.f1! - atCut.f1!).toBeLessThan(0.005);
  });

  test('probabilities are shares: predicted and observed are within 3 points in every bin of 1,000 pairs', () => {
    expect(judged.calibration.length).toBeGreaterThanOrEqual(2);
    for (const { pairs, predicted, observed } of judged.calibration) {
      expect(pairs).toBeGreaterThanOrEqual(1000);
      expect(Math.abs(predicted - observed)).toBeLessThan(0.03);
    }
  });

  test('errors are estimated without labels within a fifth of what they are, or half a point', () => {
    const isClose = (estimated: number, truth: number): boolean => Math.abs(estimated - truth) <= Math.max(0.2 * truth, 0.005);
    expect(isClose(estimates.chosen!.falseDiscoveryRate!, 1 - atCut.precision)).toBe(true);
    expect(isClose(estimates.chosen!.falseNegativeRate!, 1 - atCut.recall!)).toBe(true);
    expect(estimates.expectedMatches / judged.totals.matches).toBeGreaterThan(0.98);
    expect(estimates.expectedMatches / judged.totals.matches).toBeLessThan(1.02);
  });

  test('a model of matches and strangers alone takes households for matches, without knowing it', async () => {
    const { kinds: _, ...plain } = FRENCH_MODEL;
    const { pairs, model } = await link(people.dataset, plain, TRAINING);
    const naive = await expectErrors(pairs, { matches: { allPairs: ALL_PAIRS, prior: model.prior } });
    const { cuts: [cut] } = await evaluateLinkage({ pairs, truth: { by: 'entities', table: people.truth } }, { minMatchWeightBits: naive.chosen!.bits, linkType: 'dedupe', groups: 0 });
    expect(naive.chosen!.falseDiscoveryRate).toBeLessThan(0.05);
    expect(1 - cut!.precision).toBeGreaterThan(0.3);
  }, 60_000);
});

describe('the linkage of French people is the same', () => {
  let people: Dataset;
  let digest: string;
  beforeAll(async () => {
    ({ dataset: people } = await frenchPeople(3000, 'the same'));
    digest = await digestOf(await link(people, FRENCH_MODEL, LITTLE_TRAINING));
  }, 60_000);

  test('whatever the order of the rows', async () => {
    const [batch] = await collect(rebatch(people, 3000));
    const order = Int32Array.from({ length: 3000 }, (_, row) => (row * 1237 + 11) % 3000);
    const shuffled = makeBatch(people.schema, columnsOf(batch!).map((column) => takeRows(column, order)), 3000);
    expect(await digestOf(await link(fromBatches(people.schema, [shuffled]), FRENCH_MODEL, LITTLE_TRAINING))).toBe(digest);
  });

  test('however the rows are cut into batches', async () => {
    expect(await digestOf(await link(rebatch(people, 77), FRENCH_MODEL, LITTLE_TRAINING))).toBe(digest);
  });

  test('whatever the number of threads', async () => {
    expect(await digestOf(await link(people, FRENCH_MODEL, LITTLE_TRAINING, CALLED_IN_TURN))).toBe(digest);
  });
});
