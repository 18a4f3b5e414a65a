import {
  barChart, formatNumber, formatShare, type Language, type Line, lineChart, type Markup, name, quantity, spanChart, type SpanRow, specificationOf, tip, type VegaLiteSpecification,
} from '../../chart/index.ts';
import type { CandidateCounts, RuleCounts } from '../block/count-candidates.ts';
import { bitsAxis, linePoints, roundAxis } from './axes.ts';
import { formatBits } from './figures.ts';
import { PAGE_WORDS } from './page-words.ts';

/** How much of a column is filled. */
export interface FilledShare {
  /** Name of the source; null where there is one only. */
  readonly source: string | null;
  readonly column: string;
  /** Share of records with a value, in [0, 1]. */
  readonly share: number;
}

/**
 * Describes how much of each column is filled.
 *
 * @param shares - by column and source.
 * @param language - of the words.
 * @returns bars.
 */
export function completenessSpecification(shares: readonly FilledShare[], language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  return specificationOf(words.completeness, shares.map(({ source, column, share }) => ({ source: source ?? '', column, share })), {
    mark: 'bar',
    encoding: {
      y: name('column'), yOffset: name('source'), x: quantity('share', words.share, { scale: { domain: [0, 1] }, axis: { format: '.0%' } }), color: name('source'),
      tooltip: [tip('source'), tip('column'), quantity('share', words.share, { format: '.2%' })],
    },
  });
}

/**
 * Draws how much of each column is filled.
 *
 * @param shares - by column and source.
 * @param language - of the words.
 * @returns the chart.
 */
export function completenessChart(shares: readonly FilledShare[], language: Language = 'en'): Markup {
  const bars = shares.map(({ source, column, share }) => ({ label: source === null ? column : `${column} · ${source}`, value: share, text: formatShare(share, language) }));
  return barChart(PAGE_WORDS[language].completeness, bars, 1);
}

/** The weight of agreement on values of one frequency. */
export interface FrequencyWeight {
  readonly comparison: string;
  /** Frequency of the value among the filled, in (0, 1]. */
  readonly frequency: number;
  /** Weight of agreement on it, the adjustment included. */
  readonly bits: number;
}

/**
 * Describes how the weight of agreement depends on the frequency of the value.
 *
 * @param weights - by comparison.
 * @param language - of the words.
 * @returns a line a comparison; values themselves are not part of it.
 */
export function frequencySpecification(weights: readonly FrequencyWeight[], language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  return specificationOf(words.frequencies, weights.map(({ comparison, frequency, bits }) => ({ comparison, frequency, bits })), {
    mark: { type: 'line', point: true },
    encoding: { x: quantity('frequency', words.frequency, { scale: { type: 'log' } }), y: quantity('bits', words.bits), color: name('comparison'), strokeDash: name('comparison') },
  });
}

/**
 * Draws how the weight of agreement depends on the frequency of the value.
 *
 * @param weights - in any order; frequencies of 0 are left out.
 * @param language - of the words.
 * @returns the chart: frequencies by powers of ten, a line a comparison.
 */
export function frequencyChart(weights: readonly FrequencyWeight[], language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const shown = weights.filter(({ frequency, bits }) => frequency > 0 && Number.isFinite(bits)).sort((left, right) => left.frequency - right.frequency);
  const comparisons = [...new Set(weights.map(({ comparison }) => comparison))];
  const lines = comparisons.map((comparison, index): Line => {
    const own = shown.filter((weight) => weight.comparison === comparison);
    const at = ({ bits, frequency }: FrequencyWeight): string => `${formatBits(bits, language)} (${formatShare(Math.min(1, frequency), language)})`;
    return {
      label: comparison, tone: (['mark', 'caution', 'good', 'bad'] as const)[index % 4]!, dash: (['solid', 'dashed', 'dotted'] as const)[index % 3]!,
      points: linePoints(own.map(({ frequency }) => Math.log10(frequency)), own.map(({ bits }) => bits)),
      text: own.length === 0 ? words.noPoints : words.lineText(at(own[0]!), at(own.at(-1)!)),
    };
  });
  const lowest = Math.min(-1, Math.floor(Math.log10(shown[0]?.frequency ?? 1)));
  const frequencies = roundAxis(lowest, 0, (power) => formatShare(10 ** power, language));
  return lineChart(words.frequencies, lines, {
    x: { ...frequencies, ticks: frequencies.ticks.filter(({ at }) => Number.isInteger(at)) }, y: bitsAxis([0, ...shown.map(({ bits }) => bits)], language),
  });
}

/**
 * Describes how many pairs each blocking rule adds.
 *
 * @param counts - of all rules.
 * @param language - of the words.
 * @returns bars that start where those of the rule before end.
 */
export function blockingSpecification({ rules }: Pick<CandidateCounts, 'rules'>, language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const values = rules.map((counts) => ({
    rule: ruleName(counts, language), from: counts.cumulativePairs - counts.pairs, to: counts.cumulativePairs, pairs: counts.pairs, blockPairs: counts.blockPairs, lostPairs: counts.lostPairs,
  }));
  return specificationOf(words.blocking, values, {
    mark: 'bar',
    encoding: {
      y: name('rule'), x: quantity('from', words.reached), x2: { field: 'to' },
      tooltip: [tip('rule'), quantity('pairs', words.ownPairs), quantity('to', words.reached)],
    },
  });
}

/**
 * Draws how many pairs each blocking rule adds to those of the rules before.
 *
 * @param counts - of all rules.
 * @param language - of the words.
 * @returns the chart: each bar starts where the one before ends.
 */
export function blockingChart({ rules, totalPairs }: Pick<CandidateCounts, 'rules' | 'totalPairs'>, language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const written = (count: number): string => formatNumber(count, language);
  const rows = rules.map((counts): SpanRow => ({
    label: counts.lostPairs > 0 ? `${ruleName(counts, language)} · ${words.lost(written(counts.lostPairs), written(counts.lostBlocks))}` : ruleName(counts, language),
    text: words.newPairs(written(counts.pairs), written(counts.blockPairs)), spans: [{ from: counts.cumulativePairs - counts.pairs, to: counts.cumulativePairs }],
  }));
  return spanChart(words.blocking, rows, { from: 0, to: Math.max(1, totalPairs), ends: ['0', `${written(totalPairs)} ${words.reached}`] });
}

/**
 * Names a rule.
 *
 * @param counts - of the rule.
 * @param language - of the words.
 * @returns its number from 1, and its label where it has one.
 */
export function ruleName({ rule, label }: Pick<RuleCounts, 'rule' | 'label'>, language: Language): string {
  const numbered = PAGE_WORDS[language].rule(formatNumber(rule + 1, language));
  return label === null ? numbered : `${numbered} · ${label}`;
}
