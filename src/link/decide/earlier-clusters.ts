import type { Field, Schema } from 'apache-arrow';
import { makeSchema } from '../../core/arrow.ts';
import { plainText, type CodedColumn, type TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { changeField, declareField, findColumn, METADATA, roleOf } from '../../core/field.ts';
import { byteDictionary, type ByteDictionary } from '../../group/index.ts';
import { sourceField } from '../score/pairs-table.ts';
import { checkGroups, withRoom } from './named-groups.ts';
import { readColumns, type RecordNumbers } from './named-records.ts';

/** The clusters of an earlier run: what it gave, tables as they came out. */
export interface EarlierTables {
  /** Columns `source`, `rowKey`, `cluster`. */
  readonly clusters: Dataset;
  /** Columns `cluster`, `into`: names that are not to be given again. */
  readonly retired?: Dataset;
}

/** Earlier clusters, read. */
export interface EarlierClusters {
  /** Names ever given: of the clusters, then those that had retired. */
  readonly names: ByteDictionary;
  /** How many of the names are of clusters. */
  readonly clusters: number;
  /** Int32Array: the cluster of each record by its number, −1 for none; records numbered later are beyond its end. */
  readonly clusterOf: Int32Array;
  /** Rows of what had retired before: codes of names, −1 for none. */
  readonly retired: { readonly cluster: Int32Array; readonly into: Int32Array };
}

/**
 * Gives the schema of clusters.
 *
 * @param rowKey - the field of the row keys.
 * @param names - a column of cluster names for each cut.
 * @returns source, row key, then those columns.
 */
export function clustersSchema(rowKey: Field, names: readonly string[]): Schema {
  return makeSchema([
    sourceField('source'),
    changeField(rowKey, { name: 'rowKey', nullable: false, metadata: { [METADATA.rowKey]: null } }),
    ...names.map((name) => nameField(rowKey, name, false)),
  ]);
}

/**
 * Gives the schema of names that are not to be given again.
 *
 * @param rowKey - the field of the row keys.
 * @returns the cluster, and the one that has most of its records, null if none has.
 */
export function retiredSchema(rowKey: Field): Schema {
  return makeSchema([nameField(rowKey, 'cluster', false), nameField(rowKey, 'into', true)]);
}

/** A name holds the row key of a record: where that names a person, so does this. */
function nameField(rowKey: Field, name: string, nullable: boolean): Field {
  return declareField(name, { type: 'utf8', role: roleOf(rowKey) === 'directIdentifier' ? 'directIdentifier' : 'entity', nullable });
}

/**
 * Checks the tables of an earlier run.
 *
 * @param clusters - columns of the clusters.
 * @param retired - columns of the retired names, where there is such a table.
 * @throws {PlanError} if a column is missing or of another type.
 */
export function checkEarlier(clusters: Schema, retired?: Schema): void {
  checkGroups(clusters, 'earlierClusters', 'cluster');
  if (retired !== undefined) for (const name of ['cluster', 'into']) findColumn(retired, name, 'retiredClusters', ['utf8']);
}

/**
 * Reads the clusters of an earlier run, and numbers their records.
 *
 * @param tables - what that run gave.
 * @param numbers - numbers the records, which it adds to.
 * @param signal - aborts the reading.
 * @returns the clusters.
 * @throws {DataError} `DATA_NULL`; `DATA_DUPLICATE_KEY` for a record that stands twice, or a name that is both in use and retired.
 * @remarks Memory: the names, and 4 to 8 bytes a record.
 */
export async function readEarlier(tables: EarlierTables, numbers: RecordNumbers, signal?: AbortSignal): Promise<EarlierClusters> {
  const names = byteDictionary();
  const encode = (column: TextColumn): Int32Array => {
    const codes = new Int32Array(column.rows);
    names.encode(column.offsets, column.bytes, column.valid, column.rows, codes);
    return codes;
  };
  let clusterOf: Int32Array = new Int32Array(0);
  for await (const { rows, firstRow, column } of readColumns(tables.clusters, 'earlierClusters', ['source', 'rowKey', 'cluster'], signal)) {
    const records = numbers.number(column('source'), column('rowKey'));
    const clusters = encode(plainText(column('cluster') as TextColumn | CodedColumn));
    clusterOf = withRoom(clusterOf, numbers.size);
    for (let row = 0; row < rows; row++) {
      if (clusterOf[records[row]!] !== -1) refuseTwice('earlierClusters', 'rowKey', 'a record stands twice', firstRow + row);
      clusterOf[records[row]!] = clusters[row]!;
    }
  }
  const clusters = names.size;
  const retired: { readonly cluster: Int32Array; readonly into: Int32Array }[] = [];
  if (tables.retired !== undefined) {
    for await (const { firstRow, column } of readColumns(tables.retired, 'retiredClusters', ['cluster'], signal)) {
      const [cluster, into] = ['cluster', 'into'].map((name) => encode(plainText(column(name) as TextColumn | CodedColumn))) as [Int32Array, Int32Array];
      const inUse = cluster.findIndex((name) => name < clusters);
      if (inUse >= 0) refuseTwice('retiredClusters', 'cluster', 'a cluster is both in use and retired', firstRow + inUse);
      retired.push({ cluster, into });
    }
  }
  return { names, clusters, clusterOf, retired: { cluster: endToEnd(retired.map(({ cluster }) => cluster)), into: endToEnd(retired.map(({ into }) => into)) } };
}

function endToEnd(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function refuseTwice(source: string, column: string, message: string, before: number): never {
  throw new DataError('DATA_DUPLICATE_KEY', message, { source, column, firstRow: before + 1 });
}
