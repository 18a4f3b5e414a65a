import type { Links } from './links.ts';

/** How the records of each cluster hang together, clusters in the order of their least record. */
export interface ClusterShapes {
  /** Uint32Array(clusters): least record. */
  readonly cluster: Uint32Array;
  readonly records: Uint32Array;
  /** Float64Array(clusters): links between two records of the cluster. */
  readonly links: Float64Array;
  /** Links over those there could be; NaN for a cluster of one. */
  readonly density: Float64Array;
  /** 0 where all records have equally many links, 1 for a star; NaN for a cluster of fewer than three. */
  readonly centralisation: Float64Array;
}

/**
 * Counts the links of each record to others of its cluster.
 *
 * @param clusterOf - Uint32Array(records): the least record of each record's cluster.
 * @param links - links, each pair once.
 * @param minBits - least weight counted, in bits.
 * @param degree - Uint32Array(records), to which the counts are added.
 */
export function countDegrees(clusterOf: Uint32Array, { left, right, bits }: Links, minBits: number, degree: Uint32Array): void {
  for (let link = 0; link < left.length; link++) {
    if (!(bits[link]! >= minBits) || clusterOf[left[link]!] !== clusterOf[right[link]!]) continue;
    degree[left[link]!]!++;
    degree[right[link]!]!++;
  }
}

/**
 * Describes clusters by size, density and centralisation (Freeman's, of degree).
 *
 * @param clusterOf - Uint32Array(records): the least record of each record's cluster.
 * @param degree - Uint32Array(records): links of each record within its cluster.
 * @returns one entry per cluster.
 * @remarks O(records).
 * @see Freeman 1978, https://doi.org/10.1016/0378-8733(78)90021-7.
 * @example
 * // A star: record 0 linked to 1, 2 and 3.
 * clusterShapes(Uint32Array.of(0, 0, 0, 0), Uint32Array.of(3, 1, 1, 1)).centralisation; // => [1]
 */
export function clusterShapes(clusterOf: Uint32Array, degree: Uint32Array): ClusterShapes {
  const cluster = clusterOf.filter((least, record) => least === record);
  const numberOf = new Uint32Array(clusterOf.length);
  cluster.forEach((least, number) => {
    numberOf[least] = number;
  });
  const records = new Uint32Array(cluster.length);
  const ends = new Float64Array(cluster.length);
  const most = new Uint32Array(cluster.length);
  for (let record = 0; record < clusterOf.length; record++) {
    const number = numberOf[clusterOf[record]!]!;
    records[number]!++;
    ends[number]! += degree[record]!;
    most[number] = Math.max(most[number]!, degree[record]!);
  }
  return {
    cluster,
    records,
    links: ends.map((count) => count / 2),
    density: ends.map((count, number) => (records[number]! < 2 ? NaN : count / (records[number]! * (records[number]! - 1)))),
    centralisation: ends.map((count, number) =>
      records[number]! < 3 ? NaN : (records[number]! * most[number]! - count) / ((records[number]! - 1) * (records[number]! - 2))),
  };
}
