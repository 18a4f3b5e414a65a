// Labelled pairs as the truth, and tables of evaluation that are broken off, aborted, or fail midway.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError } from '../../src/core/errors.ts';
import { drawReview } from '../../src/link/evaluate/draw-review.ts';
import { evaluateLinkage, type LinkageEvaluation } from '../../src/link/evaluate/evaluate-linkage.ts';
import type { EvaluationOptions } from '../../src/link/evaluate/evaluation-options.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { estimateReview } from '../../src/link/evaluate/read-review.ts';
import type { Truth } from '../../src/link/evaluate/truth.ts';
import { lineOf, nameOf, pairsOf, rowsOf, schemaOf, tableOf } from './decide-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const NAMES = { leftSource: SOURCE, leftRowKey: SOURCE, rightSource: SOURCE, rightRowKey: SOURCE };
const SCORES = schemaOf({ ...NAMES, matchScore: { type: 'float64', role: 'attribute' } });
const VERDICTS = schemaOf({ ...NAMES, isMatch: { type: 'bool', role: 'attribute' } });
/** Labels written `left right score`. */
const labelsOf = (lines: readonly string[], cuts: readonly number[] = []): Truth => ({
  by: 'pairs', table: tableOf(SCORES, lines.map((line) => [...nameOf(line.split(' ')[0]!), ...nameOf(line.split(' ')[1]!), Number(line.split(' ')[2])]), cuts),
});
const OPTIONS: EvaluationOptions = { minMatchWeightBits: 0, linkType: 'link', groups: 0, minBinPairs: 1 };
const judge = (pairs: readonly string[], truth: Truth, options: Partial<EvaluationOptions> = {}): Promise<LinkageEvaluation> => evaluateLinkage({ pairs: pairsOf(pairs), truth }, { ...OPTIONS, ...options });
const detailOf = async (attempt: () => Promise<unknown>): Promise<string> => {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DataError) return `${error.code} ${JSON.stringify(error.detail)}`;
    throw error;
  }
  return 'none';
};

describe('labelled pairs', () => {
  const LABELS = ['l:1 r:1 1', 'l:2 r:2 1', 'l:1 l:2 1', 'r:1 r:2 0', 'l:3 r:3 0'];
  const PAIRS = ['l:1 r:1 4', 'l:3 r:3 2', 'l:1 l:2 9'];

  test('within one source are not judged where files are linked', async () => {
    const found = await judge(PAIRS, labelsOf(LABELS));
    expect(found).toMatchObject({ totals: { matches: 2, others: 1 }, scored: { pairs: 2, matches: 1, notJudged: 1 }, lostToBlocking: 1 });
    expect(found.cuts[0]).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 0 });
    expect((await rowsOf(listErrors({ pairs: pairsOf(PAIRS), truth: labelsOf(LABELS) }, { minMatchWeightBits: 0, linkType: 'link' }))).map(lineOf))
      .toEqual(['l 2 r 2 null lostToBlocking', 'l 3 r 3 2 falsePositive']);
  });

  test('within one source are judged where files are deduplicated too', async () => {
    expect(await judge(PAIRS, labelsOf(LABELS), { linkType: 'linkAndDedupe' })).toMatchObject({ totals: { matches: 3, others: 2 }, scored: { pairs: 3, matches: 2, notJudged: 0 }, lostToBlocking: 1 });
  });

  test('may be verdicts instead of scores, with the same judgement', async () => {
    const verdicts: Truth = { by: 'pairs', table: tableOf(VERDICTS, LABELS.map((line) => [...nameOf(line.split(' ')[0]!), ...nameOf(line.split(' ')[1]!), line.endsWith('1')])) };
    const [one, other] = [await judge(PAIRS, labelsOf(LABELS)), await judge(PAIRS, verdicts)];
    expect({ ...other, table: await rowsOf(other.table) }).toEqual({ ...one, table: await rowsOf(one.table) });
  });

  test.each<[string, readonly string[], string]>([
    ['of one record alone', ['l:1 r:1 1', 'l:2 l:2 1'], '"firstRow":2,"column":"rightRowKey"'], ['with a score that is no number', ['l:1 r:1 1', 'l:1 r:2 0', 'l:2 r:1 NaN'], '"firstRow":3,"column":"matchScore"'],
    ['with a score above 1', ['l:1 r:1 7'], '"firstRow":1,"column":"matchScore"'], ['with a score below 0', ['l:1 r:1 -0.1'], '"firstRow":1,"column":"matchScore"'],
  ])('%s are refused by their row', async (_, lines, detail) => {
    expect(await detailOf(() => judge([], labelsOf(lines, [1])))).toBe(`DATA_INVALID {"source":"labels",${detail}}`);
  });

  test('that stand twice are refused by the row of the second, though some before it are not judged', async () => {
    expect(await detailOf(() => judge([], labelsOf(['l:1 l:2 1', 'l:1 r:1 1', 'r:1 l:1 0'], [2])))).toBe('DATA_DUPLICATE_KEY {"source":"labels","column":"rightRowKey","firstRow":3}');
  });

  test('at the ends of the scores are taken', async () => {
    expect((await judge([], labelsOf(['l:1 r:1 0', 'l:2 r:2 1', 'l:3 r:3 0.5']))).totals).toEqual({ matches: 2, others: 1 });
  });
});

