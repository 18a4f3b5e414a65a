import { exactSum } from '../../../group/index.ts';
import { orderByWords, runStarts } from '../decide/order-by-words.ts';
import type { Confusion } from './accuracy.ts';
import { countPairs, type PairScope } from './true-pairs.ts';

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

/** Runs of rows that are equal: a row of each, and how many there are. */
interface Runs {
  readonly first: Uint32Array;
  readonly size: Uint32Array;
}

/**
 * Compares clusters with the truth, record by record and pair by pair.
 *
 * @param clusterOf - Uint32Array(records): number of each record's cluster, such as its least record.
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
  const known = knownRecords(entityOf);
  const [cluster, entity, source] = [clusterOf, entityOf, sourceOf].map((column) => known.map((record) => column[record]!)) as [Uint32Array, Uint32Array, Uint32Array];
  const pairsIn = (...by: readonly Uint32Array[]): number => {
    const all = pairsOfRuns(runsOf(by));
    return scope === 'all' ? all : all - pairsOfRuns(runsOf([...by, source]));
  };
  const truePositives = pairsIn(cluster, entity);
  const falsePositives = pairsIn(cluster) - truePositives;
  const falseNegatives = pairsIn(entity) - truePositives;
  const everything = countPairs(Int32Array.from(source), source.reduce((most, one) => Math.max(most, one), -1) + 1, scope);
  const [clusterSizes, entitySizes] = [cluster, entity].map(sizesBy) as [Uint32Array, Uint32Array];
  const { first, size } = runsOf([cluster, entity]);
  const clusterSize = first.map((record) => clusterSizes[cluster[record]!]!);
  const entitySize = first.map((record) => entitySizes[entity[record]!]!);
  // Summed exactly, since the order of the runs goes by what numbers clusters and persons happen to have.
  const precision = exactSum(Float64Array.from(size, (common, run) => (common * common) / clusterSize[run]!));
  const recall = exactSum(Float64Array.from(size, (common, run) => (common * common) / entitySize[run]!));
  const mean = (sum: number): number | null => (known.length === 0 ? null : sum / known.length);
  return {
    pairs: { truePositives, falsePositives, falseNegatives, trueNegatives: everything - truePositives - falsePositives - falseNegatives },
    bCubedPrecision: mean(precision),
    bCubedRecall: mean(recall),
    bCubedF1: known.length === 0 ? null : (2 * precision * recall) / ((precision + recall) * known.length),
    clusters: clusterSizes.filter((records) => records > 0).length,
    exactClusters: size.filter((common, run) => common === clusterSize[run] && common === entitySize[run]).length,
  };
}

function runsOf(columns: readonly Uint32Array[]): Runs {
  const order = orderByWords(columns);
  const starts = runStarts(columns, order);
  const first = starts.subarray(0, -1).map((at) => order[at]!);
  return { first, size: first.map((_, run) => starts[run + 1]! - starts[run]!) };
}

function knownRecords(entityOf: Int32Array): Uint32Array {
  const known = new Uint32Array(entityOf.length);
  let count = 0;
  for (let record = 0; record < entityOf.length; record++) if (entityOf[record]! >= 0) known[count++] = record;
  return known.slice(0, count);
}

function pairsOfRuns({ size }: Runs): number {
  // In doubles, since pairs may exceed 2³².
  return Float64Array.from(size, (rows) => (rows * (rows - 1)) / 2).reduce((sum, pairs) => sum + pairs, 0);
}

/** Counts the rows of each number. */
function sizesBy(column: Uint32Array): Uint32Array {
  const sizes = new Uint32Array(column.reduce((most, number) => Math.max(most, number), -1) + 1);
  for (const number of column) sizes[number]!++;
  return sizes;
}
