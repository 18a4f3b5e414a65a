import {
  type Bucket, formatNumber, formatShare, histogram, type Language, type Line, lineChart, type LinePoint, type Markup, name, quantity, specificationOf, tip, type Tone, type VegaLiteSpecification,
} from '../../chart/index.ts';
import { bitsAxis, linePoints, shareAxis } from './axes.ts';
import { formatBits } from './figures.ts';
import { PAGE_WORDS } from './page-words.ts';

/** Pairs whose weight lies between two bounds. */
export interface WeightBin {
  readonly fromBits: number;
  readonly toBits: number;
  readonly pairs: number;
}

/** Quality of the links at a cut, against labels; null where a rate has no meaning. */
export interface AccuracyAtCut {
  readonly bits: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Errors that a model expects at a cut, without labels. */
export interface ErrorsAtCut {
  readonly bits: number;
  readonly falseDiscoveryRate: number | null;
  readonly falseNegativeRate: number | null;
}

/** Records that cannot reach a weight. */
export interface UnlinkableShare {
  readonly bits: number;
  /** Share of records in [0, 1]. */
  readonly share: number;
}

/** One line of shares by weight. */
interface ShareLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
  readonly dash: Line['dash'];
}

/**
 * Describes how many pairs have each weight.
 *
 * @param bins - rising.
 * @param language - of the words.
 * @returns a histogram.
 */
export function weightHistogramSpecification(bins: readonly WeightBin[], language: Language = 'en'): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  return specificationOf(words.histogram, bins.map(({ fromBits, toBits, pairs }) => ({ fromBits, toBits, pairs })), {
    mark: 'bar',
    encoding: {
      x: quantity('fromBits', words.bits, { bin: { binned: true } }),
      x2: { field: 'toBits' },
      y: quantity('pairs', words.pairs.many),
      tooltip: [quantity('fromBits', words.bits), quantity('pairs', words.pairs.many)],
    },
  });
}

/**
 * Draws how many pairs have each weight.
 *
 * @param bins - rising, without gaps that overlap; bins with an infinite bound are left out.
 * @param language - of the words.
 * @returns the chart.
 */
export function weightHistogramChart(bins: readonly WeightBin[], language: Language = 'en'): Markup {
  const words = PAGE_WORDS[language];
  const finite = bins.filter(({ fromBits, toBits }) => Number.isFinite(fromBits) && Number.isFinite(toBits));
  const buckets = finite.map(({ fromBits, toBits, pairs }): Bucket => ({
    from: fromBits, to: toBits, count: pairs, text: words.histogramBin(formatBits(fromBits, language), formatBits(toBits, language), formatNumber(pairs, language)),
  }));
  return histogram(words.histogram, buckets, [formatBits(finite[0]?.fromBits ?? 0, language), `${formatBits(finite.at(-1)?.toBits ?? 0, language)} ${words.bits}`]);
}

/**
 * Describes precision, recall and F1 by cut.
 *
 * @param rows - by rising weight.
 * @param language - of the words.
 * @returns three lines.
 */
export function accuracySpecification(rows: readonly AccuracyAtCut[], language: Language = 'en'): VegaLiteSpecification {
  return shareLinesSpecification(PAGE_WORDS[language].cuts, rows, accuracyLines(rows, language), language);
}

/**
 * Draws precision, recall and F1 by cut.
 *
 * @param rows - by rising weight.
 * @param language - of the words.
 * @param cutBits - the cut that was chosen; null for none.
 * @returns the chart.
 */
export function accuracyChart(rows: readonly AccuracyAtCut[], language: Language = 'en', cutBits: number | null = null): Markup {
  return shareLinesChart(PAGE_WORDS[language].cuts, rows, accuracyLines(rows, language), language, cutBits);
}

function accuracyLines(rows: readonly AccuracyAtCut[], language: Language): readonly ShareLine[] {
  const words = PAGE_WORDS[language];
  return [
    { label: words.precision, values: rows.map(({ precision }) => precision), tone: 'mark', dash: 'solid' },
    { label: words.recall, values: rows.map(({ recall }) => recall), tone: 'caution', dash: 'dashed' },
    { label: words.f1, values: rows.map(({ f1 }) => f1), tone: 'ink', dash: 'dotted' },
  ];
}

/**
 * Describes the errors that a model expects by cut.
 *
 * @param rows - by rising weight.
 * @param language - of the words.
 * @returns two lines.
 */
export function expectedErrorsSpecification(rows: readonly ErrorsAtCut[], language: Language = 'en'): VegaLiteSpecification {
  return shareLinesSpecification(PAGE_WORDS[language].expected, rows, errorLines(rows, language), language);
}

/**
 * Draws the errors that a model expects by cut.
 *
 * @param rows - by rising weight.
 * @param language - of the words.
 * @param cutBits - the cut that was chosen; null for none.
 * @returns the chart.
 */
