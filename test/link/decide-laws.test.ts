// Laws that tie the tables of decisions to each other and to those of evaluation.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { clusterMetrics } from '../../src/link/decide/cluster-metrics.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { linkOneToOne } from '../../src/link/decide/link-one-to-one.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { clustersOf, nameOf, pairsOf, RECORDS, RETIRED, rowsOf, runPorts, schemaOf, tableOf } from './decide-tables.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const ENTITIES = schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'utf8', role: 'entity' } });

/** Pairs of distinct records with a weight, each pair once, written `left right bits`. */
const somePairs = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: -4, max: 6 })).filter(([left, right]) => left < right), { maxLength: 14, selector: ([left, right]) => `${left} ${right}` })
  .map((pairs) => pairs.map(([left, right, bits]) => `${NAMES[left]} ${NAMES[right]} ${bits}`));
const records = tableOf(RECORDS, NAMES.map(nameOf));
const asTable = (lines: readonly string[]): Dataset => clustersOf(lines.map((line) => line.split(' ').slice(1).join(' ')));

describe('clusters from run to run', () => {
  test('never give a name that has retired, nor one name to two clusters, over four runs', async () => {
    await fc.assert(fc.asyncProperty(fc.array(somePairs, { minLength: 4, maxLength: 4 }), async (runs) => {
      let earlier: Dataset = clustersOf([]);
      let retired: string[][] = [];
      for (const pairs of runs) {
        const { tables, findings } = await runPorts(clusterPairs({ minMatchWeightBits: 0 }), {
          pairs: pairsOf(pairs), records, earlierClusters: earlier, retiredClusters: tableOf(RETIRED, retired.map(([cluster, into]) => [cluster!, into === 'null' ? null : into!])),
        });
        const names = new Set(tables['clusters']!.map((line) => line.split(' ')[2]!));
        expect((findings['cuts'] as readonly { readonly clusters: number }[])[0]!.clusters).toBe(names.size);
        const gone = tables['retired']!.map((line) => line.split(' '));
        for (const [name] of gone) expect(names.has(name!)).toBe(false);
        for (const [name] of retired) expect(gone.map(([one]) => one)).toContain(name);
        // Names are in order, and what each went into was a name once.
        expect(gone.map(([name]) => name!)).toEqual(gone.map(([name]) => name!).toSorted((left, right) => (left < right ? -1 : 1)));
        earlier = asTable(tables['clusters']!);
        retired = gone;
      }
    }), { numRuns: 15 });
  });

  test('hold the same records together whether there were clusters before or not', async () => {
    const partition = (lines: readonly string[]): string[] => {
      const members = new Map<string, string[]>();
      for (const line of lines) members.set(line.split(' ')[2]!, [...(members.get(line.split(' ')[2]!) ?? []), line.split(' ')[1]!]);
      return [...members.values()].map((some) => some.join()).sort();
    };
    await fc.assert(fc.asyncProperty(somePairs, somePairs, async (before, now) => {
      const first = await runPorts(clusterPairs({ minMatchWeightBits: 1 }), { pairs: pairsOf(before), records });
      const fresh = await runPorts(clusterPairs({ minMatchWeightBits: 1 }), { pairs: pairsOf(now), records });
      const again = await runPorts(clusterPairs({ minMatchWeightBits: 1, earlierClusters: 'anew' }), { pairs: pairsOf(now), records, earlierClusters: asTable(first.tables['clusters']!) });
      expect(partition(again.tables['clusters']!)).toEqual(partition(fresh.tables['clusters']!));
    }), { numRuns: 15 });
  });

  test('at several cuts are those of each cut alone', async () => {
    await fc.assert(fc.asyncProperty(somePairs, async (pairs) => {
      const together = (await runPorts(clusterPairs({ minMatchWeightBits: [3, -2, 0.5] }), { pairs: pairsOf(pairs), records })).tables['clusters']!;
      for (const [index, cut] of [3, -2, 0.5].entries()) {
        const alone = (await runPorts(clusterPairs({ minMatchWeightBits: cut }), { pairs: pairsOf(pairs), records })).tables['clusters']!;
        expect(together.map((line) => line.split(' ')[2 + index])).toEqual(alone.map((line) => line.split(' ')[2]));
      }
    }), { numRuns: 15 });
  });
});

