import { tuplePairCounter } from '../kernel/propose/count-tuple-pairs.ts';
import type { CodedFeatures, CodedValue } from './code-features.ts';

/** Share of the pairs which agree on one column that agree on another too, from which on the first tells the second. */
const TOLD = 0.9;
/** So many pairs a record agree on what tells others: more than there may be matches, who agree on everything. */
const MIN_PAIRS_A_RECORD = 5;
/** Columns on which a greater share of all pairs agrees say so little that they may stay. */
const MAX_AGREEMENT = 0.2;
/** What tells a column has values in this share of the records that have one there. */
const MIN_VALUES = 0.9;

/**
 * Finds columns that others tell: whoever lives in one municipality has its name, and nearly always its postal code. Such agreement
 * is one thing said several times, and would count several times.
 *
 * @param coded - features of the records; the first of each column is the whole value.
 * @param sourceStarts - Uint32Array(sources + 1).
 * @param isWithin - whether two records of one source make a pair.
 * @returns names of columns; of two that tell each other, the one on which more pairs agree.
 * @remarks O(columns² × records). What tells a column is not told itself.
 */
export function columnsToldByOthers({ values }: CodedFeatures, sourceStarts: Uint32Array, isWithin: boolean): ReadonlySet<string> {
  const count = tuplePairCounter(sourceStarts, isWithin);
  const records = sourceStarts.at(-1)!;
  const whole = values.filter(({ column }, index) => values.findIndex((other) => other.column === column) === index);
  const pairs = whole.map(({ codes }) => count([codes]));
  const spoken = whole.map(({ codes }) => codes.reduce((sum, code) => sum + Number(code > 0), 0));
  const told = new Set<number>();
  const order = whole.map((_, index) => index).sort((left, right) => pairs[right]! - pairs[left]! || right - left);
  for (const one of order) {
    if (pairs[one]! > (MAX_AGREEMENT * records * records) / 2) continue;
    const tells = (by: number): boolean => by !== one && !told.has(by) && pairs[by]! <= pairs[one]! && pairs[by]! > MIN_PAIRS_A_RECORD * records
      && spoken[by]! >= MIN_VALUES * spoken[one]! && shareTold(whole[by]!, whole[one]!) > TOLD;
    if (order.some(tells)) told.add(one);
  }
  return new Set([...told].map((index) => whole[index]!.feature.column));

  function shareTold(by: CodedValue, one: CodedValue): number {
    const both = by.codes.map((code, record) => (one.codes[record] === 0 ? 0 : code));
    return count([both, one.codes]) / Math.max(1, count([both]));
  }
}
