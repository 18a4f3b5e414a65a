import {
  barChart, countOf, formatNumber, formatShare, lineChart, name, quantity, specificationOf, type Language, type Line, type LinePoint, type Markup, type VegaLiteSpecification,
} from '../../chart/index.ts';
import type { FrontierPoint } from '../judge-generalisation.ts';
import type { ToldGeneralisation, ToldRisk } from './judged-rows.ts';
import { JUDGED_ROWS_WORDS } from './judged-rows-words.ts';

/**
 * Describes how many rows are in classes of each size, before and after, in Vega-Lite.
 *
 * @param told - findings of a generalisation.
 * @param language - of the words.
 * @returns bars by size, one picture before and one after.
 */
export function classSizesSpecification({ before, after }: Pick<ToldGeneralisation, 'before' | 'after'>, language: Language = 'en'): VegaLiteSpecification {
  const words = JUDGED_ROWS_WORDS[language];
  const rowsOf = (risk: ToldRisk, when: string): { readonly when: string; readonly size: string; readonly rows: number }[] =>
    risk.histogram.map(({ from, to, rows }) => ({ when, size: sizeText(from, to, language), rows }));
  return specificationOf(words.sizes, [...rowsOf(before, words.before), ...rowsOf(after, words.after)], {
    mark: 'bar',
    encoding: { row: name('when'), y: name('size', words.classSize), x: quantity('rows', words.rows.many) },
  });
}

/**
 * Draws how many rows are in classes of each size.
 *
 * @param risk - figures of the classes.
 * @param when - before or after, in the reader's words.
 * @param language - of the words.
 * @returns the chart; those who are alone in another colour.
 */
export function classSizesChart({ histogram }: Pick<ToldRisk, 'histogram'>, when: string, language: Language = 'en'): Markup {
  const words = JUDGED_ROWS_WORDS[language];
  return barChart(words.classSizes(when), histogram.map(({ from, to, rows }) => ({
    label: sizeText(from, to, language), value: rows, text: countOf(rows, words.rows, language), tone: to === 1 ? 'bad' : 'mark',
  })));
}

function sizeText(from: number, to: number, language: Language): string {
  return from === to ? formatNumber(from, language) : `${formatNumber(from, language)}–${formatNumber(to, language)}`;
}

/**
 * Describes the loss of the best levels so far over the search, in Vega-Lite.
 *
 * @param told - findings of a generalisation.
 * @param language - of the words.
 * @returns a line of steps.
 */
export function searchPathSpecification({ path }: Pick<ToldGeneralisation, 'path'>, language: Language = 'en'): VegaLiteSpecification {
  const words = JUDGED_ROWS_WORDS[language];
  return specificationOf(words.path, path.map(({ checks, loss, suppressedRows }) => ({ checks, loss, suppressedRows })), {
    mark: { type: 'line', interpolate: 'step-after', point: true },
    encoding: { x: quantity('checks', words.checked), y: quantity('loss', words.loss), tooltip: [quantity('checks', words.checked), quantity('loss', words.loss), quantity('suppressedRows', words.suppressed)] },
  });
}

/**
 * Draws the loss of the best levels so far over the search.
 *
 * @param told - findings of a generalisation.
 * @param language - of the words.
 * @returns the chart.
 */
export function searchPathChart({ path, checks }: Pick<ToldGeneralisation, 'path' | 'checks'>, language: Language = 'en'): Markup {
  const words = JUDGED_ROWS_WORDS[language];
  const number = (value: number): string => formatNumber(value, language);
  const most = Math.max(0, ...path.map(({ loss }) => loss));
  const end = Math.max(1, checks);
  // Each best holds until the next one.
  const points = path.flatMap(({ checks: at, loss }, place): LinePoint[] => [{ x: at, y: loss }, { x: path[place + 1]?.checks ?? checks, y: loss }]);
  const text = path.map(({ checks: at, loss }) => `${number(at)}: ${number(loss)}`).join(', ');
  return lineChart(words.path, [{ label: words.loss, text, points, tone: 'mark', dash: 'solid' }], {
    x: { from: 0, to: end, ticks: [{ at: 0, text: '0' }, { at: end, text: `${number(end)} ${words.checked}` }] },
    y: { from: 0, to: most > 0 ? most : 1, ticks: most > 0 ? [{ at: most, text: number(most) }] : [] },
  });
}

/**
 * Describes what each k costs, in Vega-Lite.
 *
 * @param frontier - by k, ascending.
 * @param language - of the words.
 * @returns three lines: loss as a share of the largest, rows suppressed, highest risk.
 */
export function frontierSpecification(frontier: readonly FrontierPoint[], language: Language = 'en'): VegaLiteSpecification {
  const words = JUDGED_ROWS_WORDS[language];
  const values = frontierLines(frontier, language).flatMap(({ label, points }) => points.map(({ x, y }) => ({ figure: label, k: x, share: y })));
  return specificationOf(words.frontier, values, { mark: { type: 'line', point: true }, encoding: { x: quantity('k', 'k'), y: quantity('share', null, { axis: { format: '%' } }), color: name('figure') } });
}

/**
 * Draws what each k costs.
 *
 * @param frontier - by k, ascending; at least two.
 * @param language - of the words.
 * @returns the chart.
 * @throws {RangeError} for fewer than two values of k.
 */
export function frontierChart(frontier: readonly FrontierPoint[], language: Language = 'en'): Markup {
  const words = JUDGED_ROWS_WORDS[language];
  const first = frontier[0]?.k ?? 0;
  const last = frontier.at(-1)?.k ?? 0;
  if (!(last > first)) throw new RangeError('frontier: expected at least two values of k, ascending');
  return lineChart(words.frontier, frontierLines(frontier, language), {
    x: { from: first, to: last, ticks: [{ at: first, text: `k ${first}` }, { at: last, text: String(last) }] },
    y: { from: 0, to: 1, ticks: [{ at: 0.5, text: formatShare(0.5, language) }, { at: 1, text: formatShare(1, language) }] },
  });
}

function frontierLines(frontier: readonly FrontierPoint[], language: Language): Line[] {
  const words = JUDGED_ROWS_WORDS[language];
  const most = Math.max(0, ...frontier.map(({ loss }) => loss ?? 0));
  const lineOf = (label: string, valueOf: (point: FrontierPoint) => number | null, tone: Line['tone'], dash: Line['dash']): Line => {
    const points = frontier.flatMap((point) => {
      const value = valueOf(point);
      return value === null ? [] : [{ x: point.k, y: value }];
    });
    return { label, text: points.map(({ x, y }) => `k ${x} ${formatShare(y, language)}`).join(', '), points, tone, dash };
  };
  return [
    lineOf(words.lossOf(formatNumber(most, language)), ({ loss }) => (loss === null || most === 0 ? loss : loss / most), 'mark', 'solid'),
    lineOf(words.suppressed, ({ suppressedShare }) => suppressedShare, 'caution', 'dashed'),
    lineOf(words.highestRisk, ({ highestRisk }) => highestRisk, 'bad', 'dotted'),
  ];
}
