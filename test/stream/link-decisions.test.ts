// Tables that are decided on together: read once, however many ports are opened; aborted, broken off and failing readings
// leave nothing open and nothing decided.
import type { RecordBatch } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings, PortsOperator } from '../../src/core/operator.ts';
import { clusterMetrics } from '../../src/link/decide/cluster-metrics.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { computedPorts } from '../../src/link/decide/computed-ports.ts';
import { linkOneToOne } from '../../src/link/decide/link-one-to-one.ts';
import { drawReview } from '../../src/link/evaluate/draw-review.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { clustersOf, pairsOf, rowsOf, schemaOf, tableOf } from '../link/decide-tables.ts';

const LINES = Array.from({ length: 40 }, (_, pair) => `a:${pair} b:${(pair * 7) % 40} ${(pair % 9) - 3}`);
const CUTS = [10, 20, 30];

/** A table that counts how often it is opened and how often it is closed again, and may fail at a batch. */
function watched(table: Dataset, failsAt = Infinity): { readonly table: Dataset; readonly opened: () => number; readonly closed: () => number } {
  let opened = 0;
  let closed = 0;
  return {
    opened: () => opened,
    closed: () => closed,
    table: {
      schema: table.schema,
      async *open(signal) {
        opened++;
        let batches = 0;
        try {
          for await (const batch of table.open(signal)) {
            if (batches++ === failsAt) throw new Error('the disk is gone');
            yield batch;
          }
        } finally {
          closed++;
        }
      },
    },
  };
}

const clusters = clustersOf(Array.from({ length: 40 }, (_, record) => [`a:${record} c${record % 5}`, `b:${record} c${record % 5}`]).flat());
const OPERATORS: readonly (readonly [name: string, operator: PortsOperator, more: Readonly<Record<string, Dataset>>])[] = [
  ['clusterPairs', clusterPairs({ minMatchWeightBits: [0, 2] }), {}],
  ['clusterPairs by best links', clusterPairs({ minMatchWeightBits: 0, bestLinks: { duplicateFree: ['a', 'b'], ties: 'drop' } }), {}],
  ['linkOneToOne', linkOneToOne({ minMatchWeightBits: 0 }), {}],
  ['clusterMetrics', clusterMetrics({ minMatchWeightBits: 0 }), { clusters }],
];

