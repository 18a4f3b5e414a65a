import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { clusterMetrics } from '../../src/link/decide/cluster-metrics.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { clustersOf, pairsOf, runPorts, schemaOf, shuffled, tableOf } from './decide-tables.ts';

describe('clusterMetrics', () => {
  test('tells of each cluster its size, links, bridges, density and centralisation, and of each record its degree', async () => {
    const clusters = clustersOf(['a x', 'b x', 'c x', 'd x', 'e y', 'f y', 'g z']);
    const pairs = ['a b 5', 'b c 5', 'a c 5', 'c d 5', 'e f 3', 'f g 9', 'd g 0'];
    const { tables, findings } = await runPorts(clusterMetrics({ minMatchWeightBits: 2 }), { clusters, pairs: pairsOf(pairs) });
    expect(tables['clusters']).toEqual([`x 4 4 1 ${8 / 12} ${4 / 6}`, 'y 2 1 1 1 null', 'z 1 0 0 null null']);
    expect(tables['records']).toEqual([`s a x 2 ${2 / 3}`, `s b x 2 ${2 / 3}`, 's c x 3 1', `s d x 1 ${1 / 3}`, 's e y 1 1', 's f y 1 1', 's g z 0 0']);
    expect(tables['links']).toEqual(['s a s b 5 false', 's a s c 5 false', 's b s c 5 false', 's c s d 5 true', 's e s f 3 true']);
    expect(findings).toEqual({ records: 7, clusters: 3, links: 5, bridges: 2 });
    expect((await runPorts(clusterMetrics({ minMatchWeightBits: 2 }), { clusters, pairs: pairsOf(shuffled(pairs, 3), [2, 2, 5]) })).tables).toEqual(tables);
  });

  test('of nothing is nothing, and records that only pairs name have no row', async () => {
    expect((await runPorts(clusterMetrics({ minMatchWeightBits: 0 }), { clusters: clustersOf([]), pairs: pairsOf([]) })).tables).toEqual({ clusters: [], records: [], links: [] });
    expect((await runPorts(clusterMetrics({ minMatchWeightBits: 0 }), { clusters: clustersOf(['a a']), pairs: pairsOf(['a b 3']) })).tables).toMatchObject({ records: ['s a a 0 0'], links: [] });
  });

  test('refuses tables and options that do not fit', () => {
    expect(() => clusterMetrics({ minMatchWeightBits: 0 }).outputSchemas({ clusters: pairsOf([]).schema, pairs: pairsOf([]).schema })).toThrow(/unknown column "source"/);
    expect(() => clusterMetrics({} as never)).toThrow(/minMatchWeightBits/);
  });
});

// Recorded output of Splink 4.0.16: see test/link/fixtures/PROVENANCE.md.
const fixture = (name: string): Record<string, string>[] => {
  const [head, ...rows] = readFileSync(new URL(`fixtures/fake_1000.${name}.csv`, import.meta.url), 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head!.map((column, index) => [column, row[index]!])));
};
const NUMBER = { type: 'int32', role: 'technical', nullable: false } as const;
const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const scored = (): Dataset => tableOf(
  schemaOf({ leftSource: SOURCE, leftRowKey: NUMBER, rightSource: SOURCE, rightRowKey: NUMBER, matchWeightBits: { type: 'float64', role: 'attribute' } }),
  fixture('v4.pairs').map((row) => ['fake', Number(row['unique_id_l']), 'fake', Number(row['unique_id_r']), Number(row['match_weight'])]),
);
const everyRecord = (): Dataset => tableOf(schemaOf({ source: SOURCE, rowKey: NUMBER }), fixture('clustered').map((row) => ['fake', Number(row['unique_id'])]));
const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));

describe('on the pairs that Splink recorded', () => {
  test('clusters are those of Splink at six cuts, in one pass', async () => {
    const cuts = ['0.05', '0.5', '0.9', '0.95', '0.99', '0.9999'];
    const { tables } = await runPorts(clusterPairs({ minMatchWeightBits: cuts.map((cut) => bitsOf(Number(cut))) }), { pairs: scored(), records: everyRecord() });
    expect(tables['clusters']).toEqual(fixture('clustered').map((row) => ['fake', row['unique_id'], ...cuts.map((cut) => row[cut])].join(' ')));
  });

  test('metrics are those of Splink at probability 0.95', async () => {
    const bits = bitsOf(0.95);
    const { clusters } = clusterPairs({ minMatchWeightBits: bits }).connect({ pairs: scored() }, { fold: { spill: null, maxMemoryBytes: 2 ** 30 } });
    const { tables } = await runPorts(clusterMetrics({ minMatchWeightBits: bits }), { pairs: scored(), clusters: clusters! });
    const linked = new Map(tables['records']!.map((line) => [line.split(' ')[1]!, line.split(' ')]));
    for (const node of fixture('nodes')) {
      const [, , cluster, degree, centrality] = linked.get(node['unique_id']!)!;
      expect([cluster, degree]).toEqual([node['cluster_id'], node['node_degree']]);
      expect(Number(centrality)).toBeCloseTo(Number(node['node_centrality']), 12);
    }
    const byName = new Map(tables['clusters']!.map((line) => [line.split(' ')[0]!, line.split(' ')]));
    for (const row of fixture('clusters')) {
      const [, records, links, , density, centralisation] = byName.get(row['cluster_id']!)!;
      expect([records, links].map(Number)).toEqual([Number(row['n_nodes']), Number(row['n_edges'])]);
      expect(Number(density)).toBeCloseTo(Number(row['density']), 12);
      expect(centralisation === 'null' ? '' : Number(centralisation)).toEqual(row['cluster_centralisation'] === '' ? '' : expect.closeTo(Number(row['cluster_centralisation']), 12));
    }
    const bridges = tables['links']!.map((line) => line.split(' ')).map((part) => `${part[1]} ${part[3]} ${part[5]}`);
    expect(bridges).toEqual(fixture('edges').map((row) => `${row['unique_id_l']} ${row['unique_id_r']} ${row['is_bridge']}`).sort((left, right) => Number(left.split(' ')[0]) - Number(right.split(' ')[0]) || Number(left.split(' ')[1]) - Number(right.split(' ')[1])));
  });
});
