import { boundedLabel, box, CHART_WIDTH, frame, label } from './frame.ts';
import { element, type Child, type Markup } from './markup.ts';
import { colour, type Tone } from './palette.ts';
import { shortened } from './plain-text.ts';

/** A place on both axes. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
}

/** One line. */
export interface Line {
  readonly label: string;
  /** What it shows, in words, for those who do not see it. */
  readonly text: string;
  /** From left to right. */
  readonly points: readonly LinePoint[];
  readonly tone: Tone;
  /** Told from the others without colour. */
  readonly dash: 'solid' | 'dashed' | 'dotted';
}

/** An axis. */
export interface LineAxis {
  readonly from: number;
  readonly to: number;
  /** Places with their names, rising. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** What a line chart shows beside its lines. */
export interface LineChartParts {
  readonly x: LineAxis;
  readonly y: LineAxis;
  /** A place on the first axis that everything turns on. */
  readonly mark?: { readonly at: number; readonly text: string };
}

const PLOT_TOP = 14;
const PLOT_HEIGHT = 150;
const LEGEND_HEIGHT = 18;
const DASHES = { solid: undefined, dashed: '6 3', dotted: '1.5 3' } as const;
const MOST_POINTS = 5_000;

/**
 * Draws lines over one plane.
 *
 * @param title - the chart's name, for example `Precision and recall by cut`.
 * @param lines - drawn in order, listed below the plane.
 * @param parts - the axes; what lies beyond them is drawn at their ends.
 * @returns the chart; one without lines is an empty plane.
 * @throws {RangeError} for an axis without length, a place that is not finite, points out of order or more than 5,000 of them.
 * @example
 * const chart = lineChart('Share by cut', [{ label: 'share', text: 'falls from 1 to 0.2', points: [{ x: 0, y: 1 }, { x: 10, y: 0.2 }], tone: 'mark', dash: 'solid' }],
 *   { x: { from: 0, to: 10, ticks: [] }, y: { from: 0, to: 1, ticks: [] } });
 * markupText(chart).includes('<desc>share: falls from 1 to 0.2</desc>'); // => true
 */
export function lineChart(title: string, lines: readonly Line[], { x, y, mark }: LineChartParts): Markup {
  const across = placer(x, 0, CHART_WIDTH);
  const up = placer(y, PLOT_TOP + PLOT_HEIGHT, PLOT_TOP);
  const bottom = PLOT_TOP + PLOT_HEIGHT;
  const description = lines.map((line) => `${line.label}: ${line.text}`).join('; ');
  return frame(title, description, bottom + 20 + lines.length * LEGEND_HEIGHT, [
    y.ticks.map(({ at, text }): Child => [box({ x: 0, y: Math.min(up(at), bottom - 0.5), width: CHART_WIDTH, height: 1 }, 'line'), label(0, up(at) - 3, text, 'start', 'quiet')]),
    lines.map((line) => element('path', {
      d: pathOf(line.points, across, up), fill: 'none', stroke: colour(line.tone), 'stroke-width': 2, 'stroke-dasharray': DASHES[line.dash],
    }, element('title', {}, `${line.label}: ${line.text}`))),
    mark === undefined ? null : markLine(across(mark.at), mark.text, bottom),
    box({ x: 0, y: bottom, width: CHART_WIDTH, height: 1 }, 'quiet'),
    tickLabels(x, across, bottom + 15),
    lines.map((line, index) => legend(line, bottom + 20 + index * LEGEND_HEIGHT)),
  ]);
}

function placer({ from, to }: LineAxis, low: number, high: number): (value: number) => number {
  if (!(to > from && to - from < Infinity)) throw new RangeError('axis: expected an end after its start');
  return (value) => {
    if (!Number.isFinite(value)) throw new RangeError('place: expected a finite number');
    return low + (high - low) * Math.min(1, Math.max(0, (value - from) / (to - from)));
  };
}

function pathOf(points: readonly LinePoint[], across: (value: number) => number, up: (value: number) => number): string {
  if (points.length > MOST_POINTS) throw new RangeError(`points: expected at most ${MOST_POINTS}`);
  let before = -Infinity;
  return points.map(({ x, y }, index) => {
    if (!(x >= before)) throw new RangeError('points: expected from left to right');
    before = x;
    return `${index === 0 ? 'M' : 'L'}${across(x).toFixed(1)} ${up(y).toFixed(1)}`;
  }).join('');
}

/** The name stands over the plane, beside that of its upper edge. */
function markLine(at: number, text: string, bottom: number): Markup {
  return element('g', {},
    element('path', { d: `M${at.toFixed(1)} ${PLOT_TOP}V${bottom}`, stroke: colour('ink'), 'stroke-width': 1, 'stroke-dasharray': '2 2', fill: 'none' }),
    label(Math.min(Math.max(at, 90), CHART_WIDTH - 45), PLOT_TOP - 3, shortened(text, 13), 'middle'));
}

/** The first name starts and the last ends where the axis does, so that none is cut off. */
function tickLabels({ ticks }: LineAxis, across: (value: number) => number, base: number): Child {
  return ticks.map(({ at, text }): Child => {
    const place = across(at);
    return label(place, base, text, place < 20 ? 'start' : place > CHART_WIDTH - 20 ? 'end' : 'middle', 'quiet');
  });
}

function legend({ label: name, tone, dash }: Line, top: number): Markup {
  return element('g', {},
    element('path', { d: `M0 ${top + 10}h24`, fill: 'none', stroke: colour(tone), 'stroke-width': 2, 'stroke-dasharray': DASHES[dash] }),
    boundedLabel(32, top + 1, CHART_WIDTH - 32, name));
}
