// Scoring and counting by threads, and how a run ends early: the oracle is the calling thread, which other tests hold to naive lines.
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, fromBatches, rebatch, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import type { Parallel } from '../../src/core/workers/parallel.ts';
import { workerPool, type WorkerPool } from '../../src/core/workers/node/index.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns } from '../../src/link/compare/count-patterns.ts';
import { rangesOf } from '../../src/link/compare/run-ranges.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { Level, LinkageModel } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { compareValues } from '../../src/link/score/compared-values.ts';
import { scoreLinks, scorePairs, type ScoreProgress } from '../../src/link/score/score-pairs.ts';
import { synthesiseDuplicates, synthesisePeople } from '../../src/synthesise/index.ts';
import { bundle, type Script } from '../child.ts';
import { schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';
import { naiveScore, type PlainRecord } from './naive-comparing.ts';

const RECORDS = 1500;
const first = { column: 'first' };
const city = { column: 'city' };
const MODEL: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint',
  blocking: [{ on: [{ of: first }], where: { kind: 'not', of: { kind: 'equal', of: city } } }, { on: [{ of: city }] }],
  comparisons: [
    {
      name: 'first',
      levels: [
        { label: 'missing', when: { kind: 'null', of: first }, m: null, u: null, isNull: true },
        { label: 'same', when: { kind: 'equal', of: first }, m: 0.8, u: 0.02, termFrequency: { of: first, weight: 1 } },
        { label: 'alike', when: { kind: 'measure', measure: 'jaroWinkler', of: first, atLeast: 0.85 }, m: 0.15, u: 0.05 },
        { label: 'other', when: { kind: 'otherwise' }, m: 0.05, u: 0.93 },
      ],
    },
    { name: 'city', levels: [{ label: 'same', when: { kind: 'equal', of: city }, m: 0.9, u: 0.5 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.5 }] },
  ],
};

/** Names with a letter changed here and there, in two cities: half of all pairs share one. */
const PEOPLE: readonly PlainRecord[] = Array.from({ length: RECORDS }, (_, row) => {
  const name = `${['martin', 'durand', 'élodie', 'jean-marie', 'x'][row % 5]!}${(row * 7) % 61}`;
  return { first: row % 37 === 0 ? null : row % 11 === 0 ? `${name.slice(0, 3)}z${name.slice(4)}` : name, city: row % 2 === 0 ? 'Lyon' : 'Paris' };
}) as never;
const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, first: { type: 'utf8', role: 'directIdentifier' }, city: { type: 'utf8', role: 'quasiIdentifier' } });

const prepared = (context?: FoldContext): Promise<LinkageRecords> => prepareRecords(
  { all: tableOf(SCHEMA, PEOPLE.map(({ first: name, city: town }, row): Row => [row, name as string | null, town as string]), [400]) },
  { rowKey: 'id', expressions: collectExpressions(MODEL), unit: 'codePoint', ...(context === undefined ? {} : { context }) },
);

let script: Script;
const pools: WorkerPool[] = [];
let alone: LinkageRecords;
const withThreads = (parallel: Parallel): FoldContext => ({ ...IN_MEMORY, parallel });

beforeAll(async () => {
  script = await bundle('../src/worker.ts');
  for (const workers of [1, 2, 3]) pools.push(workerPool({ workers, entry: pathToFileURL(script.path) }));
  alone = await prepared();
});
afterAll(async () => {
  for (const pool of pools) await pool.close();
  await script.remove();
});

async function table(records: LinkageRecords, options: Parameters<typeof scorePairs>[2], model = MODEL): Promise<(readonly unknown[])[]> {
  return (await collect(scorePairs(records, model, options))).flatMap((batch) => {
    const columns = columnsOf(batch).map(valuesOf);
    return Array.from({ length: batch.numRows }, (_, row) => columns.map((column) => column[row]!));
  });
}

describe('what is compared, laid out before the pairs are known', () => {
  test('serves one scoring, by threads or by the calling one, and whoever scores again lays it out anew', async () => {
    const context = withThreads(pools[1]!);
    const shared = await prepared(context);
    const options = { detail: 'weights', minMatchWeightBits: 1 } as const;
    const expected = await table(alone, options);
    const compared = compareValues(shared, MODEL, 1, context);
    expect(compared.shared).toMatchObject({ threads: 3 });
    for (let scoring = 0; scoring < 3; scoring++) expect(isDeepStrictEqual(await table(shared, { ...options, context, compared }), expected)).toBe(true);
    expect(isDeepStrictEqual(await table(shared, { ...options, compared: compareValues(shared, MODEL, 1, context) }), expected)).toBe(true);
    // Another cut gives up other pairs: nothing of it is taken over.
    expect(isDeepStrictEqual(await table(shared, { ...options, context, compared: compareValues(shared, MODEL, -Infinity, context) }), expected)).toBe(true);
  });

  test('is laid out for the calling one where there are no threads, and by whoever scores where he has to', () => {
    const ofOne = compareValues(alone, MODEL, 1);
    expect(ofOne.shared).toMatchObject({ threads: 1 });
    const { shared, packed, programs, table } = compareValues(alone, MODEL, 1, null);
    expect([shared, programs.length, packed.words.length]).toEqual([null, MODEL.comparisons.length, RECORDS * packed.columns.length]);
    expect([table, ofOne.packed]).toEqual([alone.table, packed]);
  });
});

