// Classes that threads fold are those of the calling thread alone: with threads in name for laws, and with those of a pool.
import { pathToFileURL } from 'node:url';
import type { RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkKAnonymity, checkPrivacy, measurePrivacy } from '../../src/anonymise/index.ts';
import { classFold, type ClassColumns, type Classes } from '../../src/anonymise/class-fold.ts';
import { classTable } from '../../src/anonymise/kernel/class-table.ts';
import { collect, fromAsyncIterable, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY, startFold, type FoldContext } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type MapOperator } from '../../src/core/operator.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { bundle, type Script } from '../child.ts';
import { pretendedThreads } from '../pretended-threads.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';

const TYPES = {
  person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, isUrban: { type: 'bool', role: 'quasiIdentifier' },
  weight: { type: 'float64', role: 'quasiIdentifier' }, money: { type: 'decimal(9,2)', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' }, cost: { type: 'int64', role: 'sensitive' },
} as const;
const SCHEMA = schemaOf(TYPES, ['sex', 'diagnosis']);
const QUASI = ['sex', 'age', 'isUrban', 'weight', 'money'];

const row = fc.tuple(
  fc.constantFrom('p', 'q', 'r'), fc.option(fc.constantFrom('F', 'M', '')), fc.option(fc.constantFrom(-1, 0, 40)), fc.option(fc.boolean()), fc.option(fc.constantFrom(0, -0, NaN, 2.5)),
  fc.option(fc.constantFrom(0n, -1n)), fc.option(fc.constantFrom('A00', 'B00')), fc.option(fc.constantFrom(0n, 7n)),
);
const rows = fc.array(row, { maxLength: 30 });
const cuts = fc.array(fc.nat(30), { maxLength: 6 });
const columns: fc.Arbitrary<ClassColumns> = fc.record({
  quasiIdentifiers: fc.subarray(QUASI), sensitive: fc.subarray(['diagnosis', 'cost']), entity: fc.constantFrom('person', null), refuseNulls: fc.constant(false),
});

/** Everything that classes say in the order of their values, but who the entities are: they are numbered as they come. */
function described(classes: Classes): unknown {
  const { table, quasiIdentifiers, sensitive } = classTable(classes);
  const counted = (entities: { readonly starts: Int32Array; readonly entityCount: number } | null): unknown => entities && [entities.starts, entities.entityCount];
  return {
    ...table, rows: classes.rows, entities: counted(table.entities), sensitive: table.sensitive.map((counts) => ({ ...counts, entities: counted(counts.entities) })),
    values: [...quasiIdentifiers, ...sensitive].map(({ values }) => valuesOf(values)),
  };
}

/** Folds a dataset, with threads from its first row on. */
async function folded(dataset: Dataset, chosen: ClassColumns, context: FoldContext): Promise<Classes> {
  const run = startFold(classFold(dataset.schema, chosen), context, 0);
  try {
    let firstRow = 0;
    for await (const batch of dataset.open()) {
      await run.add(batch, firstRow);
      firstRow += batch.numRows;
    }
    return await run.finish();
  } finally {
    await run.close();
  }
}

const beside = (parallel: Parallel): FoldContext => ({ ...IN_MEMORY, parallel });

describe('classes folded beside threads', () => {
  test('are those of the calling thread, whatever the rows, their order, the batches, the columns and the number of threads', async () => {
    const shuffled = rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    await fc.assert(fc.asyncProperty(shuffled, cuts, columns, fc.integer({ min: 1, max: 4 }), fc.boolean(), async ([list, other], places, chosen, workers, isLazy) => {
      const alone = described(await folded(tableOf(SCHEMA, list), chosen, IN_MEMORY));
      const threads = pretendedThreads(workers, { isLazy });
      expect(described(await folded(tableOf(SCHEMA, other, places), chosen, beside(threads)))).toEqual(alone);
      expect(threads.closed).toEqual(list.length === 0 ? [] : ['anonymise/classes']);
    }), { numRuns: 150 });
  });

  test('start no thread for no rows, nor for few', async () => {
    const threads = pretendedThreads(2);
    const chosen: ClassColumns = { quasiIdentifiers: ['sex'], entity: null, refuseNulls: false };
    expect((await folded(tableOf(SCHEMA, []), chosen, beside(threads))).rows).toBe(0);
    const few = tableOf(SCHEMA, Array.from({ length: 40 }, (): Row => ['p', 'F', 1, true, 0, 0n, 'A', 0n]), [10, 20]);
    await collect(applyOperator(few, checkKAnonymity({ quasiIdentifiers: ['sex'], k: 2, entity: null, nullMatching: 'own-class', onFailure: 'refuse' }), { fold: beside(threads) }).rows);
    expect([threads.asked, threads.closed]).toEqual([[], []]);
  });

  test('refuse a missing value by the row that the calling thread would name, and close the task', async () => {
    const list: readonly Row[] = [['p', 'F', 1, true, 0, 0n, 'A', 0n], ['q', 'M', 1, true, 0, 0n, 'A', 0n], ['r', null, 1, true, 0, 0n, 'A', 0n], [null, 'F', 1, true, 0, 0n, 'A', 0n]];
    for (const isLazy of [true, false]) {
      const threads = pretendedThreads(1, { isLazy });
      await expect(folded(tableOf(SCHEMA, list, [1, 2, 3]), { quasiIdentifiers: ['sex'], entity: null, refuseNulls: true }, beside(threads))).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'sex', rowCount: 1, firstRow: 3 } });
      await expect(folded(tableOf(SCHEMA, list, [1, 2, 3]), { quasiIdentifiers: ['sex'], entity: 'person', refuseNulls: false }, beside(threads))).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', firstRow: 4 } });
      expect(threads.closed).toHaveLength(2);
    }
  });

  test('count what threads hold towards the limit of memory', async () => {
    const list = Array.from({ length: 4000 }, (_, index): Row => [`p${index}`, 'F', index, true, index, 0n, 'A', 0n]);
    const chosen: ClassColumns = { quasiIdentifiers: ['age', 'weight'], entity: 'person', refuseNulls: false };
    const table = tableOf(SCHEMA, list, [1000, 2000, 3000]);
    await expect(folded(table, chosen, { ...beside(pretendedThreads(2)), maxMemoryBytes: 100_000 })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
    await expect(folded(table, chosen, { ...IN_MEMORY, maxMemoryBytes: 100_000 })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
    expect((await folded(table, chosen, beside(pretendedThreads(2)))).rows).toBe(4000);
  });

  test('fail when a thread fails, be it at a batch or at what it gathered', async () => {
    const table = tableOf(SCHEMA, Array.from({ length: 6 }, (): Row => ['p', 'F', 1, true, 0, 0n, 'A', 0n]), [2, 4]);
    for (const fails of [[0], [1], [3], [4]]) {
      const threads = pretendedThreads(2, { fails });
      await expect(folded(table, { quasiIdentifiers: ['sex'], entity: null, refuseNulls: false }, beside(threads))).rejects.toThrow('a worker thread broke down');
      expect(threads.closed).toEqual(['anonymise/classes']);
    }
  });
});