describe('a table of pairs that is read', () => {
  const LINES = ['a b 3', 'c d 1', 'e f -2', 'g h 0'];
  const persons: Truth = { by: 'entities', table: tableOf(schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'utf8', role: 'entity' } }), ['a', 'b', 'c'].map((name) => ['s', name, name])) };
  const steps: readonly (readonly [string, (pairs: Dataset, signal?: AbortSignal) => Promise<unknown>])[] = [
    ['evaluateLinkage', (pairs, signal) => evaluateLinkage({ pairs, truth: persons }, OPTIONS, signal)],
    ['expectErrors', (pairs, signal) => expectErrors(pairs, { matches: 'scoredPairs' }, signal)],
    ['drawReview', (pairs, signal) => drawReview(pairs, { minMatchWeightBits: 0, reviews: 4, seed: 1 }, signal)],
    ['listErrors', async (pairs, signal) => {
      for await (const batch of listErrors({ pairs, truth: persons }, { minMatchWeightBits: 0, linkType: 'dedupe' }).open(signal)) expect(batch.numRows).toBeGreaterThan(0);
    }],
  ];

  /** The table, which fails after some batches, and tells whether it was opened and closed. */
  function failing(batches: number): { readonly dataset: Dataset; readonly seen: string[] } {
    const inner = pairsOf(LINES, [1, 2, 3]);
    const seen: string[] = [];
    return {
      seen,
      dataset: {
        schema: inner.schema,
        async *open(signal) {
          seen.push('opened');
          let left = batches;
          try {
            for await (const batch of inner.open(signal)) {
              signal?.throwIfAborted();
              if (left-- === 0) throw new Error('the disk is gone');
              yield batch;
            }
          } finally {
            seen.push('closed');
          }
        },
      },
    };
  }

  test.each(steps)('and fails midway fails %s with the same error, closed', async (_, step) => {
    const { dataset, seen } = failing(2);
    await expect(step(dataset)).rejects.toThrow('the disk is gone');
    expect(seen).toEqual(['opened', 'closed']);
  });

  test.each(steps)('and aborted ends %s with the reason that was given', async (_, step) => {
    const reason = new Error('enough');
    await expect(step(failing(9).dataset, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test.each(steps)('is opened as often as %s says, and closed each time', async (name, step) => {
    const { dataset, seen } = failing(9);
    await step(dataset);
    const once = ['opened', 'closed'];
    expect(seen).toEqual(name === 'drawReview' ? [...once, ...once] : once);
  });
});

describe('a review', () => {
  const filled = async (lines: readonly string[], reviews: number, isMatch: (bits: number) => boolean | null): Promise<Dataset> => {
    const { table } = await drawReview(pairsOf(lines), { minMatchWeightBits: 0, reviews, seed: 3, minReviewBits: -Number.MAX_VALUE, strata: 2 });
    const places = new Map(table.schema.fields.map(({ name }, index) => [name, index]));
    return tableOf(table.schema, (await rowsOf(table)).map((row) => row.map((value, at) => (at === places.get('isMatch') ? isMatch(row[places.get('matchWeightBits')!] as number) : value))));
  };
  const LINES = Array.from({ length: 20 }, (_, pair) => `a${pair} b${pair} ${pair % 2 === 0 ? 4 : -4}`);

  test('of every pair, all decided, gives precision and recall themselves', async () => {
    const found = await estimateReview(await filled(LINES, 1000, (bits) => bits > 0), 0);
    expect(found).toMatchObject({ reviewed: 20, open: 0, matches: 10, precision: { estimate: 1, standardError: 0 }, recall: { estimate: 1, standardError: 0 } });
  });

  test('counts what people left open, and takes it for missing by chance', async () => {
    let turn = 0;
    const found = await estimateReview(await filled(LINES, 1000, (bits) => (turn++ % 4 === 0 ? null : bits > 0)), 0);
    expect(found).toMatchObject({ reviewed: 15, open: 5, precision: { estimate: 1 } });
    expect(found.precision!.low).toBeLessThan(1);
  });

  test('that nobody filled in, or that was drawn for another cut, is refused', async () => {
    expect(await detailOf(async () => estimateReview(await filled(LINES, 1000, () => null), 0))).toContain('"column":"isMatch"');
    const mixed = [...LINES, 'x y 3.5', 'v w 3.75'];
    expect(await detailOf(async () => estimateReview(await filled(mixed, 1000, () => true), 3.8))).toContain('"column":"stratum"');
  });
});