describe('scoring by threads', () => {
  test.each([
    [1, { detail: 'weights', minMatchWeightBits: 1 }],
    [3, { detail: 'levels', minMatchProbability: 0.2, topPerRecord: 2 }],
  ] as const)('gives what the calling thread gives, row by row: %i threads, %j', async (workers, options) => {
    expect(rangesOf(blockRecords(alone, MODEL.blocking, 'dedupe')).length).toBeGreaterThan(1);
    const context = withThreads(pools[workers - 1]!);
    const shared = await prepared(context);
    expect(shared.table.columns[0]!.codes.buffer).toBeInstanceOf(SharedArrayBuffer);
    const expected = await table(alone, options);
    expect(expected.length).toBeGreaterThan(500);
    // As one answer: a difference of thousands of rows says no more than that there is one.
    expect(isDeepStrictEqual(await table(shared, { ...options, context }), expected)).toBe(true);
  });

  test('gives the levels and weights of naive lines', async () => {
    const context = withThreads(pools[1]!);
    const found = await table(await prepared(context), { detail: 'levels', context, minMatchWeightBits: 0 });
    expect(found.length).toBeGreaterThan(600);
    for (let place = 0; place < found.length; place += Math.floor(found.length / 60)) {
      const [, left, , right, bits, , rule, ofFirst, ofCity] = found[place]! as number[];
      const [one, other] = [PEOPLE[left!]!, PEOPLE[right!]!];
      const expected = naiveScore(MODEL, PEOPLE, one, other);
      expect(Math.abs(bits! - expected.bits)).toBeLessThan(1e-9);
      expect([ofFirst, ofCity]).toEqual([expected.levels[0] === 0 ? -1 : 3 - expected.levels[0]!, 1 - expected.levels[1]!]);
      expect(rule).toBe(one['first'] !== null && one['first'] === other['first'] && one['city'] !== other['city'] ? 0 : 1);
    }
  });

  test('tells the same progress and findings at the end', async () => {
    const run = async (records: LinkageRecords, context?: FoldContext): Promise<object> => {
      const told: { progress: ScoreProgress[]; findings: unknown[] } = { progress: [], findings: [] };
      await table(records, { minMatchWeightBits: 1, onProgress: (progress) => told.progress.push(progress), onFindings: (findings) => told.findings.push(findings), ...(context === undefined ? {} : { context }) });
      const last = told.progress.at(-1)!;
      expect(last.done).toBe(last.of);
      expect(told.progress.map(({ done }) => done)).toEqual(told.progress.map(({ done }) => done).toSorted((one, other) => one - other));
      const { done, of, scored, kept } = last;
      return { done, of, scored, kept, parts: told.progress.length, findings: told.findings };
    };
    const context = withThreads(pools[2]!);
    const expected = await run(alone);
    expect(await run(await prepared(context), context)).toEqual(expected);
    expect(expected).toMatchObject({ findings: [{ kept: expect.any(Number) as number }] });
  });

  test('counts the patterns that the calling thread counts', async () => {
    const context = withThreads(pools[1]!);
    const shared = await prepared(context);
    const blocking = MODEL.blocking.map(({ where: _, ...rule }: LinkageModel['blocking'][number] & { where?: unknown }) => rule as LinkageModel['blocking'][number]);
    const counted = (records: LinkageRecords, own?: FoldContext): ReturnType<typeof countPatterns> => countPatterns(
      records, blockRecords(records, blocking, 'dedupe'), compileComparisons(MODEL, records), { termFrequencies: true, ...(own === undefined ? {} : { context: own }) });
    const { rules } = await counted(alone);
    expect((await counted(shared, context)).rules).toEqual(rules);
    // Every pair of a city is counted, once.
    expect(rules.reduce((sum, { counts }) => sum + counts.reduce((more, count) => more + count, 0), 0)).toBeGreaterThan(2 * (RECORDS / 2) * (RECORDS / 2 - 1) / 2 - 1);
  });
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

const WIDE: LinkageModel = {
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

const preparedWide = (inputs: Record<string, Dataset>, context: FoldContext): Promise<LinkageRecords> =>
  prepareRecords(inputs, { rowKey: 'recordId', expressions: collectExpressions(WIDE), unit: 'codePoint', context });

describe('two sources by threads', () => {
  test('give the same pairs, in the same order, whatever order the rows came in', async () => {
    const run = async (records: LinkageRecords, context: FoldContext): Promise<object> => {
      const findings: Findings[] = [];
      const rows = await table(records, { minMatchWeightBits: 2, detail: 'weights', context, onFindings: (found) => findings.push(found) }, WIDE);
      expect(rows.length).toBeGreaterThan(200);
      expect(findings).toMatchObject([{ kept: rows.length }]);
      return { rows, findings };
    };
    const expected = await run(await preparedWide(sources(), IN_MEMORY), IN_MEMORY);
    for (const pool of pools.slice(0, 2)) {
      const { people, others } = sources();
      const found = await run(await preparedWide({ others: await turned(others!), people: await turned(people!) }, withThreads(pool)), withThreads(pool));
      expect(isDeepStrictEqual(found, expected)).toBe(true);
    }
  }, 60_000);

  test('give the same patterns of groups, where a condition of a rule makes the calling thread do all too', async () => {
    const records = await preparedWide(sources(), withThreads(pools[1]!));
    const groups = Uint8Array.from({ length: records.table.records }, (_, record) => record % 5);
    for (const blocking of [WIDE.blocking.slice(1), WIDE.blocking]) {
      const counted = (context: FoldContext) => countPatterns(records, blockRecords(records, blocking, 'linkAndDedupe'), compileComparisons(WIDE, records), { termFrequencies: true, groups, groupCount: 5, context });
      const expected = await counted(IN_MEMORY);
      for (const pool of pools.slice(0, 2)) expect(await counted(withThreads(pool))).toEqual(expected);
    }
  }, 60_000);
});

describe('a run that ends early', () => {
  test('because the best partners of all records need more memory than allowed has scored nothing', async () => {
    const progress: ScoreProgress[] = [];
    const options = (maxMemoryBytes: number): Parameters<typeof scorePairs>[2] => ({ topPerRecord: 2, minMatchWeightBits: 1, context: { ...IN_MEMORY, maxMemoryBytes }, onProgress: (made) => progress.push(made) });
    await expect(table(alone, options(24 * RECORDS - 1))).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT', message: expect.stringContaining(`need ${24 * RECORDS} bytes, expected at most ${24 * RECORDS - 1}`) as string });
    expect(progress).toEqual([]);
    expect((await table(alone, options(24 * RECORDS))).length).toBeGreaterThan(0);
  });

  test.each(['here', 'by threads'])('because nobody reads on frees the threads and tells no findings, %s', async (where) => {
    const context = where === 'here' ? undefined : withThreads(pools[1]!);
    const records = context === undefined ? alone : await prepared(context);
    const findings: unknown[] = [];
    const links = scoreLinks(records, MODEL, { onFindings: (found) => findings.push(found), ...(context === undefined ? {} : { context }) })[Symbol.asyncIterator]();
    expect((await links.next()).value.left.length).toBeGreaterThan(0);
    expect(await links.return!()).toMatchObject({ done: true });
    expect(findings).toEqual([]);
    // The pool is of use still.
    if (context !== undefined) expect((await table(records, { context, minMatchWeightBits: 1 })).length).toBe((await table(alone, { minMatchWeightBits: 1 })).length);
  });

  test.each(['here', 'by threads'])('because it is aborted rejects with the reason, %s', async (where) => {
    const context = where === 'here' ? undefined : withThreads(pools[1]!);
    const records = context === undefined ? alone : await prepared(context);
    const stopped = new AbortController();
    const reason = new Error('enough');
    const read = async (): Promise<void> => {
      for await (const links of scoreLinks(records, MODEL, context === undefined ? {} : { context }, stopped.signal)) {
        expect(links.left.length).toBe(links.bits.length);
        stopped.abort(reason);
      }
    };
    await expect(read()).rejects.toBe(reason);
    const before = scorePairs(records, MODEL).open(AbortSignal.abort(reason));
    await expect(before[Symbol.asyncIterator]().next()).rejects.toBe(reason);
  });

  test('because a measure throws says what was thrown, and a second reading starts afresh', async () => {
    let isBroken = true;
    const fault = new Error('the measure broke');
    const registered = {
      same(left: unknown, right: unknown) {
        if (isBroken) throw fault;
        return left === right ? 1 : 0;
      },
    };
    const when = { kind: 'registered', name: 'same', of: first, atLeast: 1 } as const;
    const own: LinkageModel = { ...MODEL, blocking: [{ on: [{ of: first }] }], comparisons: [{ name: 'own', levels: [{ label: 'same', when, m: 0.9, u: 0.1 }, { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }] }] };
    const pairs = scorePairs(alone, own, { registered });
    await expect(collect(pairs)).rejects.toBe(fault);
    isBroken = false;
    expect((await collect(pairs)).reduce((sum, { numRows }) => sum + numRows, 0)).toBeGreaterThan(100);
  });
});
