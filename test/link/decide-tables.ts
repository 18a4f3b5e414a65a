// Tables of pairs, clusters and records for tests of decisions and evaluation; nothing here is on a data path.
import type { Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings, PortsOperator } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const TEXT_KEY = { type: 'utf8', role: 'directIdentifier', nullable: false } as const;

export const PAIRS = schemaOf({
  leftSource: SOURCE, leftRowKey: TEXT_KEY, rightSource: SOURCE, rightRowKey: TEXT_KEY, matchWeightBits: { type: 'float64', role: 'attribute', nullable: false },
}, ['leftSource', 'rightSource']);
export const RECORDS = schemaOf({ source: SOURCE, rowKey: TEXT_KEY }, ['source']);
export const CLUSTERS = schemaOf({ source: SOURCE, rowKey: TEXT_KEY, cluster: { type: 'utf8', role: 'entity', nullable: false } }, ['source']);
export const RETIRED = schemaOf({ cluster: { type: 'utf8', role: 'entity', nullable: false }, into: { type: 'utf8', role: 'entity' } });

/** Pairs written `left right bits`; a record is `source:rowKey`, or a row key of the source `s`. */
export function pairsOf(lines: readonly string[], cuts: readonly number[] = []): Dataset {
  return tableOf(PAIRS, lines.map((line) => {
    const [left, right, bits] = line.split(' ');
    return [...nameOf(left!), ...nameOf(right!), Number(bits)];
  }), cuts);
}

/** Splits `source:rowKey`. */
export function nameOf(record: string): [source: string, rowKey: string] {
  return record.includes(':') ? [record.slice(0, record.indexOf(':')), record.slice(record.indexOf(':') + 1)] : ['s', record];
}

/** Clusters written `record cluster`. */
export function clustersOf(lines: readonly string[]): Dataset {
  return tableOf(CLUSTERS, lines.map((line) => [...nameOf(line.split(' ')[0]!), line.split(' ')[1]!]));
}

/** Runs an operator and reads all its ports as lines of values. */
export async function runPorts(operator: PortsOperator, inputs: Readonly<Record<string, Dataset>>): Promise<{ readonly tables: Record<string, string[]>; readonly findings: Findings }> {
  let findings: Findings = {};
  const outputs = operator.connect(inputs, { fold: IN_MEMORY, onFindings: (found) => (findings = found) });
  const tables: Record<string, string[]> = {};
  for (const [name, dataset] of Object.entries(outputs)) tables[name] = (await rowsOf(dataset)).map(lineOf);
  return { tables, findings };
}

/** Rows as lines, to compare at a glance. */
export function lineOf(row: readonly Value[]): string {
  return row.map(String).join(' ');
}

/** Rows in another order, by a number. */
export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  return items.map((item, index) => ({ item, at: Math.imul(index + 1, 2 * seed + 0x9e37_79b1) >>> 0 })).sort((left, right) => left.at - right.at).map(({ item }) => item);
}

export { rowsOf, schemaOf, tableOf, type Row };
