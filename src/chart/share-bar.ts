import { box, CHART_WIDTH, frame, type Place } from './frame.ts';
import { element, type Markup } from './markup.ts';
import { colour, type Tone } from './palette.ts';

/** A part of a whole. */
export interface Part {
  readonly label: string;
  /** Share in [0, 1]. */
  readonly share: number;
  /** The share as people read it. */
  readonly text: string;
  readonly tone: Tone;
}

const HEIGHT = 12;
const STRIPE = 5;

/**
 * Draws the parts of a whole side by side on one line. Parts of the tone `absent` are striped, so that they are told
 * from the others without colour.
 *
 * @param title - the chart's name, for example `Stays per year`.
 * @param parts - from left to right; what they leave of the whole stays empty.
 * @returns the chart.
 * @throws {RangeError} for a share outside [0, 1], or shares that add up to more than 1.
 * @example
 * const chart = shareBar('Filled', [{ label: 'filled', share: 0.75, text: '75%', tone: 'mark' }, { label: 'null', share: 0.25, text: '25%', tone: 'absent' }]);
 * markupText(chart).includes('<desc>filled 75%; null 25%</desc>'); // => true
 */
export function shareBar(title: string, parts: readonly Part[]): Markup {
  const starts = [0];
  for (const { share } of parts) {
    if (!(share >= 0 && share <= 1)) throw new RangeError('share: expected a number from 0 to 1');
    starts.push(starts.at(-1)! + share);
  }
  if (starts.at(-1)! > 1 + 1e-9) throw new RangeError('parts: expected shares of one whole');
  const description = parts.map((part) => `${part.label} ${part.text}`).join('; ');
  const marks = parts.map((part, index) => {
    const place = { x: starts[index]! * CHART_WIDTH, y: 0, width: part.share * CHART_WIDTH, height: HEIGHT };
    const text = `${part.label} ${part.text}`;
    return part.tone === 'absent' ? striped(place, text) : box(place, part.tone, text);
  });
  return frame(title, description, HEIGHT, [box({ x: 0, y: 0, width: CHART_WIDTH, height: HEIGHT }, 'line'), marks]);
}

/** Fills a box with upright stripes: what is not there. */
function striped(place: Place, text: string): Markup | null {
  const { x, width } = place;
  if (width < STRIPE) return box(place, 'absent', text);
  const stripes = Array.from({ length: Math.floor(width / STRIPE) }, (_, index) => `M${Math.round(x + (index + 0.5) * STRIPE)} 0v${HEIGHT}`);
  return element('g', {}, box(place, 'paper', text), element('path', { d: stripes.join(''), stroke: colour('absent'), 'stroke-width': 2.5, fill: 'none' }));
}