describe('with the threads of a pool', () => {
  let script: Script;
  const pools: WorkerPool[] = [];
  /** Enough rows for threads to be asked: 40 copies of a batch, shared by none. */
  let many: Dataset;

  beforeAll(async () => {
    script = await bundle('../src/worker.ts');
    for (const workers of [1, 3]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
    const list = Array.from({ length: 20_000 }, (_, index): Row => [
      `p${index % 900}`, index % 11 === 0 ? null : ['F', 'M', 'X'][index % 3]!, (index * 7) % 13, index % 5 === 0, (index % 4) / 2, BigInt(index % 3), `D${index % 6}`, BigInt(index % 9),
    ]);
    const [batch] = await collect(tableOf(SCHEMA, list));
    many = fromBatches(SCHEMA, Array.from({ length: 40 }, () => batch!));
  });

  afterAll(async () => {
    for (const pool of pools) await pool.close();
    await script.remove();
  });

  const privacy = {
    quasiIdentifiers: QUASI, nullMatching: 'own-class', models: [{ model: 'kAnonymity', k: 5 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }, { model: 'tCloseness', column: 'diagnosis', t: 0.5, distance: 'equal' }],
  } as const;

  async function read(operator: MapOperator, fold: FoldContext, source = many): Promise<{ readonly rows: number; readonly findings: Findings }> {
    let findings: Findings = {};
    let count = 0;
    for await (const batch of applyOperator(source, operator, { fold, onFindings: (found) => { findings = found; } }).rows.open()) count += batch.numRows;
    return { rows: count, findings };
  }

  test.each([['rows', null], ['persons', 'person']] as const)('checks pass the same rows and find the same, in %s', async (_unit, entity) => {
    for (const operator of [
      checkKAnonymity({ quasiIdentifiers: QUASI, k: 5, entity, nullMatching: 'own-class', onFailure: 'report' }), checkPrivacy({ ...privacy, entity, onFailure: 'report' }),
    ]) {
      const alone = await read(operator, IN_MEMORY);
      for (const pool of pools) expect(await read(operator, beside(pool))).toEqual(alone);
      expect(alone.rows).toBe(800_000);
    }
  }, 60_000);

  test('measures find the same', async () => {
    expect(await measurePrivacy(many, { ...privacy, entity: null }, { fold: beside(pools[1]!) })).toEqual(await measurePrivacy(many, { ...privacy, entity: null }));
  });

  test('a check that refuses, refuses; an abort and a fault of the source end the reading', async () => {
    const operator = checkKAnonymity({ quasiIdentifiers: QUASI, k: 1_000_000, entity: null, nullMatching: 'own-class', onFailure: 'refuse' });
    await expect(read(operator, beside(pools[0]!))).rejects.toMatchObject({ code: 'PROTECTION_K_ANONYMITY' });
    const controller = new AbortController();
    await expect((async () => {
      let seen = 0;
      for await (const batch of applyOperator(many, operator, { fold: beside(pools[0]!) }).rows.open(controller.signal)) if ((seen += batch.numRows) > 700_000) controller.abort(new Error('enough'));
    })()).rejects.toThrow('enough');
    const failing = fromAsyncIterable(SCHEMA, async function* (): AsyncGenerator<RecordBatch> {
      yield* (await collect(many)).slice(0, 35);
      throw new Error('the disk is gone');
    });
    await expect(read(operator, beside(pools[0]!), failing)).rejects.toThrow('the disk is gone');
  });

  test('a pool that was closed fails the reading', async () => {
    const pool = workerPool({ workers: 1, entry: pathToFileURL(script.path) });
    await pool.close();
    await expect(read(checkPrivacy({ ...privacy, entity: null, onFailure: 'report' }), beside(pool))).rejects.toThrow('pool: expected one that was not closed');
  });
});
