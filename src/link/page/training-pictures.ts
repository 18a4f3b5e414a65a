import {
  formatNumber, formatShare, type Language, type Line, lineChart, type Markup, name, quantity, spanChart, type SpanHeading, type SpanRow, specificationOf, type Tone, type VegaLiteSpecification,
} from '../../chart/index.ts';
import type { Comparison } from '../model/model.ts';
import { linePoints, roundAxis, shareAxis } from './axes.ts';
import { formatProbability } from './figures.ts';
import { levelRows } from './level-rows.ts';
import { PAGE_WORDS } from './page-words.ts';
import { BY_COMPARISON } from './by-comparison.ts';

/** A run of expectation maximisation, as far as it is drawn. */
export interface DrawnSession {
  /** Indices of the rules whose pairs took part. */
  readonly rules: readonly number[];
  readonly iterations: readonly DrawnIteration[];
}

/** Parameters at one moment. */
export interface DrawnIteration {
  /** Share of matches among the pairs of each rule. */
  readonly priors: readonly number[];
  /** By comparison that was trained, m of the levels that say something. */
  readonly m: Readonly<Record<string, readonly number[]>>;
  /** Greatest change of a parameter since the iteration before; null at the start. */
  readonly greatestChange: number | null;
}

/** What each session found for each level. */
function foundBySession(comparisons: readonly Comparison[], sessions: readonly DrawnSession[]): readonly (readonly number[])[] {
  return comparisons.flatMap((comparison) => levelRows([comparison]).map((_, level) => sessions.flatMap(({ iterations }) => {
    const m = iterations.at(-1)?.m[comparison.name]?.[level];
    return m === undefined ? [] : [m];
  })));
}

/**
 * Describes what each session of training found for m, beside what the model has.
 *
 * @param comparisons - of the trained model.
 * @param sessions - in their order.
 * @param language - of the words.
 * @returns dots by comparison and level.
 */
export function sessionSpecification(comparisons: readonly Comparison[], sessions: readonly DrawnSession[], language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const found = foundBySession(comparisons, sessions);
  const values = levelRows(comparisons).flatMap(({ comparison, level, m }, index) => [
    ...(m === null ? [] : [{ comparison, level, session: words.ofMatches, m }]),
    ...found[index]!.map((value, session) => ({ comparison, level, session: words.session(String(session + 1)), m: value })),
  ]);
  return specificationOf(words.sessions, values, {
    facet: BY_COMPARISON,
    resolve: { scale: { y: 'independent' } },
    spec: {
      mark: { type: 'point', filled: true },
      encoding: { y: name('level'), x: quantity('m', words.ofMatches, { scale: { domain: [0, 1] } }), color: name('session'), shape: name('session') },
    },
  });
}

/**
 * Draws what each session of training found for m, as dots over the bar of what the model has.
 *
 * @param comparisons - of the trained model.
 * @param sessions - in their order.
 * @param language - of the words.
 * @returns the chart; levels that no session trained are left out.
 */
export function sessionChart(comparisons: readonly Comparison[], sessions: readonly DrawnSession[], language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const found = foundBySession(comparisons, sessions);
  let heading = '';
  const marks = levelRows(comparisons).flatMap(({ comparison, level, m, mInterval }, index): (SpanRow | SpanHeading)[] => {
    const points = found[index]!;
    if (points.length === 0 || m === null) return [];
    const isNew = comparison !== heading;
    heading = comparison;
    const row: SpanRow = {
      label: level, text: words.sessionText(formatProbability(m, language), points.map((each) => formatProbability(each, language)).join(' · ')),
      spans: [{ from: 0, to: m }], points, ...(mInterval === null ? {} : { interval: mInterval }),
    };
    return isNew ? [{ heading: comparison }, row] : [row];
  });
  return spanChart(words.sessions, marks, { from: 0, to: 1, ends: ['0', `1 · ${words.ofMatches}`] });
}

const TONES: readonly Tone[] = ['mark', 'caution', 'good', 'bad', 'absent'];
const DASHES: readonly Line['dash'][] = ['solid', 'dashed', 'dotted'];

