// Any options on any tables: what is made of them is a table, or an error of ours that shows no value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import type { PortsOperator } from '../../src/core/operator.ts';
import { clusterMetrics } from '../../src/link/decide/cluster-metrics.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { linkOneToOne } from '../../src/link/decide/link-one-to-one.ts';
import { drawReview } from '../../src/link/evaluate/draw-review.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { estimateReview } from '../../src/link/evaluate/read-review.ts';
import { CLUSTERS, PAIRS, RECORDS, RETIRED, rowsOf, runPorts, schemaOf, tableOf, type Row } from './decide-tables.ts';

/** A marker that no error may show. */
const MARK = 'ZZ7QX9ZZ';
const text = fc.oneof({ weight: 60, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', MARK, '') }, fc.constant(null));
const weight = fc.oneof(
  { weight: 60, arbitrary: fc.double({ min: -40, max: 40, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e308, 5e-324, null) },
);
const name = fc.oneof({ weight: 80, arbitrary: fc.constantFrom('s', 't') }, fc.constantFrom(null, '', `${MARK}:x`));
const cuts = fc.array(fc.nat(12), { maxLength: 4 });
const tables = {
  pairs: fc.tuple(fc.array(fc.tuple(name, text, name, text, weight), { maxLength: 8 }), cuts).map(([rows, at]) => tableOf(PAIRS, rows as Row[], at)),
  records: fc.array(fc.tuple(name, text), { maxLength: 6 }).map((rows) => tableOf(RECORDS, rows as Row[])),
  clusters: fc.array(fc.tuple(name, text, text), { maxLength: 6 }).map((rows) => tableOf(CLUSTERS, rows as Row[])),
  retired: fc.array(fc.tuple(text, text), { maxLength: 4 }).map((rows) => tableOf(RETIRED, rows as Row[])),
};
const bits = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -20, max: 20 }) }, fc.constantFrom(-Infinity, Infinity, NaN, 0.5));

/** Runs something that may fail, in one of our ways, without showing a value. */
async function failsWell(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof PlanError || error instanceof DataError)) throw error;
    expect(`${error.message} ${JSON.stringify(error)} ${String(error.stack)}`).not.toContain(MARK);
    return false;
  }
}

const pick = <Key extends string>(all: Readonly<Record<Key, Dataset>>, present: readonly boolean[]): Record<string, Dataset> =>
  Object.fromEntries(Object.entries<Dataset>(all).filter((_, index) => index === 0 || present[index] === true));

describe('operators on any tables', () => {
  test('clusterPairs gives clusters of all records, or says what is wrong', async () => {
    let successes = 0;
    await fc.assert(fc.asyncProperty(
      tables.pairs, tables.records, tables.clusters, tables.retired, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.oneof(bits, fc.array(bits, { maxLength: 3 })), fc.constantFrom(undefined, 'anew', 'merge', 'keep'),
      fc.constantFrom(undefined, { duplicateFree: ['s'], ties: 'drop' }, { duplicateFree: ['s', 't'], ties: 'lowestRowKey' }),
      async (pairs, records, earlierClusters, retiredClusters, present, minMatchWeightBits, mode, bestLinks) => {
        const inputs = pick({ pairs, records, earlierClusters, retiredClusters }, present);
        const options = { minMatchWeightBits, ...(mode === undefined ? {} : { earlierClusters: mode }), ...(bestLinks === undefined ? {} : { bestLinks }) };
        const isSound = await failsWell(async () => {
          const { tables: found, findings } = await runPorts(clusterPairs(options as never), inputs);
          expect(found['clusters']!.length).toBe(findings['records']);
          expect(new Set(found['clusters']!.map((line) => line.split(' ').slice(0, 2).join(' '))).size).toBe(found['clusters']!.length);
        });
        if (isSound) successes++;
      },
    ), { numRuns: 300 });
    expect(successes).toBeGreaterThan(10);
  });

  test.each<readonly [string, (cut: number) => PortsOperator]>([
    ['linkOneToOne', (minMatchWeightBits) => linkOneToOne({ minMatchWeightBits, maxComponentLinks: 4 })],
    ['clusterMetrics', (minMatchWeightBits) => clusterMetrics({ minMatchWeightBits })],
  ])('%s gives tables, or says what is wrong', async (_, operator) => {
    await fc.assert(fc.asyncProperty(tables.pairs, tables.clusters, bits, async (pairs, clusters, cut) => {
      await failsWell(() => runPorts(operator(cut), { pairs, clusters }));
    }), { numRuns: 200 });
  });

  test('ports that hold other tables are refused before a row is read', async () => {
    const unreadable = (table: Dataset): Dataset => ({ schema: table.schema, open: () => expect.fail('a row was read') as never });
    for (const pairs of [RECORDS, CLUSTERS, RETIRED].map((schema) => unreadable(tableOf(schema, [])))) {
      for (const operator of [clusterPairs({ minMatchWeightBits: 0 }), linkOneToOne({ minMatchWeightBits: 0 }), clusterMetrics({ minMatchWeightBits: 0 })]) {
        await expect(runPorts(operator, { pairs, clusters: tableOf(CLUSTERS, []) })).rejects.toThrow(PlanError);
      }
    }
  });
});