describe.each(OPERATORS)('%s', (_, operator, more) => {
  const connect = (pairs: Dataset, onFindings?: (findings: Findings) => void): Readonly<Record<string, Dataset>> =>
    operator.connect({ pairs, ...more }, { fold: IN_MEMORY, ...(onFindings === undefined ? {} : { onFindings }) });

  test('reads its pairs once for all ports and openings, and tells the same findings each time', async () => {
    const { table, opened, closed } = watched(pairsOf(LINES, CUTS));
    const findings: Findings[] = [];
    const ports = connect(table, (found) => findings.push(found));
    for (const port of Object.values(ports)) await collect(port);
    for (const port of Object.values(ports)) await collect(port);
    expect([opened(), closed()]).toEqual([1, 1]);
    expect(findings.length).toBe(2 * Object.keys(ports).length);
    for (const found of findings) expect(found).toEqual(findings[0]);
  });

  test('reads nothing before a port is opened, and nothing when it is connected', () => {
    const { table, opened } = watched(pairsOf(LINES));
    connect(table);
    expect(opened()).toBe(0);
  });

  test('opens all ports at once without reading twice', async () => {
    const { table, opened } = watched(pairsOf(LINES, CUTS));
    const ports = Object.values(connect(table));
    await Promise.all([...ports, ...ports].map((port) => collect(port)));
    expect(opened()).toBe(1);
  });

  test('starts afresh after a failure, and has closed what failed', async () => {
    const failing = watched(pairsOf(LINES, CUTS), 2);
    const sound = watched(pairsOf(LINES, CUTS));
    let isSound = false;
    const table: Dataset = { schema: failing.table.schema, open: (signal) => (isSound ? sound : failing).table.open(signal) };
    const port = Object.values(connect(table))[0]!;
    await expect(collect(port)).rejects.toThrow('the disk is gone');
    expect(failing.closed()).toBe(1);
    isSound = true;
    const rows = await rowsOf(port);
    expect(rows).toEqual(await rowsOf(Object.values(connect(pairsOf(LINES)))[0]!));
    expect([sound.opened(), sound.closed()]).toEqual([1, 1]);
  });

  test('stops when it is aborted, and whoever waited with the one that aborted is served all the same', async () => {
    const { table, closed } = watched(pairsOf(LINES, CUTS));
    const port = Object.values(connect(table))[0]!;
    await expect(collect(port, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
    const controller = new AbortController();
    const aborted = collect(port, controller.signal);
    const other = collect(port);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    expect((await other).length).toBeGreaterThan(0);
    expect(closed()).toBeGreaterThan(0);
  });

  test('gives batches of one schema, each opening the same rows, and can be broken off', async () => {
    const ports = connect(pairsOf(LINES));
    for (const [name, port] of Object.entries(ports)) {
      const declared = operator.outputSchemas({ pairs: pairsOf(LINES).schema, ...Object.fromEntries(Object.entries(more).map(([at, { schema }]) => [at, schema])) });
      expect(port.schema.fields.map(String)).toEqual(declared[name]!.fields.map(String));
      const first = await rowsOf(port);
      const broken = port.open()[Symbol.asyncIterator]();
      const { value } = (await broken.next()) as IteratorResult<RecordBatch, undefined>;
      if (value !== undefined) expect(value.schema.fields.map(String)).toEqual(port.schema.fields.map(String));
      await broken.return?.();
      expect(await rowsOf(port)).toEqual(first);
    }
  });
});

describe('judging', () => {
  const source = { type: 'utf8', role: 'technical', nullable: false } as const;
  const persons = tableOf(
    schemaOf({ source, rowKey: source, entity: { type: 'int32', role: 'entity' } }),
    Array.from({ length: 40 }, (_, record) => [['a', `${record}`, record % 20], ['b', `${record}`, record % 20]]).flat(),
  );
  const truth = { by: 'entities', table: persons } as const;
  const JUDGES: readonly (readonly [name: string, judge: (pairs: Dataset, signal?: AbortSignal) => Promise<unknown>, readings: number])[] = [
    ['evaluateLinkage', (pairs, signal) => evaluateLinkage({ pairs, truth }, { minMatchWeightBits: 0, linkType: 'link' }, signal), 1],
    ['expectErrors', (pairs, signal) => expectErrors(pairs, { matches: 'scoredPairs' }, signal), 1],
    ['drawReview', (pairs, signal) => drawReview(pairs, { minMatchWeightBits: 0, reviews: 10, seed: 1 }, signal), 2],
    ['listErrors', (pairs, signal) => collect(listErrors({ pairs, truth }, { minMatchWeightBits: 0, linkType: 'link' }), signal), 1],
  ];

  test.each(JUDGES)('%s reads the pairs as often as it says, and closes them', async (_, judge, readings) => {
    const { table, opened, closed } = watched(pairsOf(LINES, CUTS));
    await judge(table);
    expect([opened(), closed()]).toEqual([readings, readings]);
  });

  test.each(JUDGES)('%s passes a failure on, and stops when it is aborted', async (_, judge) => {
    const { table, closed } = watched(pairsOf(LINES, CUTS), 1);
    await expect(judge(table)).rejects.toThrow('the disk is gone');
    expect(closed()).toBe(1);
    await expect(judge(pairsOf(LINES, CUTS), AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

describe('computedPorts', () => {
  const schema = schemaOf({ row: { type: 'int32', role: 'technical' } });

  test('computes when the first port is opened, once', async () => {
    let computed = 0;
    const ports = computedPorts({ one: schema, other: schema }, () => {
      computed++;
      return Promise.resolve({ tables: { one: tableOf(schema, [[1]]), other: fromBatches(schema, []) }, findings: { rows: 1 } });
    });
    expect(computed).toBe(0);
    expect(await rowsOf(ports.other)).toEqual([]);
    expect(await rowsOf(ports.one)).toEqual([[1]]);
    expect(computed).toBe(1);
  });
});
