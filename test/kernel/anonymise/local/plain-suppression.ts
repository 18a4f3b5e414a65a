// The procedure of local suppression as it is described, row by row and pair by pair: the oracle of the indexed kernel.

/** A row of codes; null is a missing value. */
export type PlainRow = readonly (number | null)[];

/** Counts the columns in which both rows have a value and differ. */
export function plainDistance(left: PlainRow, right: PlainRow): number {
  return left.filter((value, column) => value !== null && right[column] !== null && value !== right[column]).length;
}

/** Counts, for each row, the rows at distance 0. */
export function plainFrequencies(rows: readonly PlainRow[]): number[] {
  return rows.map((row) => rows.filter((other) => plainDistance(row, other) === 0).length);
}

/** Suppresses until every row has k compatible rows; null when all rows together are fewer. */
export function plainSuppression(rows: readonly PlainRow[], k: number, order: readonly number[], recheck = false): { rows: (number | null)[][]; passes: number } | null {
  const now = rows.map((row) => [...row]);
  for (let passes = 0; ; passes++) {
    const frequencies = plainFrequencies(now);
    const failing = [...now.keys()].filter((row) => frequencies[row]! < k).sort((left, right) => frequencies[left]! - frequencies[right]! || left - right);
    if (failing.length === 0) return { rows: now, passes };
    if (now.length < k) return null;
    for (const row of failing) {
      if (recheck && plainFrequencies(now)[row]! >= k) continue;
      const distances = now.map((other) => plainDistance(now[row]!, other));
      const smallest = Math.min(...distances.filter((distance) => distance > 0));
      const nearest = now.filter((_, other) => distances[other] === smallest);
      const column = order.find((index) => nearest.some((other) => plainDistance([other[index]!], [now[row]![index]!]) === 1));
      if (column !== undefined) now[row]![column] = null;
    }
  }
}
