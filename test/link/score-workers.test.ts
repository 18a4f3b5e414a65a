// Scores and pattern counts made by threads are those made without, to the last bit.
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, fromBatches, rebatch, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns } from '../../src/link/compare/count-patterns.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { Level, LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs, type ScoreProgress } from '../../src/link/score/score-pairs.ts';
import { synthesiseDuplicates, synthesisePeople } from '../../src/synthesise/index.ts';
import { bundle, type Script } from '../child.ts';
import { valuesOf } from '../small-tables.ts';

let script: Script;
const pools: WorkerPool[] = [];

beforeAll(async () => {
  script = await bundle('../src/worker.ts');
  for (const workers of [1, 2]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
});

afterAll(async () => {
  for (const pool of pools) await pool.close();
  await script.remove();
});

const column = (name: string): Expression => ({ column: name });
const level = (when: Condition, m: number, u: number, more: Partial<Level> = {}): Level => ({ label: when.kind, when, m, u, ...more });
const atLeast = (of: Expression, bound: number): Condition => ({ kind: 'measure', measure: 'jaroWinkler', of, atLeast: bound });

const names = (name: string): Level[] => {
  const of = column(name);
  return [
    level({ kind: 'null', of }, 0.5, 0.5, { isNull: true }),
    level({ kind: 'equal', of }, 0.7, 0.01, { termFrequency: { of, weight: 1 } }),
    level(atLeast(of, 0.9), 0.1, 0.01), level(atLeast(of, 0.7), 0.1, 0.05), level({ kind: 'otherwise' }, 0.1, 0.93),
  ];
};

const MODEL: LinkageModel = {
  version: 1, linkType: 'linkAndDedupe', prior: 0.001, unit: 'codePoint',
  blocking: [
    { on: [{ of: column('familyName') }], where: { kind: 'not', of: atLeast(column('city'), 0.95) } },
    { on: [{ of: column('birthDate') }] }, { on: [{ of: column('sex') }] },
  ],
  comparisons: [
    { name: 'given', levels: names('givenName') }, { name: 'family', levels: names('familyName') },
    // Looks at two columns, neither of which decides the other.
    { name: 'both', levels: [level({ kind: 'all', of: [atLeast(column('givenName'), 0.8), atLeast(column('familyName'), 0.8)] }, 0.6, 0.01), level({ kind: 'otherwise' }, 0.4, 0.99)] },
    { name: 'birth', missing: 'modelled', levels: [level({ kind: 'null', of: column('birthDate') }, 0.1, 0.1, { isNull: true }), level({ kind: 'measure', measure: 'timeDifference', of: column('birthDate'), atMost: 31_557_600 }, 0.8, 0.02), level({ kind: 'otherwise' }, 0.1, 0.88)] },
  ],
};

/** The rows in another order, and other batches. */
async function turned(dataset: Dataset): Promise<Dataset> {
  return rebatch(fromBatches(dataset.schema, (await collect(rebatch(dataset, 100))).reverse()), 777);
}

const sources = (): Record<string, Dataset> => ({ people: synthesisePeople({ rows: 1200, seed: 'workers' }), others: synthesiseDuplicates({ rows: 500, persons: 1200, seed: 'workers' }) });

const prepare = (inputs: Record<string, Dataset>, context: FoldContext): Promise<LinkageRecords> =>
  prepareRecords(inputs, { rowKey: 'recordId', expressions: collectExpressions(MODEL), unit: 'codePoint', context });

async function scored(records: LinkageRecords, context: FoldContext, top?: number): Promise<{ readonly rows: unknown[]; readonly findings: Findings; readonly progress: ScoreProgress[] }> {
  let findings: Findings = {};
  const progress: ScoreProgress[] = [];
  const dataset = scorePairs(records, MODEL, {
    minMatchWeightBits: 2, detail: 'weights', context, ...(top === undefined ? {} : { topPerRecord: top }),
    onFindings: (found) => { findings = found; }, onProgress: (made) => { progress.push(made); },
  });
  const rows = (await collect(dataset)).flatMap((batch) => {
    const columns = columnsOf(batch).map(valuesOf);
    return Array.from({ length: batch.numRows }, (_, row) => columns.map((values) => values[row]));
  });
  return { rows, findings, progress };
}

describe('threads', () => {
  test('score the same pairs, in the same order, whatever order the rows came in', async () => {
    const expected = await scored(await prepare(sources(), IN_MEMORY), IN_MEMORY);
    expect(expected.rows.length).toBeGreaterThan(200);
    const { pairs, kept } = expected.findings as { pairs: number; kept: number };
    expect(kept).toBe(expected.rows.length);
    const last = expected.progress.at(-1)!;
    // Several parts, so that threads share the work.
    expect(expected.progress.length).toBeGreaterThan(1);
    expect([last.done, last.scored, last.kept]).toEqual([last.of, pairs, kept]);
    for (const pool of pools) {
      const context = { ...IN_MEMORY, parallel: pool };
      const { people, others } = sources();
      const found = await scored(await prepare({ others: await turned(others!), people: await turned(people!) }, context), context);
      expect(found.rows.length).toBe(expected.rows.length);
      expect(found.rows).toEqual(expected.rows);
      expect(found.findings).toEqual(expected.findings);
    }
  }, 60_000);

  test('keep the same best pairs of each record', async () => {
    const records = await prepare(sources(), { ...IN_MEMORY, parallel: pools[1]! });
    const expected = await scored(records, IN_MEMORY, 1);
    expect((await scored(records, { ...IN_MEMORY, parallel: pools[1]! }, 1)).rows).toEqual(expected.rows);
    const all = await scored(records, IN_MEMORY);
    expect(expected.rows.length).toBeLessThan(all.rows.length);
    expect(expected.progress.at(-1)!.done).toBe(expected.progress.at(-1)!.of);
  }, 60_000);

  test('count the same patterns', async () => {
    const records = await prepare(sources(), { ...IN_MEMORY, parallel: pools[1]! });
    // The second time a condition of a rule decides on pairs.
    for (const blocking of [MODEL.blocking.slice(1), MODEL.blocking]) {
      const groups = Uint8Array.from({ length: records.table.records }, (_, record) => record % 5);
      const counted = (context: FoldContext) => countPatterns(records, blockRecords(records, blocking, 'linkAndDedupe'), compileComparisons(MODEL, records), { termFrequencies: true, groups, groupCount: 5, context, rules: blocking });
      const expected = await counted(IN_MEMORY);
      for (const pool of pools) expect(await counted({ ...IN_MEMORY, parallel: pool })).toEqual(expected);
    }
  }, 60_000);

  test('stop when they are told to, or nobody listens', async () => {
    const context = { ...IN_MEMORY, parallel: pools[1]! };
    const records = await prepare(sources(), context);
    const reading = scorePairs(records, MODEL, { context }).open()[Symbol.asyncIterator]();
    expect((await reading.next()).value.numRows).toBeGreaterThan(0);
    await reading.return?.();
    await expect(collect(scorePairs(records, MODEL, { context }), AbortSignal.abort())).rejects.toThrow('abort');
    expect((await scored(records, context)).rows.length).toBeGreaterThan(0);
  }, 60_000);
});
