import { box, CHART_WIDTH, frame } from './frame.ts';
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
    const [x, width] = [starts[index]! * CHART_WIDTH, part.share * CHART_WIDTH];
    return element('g', {}, element('title', {}, `${part.label} ${part.text}`), part.tone === 'absent' ? striped(x, width) : box(x, 0, width, HEIGHT, part.tone));
  });
  return frame(title, description, HEIGHT, [box(0, 0, CHART_WIDTH, HEIGHT, 'line'), marks]);
}

/** An outline with upright stripes: what is not there. */
function striped(x: number, width: number): Markup | null {
  if (width <= 0) return null;
  const stripes = Array.from({ length: Math.floor(width / STRIPE) }, (_, index) => `M${Math.round(x + (index + 0.5) * STRIPE)} 0v${HEIGHT}`);
  return element(
    'g',
    {},
    element('rect', { x, y: 0, width: Math.max(width, 0.5), height: HEIGHT, fill: colour('paper') }),
    width < STRIPE ? box(x, 0, width, HEIGHT, 'absent') : element('path', { d: stripes.join(''), stroke: colour('absent'), 'stroke-width': 2.5, fill: 'none' }),
  );
}
