import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../core/dataset.ts';
import { inputPort } from '../../core/input-port.ts';
import type { PortsOperator } from '../../core/operator.ts';
import { checkClusterOptions, joinRecords, layOutClusters, type CheckedClusterOptions, type ClusterOptions } from './cluster-links.ts';
import { computedPorts, type ComputedTables } from './computed-ports.ts';
import { checkEarlier, clustersSchema, readEarlier, retiredSchema } from './earlier-clusters.ts';
import { byOrdinal } from './named-groups.ts';
import { checkRecordColumns, numberRecords, readColumns } from './named-records.ts';
import { checkPairs, pairsTable, readLinks } from './pair-columns.ts';

/**
 * Puts the records of weighted pairs into clusters: {@link clusterLinks} on tables.
 *
 * Ports in: `pairs` (`leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits`); where there are, `records`
 * (`source`, `rowKey`), without which records that no pair names have no cluster, and `earlierClusters` and `retiredClusters`,
 * what came out of `clusters` and `retired` before. Every record that one of these tables
 * names has a row; where `records` is given, none has that only an earlier run knows. Ports out:
 * `clusters` (`source`, `rowKey`, `cluster`; with several cuts a column for each) and `retired` (`cluster`, `into`).
 *
 * Passes: 1 over each table, at the first opening of either port. Memory class `records`: the row keys, about 50 bytes a
 * record, and 4 for each cut; with `bestLinks`, or `keep`, 36 bytes for each link at or above the least cut. Order: rows by
 * source and row key, whatever the order of the pairs. Reveals: which rows are one person, by names made of row keys.
 *
 * @param options - see {@link ClusterOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @example
 * clusterPairs({ minMatchWeightBits: [2, 6.5] });
 */
export function clusterPairs(options: ClusterOptions): PortsOperator {
  const hasEarlier = (inputs: Readonly<Record<string, unknown>>): boolean => inputs['earlierClusters'] !== undefined;
  // What is wrong whatever the tables is told at once.
  checkClusterOptions(options, options.earlierClusters !== undefined);
  return {
    kind: 'ports',
    name: 'clusterPairs',
    memory: { grows: 'records', formula: 'the row keys, 50 bytes per record and 4 for each cut; with bestLinks or kept clusters, 36 bytes per link' },
    outputSchemas(inputs) {
      checkInputs(inputs);
      return schemasOf(inputs, checkClusterOptions(options, hasEarlier(inputs)));
    },
    connect(inputs, { onFindings }) {
      const schemas = Object.fromEntries(Object.entries(inputs).map(([port, { schema }]) => [port, schema]));
      checkInputs(schemas);
      const checked = checkClusterOptions(options, hasEarlier(inputs));
      return computedPorts(schemasOf(schemas, checked), (signal) => decide(inputs, checked, signal), onFindings);
    },
  };
}

function checkInputs(inputs: Readonly<Record<string, Schema>>): void {
  const pairs = inputPort(inputs, 'pairs');
  const { records, earlierClusters, retiredClusters } = inputs;
  checkPairs(pairs, 'pairs');
  if (earlierClusters !== undefined) checkEarlier(earlierClusters, retiredClusters);
  const named = Object.entries({ records, earlierClusters }).flatMap(([port, schema]) => (schema === undefined ? [] : [{ port, schema, sources: ['source'], rowKeys: ['rowKey'] }]));
  checkRecordColumns([pairsTable('pairs', pairs), ...named]);
}

function schemasOf(inputs: Readonly<Record<string, Schema>>, { cuts }: CheckedClusterOptions): { readonly clusters: Schema; readonly retired: Schema } {
  const rowKey = inputPort(inputs, 'pairs').fields.find(({ name }) => name === 'leftRowKey')!;
  return { clusters: clustersSchema(rowKey, cuts.length === 1 ? ['cluster'] : cuts.map((bits) => `cluster_${bits}`)), retired: retiredSchema(rowKey) };
}

async function decide(inputs: Readonly<Record<string, Dataset>>, checked: CheckedClusterOptions, signal?: AbortSignal): Promise<ComputedTables<'clusters' | 'retired'>> {
  const pairs = inputPort(inputs, 'pairs');
  const { records, earlierClusters, retiredClusters } = inputs;
  const numbers = numberRecords();
  // Where it is said which records there are, one that only an earlier run knows has gone, and gets no row again.
  const everKnown = records === undefined ? numbers : numberRecords();
  if (records !== undefined) {
    for await (const { column } of readColumns(records, 'records', ['source', 'rowKey'], signal)) for (const each of [numbers, everKnown]) each.number(column('source'), column('rowKey'));
  }
  const read = earlierClusters === undefined ? null : await readEarlier({ clusters: earlierClusters, ...(retiredClusters === undefined ? {} : { retired: retiredClusters }) }, everKnown, signal);
  const earlier = read === null || records === undefined ? read : { ...read, clusterOf: read.clusterOf.slice(0, numbers.size) };
  let ordered: ReturnType<typeof numbers.finish> | undefined;
  const joined = await joinRecords(readLinks(pairs, 'pairs', numbers, signal), checked, () => numbers.size, earlier?.clusterOf ?? null, () => {
    ordered = numbers.finish();
    return { named: ordered.records, ordinalOf: ordered.ordinalOf };
  });
  const { records: named, ordinalOf } = ordered!;
  const rowKey = pairs.schema.fields.find(({ name }) => name === 'leftRowKey')!;
  const known = earlier === null ? null : { clusters: earlier, clusterOf: byOrdinal(earlier.clusterOf, ordinalOf) };
  const { clusters, retired, findings } = layOutClusters(joined, named, rowKey, checked, known);
  return { tables: { clusters, retired }, findings };
}
