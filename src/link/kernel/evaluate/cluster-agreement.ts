import { orderByWords } from '../decide/order-by-words.ts';
import type { Confusion } from './accuracy.ts';
import type { PairScope } from './true-pairs.ts';

/** How clusters agree with the truth. */
export interface ClusterAgreement {
  /** Pairs of records, linked when they are in one cluster. */
  readonly pairs: Confusion;
  /** Mean over records: share of the record's cluster that is the same person (B³). Null without records. */
  readonly bCubedPrecision: number | null;
  /** Mean over records: share of the person's records that are in the record's cluster. */
  readonly bCubedRecall: number | null;
  readonly bCubedF1: number | null;
  /** Clusters, and those that hold all records of one person and no other. */
  readonly clusters: number;
  readonly exactClusters: number;
}

/** Sizes of runs of equal rows: of (cluster, person) and, where sources matter, of (cluster, person, source). */
type Runs = readonly { readonly first: number; readonly size: number }[];

/**
 * Compares clusters with the truth, record by record and pair by pair.
 *
 * @param clusterOf - Uint32Array(records): cluster of each record, any number.
 * @param entityOf - Int32Array(records): the person of each record; records whose person is not known (−1) are left out.
 * @param sourceOf - Int32Array(records): the source of each record.
 * @param scope - which pairs count; B³ counts all records.
 * @returns the agreement.
 * @remarks O(records).
 * @see Bagga and Baldwin 1998, https://aclanthology.org/P98-1012: B³.
 * @example
 * clusterAgreement(Uint32Array.of(0, 0, 0), Int32Array.of(7, 7, 8), Int32Array.of(0, 0, 0), 'all').pairs.falsePositives; // => 2
 */
export function clusterAgreement(clusterOf: Uint32Array, entityOf: Int32Array, sourceOf: Int32Array, scope: PairScope): ClusterAgreement {
  const known = Uint32Array.from(entityOf.keys()).filter((record) => entityOf[record]! >= 0);
  const columns = [clusterOf, entityOf, sourceOf].map((column) => known.map((record) => column[record]!)) as [Uint32Array, Uint32Array, Uint32Array];
  const [cluster, entity, source] = columns;
  const pairsIn = (...by: readonly Uint32Array[]): number => {
    const all = pairsOfRuns(runsOf(by));
    return scope === 'all' ? all : all - pairsOfRuns(runsOf([...by, source]));
  };
  const truePositives = pairsIn(cluster, entity);
  const falsePositives = pairsIn(cluster) - truePositives;
  const falseNegatives = pairsIn(entity) - truePositives;
  const everything = pairsIn(new Uint32Array(known.length));
  const clusterSizes = sizesBy(cluster);
  const entitySizes = sizesBy(entity);
  let precision = 0;
  let recall = 0;
  let exactClusters = 0;
  for (const { first, size } of runsOf([cluster, entity])) {
    const clusterSize = clusterSizes.get(cluster[first]!)!;
    const entitySize = entitySizes.get(entity[first]!)!;
    precision += (size * size) / clusterSize;
    recall += (size * size) / entitySize;
    if (size === clusterSize && size === entitySize) exactClusters++;
  }
  const mean = (sum: number): number | null => (known.length === 0 ? null : sum / known.length);
  return {
    pairs: { truePositives, falsePositives, falseNegatives, trueNegatives: everything - truePositives - falsePositives - falseNegatives },
    bCubedPrecision: mean(precision),
    bCubedRecall: mean(recall),
    bCubedF1: known.length === 0 ? null : (2 * precision * recall) / ((precision + recall) * known.length),
    clusters: clusterSizes.size,
    exactClusters,
  };
}

/** Finds the runs of rows that are equal in all columns; `first` is a row of the run. */
function runsOf(columns: readonly Uint32Array[]): Runs {
  const order = orderByWords(columns);
  const runs: { first: number; size: number }[] = [];
  for (const row of order) {
    const run = runs.at(-1);
    if (run !== undefined && columns.every((column) => column[run.first] === column[row])) run.size++;
    else runs.push({ first: row, size: 1 });
  }
  return runs;
}

function pairsOfRuns(runs: Runs): number {
  return runs.reduce((sum, { size }) => sum + (size * (size - 1)) / 2, 0);
}

function sizesBy(column: Uint32Array): ReadonlyMap<number, number> {
  return new Map(runsOf([column]).map(({ first, size }) => [column[first]!, size]));
}
