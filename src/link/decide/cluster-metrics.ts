import type { Field, Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeSchema } from '../../core/arrow.ts';
import type { Float64Column, Int32Column, TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { declareField } from '../../core/field.ts';
import { inputPort } from '../../core/input-port.ts';
import type { PortsOperator } from '../../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { takeRows } from '../../core/slice.ts';
import { findBridges } from '../kernel/decide/bridges.ts';
import { clusterShapes, countDegrees } from '../kernel/decide/cluster-shapes.ts';
import { joinLinks, takeLinks, type Links } from '../kernel/decide/links.ts';
import { orderByWords } from '../kernel/decide/order-by-words.ts';
import { computedPorts, type ComputedTables } from './computed-ports.ts';
import { clustersSchema } from './earlier-clusters.ts';
import { byOrdinal, checkGroups, leastMembers, readGroups } from './named-groups.ts';
import { checkRecordColumns, numberRecords, type NamedRecords } from './named-records.ts';
import { floatColumn, integerColumn, truthColumn } from './number-columns.ts';
import { checkPairs, inBatches, linksTable, namesOf, PAIR_BITS, pairFields, pairsTable, readLinks } from './pair-columns.ts';

/** Options of {@link clusterMetrics}. */
export interface ClusterMetricsOptions {
  /** Least weight of the links that count, in bits. */
  readonly minMatchWeightBits: number;
}

/** Checks {@link ClusterMetricsOptions}. */
export const clusterMetricsOptions: OptionsSchema<ClusterMetricsOptions> = z.strictObject({ minMatchWeightBits: z.number() });

const FIGURES: readonly Field[] = [
  ...['records', 'links', 'bridges'].map((name) => declareField(name, { type: 'int32', role: 'attribute', nullable: false })),
  ...['density', 'centralisation'].map((name) => declareField(name, { type: 'float64', role: 'attribute' })),
];
const DEGREE = declareField('degree', { type: 'int32', role: 'attribute', nullable: false });
const CENTRALITY = declareField('centrality', { type: 'float64', role: 'attribute', nullable: false });
const BITS = declareField(PAIR_BITS, { type: 'float64', role: 'attribute', nullable: false });
const IS_BRIDGE = declareField('isBridge', { type: 'bool', role: 'attribute', nullable: false });

/**
 * Describes how clusters hang together: which are doubtful shows in a low density, and in links without which they would
 * fall apart.
 *
 * Ports in: `pairs` and `clusters`, as they came from scoring and clustering. Ports out: `clusters` (`cluster`, `records`,
 * `links`, `bridges`, `density`, null for one record, `centralisation`, null for fewer than three), by name; `records`
 * (`source`, `rowKey`, `cluster`, `degree`, `centrality`: links over those the record could have); `links` (the pairs at or
 * above the cut within a cluster, and `isBridge`). Findings: records, links and bridges.
 *
 * Passes: 1 over each table, at the first opening of any port. Memory: 36 bytes for each link at or above the cut, 24 more
 * while bridges are found, and about 60 bytes a record. Order: by name, or source and row key, whatever the input's.
 *
 * @param options - see {@link ClusterMetricsOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on tables without such columns.
 * @see https://github.com/moj-analytical-services/splink/blob/v4.0.16/splink/internals/graph_metrics.py
 * @example
 * clusterMetrics({ minMatchWeightBits: 4 });
 */
export function clusterMetrics(options: ClusterMetricsOptions): PortsOperator {
  const { minMatchWeightBits } = checkOptions(clusterMetricsOptions, options);
  return {
    kind: 'ports',
    name: 'clusterMetrics',
    memory: { grows: 'value pairs', formula: '60 bytes per link at or above the cut and 60 bytes per record' },
    outputSchemas: (inputs) => schemasOf(inputPort(inputs, 'pairs'), inputPort(inputs, 'clusters')),
    connect(inputs, { onFindings }) {
      const pairs = inputPort(inputs, 'pairs');
      const clusters = inputPort(inputs, 'clusters');
      return computedPorts(schemasOf(pairs.schema, clusters.schema), (signal) => measure(pairs, clusters, minMatchWeightBits, signal), onFindings);
    },
  };
}

function schemasOf(pairs: Schema, clusters: Schema): Readonly<Record<'clusters' | 'records' | 'links', Schema>> {
  checkPairs(pairs, 'pairs');
  checkRecordColumns([pairsTable('pairs', pairs), { port: 'clusters', schema: clusters, sources: ['source'], rowKeys: ['rowKey'] }]);
  checkGroups(clusters, 'clusters', 'cluster');
  const rowKey = pairs.fields.find(({ name }) => name === 'leftRowKey')!;
  const [source, recordKey, cluster] = clustersSchema(rowKey, ['cluster']).fields;
  return {
    clusters: makeSchema([cluster!, ...FIGURES]),
    records: makeSchema([source!, recordKey!, cluster!, DEGREE, CENTRALITY]),
    links: makeSchema([...pairFields(rowKey), BITS, IS_BRIDGE]),
  };
}

async function measure(pairs: Dataset, clusters: Dataset, minBits: number, signal?: AbortSignal): Promise<ComputedTables<'clusters' | 'records' | 'links'>> {
  const numbers = numberRecords();
  const { names, groupOf } = await readGroups(clusters, 'clusters', 'cluster', numbers, signal);
  const held: Links[] = [];
  for await (const chunk of readLinks(pairs, 'pairs', numbers, signal)) held.push(takeLinks(chunk, minBits));
  const { records, ordinalOf } = numbers.finish();
  const nameOf = byOrdinal(groupOf, ordinalOf);
  const clusterOf = leastMembers(nameOf);
  const links = withinClusters(joinLinks(held), ordinalOf, clusterOf);
  const degree = new Uint32Array(records.records);
  countDegrees(clusterOf, links, minBits, degree);
  const isBridge = findBridges(records.records, links.left, links.right);
  const schemas = schemasOf(pairs.schema, clusters.schema);
  const rowKey = pairs.schema.fields.find(({ name }) => name === 'leftRowKey')!;
  return {
    tables: {
      clusters: shapesTable(schemas.clusters, names, nameOf, clusterOf, degree, countBridges(links, isBridge, nameOf, names.rows)),
      records: recordsTable(schemas.records, records, names, nameOf, degree),
      links: linksTable(records, rowKey, links, [{ field: BITS, column: floatColumn(links.bits) }, { field: IS_BRIDGE, column: truthColumn(isBridge) }]),
    },
    findings: { records: records.records, clusters: names.rows, links: links.left.length, bridges: isBridge.reduce((sum, one) => sum + one, 0) },
  };
}

/** Takes the links between records of one cluster, in ordinals, by left and right record. */
function withinClusters({ left, right, bits }: Links, ordinalOf: Uint32Array, clusterOf: Uint32Array): Links {
  const inOrder = takeLinks({ left: left.map((record) => ordinalOf[record]!), right: right.map((record) => ordinalOf[record]!), bits }, -Infinity);
  const order = orderByWords([inOrder.right, inOrder.left]).filter((link) => clusterOf[inOrder.left[link]!] === clusterOf[inOrder.right[link]!]);
  return { left: order.map((link) => inOrder.left[link]!), right: order.map((link) => inOrder.right[link]!), bits: Float64Array.from(order, (link) => inOrder.bits[link]!) };
}

function countBridges({ left }: Links, isBridge: Uint8Array, nameOf: Int32Array, clusters: number): Int32Array {
  const bridges = new Int32Array(clusters);
  isBridge.forEach((one, link) => {
    if (one === 1) bridges[nameOf[left[link]!]!]!++;
  });
  return bridges;
}

/** Lays out how each cluster hangs together, by name. */
function shapesTable(schema: Schema, names: TextColumn, nameOf: Int32Array, clusterOf: Uint32Array, degree: Uint32Array, bridges: Int32Array): Dataset {
  const shapes = clusterShapes(clusterOf, degree);
  const placeOf = new Int32Array(names.rows);
  // Records that only pairs name have no cluster, and no row.
  shapes.cluster.forEach((record, place) => {
    if (nameOf[record]! >= 0) placeOf[nameOf[record]!] = place;
  });
  return inBatches(schema, names.rows, (rows) => {
    const places = rows.map((row) => placeOf[row]!);
    const whole = (values: ArrayLike<number>, at: Int32Array): Int32Column => integerColumn(at.map((place) => values[place]!));
    const real = (values: Float64Array): Float64Column => floatColumn(Float64Array.from(places, (place) => values[place]!));
    return [takeRows(names, rows), whole(shapes.records, places), whole(shapes.links, places), whole(bridges, rows), real(shapes.density), real(shapes.centralisation)];
  });
}

function recordsTable(schema: Schema, named: NamedRecords, names: TextColumn, nameOf: Int32Array, degree: Uint32Array): Dataset {
  const sizes = new Int32Array(names.rows);
  for (const name of nameOf) if (name >= 0) sizes[name]!++;
  const rowsOf = Int32Array.from(nameOf.keys()).filter((record) => nameOf[record]! >= 0);
  return inBatches(schema, rowsOf.length, (rows) => {
    const records = rows.map((row) => rowsOf[row]!);
    const centrality = Float64Array.from(records, (record) => degree[record]! / Math.max(1, sizes[nameOf[record]!]! - 1));
    return [...namesOf(named, records), takeRows(names, records.map((record) => nameOf[record]!)), integerColumn(records.map((record) => degree[record]!)), floatColumn(centrality)];
  });
}