/** The share of matches by iteration, one line a rule that took part. */
function priorLines(sessions: readonly DrawnSession[], language: Language): { readonly label: string; readonly values: readonly number[] }[] {
  return sessions.flatMap(({ rules, iterations }) => rules.map((rule, part) => ({
    label: PAGE_WORDS[language].rule(formatNumber(rule + 1, language)), values: iterations.map(({ priors }) => priors[part]!),
  })));
}

/**
 * Describes how training went: the share of matches among the pairs of each rule, and the greatest change, by iteration.
 *
 * @param sessions - in their order.
 * @param language - of the words.
 * @returns two pictures, one above the other.
 */
export function trainingSpecification(sessions: readonly DrawnSession[], language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const values = [
    ...priorLines(sessions, language).flatMap(({ label, values: priors }) => priors.map((value, iteration) => ({ what: 'prior', line: label, iteration, value }))),
    ...sessions.flatMap(({ iterations }, session) => iterations.flatMap(({ greatestChange }, iteration) =>
      greatestChange === null || greatestChange <= 0 ? [] : [{ what: 'change', line: words.session(String(session + 1)), iteration, value: greatestChange }])),
  ];
  const panel = (what: string, title: string, scale: 'linear' | 'log') => ({
    transform: [{ filter: `datum.what === '${what}'` }],
    mark: { type: 'line', point: true },
    encoding: { x: quantity('iteration', words.iteration), y: quantity('value', title, { scale: { type: scale } }), color: name('line'), strokeDash: name('line') },
  });
  return specificationOf(words.training, values, {
    vconcat: [panel('prior', words.trainedPrior, 'linear'), panel('change', words.greatestChange, 'log')], resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
  });
}

/**
 * Draws the share of matches among the pairs of each rule, by iteration.
 *
 * @param sessions - in their order.
 * @param language - of the words.
 * @returns the chart.
 */
export function trainedPriorChart(sessions: readonly DrawnSession[], language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const lines = priorLines(sessions, language).map(({ label, values }, index): Line => ({
    label, ...lineStyle(index), points: linePoints(values.map((_, iteration) => iteration), values),
    text: values.length === 0 ? words.noPoints : words.lineText(formatShare(values[0]!, language), formatShare(values.at(-1)!, language)),
  }));
  const most = lines.flatMap(({ points }) => points).reduce((greatest, { y }) => Math.max(greatest, y), 0.01);
  return lineChart(words.trainedPrior, lines, { x: iterationAxis(sessions, language), y: shareAxis(language, Math.min(1, 1.1 * most)) });
}

/**
 * Draws the greatest change of a parameter by iteration, as a power of ten.
 *
 * @param sessions - in their order.
 * @param language - of the words.
 * @returns the chart.
 */
export function trainingChangeChart(sessions: readonly DrawnSession[], language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const lines = sessions.map(({ iterations }, index): Line => {
    const powers = iterations.map(({ greatestChange }) => greatestChange === null || greatestChange <= 0 ? null : Math.log10(greatestChange));
    const known = powers.filter((power) => power !== null);
    const written = (power: number): string => formatNumber(Number((10 ** power).toPrecision(2)), language);
    return {
      label: words.session(formatNumber(index + 1, language)), ...lineStyle(index), points: linePoints(powers.map((_, iteration) => iteration), powers),
      text: known.length === 0 ? words.noPoints : words.lineText(written(known[0]!), written(known.at(-1)!)),
    };
  });
  const lowest = lines.flatMap(({ points }) => points).reduce((least, { y }) => Math.min(least, y), -1);
  return lineChart(words.greatestChange, lines, { x: iterationAxis(sessions, language), y: roundAxis(Math.floor(lowest), 0, (power) => formatNumber(power, language).replace('-', '−')) });
}

function lineStyle(index: number): Pick<Line, 'tone' | 'dash'> {
  return { tone: TONES[index % TONES.length]!, dash: DASHES[index % DASHES.length]! };
}

function iterationAxis(sessions: readonly DrawnSession[], language: Language): ReturnType<typeof roundAxis> {
  const last = sessions.reduce((most, { iterations }) => Math.max(most, iterations.length - 1), 1);
  const axis = roundAxis(0, last, (iteration) => formatNumber(iteration, language));
  return { ...axis, ticks: axis.ticks.filter(({ at }) => Number.isInteger(at)) };
}
