import { orderByWords, runStarts } from './order-by-words.ts';
import { singletons } from './union-find.ts';

/** Which earlier clusters go on under their name, and what became of the others. */
export interface SurvivingClusters {
  /** Int32Array(records): at the least record of each cluster, the earlier cluster it continues, −1 for a new one; elsewhere −1. */
  readonly continues: Int32Array;
  /**
   * Int32Array(earlier clusters): for one that does not go on, the least record of the cluster that has most of its records;
   * −1 for one that goes on, or that has no record any more.
   */
  readonly wentInto: Int32Array;
  /** Uint8Array(earlier clusters): 1 for one that goes on. */
  readonly survives: Uint8Array;
}

/**
 * Lets clusters keep their names from one run to the next.
 *
 * The survivor rule: of all pairs of a cluster and an earlier one with records in common, the pair with most goes first
 * and the cluster continues the earlier one, if neither is settled yet; ties go by the number of the earlier cluster, then
 * by the least record. So where earlier clusters merge, the largest part gives its name; where one splits, its largest part
 * keeps it. What is left over is new, or retired.
 *
 * @param clusterOf - Uint32Array(records): the least record of each record's cluster.
 * @param earlierOf - Int32Array(records): number of the earlier cluster of each record, −1 for a new record; numbers ascend
 *   with the names.
 * @param earlierClusters - how many there were.
 * @returns what continues what.
 * @remarks O(records).
 * @example
 * // Earlier clusters 0 = {a, b, c} and 1 = {d} are now one.
 * const { continues, wentInto } = survivingClusters(Uint32Array.of(0, 0, 0, 0), Int32Array.of(0, 0, 0, 1), 2);
 * continues[0]; // => 0
 * wentInto; // => [-1, 0]
 */
export function survivingClusters(clusterOf: Uint32Array, earlierOf: Int32Array, earlierClusters: number): SurvivingClusters {
  const { cluster, earlier, common } = overlaps(clusterOf, earlierOf);
  const continues = new Int32Array(clusterOf.length).fill(-1);
  const wentInto = new Int32Array(earlierClusters).fill(-1);
  const survives = new Uint8Array(earlierClusters);
  const order = orderByWords([cluster, earlier, common.map((count) => ~count)]);
  for (const at of order) {
    const one = earlier[at]!;
    // The first pair of an earlier cluster is the one with most of its records.
    if (wentInto[one] === -1) wentInto[one] = cluster[at]!;
    if (survives[one] === 1 || continues[cluster[at]!] !== -1) continue;
    continues[cluster[at]!] = one;
    survives[one] = 1;
  }
  for (let one = 0; one < earlierClusters; one++) if (survives[one] === 1) wentInto[one] = -1;
  return { continues, wentInto, survives };
}

/** Counts the records that each cluster has in common with each earlier one. */
function overlaps(clusterOf: Uint32Array, earlierOf: Int32Array): { readonly cluster: Uint32Array; readonly earlier: Uint32Array; readonly common: Uint32Array } {
  const known = singletons(clusterOf.length).filter((record) => earlierOf[record]! >= 0);
  const clusters = known.map((record) => clusterOf[record]!);
  const earlier = known.map((record) => earlierOf[record]!);
  const order = orderByWords([earlier, clusters]);
  const starts = runStarts([earlier, clusters], order);
  const first = starts.subarray(0, -1).map((at) => order[at]!);
  return { cluster: first.map((at) => clusters[at]!), earlier: first.map((at) => earlier[at]!), common: first.map((_, run) => starts[run + 1]! - starts[run]!) };
}
