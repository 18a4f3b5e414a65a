import type { PatternCounts } from '../patterns.ts';

/**
 * Puts pattern counts together, as of all rules.
 *
 * @param tables - counts over the same comparisons, all with frequency factors or none.
 * @returns each pattern once, ordered by levels and then by factor.
 * @remarks O(n log n) for n patterns in all.
 */
export function mergePatterns(tables: readonly PatternCounts[]): PatternCounts {
  const comparisons = tables[0]?.comparisons ?? 0;
  const hasFactors = tables.some(({ frequencyFactors }) => frequencyFactors !== null);
  const places = tables.flatMap((table) => Array.from({ length: table.patterns }, (_, pattern): Place => ({ table, pattern })))
    .sort(comparePlaces);
  const distinct = places.filter((place, index) => index === 0 || comparePlaces(places[index - 1]!, place) !== 0);
  const counts = new Float64Array(distinct.length);
  let at = -1;
  places.forEach((place, index) => {
    if (index === 0 || comparePlaces(places[index - 1]!, place) !== 0) at++;
    counts[at]! += place.table.counts[place.pattern]!;
  });
  return {
    comparisons, patterns: distinct.length, counts,
    levels: Uint8Array.from(distinct.flatMap(({ table, pattern }) => [...table.levels.subarray(pattern * comparisons, (pattern + 1) * comparisons)])),
    frequencyFactors: hasFactors ? Float64Array.from(distinct, ({ table, pattern }) => table.frequencyFactors?.[pattern] ?? 1) : null,
  };
}

interface Place {
  readonly table: PatternCounts;
  readonly pattern: number;
}

function comparePlaces({ table: left, pattern: one }: Place, { table: right, pattern: other }: Place): number {
  for (let column = 0; column < left.comparisons; column++) {
    const order = left.levels[one * left.comparisons + column]! - right.levels[other * right.comparisons + column]!;
    if (order !== 0) return order;
  }
  return (left.frequencyFactors?.[one] ?? 1) - (right.frequencyFactors?.[other] ?? 1);
}
