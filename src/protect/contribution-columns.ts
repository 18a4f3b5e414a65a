import type { Schema } from 'apache-arrow';
import type { Column } from '../core/column.ts';
import { needStatistic, numbersOf, statisticPlaces, wholeNumbersOf } from './cell-statistics.ts';
import type { Contributions } from './kernel/primary-contributions.ts';

/** Contributions as read, and how levels in their unit become levels of the measure. */
export interface ReadContributions {
  readonly contributions: Contributions;
  readonly inMeasure: (levels: Float64Array) => Float64Array;
}

/** Reads the largest contributions to each cell. */
export type ContributionReader = (columns: readonly Column[]) => ReadContributions;

/**
 * Finds the columns that hold the largest contributions to a measure.
 *
 * @param of - the measure.
 * @param count - how many contributions a rule looks at; for one, the largest share will do.
 * @param input - schema of the cells.
 * @param path - the option that needs them.
 * @returns what reads them.
 * @throws {PlanError} `PLAN_MISSING` that names the statistic which is missing.
 */
export function contributionReader(of: string, count: number, input: Schema, path: string): ContributionReader {
  const has = (kind: 'largestShare' | 'largest', rank?: number): boolean => statisticPlaces(input, kind, rank).some((column) => column.of === of);
  if (count === 1 && (has('largestShare') || !has('largest', 1))) return shareReader(of, needStatistic(input, { kind: 'largestShare', of }, path), input);
  const ranks = Array.from({ length: count }, (_, rank) => needStatistic(input, { kind: 'largest', of, rank: rank + 1, count }, path));
  const total = needStatistic(input, { kind: 'absoluteSum', of }, path);
  return (columns) => {
    const { numbers: totals, unit } = wholeNumbersOf(columns[total]!, 0);
    const largest = ranks.map((index) => {
      const rank = wholeNumbersOf(columns[index]!, 0);
      return rank.numbers.map((number) => Math.abs(number) * (unit / rank.unit));
    });
    return { contributions: { totals, largest }, inMeasure: (levels) => (unit === 1 ? levels : levels.map((level) => level / unit)) };
  };
}

/** Where only the largest share is known, it is a contribution to a total of 1, and levels are shares of the sum. */
function shareReader(of: string, index: number, input: Schema): ContributionReader {
  const sum = [...statisticPlaces(input, 'absoluteSum'), ...statisticPlaces(input, 'sum')].find((column) => column.of === of);
  return (columns) => {
    const shares = numbersOf(columns[index]!, 0);
    return {
      contributions: { totals: shares.map((share) => (share === 0 ? 0 : 1)), largest: [shares] },
      inMeasure: (levels) => (sum === undefined ? levels.map(() => 0) : numbersOf(columns[sum.index]!, 0).map((value, cell) => Math.abs(value) * levels[cell]!)),
    };
  };
}
