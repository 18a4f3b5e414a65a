// Single best links that Splink 4.0.16 recorded (test/link/fixtures): three sources, each taken to hold a person once.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { describeWithData, sharedData } from '../shared-data.ts';
import { runPorts, schemaOf, tableOf, type Row } from './decide-tables.ts';
import { readSplinkModel } from './read-splink-model.ts';

const NAMES = ['first_name', 'surname', 'dob', 'city', 'email'];
const SCHEMA = schemaOf({ unique_id: { type: 'utf8', role: 'technical', nullable: false }, ...Object.fromEntries(NAMES.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])) });
const SOURCES = ['part_0', 'part_1', 'part_2'];

const rowsIn = (path: string | URL): Record<string, string>[] => parse(readFileSync(path), { columns: true });

describeWithData('best links on fake_1000 in three sources', 'linkage/splink/fake_1000.csv', (path) => {
  // Splink names records by text, so that row keys are texts here too; a record that has no partner is alone.
  const pairs = async (): Promise<Dataset> => {
    const rows = rowsIn(path).map((row): Row => [row['unique_id']!, ...NAMES.map((name) => (row[name] === '' ? null : row[name]!))]);
    const inputs = Object.fromEntries(SOURCES.map((source, part) => [source, tableOf(SCHEMA, rows.filter(([id]) => Number(id) % 3 === part))]));
    const model = { ...readSplinkModel(sharedData('linkage/splink/models/saved_model_from_demo.v4.0.16.json')!), linkType: 'link' as const };
    const records = await prepareRecords(inputs, { rowKey: 'unique_id', expressions: collectExpressions(model), unit: model.unit });
    return scorePairs(records, model);
  };
  const clustersOf = (lines: readonly (readonly [record: string, cluster: string])[]): string[] => {
    const byCluster = new Map<string, string[]>();
    for (const [record, cluster] of lines) byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), record]);
    return [...byCluster.values()].filter((records) => records.length > 1).map((records) => records.sort().join(' ')).sort();
  };

  test.each([['lowestRowKey', 'lowest_id'], ['drop', 'drop']] as const)('with ties %s are those of Splink', async (ties, name) => {
    const { tables } = await runPorts(clusterPairs({ minMatchWeightBits: 0, bestLinks: { duplicateFree: SOURCES, ties } }), { pairs: await pairs() });
    const found = clustersOf(tables['clusters']!.map((line) => [line.split(' ').slice(0, 2).join(':'), line.split(' ')[2]!]));
    const recorded = clustersOf(rowsIn(new URL(`fixtures/fake_1000.best_links.${name}.csv`, import.meta.url)).map((row) => [`${row['source_dataset']!}:${row['unique_id']!}`, row['cluster_id']!]));
    expect(found).toEqual(recorded);
  });
});