export function expectedErrorsChart(rows: readonly ErrorsAtCut[], language: Language = 'en', cutBits: number | null = null): Markup {
  return shareLinesChart(PAGE_WORDS[language].expected, rows, errorLines(rows, language), language, cutBits);
}

function errorLines(rows: readonly ErrorsAtCut[], language: Language): readonly ShareLine[] {
  const words = PAGE_WORDS[language];
  return [
    { label: words.falseDiscovery, values: rows.map(({ falseDiscoveryRate }) => falseDiscoveryRate), tone: 'bad', dash: 'solid' },
    { label: words.falseNegative, values: rows.map(({ falseNegativeRate }) => falseNegativeRate), tone: 'mark', dash: 'dashed' },
  ];
}

/**
 * Works out which share of records cannot reach a weight, though compared with themselves.
 *
 * @param bits - weight of each record with itself.
 * @returns at each distinct weight, by rising weight, the share of records below it.
 * @remarks O(records × log records).
 * @example
 * unlinkableShares(Float64Array.of(5, 2, 5, 9)); // => [{ bits: 2, share: 0 }, { bits: 5, share: 0.25 }, { bits: 9, share: 0.75 }]
 */
export function unlinkableShares(bits: Float64Array): readonly UnlinkableShare[] {
  const sorted = bits.slice().sort();
  const shares: UnlinkableShare[] = [];
  sorted.forEach((each, index) => {
    if (each !== sorted[index - 1]) shares.push({ bits: each, share: index / sorted.length });
  });
  return shares;
}

/**
 * Describes which share of records cannot reach a weight.
 *
 * @param shares - by rising weight.
 * @param language - of the words.
 * @returns one line.
 */
export function unlinkablesSpecification(shares: readonly UnlinkableShare[], language: Language = 'en'): VegaLiteSpecification {
  return shareLinesSpecification(PAGE_WORDS[language].unlinkables, shares, unlinkableLine(shares, language), language);
}

/**
 * Draws which share of records cannot reach a weight.
 *
 * @param shares - by rising weight.
 * @param language - of the words.
 * @param cutBits - the cut that was chosen; null for none.
 * @returns the chart.
 */
export function unlinkablesChart(shares: readonly UnlinkableShare[], language: Language = 'en', cutBits: number | null = null): Markup {
  return shareLinesChart(PAGE_WORDS[language].unlinkables, shares, unlinkableLine(shares, language), language, cutBits);
}

function unlinkableLine(shares: readonly UnlinkableShare[], language: Language): readonly ShareLine[] {
  return [{ label: PAGE_WORDS[language].unlinkables, values: shares.map(({ share }) => share), tone: 'mark', dash: 'solid' }];
}

function shareLinesSpecification(title: string, rows: readonly { readonly bits: number }[], lines: readonly ShareLine[], language: Language): VegaLiteSpecification {
  const words = PAGE_WORDS[language];
  const values = lines.flatMap(({ label, values: shares }) => rows.flatMap(({ bits }, index) => {
    const share = shares[index] ?? null;
    return share === null || !Number.isFinite(bits) ? [] : [{ bits, line: label, share }];
  }));
  return specificationOf(title, values, {
    mark: { type: 'line', interpolate: 'step-before' },
    encoding: {
      x: quantity('bits', words.bits), y: quantity('share', words.share, { scale: { domain: [0, 1] }, axis: { format: '.0%' } }),
      color: name('line'), strokeDash: name('line'), tooltip: [tip('line'), quantity('bits', words.bits), quantity('share', words.share)],
    },
  });
}

function shareLinesChart(title: string, rows: readonly { readonly bits: number }[], lines: readonly ShareLine[], language: Language, cutBits: number | null): Markup {
  const words = PAGE_WORDS[language];
  const places = rows.map(({ bits }) => bits);
  const drawn = lines.map(({ label, values, tone, dash }): Line => {
    const points = linePoints(places, values);
    return { label, points, tone, dash, text: rangeText(points, language) };
  });
  return lineChart(title, drawn, {
    x: bitsAxis(cutBits === null ? places : [...places, cutBits], language), y: shareAxis(language),
    ...(cutBits === null || !Number.isFinite(cutBits) ? {} : { mark: { at: cutBits, text: `${words.chosenCut} ${formatBits(cutBits, language)}` } }),
  });
}

/** Says where a line starts and ends. */
function rangeText(points: readonly LinePoint[], language: Language): string {
  const words = PAGE_WORDS[language];
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return words.noPoints;
  const at = ({ x, y }: LinePoint): string => `${formatShare(Math.min(1, Math.max(0, y)), language)} (${formatBits(x, language)} ${words.bits})`;
  return words.lineText(at(first), at(last));
}