describe('judgements of any tables', () => {
  const source = { type: 'utf8', role: 'technical' } as const;
  const persons = schemaOf({ source, rowKey: source, entity: { type: 'utf8', role: 'entity' } });
  const labels = schemaOf({ leftSource: source, leftRowKey: source, rightSource: source, rightRowKey: source, isMatch: { type: 'bool', role: 'attribute' } });
  const truths = fc.oneof(
    fc.array(fc.tuple(name, text, text), { maxLength: 8 }).map((rows) => ({ by: 'entities', table: tableOf(persons, rows as Row[]) }) as const),
    fc.array(fc.tuple(name, text, name, text, fc.option(fc.boolean(), { freq: 8 })), { maxLength: 6 }).map((rows) => ({ by: 'pairs', table: tableOf(labels, rows as Row[]) }) as const),
  );

  test('add up, or are refused', async () => {
    await fc.assert(fc.asyncProperty(tables.pairs, truths, bits, fc.constantFrom('dedupe' as const, 'link' as const), fc.constantFrom(0, 5), async (pairs, truth, cut, linkType, groups) => {
      await failsWell(async () => {
        const options = { minMatchWeightBits: cut, linkType, groups };
        const found = await evaluateLinkage({ pairs, truth }, options);
        const [at] = found.cuts;
        expect(at!.truePositives + at!.falseNegatives).toBe(found.totals.matches);
        expect(at!.falsePositives + at!.trueNegatives).toBe(found.totals.others);
        expect(at!.truePositives + at!.belowCut + found.lostToBlocking).toBe(found.totals.matches);
        expect(found.scored.pairs).toBeLessThanOrEqual(found.totals.matches + found.totals.others);
        const errors = await rowsOf(listErrors({ pairs, truth }, options));
        expect(errors.length).toBe(at!.falsePositives + at!.falseNegatives);
      });
    }), { numRuns: 300 });
  });

  test('without labels are shares, or refused', async () => {
    await fc.assert(fc.asyncProperty(tables.pairs, fc.nat(20), async (pairs, expected) => {
      await failsWell(async () => {
        const { table } = await expectErrors(pairs, { matches: { allPairs: 20, prior: expected / 20 } });
        for (const [, links, matches, discovery, negative, f1] of await rowsOf(table)) {
          expect(Number(matches)).toBeLessThanOrEqual(Number(links) * (1 + 1e-12));
          for (const share of [discovery, negative, f1]) if (share !== null) expect(Number(share)).toBeGreaterThanOrEqual(0);
          for (const share of [discovery, negative, f1]) if (share !== null) expect(Number(share)).toBeLessThanOrEqual(1 + 1e-12);
        }
      });
    }), { numRuns: 150 });
  });

  test('by people are drawn and read back, or refused', async () => {
    await fc.assert(fc.asyncProperty(tables.pairs, bits, fc.integer({ min: 0, max: 9 }), fc.constantFrom(0, 0.5), async (pairs, cut, reviews, trainShare) => {
      await failsWell(async () => {
        const { table, design } = await drawReview(pairs, { minMatchWeightBits: cut, reviews, seed: 3, trainShare, strata: 3 });
        const rows = await rowsOf(table);
        expect(rows.length).toBe(design.strata.reduce((sum, { drawn }) => sum + drawn, 0));
        const filled = tableOf(table.schema, rows.map((row, index) => [...row.slice(0, -1), index % 2 === 0]));
        const { matches, precision, recall } = await estimateReview(filled, cut);
        expect(matches).toBeGreaterThanOrEqual(0);
        for (const interval of [precision, recall]) {
          if (interval === null) continue;
          expect(interval.low).toBeLessThanOrEqual(interval.estimate);
          expect(interval.high).toBeGreaterThanOrEqual(interval.estimate);
        }
      });
    }), { numRuns: 150 });
  });
});
