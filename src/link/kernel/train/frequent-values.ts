import type { AgreementRules } from './pair-levels.ts';

/**
 * Tells from how many records on a value is so frequent that pairs of two such values are worth comparing once and for all, rather than drawing
 * pairs of their records.
 *
 * @param recordsOf - Float64Array(values): records that have each value, whole numbers.
 * @param rules - pairs of distinct values at most, and pairs of records that are drawn otherwise.
 * @param ways - comparisons for each pair of values: 2 where left is told from right.
 * @returns the number of records, such that most comparisons are saved; Infinity where none are.
 * @remarks O(values + records of the most frequent one). Values of as many records are all chosen or none of them, so that their order does not matter.
 * @example
 * // Of 100 records, 90 have one of three values: three comparisons do for more than half of the pairs.
 * const recordsOf = Float64Array.of(30, 30, 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
 * leastFrequent(recordsOf, { maxDistinctPairs: 100, samplePairs: 50 }, 1); // => 30
 */
export function leastFrequent(recordsOf: Float64Array, { maxDistinctPairs, samplePairs }: Pick<AgreementRules, 'maxDistinctPairs' | 'samplePairs'>, ways: number): number {
  let [most, records, squares] = [0, 0, 0];
  for (let value = 0; value < recordsOf.length; value++) {
    const count = recordsOf[value]!;
    most = Math.max(most, count);
    records += count;
    squares += count * count;
  }
  const valuesOf = new Uint32Array(most + 1);
  for (let value = 0; value < recordsOf.length; value++) valuesOf[recordsOf[value]!]!++;
  const unequal = records * records - squares;
  let [values, covered, coveredSquares] = [0, 0, 0];
  let [best, least] = [0, Infinity];
  for (let count = most; count > 0; count--) {
    if (valuesOf[count] === 0) continue;
    values += valuesOf[count]!;
    covered += count * valuesOf[count]!;
    coveredSquares += count * count * valuesOf[count]!;
    const compared = (ways * values * (values - 1)) / 2;
    if (compared > maxDistinctPairs) break;
    const saved = samplePairs * ((covered * covered - coveredSquares) / unequal) - compared;
    if (saved > best) [best, least] = [saved, count];
  }
  return least;
}