describe('metrics of clusters', () => {
  test('add up: records, links and bridges by cluster are those of the records and of the links', async () => {
    await fc.assert(fc.asyncProperty(somePairs, async (pairs) => {
      const { tables: { clusters } } = await runPorts(clusterPairs({ minMatchWeightBits: 0 }), { pairs: pairsOf(pairs), records });
      const { tables, findings } = await runPorts(clusterMetrics({ minMatchWeightBits: 0 }), { pairs: pairsOf(pairs), clusters: asTable(clusters!) });
      const total = (table: string, column: number): number => tables[table]!.reduce((sum, line) => sum + Number(line.split(' ')[column]), 0);
      expect(total('clusters', 1)).toBe(NAMES.length);
      expect(total('clusters', 2)).toBe(tables['links']!.length);
      expect(total('records', 3)).toBe(2 * tables['links']!.length);
      expect(total('clusters', 3)).toBe(tables['links']!.filter((line) => line.endsWith('true')).length);
      expect(findings).toEqual({ records: NAMES.length, clusters: tables['clusters']!.length, links: total('clusters', 2), bridges: total('clusters', 3) });
      // A connected cluster of n records has n − 1 links at least, and no more bridges than that.
      for (const line of tables['clusters']!) {
        const [size, links, bridges] = line.split(' ').slice(1, 4).map(Number) as [number, number, number];
        expect(links).toBeGreaterThanOrEqual(size - 1);
        expect(bridges).toBeLessThanOrEqual(size - 1);
        expect(bridges === size - 1).toBe(links === size - 1);
      }
    }), { numRuns: 25 });
  });
});

describe('errors that are listed', () => {
  test('are as many as those that are counted, for each reason', async () => {
    await fc.assert(fc.asyncProperty(somePairs, fc.array(fc.constantFrom('x', 'y', 'z', null), { minLength: 8, maxLength: 8 }), fc.integer({ min: -4, max: 6 }), async (lines, persons, cut) => {
      const truth = { by: 'entities', table: tableOf(ENTITIES, NAMES.map((name, index) => ['s', name, persons[index]!])) } as const;
      const found = await evaluateLinkage({ pairs: pairsOf(lines), truth }, { minMatchWeightBits: cut, linkType: 'dedupe', groups: 0, minBinPairs: 1 });
      const reasons = (await rowsOf(listErrors({ pairs: pairsOf(lines), truth }, { minMatchWeightBits: cut, linkType: 'dedupe' }))).map((row) => row.at(-1));
      const count = (reason: string): number => reasons.filter((one) => one === reason).length;
      expect([count('falsePositive'), count('belowCut'), count('lostToBlocking')]).toEqual([found.cuts[0]!.falsePositives, found.cuts[0]!.belowCut, found.lostToBlocking]);
      expect(found.cuts[0]!.falseNegatives).toBe(found.cuts[0]!.belowCut + found.lostToBlocking);
    }), { numRuns: 25 });
  });
});

test('one-to-one links of pairs turned round are the same links', async () => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 900 })), { maxLength: 15, selector: ([left, right]) => `${left} ${right}` }), async (pairs) => {
    const run = async (lines: readonly string[]): Promise<string[]> => (await runPorts(linkOneToOne({ minMatchWeightBits: 0 }), { pairs: pairsOf(lines) })).tables['links']!;
    const forth = await run(pairs.map(([left, right, bits]) => `l:${left} r:${right} ${bits}`));
    expect(await run(pairs.map(([left, right, bits]) => `r:${right} l:${left} ${bits}`))).toEqual(forth);
    for (const side of [1, 3]) expect(new Set(forth.map((line) => line.split(' ')[side])).size).toBe(forth.length);
  }), { numRuns: 25 });
});
