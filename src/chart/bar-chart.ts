import { boundedLabel, box, CHART_WIDTH, figureWidth, frame, label } from './frame.ts';
import { element, type Markup } from './markup.ts';
import type { Tone } from './palette.ts';

/** One bar. */
export interface Bar {
  readonly label: string;
  /** Its length against the others; at least 0. */
  readonly value: number;
  /** The value as people read it. */
  readonly text: string;
  readonly tone?: Tone;
}

const ROW_HEIGHT = 30;
const BAR_HEIGHT = 7;

/**
 * Draws horizontal bars, each under its name and its figure.
 *
 * @param title - the chart's name, for example `Stays per year`.
 * @param bars - in the order they are shown; a name too long for its line ends in `…` and is whole in the description.
 * @param full - the value of a bar as long as the chart is wide; the longest bar when omitted.
 * @returns the chart; one without bars is an empty frame.
 * @throws {RangeError} for a value that is negative or not finite.
 * @example
 * const chart = barChart('Stays', [{ label: 'Nord', value: 30, text: '30' }, { label: 'Sud', value: 12, text: '12' }]);
 * markupText(chart).includes('<desc>Nord 30; Sud 12</desc>'); // => true
 */
export function barChart(title: string, bars: readonly Bar[], full: number = Math.max(0, ...bars.map(({ value }) => value))): Markup {
  const description = bars.map((bar) => `${bar.label} ${bar.text}`).join('; ');
  return frame(title, description, Math.max(1, bars.length * ROW_HEIGHT), bars.map((bar, index) => row(bar, index * ROW_HEIGHT, full)));
}

function row({ label: name, value, text, tone = 'mark' }: Bar, top: number, full: number): Markup {
  if (!(value >= 0 && value < Infinity)) throw new RangeError('value: expected a number of at least 0');
  const width = full > 0 ? CHART_WIDTH * Math.min(1, value / full) : 0;
  return element(
    'g',
    {},
    element('title', {}, `${name} ${text}`),
    boundedLabel(0, top, CHART_WIDTH - figureWidth(text), name),
    label(CHART_WIDTH, top + 13, text, 'end'),
    box({ x: 0, y: top + 18, width: CHART_WIDTH, height: BAR_HEIGHT }, 'line'),
    box({ x: 0, y: top + 18, width, height: BAR_HEIGHT }, tone),
  );
}
