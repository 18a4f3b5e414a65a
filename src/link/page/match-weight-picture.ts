import {
  type Language, type Markup, name, quantity, type SpanAxis, spanChart, type SpanHeading, type SpanRow, specificationOf, tip, type VegaLiteSpecification,
} from '../../chart/index.ts';
import type { LinkageModel } from '../model/model.ts';
import { formatBits, formatProbability } from './figures.ts';
import { furthestBits, levelRows, priorBits, type LevelRow } from './level-rows.ts';
import { PAGE_WORDS } from './page-words.ts';
import { BY_COMPARISON } from './by-comparison.ts';

/** What of a model its weights are drawn from. */
export type WeighedModel = Pick<LinkageModel, 'prior' | 'comparisons'>;

/**
 * Describes the match weights of a model: bits of the prior and of each level.
 *
 * @param model - the model; levels not yet trained are left out.
 * @param language - of the words.
 * @returns bars by comparison. Infinite weights are null with their sign in `infinite`.
 */
export function matchWeightSpecification(model: WeighedModel, language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const prior = priorBits(model.prior);
  const values = [
    { comparison: words.prior, level: words.prior, bits: prior, m: null, u: null, infinite: signOfInfinite(prior) },
    ...levelRows(model.comparisons).filter(({ bits }) => bits !== null).map(({ comparison, level, bits, m, u }) => ({ comparison, level, bits, m, u, infinite: signOfInfinite(bits!) })),
  ];
  return specificationOf(words.weights, values, {
    facet: BY_COMPARISON,
    resolve: { scale: { y: 'independent' } },
    spec: {
      mark: 'bar',
      encoding: {
        y: name('level'),
        x: quantity('bits', words.bits),
        color: { condition: { test: 'datum.bits < 0', value: '#b0261e' }, value: '#1f7045' },
        tooltip: [tip('level', words.level), quantity('bits', words.bits), quantity('m', words.ofMatches), quantity('u', words.ofOthers)],
      },
    },
  });
}

function signOfInfinite(bits: number): number {
  return Number.isFinite(bits) ? 0 : Math.sign(bits);
}

/**
 * Draws the match weights of a model as diverging bars: to the right what speaks for a match.
 *
 * @param model - the model.
 * @param language - of the words.
 * @returns the chart, as tall as the model has levels.
 */
export function matchWeightChart(model: WeighedModel, language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const rows = levelRows(model.comparisons);
  const prior = priorBits(model.prior);
  const marks: (SpanRow | SpanHeading)[] = [{ label: words.prior, text: formatBits(prior, language), spans: weightSpans(prior) }];
  rows.forEach((row, index) => {
    if (row.comparison !== rows[index - 1]?.comparison) marks.push({ heading: row.comparison });
    marks.push(weightRow(row, language));
  });
  return spanChart(words.weights, marks, weightAxis([prior, ...rows.map(({ bits }) => bits)], language));
}

/**
 * Lays out one level as a bar from 0 to its weight.
 *
 * @param row - the level.
 * @param language - of the words.
 * @returns the row; one not yet trained has no bar.
 */
export function weightRow({ level, bits }: LevelRow, language: Language): SpanRow {
  return bits === null ? { label: level, text: PAGE_WORDS[language].untrained, spans: [] } : { label: level, text: formatBits(bits, language), spans: weightSpans(bits) };
}

/**
 * Finds the axis that weights share.
 *
 * @param bits - the weights.
 * @param language - of the words.
 * @returns an axis with 0 in its middle.
 */
export function weightAxis(bits: readonly (number | null)[], language: Language): SpanAxis {
  const most = furthestBits(bits);
  return { from: -most, to: most, zero: 0, ends: [formatBits(-most, language), formatBits(most, language)] };
}

function weightSpans(bits: number): SpanRow['spans'] {
  return [{ from: 0, to: bits, tone: bits < 0 ? 'bad' : 'good' }];
}

/**
 * Describes m and u of a model.
 *
 * @param model - the model; levels not yet trained are left out.
 * @param language - of the words.
 * @returns bars by comparison, u to the left and m to the right.
 */
export function parameterSpecification(model: Pick<LinkageModel, 'comparisons'>, language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const values = levelRows(model.comparisons).flatMap(({ comparison, level, m, u }) => [
    ...(m === null ? [] : [{ comparison, level, parameter: words.ofMatches, probability: m, side: m }]),
    ...(u === null ? [] : [{ comparison, level, parameter: words.ofOthers, probability: u, side: -u }]),
  ]);
  return specificationOf(words.parameters, values, {
    facet: BY_COMPARISON,
    resolve: { scale: { y: 'independent' } },
    spec: {
      mark: 'bar',
      encoding: {
        y: name('level'),
        x: quantity('side', words.share, { scale: { domain: [-1, 1] }, axis: { labelExpr: 'abs(datum.value)' } }),
        color: name('parameter', null, { scale: { range: ['#24668f', '#7f8b97'] } }),
        tooltip: [tip('level', words.level), tip('parameter'), quantity('probability', words.share)],
      },
    },
  });
}

/**
 * Draws m and u of a model: to the right the share of matching pairs at each level, with its interval where it has one, to
 * the left that of the others.
 *
 * @param model - the model.
 * @param language - of the words.
 * @returns the chart.
 */
export function parameterChart(model: Pick<LinkageModel, 'comparisons'>, language: Language = 'en'): Markup {
  const rows = levelRows(model.comparisons);
  const marks = rows.flatMap((row, index): (SpanRow | SpanHeading)[] =>
    [...(row.comparison === rows[index - 1]?.comparison ? [] : [{ heading: row.comparison }]), parameterRow(row, language)]);
  return spanChart(PAGE_WORDS[language].parameters, marks, parameterAxis(language));
}

/**
 * Lays out one level as two bars: u to the left, m to the right.
 *
 * @param row - the level.
 * @param language - of the words.
 * @returns the row.
 */
export function parameterRow({ level, m, u, mInterval }: LevelRow, language: Language): SpanRow {
  const words = PAGE_WORDS[language];
  const written = (value: number | null): string => value === null ? words.untrained : formatProbability(value, language);
  return {
    label: level, text: words.parameterText(written(m), written(u)),
    spans: [...(u === null ? [] : [{ from: 0, to: -u, tone: 'absent' as const }]), ...(m === null ? [] : [{ from: 0, to: m }])],
    ...(mInterval === null ? {} : { interval: mInterval }),
  };
}

/**
 * Gives the axis of m and u.
 *
 * @param language - of the words.
 * @returns an axis from −1 (all other pairs) to 1 (all matches).
 */
export function parameterAxis(language: Language): SpanAxis {
  return { from: -1, to: 1, zero: 0, ends: PAGE_WORDS[language].sides };
}
