/**
 * Disjoint sets of records, as an array of parents: a parent is never above its child, so that the root of a set is its
 * least record, in whatever order the sets were joined.
 */

/**
 * Makes every record a set of its own.
 *
 * @param records - number of records.
 * @returns Uint32Array(records): the parents.
 */
export function singletons(records: number): Uint32Array {
  const parents = new Uint32Array(records);
  for (let record = 0; record < records; record++) parents[record] = record;
  return parents;
}

/**
 * Finds the least record of a set, and shortens the way to it.
 *
 * @param parents - the sets; paths are halved in place.
 * @param record - any record of the set.
 * @returns the root.
 * @remarks O(log records), amortised; in practice two or three steps.
 */
export function rootOf(parents: Uint32Array, record: number): number {
  let at = record;
  let parent = parents[at]!;
  while (parent !== at) {
    const grandparent = parents[parent]!;
    parents[at] = grandparent;
    at = grandparent;
    parent = parents[at]!;
  }
  return at;
}

/**
 * Joins the sets of two records.
 *
 * @param parents - the sets, changed in place.
 * @param left - a record.
 * @param right - a record.
 * @returns false if they were one set already.
 * @example
 * const parents = singletons(3);
 * joinSets(parents, 2, 1); // => true
 * parents; // => [0, 1, 1]
 */
export function joinSets(parents: Uint32Array, left: number, right: number): boolean {
  const leftRoot = rootOf(parents, left);
  const rightRoot = rootOf(parents, right);
  if (leftRoot === rightRoot) return false;
  if (leftRoot < rightRoot) parents[rightRoot] = leftRoot;
  else parents[leftRoot] = rightRoot;
  return true;
}

/**
 * Points every record at the least record of its set.
 *
 * @param parents - the sets, changed in place.
 * @returns the same array.
 */
export function flatten(parents: Uint32Array): Uint32Array {
  // Parents come before their children, so one look is enough.
  for (let record = 0; record < parents.length; record++) parents[record] = parents[parents[record]!]!;
  return parents;
}

/**
 * Gives clusters in other numbers of the records.
 *
 * @param clusterOf - Uint32Array(records): the least record of each record's cluster.
 * @param numberOf - Uint32Array(records): the new number of each record, a permutation.
 * @returns Uint32Array(records), by new number: the least new number of each record's cluster.
 * @example
 * renumberClusters(Uint32Array.of(0, 0, 2), Uint32Array.of(2, 1, 0)); // => [0, 1, 1]
 */
export function renumberClusters(clusterOf: Uint32Array, numberOf: Uint32Array): Uint32Array {
  const least = new Uint32Array(clusterOf.length).fill(0xffffffff);
  clusterOf.forEach((cluster, record) => {
    least[cluster] = Math.min(least[cluster]!, numberOf[record]!);
  });
  const renumbered = new Uint32Array(clusterOf.length);
  clusterOf.forEach((cluster, record) => {
    renumbered[numberOf[record]!] = least[cluster]!;
  });
  return renumbered;
}
