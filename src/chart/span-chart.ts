import { boundedLabel, box, CHART_WIDTH, figureWidth, frame, label } from './frame.ts';
import { element, type Child, type Markup } from './markup.ts';
import { colour, type Tone } from './palette.ts';

/** A stretch of an axis. */
export interface Span {
  readonly from: number;
  /** Where it ends; below `from` for one that runs to the left. */
  readonly to: number;
  readonly tone?: Tone;
}

/** What is shown under one name. */
export interface SpanRow {
  readonly label: string;
  /** What it shows, as people read it. */
  readonly text: string;
  readonly spans: readonly Span[];
  /** Single places on the axis: other estimates of the same thing. */
  readonly points?: readonly number[];
  /** What an estimate may as well be. */
  readonly interval?: readonly [low: number, high: number];
}

/** A line over the rows below it. */
export interface SpanHeading {
  readonly heading: string;
}

/** The axis that all rows share. */
export interface SpanAxis {
  readonly from: number;
  readonly to: number;
  /** Where the spans that say nothing end; a line through all rows. */
  readonly zero?: number;
  /** Names of the ends, from left to right. */
  readonly ends: readonly [low: string, high: string];
}

const ROW_HEIGHT = 30;
const HEADING_HEIGHT = 26;
const BAR_HEIGHT = 7;
const POINT_SIZE = 5;

/**
 * Draws stretches of one axis, each row under its name and its figure: bars that go both ways, bars that start where others
 * end, estimates with their intervals.
 *
 * @param title - the chart's name, for example `Match weights`.
 * @param rows - in the order they are shown; a name too long for its line ends in `…` and is whole in the description.
 * @param axis - what lies beyond its ends, also ±∞, is drawn up to them.
 * @returns the chart; one without rows is the axis alone.
 * @throws {RangeError} for an axis that has no length, or a place that is NaN.
 * @example
 * const chart = spanChart('Weights', [{ label: 'exact', text: '+8', spans: [{ from: 0, to: 8 }] }, { label: 'else', text: '-3', spans: [{ from: 0, to: -3 }] }],
 *   { from: -10, to: 10, zero: 0, ends: ['-10', '10'] });
 * markupText(chart).includes('<desc>exact +8; else -3</desc>'); // => true
 */
export function spanChart(title: string, rows: readonly (SpanRow | SpanHeading)[], axis: SpanAxis): Markup {
  if (!(axis.to > axis.from && axis.to - axis.from < Infinity)) throw new RangeError('axis: expected an end after its start');
  const shown = rows.filter((row) => 'spans' in row);
  let top = 0;
  const marks = rows.map((row) => {
    const at = top;
    top += 'heading' in row ? HEADING_HEIGHT : ROW_HEIGHT;
    return 'heading' in row ? heading(row.heading, at) : drawRow(row, at, axis);
  });
  const description = shown.map((row) => `${row.label} ${row.text}`).join('; ');
  return frame(title, description, top + 18, [
    marks,
    box({ x: 0, y: top + 2, width: CHART_WIDTH, height: 1 }, 'quiet'),
    label(0, top + 15, axis.ends[0], 'start', 'quiet'),
    label(CHART_WIDTH, top + 15, axis.ends[1], 'end', 'quiet'),
  ]);
}

function heading(text: string, top: number): Markup {
  return element('g', {}, element('title', {}, text), boundedLabel(0, top + 5, CHART_WIDTH, text, true));
}

function drawRow({ label: name, text, spans, points = [], interval }: SpanRow, top: number, axis: SpanAxis): Markup {
  const bar = top + 18;
  const middle = bar + BAR_HEIGHT / 2;
  const between = (low: number, high: number): { x: number; width: number } => {
    const ends = [placeOn(axis, low), placeOn(axis, high)] as const;
    return { x: Math.min(...ends), width: Math.abs(ends[1] - ends[0]) };
  };
  return element(
    'g',
    {},
    element('title', {}, `${name} ${text}`),
    boundedLabel(0, top, CHART_WIDTH - figureWidth(text), name),
    label(CHART_WIDTH, top + 13, text, 'end'),
    box({ x: 0, y: bar, width: CHART_WIDTH, height: BAR_HEIGHT }, 'line'),
    spans.map(({ from, to, tone = 'mark' }): Child => box({ ...between(from, to), y: bar, height: BAR_HEIGHT }, tone)),
    interval === undefined ? null : intervalMark(between(...interval), middle),
    axis.zero === undefined ? null : box({ x: placeOn(axis, axis.zero) - 0.5, y: bar, width: 1, height: BAR_HEIGHT + 3 }, 'ink'),
    points.map((point): Child => element('rect', {
      x: Math.min(Math.max(placeOn(axis, point) - POINT_SIZE / 2, 0), CHART_WIDTH - POINT_SIZE), y: middle - POINT_SIZE / 2,
      width: POINT_SIZE, height: POINT_SIZE, rx: POINT_SIZE / 2, fill: colour('paper'), stroke: colour('ink'), 'stroke-width': 1.5,
    })),
  );
}

function intervalMark({ x, width }: { x: number; width: number }, middle: number): Markup {
  const path = `M${x.toFixed(2)} ${middle - 3}v6M${x.toFixed(2)} ${middle}h${width.toFixed(2)}M${(x + width).toFixed(2)} ${middle - 3}v6`;
  return element('path', { d: path, stroke: colour('ink'), 'stroke-width': 1, fill: 'none' });
}

function placeOn({ from, to }: SpanAxis, value: number): number {
  if (Number.isNaN(value)) throw new RangeError('place: expected a number');
  return CHART_WIDTH * Math.min(1, Math.max(0, (value - from) / (to - from)));
}
