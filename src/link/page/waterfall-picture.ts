import { type Language, type Markup, name, quantity, spanChart, type SpanRow, specificationOf, tip, type VegaLiteSpecification } from '../../chart/index.ts';
import type { BeyondLevels, TwoRecords } from '../score/compare-two-records.ts';
import { formatBits } from './figures.ts';
import { furthestBits } from './level-rows.ts';
import { PAGE_WORDS } from './page-words.ts';

/** What one comparison says of a pair. */
export interface WaterfallStep {
  readonly comparison: string;
  /** Label of the level. */
  readonly level: string;
  /** log₂(m ÷ u) of the level; ±∞ too. */
  readonly bits: number;
  /** What the frequency of the value agreed on adds; 0 where it does not count. */
  readonly frequencyBits: number;
}

/** Why a pair has its weight; no values of the records stand here. */
export interface ExplainedPair {
  readonly priorBits: number;
  readonly steps: readonly WaterfallStep[];
  /** What the dependence between comparisons, or the kinds of pairs, add; 0 unless said otherwise. */
  readonly dependenceBits?: number;
  /** Which of the two that is; the dependence unless said otherwise. */
  readonly beyondLevels?: BeyondLevels | null;
}

/**
 * Makes steps of what a model says of two records.
 *
 * @param pair - of `compareTwoRecords`; frequencies are no part of it.
 * @returns the steps, one a comparison.
 */
export function explainedPair({ priorBits, comparisons, dependenceBits, beyondLevels }: TwoRecords): ExplainedPair {
  return { priorBits, dependenceBits, beyondLevels, steps: comparisons.map(({ comparison, label, bits }) => ({ comparison, level: label, bits, frequencyBits: 0 })) };
}

interface Step {
  readonly name: string;
  readonly level: string;
  readonly bits: number;
  readonly from: number;
  readonly to: number;
}

/** Frequencies, dependence and kinds that add nothing are left out. */
function stepsOf({ priorBits, steps, dependenceBits = 0, beyondLevels }: ExplainedPair, language: Language): Step[] {
  const words = PAGE_WORDS[language];
  const parts = [{ name: words.start, level: '', bits: priorBits }, ...steps.flatMap(({ comparison, level, bits, frequencyBits }) => [
    { name: comparison, level, bits }, ...(frequencyBits === 0 ? [] : [{ name: words.frequencyOf(comparison), level: '', bits: frequencyBits }]),
  ]), ...(dependenceBits === 0 ? [] : [{ name: words[beyondLevels ?? 'dependence'], level: '', bits: dependenceBits }])];
  let reached = 0;
  const placed = parts.map((part): Step => {
    const from = reached;
    reached = sumOf(reached, part.bits);
    return { ...part, from, to: reached };
  });
  return [...placed, { name: words.total, level: '', bits: reached, from: 0, to: reached }];
}

/** Where infinite weights meet, the pair is a match: one of its levels is never seen among others. */
function sumOf(left: number, right: number): number {
  const sum = left + right;
  return Number.isNaN(sum) ? Infinity : sum;
}

/**
 * Describes how the weight of a pair adds up.
 *
 * @param pair - prior and steps.
 * @param language - of the words.
 * @returns bars that start where the one before ends.
 */
export function waterfallSpecification(pair: ExplainedPair, language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const values = stepsOf(pair, language).map(({ name: step, level, bits, from, to }) => ({ step, level, bits, from, to }));
  return specificationOf(words.waterfall, values, {
    mark: 'bar',
    encoding: {
      x: name('step', null, { axis: { labelAngle: -30 } }),
      y: quantity('from', words.bits),
      y2: { field: 'to' },
      color: { condition: { test: 'datum.bits < 0', value: '#b0261e' }, value: '#1f7045' },
      tooltip: [tip('step'), tip('level', words.level), quantity('bits', words.bits), quantity('to', words.total)],
    },
  });
}

/**
 * Draws how the weight of a pair adds up, from the prior through each comparison to the whole.
 *
 * @param pair - prior and steps.
 * @param language - of the words.
 * @returns the chart: each bar starts where the one before ends.
 */
export function waterfallChart(pair: ExplainedPair, language: Language = 'en'): Markup {
  const steps = stepsOf(pair, language);
  const most = furthestBits(steps.map(({ to }) => to));
  const rows = steps.map(({ name: step, level, bits, from, to }): SpanRow => ({
    label: level === '' ? step : `${step} · ${level}`, text: formatBits(bits, language), spans: [{ from, to, tone: bits < 0 ? 'bad' : 'good' }],
  }));
  return spanChart(PAGE_WORDS[language].waterfall, rows, { from: -most, to: most, zero: 0, ends: [formatBits(-most, language), formatBits(most, language)] });
}
