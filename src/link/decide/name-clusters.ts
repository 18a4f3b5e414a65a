import type { Schema } from 'apache-arrow';
import { plainText, type Column, type TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { takeRows } from '../../core/slice.ts';
import { byteDictionary, orderByBytes, rankOf, type ByteDictionary } from '../../group/index.ts';
import { clusterNames, type RowKeys } from '../kernel/decide/cluster-names.ts';
import { survivingClusters } from '../kernel/decide/surviving-clusters.ts';
import type { EarlierClusters } from './earlier-clusters.ts';
import type { NamedRecords } from './named-records.ts';
import { inBatches } from './pair-columns.ts';

/** Clusters with names. */
export interface NamedClusters {
  /** Names, some of which may be of no cluster. */
  readonly names: TextColumn;
  /** Int32Array(records): the place among the names of that of each record's cluster. */
  readonly nameOf: Int32Array;
  /** Names that are not to be given again, in ascending order, and what each went into; columns as of `retiredSchema`. */
  readonly retired: Dataset;
  /** Clusters that continue an earlier one; earlier ones that were retired. */
  readonly continued: number;
  readonly newlyRetired: number;
}

/**
 * Names clusters: after the earlier cluster that each continues, else after its least record.
 *
 * A new name is the row key of the least record as text, after `source:` where there are several sources; where that name
 * was given before, `~2`, `~3` … is added, so that no name ever means another cluster. Which cluster continues which is
 * the survivor rule of {@link survivingClusters}.
 *
 * @param clusterOf - Uint32Array(records): the least record of each record's cluster.
 * @param named - the records.
 * @param earlier - clusters of an earlier run, and the one of each record (Int32Array(records), −1 for none).
 * @param retired - columns of the table of retired names.
 * @returns names and retired names.
 * @remarks O(records); the names.
 */
export function nameClusters(
  clusterOf: Uint32Array, named: NamedRecords, earlier: { readonly clusters: EarlierClusters; readonly clusterOf: Int32Array } | null, retired: Schema,
): NamedClusters {
  const rowKeys = rowKeysOf(named.rowKeys);
  const unchanged = { retired: inBatches(retired, 0, () => []), continued: 0, newlyRetired: 0 };
  // The names are there already.
  if (earlier === null && rowKeys.kind === 'text' && named.sources.length === 1) return { names: rowKeys, nameOf: new Int32Array(clusterOf.buffer, clusterOf.byteOffset, clusterOf.length), ...unchanged };
  const { least, numberOf } = numberClusters(clusterOf);
  const encoder = new TextEncoder();
  const natural = clusterNames(least, rowKeys, named.sourceOf, named.sources.map((source) => encoder.encode(source)));
  const own: TextColumn = { kind: 'text', rows: least.length, valid: null, ...natural };
  // One row key is `a:b` and another source is `a`: only then may two records have one name.
  const isAmbiguous = named.sources.some((source) => source.includes(':'));
  if (earlier === null && !isAmbiguous) return { names: own, nameOf: numberOf, ...unchanged };
  const known = earlier?.clusters ?? { names: byteDictionary(), clusters: 0, clusterOf: new Int32Array(0), retired: { cluster: new Int32Array(0), into: new Int32Array(0) } };
  return { nameOf: numberOf, ...nameAmong(known, earlier?.clusterOf ?? new Int32Array(clusterOf.length).fill(-1), clusterOf, least, numberOf, own, retired) };
}

/** Numbers clusters in the order of their least record: that record of each, and the number of the cluster of each record. */
function numberClusters(clusterOf: Uint32Array): { readonly least: Uint32Array; readonly numberOf: Int32Array } {
  const least = new Uint32Array(clusterOf.length);
  const numberOf = new Int32Array(clusterOf.length);
  let clusters = 0;
  for (let record = 0; record < clusterOf.length; record++) {
    const cluster = clusterOf[record]!;
    if (cluster === record) {
      numberOf[record] = clusters;
      least[clusters++] = record;
    } else numberOf[record] = numberOf[cluster]!;
  }
  return { least: least.subarray(0, clusters), numberOf };
}

/** Gives old names to clusters that continue, names never given before to the others, and lists what retires. */
function nameAmong(
  { names, clusters, retired }: EarlierClusters, earlierOf: Int32Array, clusterOf: Uint32Array, least: Uint32Array, numberOf: Int32Array, own: TextColumn, schema: Schema,
): Omit<NamedClusters, 'nameOf'> {
  // Ties go by name, so that earlier clusters are numbered in the order of their names.
  const ranks = rankOf(orderByBytes({ size: clusters, offsets: () => names.offsets().slice(0, clusters + 1), bytes: () => names.bytes() }));
  const codeOf = new Int32Array(clusters);
  ranks.forEach((rank, code) => {
    codeOf[rank] = code;
  });
  const { continues, wentInto, survives } = survivingClusters(clusterOf, earlierOf.map((code) => (code < 0 ? -1 : ranks[code]!)), clusters);
  const nameOf = Int32Array.from(least, (record, number) => (continues[record]! >= 0 ? codeOf[continues[record]!]! : newName(names, own, number)));
  const newlyRetired = [...survives.keys()].filter((rank) => survives[rank] === 0);
  const cluster = Int32Array.from([...retired.cluster, ...newlyRetired.map((rank) => codeOf[rank]!)]);
  const into = Int32Array.from([...retired.into, ...newlyRetired.map((rank) => (wentInto[rank]! < 0 ? -1 : nameOf[numberOf[wentInto[rank]!]!]!))]);
  const texts: TextColumn = { kind: 'text', rows: names.size, valid: null, offsets: names.offsets().slice(), bytes: names.bytes().slice() };
  const order = orderByBytes({ size: cluster.length, ...viewsOf(takeRows(texts, cluster) as TextColumn) });
  return {
    names: takeRows(texts, nameOf) as TextColumn,
    retired: inBatches(schema, cluster.length, (rows) => [cluster, into].map((codes) => takeRows(texts, rows.map((row) => codes[order[row]!]!)))),
    continued: least.filter((record) => continues[record]! >= 0).length,
    newlyRetired: newlyRetired.length,
  };
}

function viewsOf({ offsets, bytes }: TextColumn): { offsets(): Int32Array; bytes(): Uint8Array } {
  return { offsets: () => offsets, bytes: () => bytes };
}

/** Adds a name that was never given: the cluster's own, or that with `~2`, `~3` … */
function newName(names: ByteDictionary, { offsets, bytes }: TextColumn, number: number): number {
  const name = bytes.subarray(offsets[number], offsets[number + 1]);
  const code = new Int32Array(1);
  for (let copy = 1; ; copy++) {
    const text = copy === 1 ? name : withMark(name, `~${copy}`);
    if (names.find(text, 0, text.length) >= 0) continue;
    names.encode(Int32Array.of(0, text.length), text, null, 1, code);
    return code[0]!;
  }
}

function withMark(name: Uint8Array, mark: string): Uint8Array {
  const text = new Uint8Array(name.length + mark.length);
  text.set(name);
  text.set(new TextEncoder().encode(mark), name.length);
  return text;
}

function rowKeysOf(column: Column): RowKeys & Column {
  const keys = column.kind === 'coded' ? plainText(column) : column;
  switch (keys.kind) {
    case 'text':
    case 'binary':
    case 'int32':
    case 'int64':
      return keys;
    default:
      throw new TypeError(`rowKeys: expected text, whole numbers or byte strings, got ${keys.kind}`);
  }
}
