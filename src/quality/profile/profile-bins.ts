import type { Bucket } from '../../chart/index.ts';
import type { HistogramBin } from './profile-data.ts';
import type { ProfileWords } from '../pages/profile-words.ts';

/** Bins ready to be drawn, and the words at both ends of the axis. */
export interface DrawnBins {
  readonly buckets: readonly Bucket[];
  readonly ends: readonly [low: string, high: string];
}

/**
 * Gives bins without bound a place: as wide as the bin beside them.
 *
 * @param bins - adjoining, in rising order; at least one.
 * @param words - of the reader's language.
 * @param number - writes a number.
 * @returns buckets with their words, and what stands at the ends of the axis.
 */
export function histogramBuckets(bins: readonly HistogramBin[], words: ProfileWords, number: (value: number) => string): DrawnBins {
  const buckets = bins.map(({ from, to, rows }, index): Bucket => {
    const text = words.figure(binText(bins[index]!, words, number), number(rows));
    const left = bins[index - 1];
    const right = bins[index + 1];
    return { from: from ?? (to === null ? 0 : Math.max(to - widthOf(right), -Number.MAX_VALUE)), to: to ?? (from === null ? 1 : Math.min(from + widthOf(left), Number.MAX_VALUE)), count: rows, text };
  });
  return { buckets, ends: [binText(bins[0]!, words, number, 'from'), binText(bins.at(-1)!, words, number, 'to')] };
}

function widthOf(bin: HistogramBin | undefined): number {
  return bin === undefined || bin.from === null || bin.to === null ? 1 : bin.to - bin.from;
}

function binText({ from, to }: HistogramBin, words: ProfileWords, number: (value: number) => string, end?: 'from' | 'to'): string {
  if (from === null && to === null) return '';
  if (from === null) return words.below(number(to!));
  if (to === null) return words.from(number(from));
  if (end === 'from') return number(from);
  return end === 'to' ? number(to) : words.range(number(from), number(to));
}
