import { element, type Attributes, type Child, type Markup } from './markup.ts';
import { colour, type Tone } from './palette.ts';
import { shortened } from './plain-text.ts';

/** Units from side to side; a phone shows them one to one. */
export const CHART_WIDTH = 320;

/**
 * Puts marks into a frame of {@link CHART_WIDTH} units that stands by itself: no script, no style sheet, nothing fetched.
 *
 * @param title - the chart's name.
 * @param description - all it shows, in words.
 * @param height - in units.
 * @param marks - what it shows.
 * @returns the chart, an image to assistive software.
 */
export function frame(title: string, description: string, height: number, marks: readonly Child[]): Markup {
  const size: Attributes = { xmlns: 'http://www.w3.org/2000/svg', role: 'img', class: 'chart', viewBox: `0 0 ${CHART_WIDTH} ${height}`, width: CHART_WIDTH, height };
  return element('svg', { ...size, 'font-family': 'system-ui,sans-serif', 'font-size': 12 }, element('title', {}, title), element('desc', {}, description), marks);
}

/**
 * Writes a line of text.
 *
 * @param x - where it starts, ends or has its middle, in units.
 * @param y - its base line.
 * @param text - what it says.
 * @param anchor - which part of it stands at `x`.
 * @param tone - its colour.
 * @returns the text.
 */
export function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end' = 'start', tone: Tone = 'ink'): Markup {
  return element('text', { x, y, fill: colour(tone), ...(anchor === 'start' ? {} : { 'text-anchor': anchor }) }, text);
}

/** A letter of the chart's size is this wide on average. */
const LETTER_WIDTH = 6.6;

/**
 * Writes a name that may be of any length: it is shortened to its room, and what is wider than it was taken for ends where
 * its room does.
 *
 * @param x - where it starts, in units.
 * @param top - upper edge of its line of 18 units.
 * @param room - width it may take, in units.
 * @param text - the name.
 * @param isBold - whether it stands over others.
 * @returns the name.
 */
export function boundedLabel(x: number, top: number, room: number, text: string, isBold = false): Markup {
  const shown = shortened(text, Math.max(1, Math.floor(room / LETTER_WIDTH)));
  const attributes: Attributes = { x: 0, y: 13, fill: colour('ink'), ...(isBold ? { 'font-weight': 600 } : {}) };
  return element('svg', { x, y: top, width: Math.max(room, 1), height: 18 }, element('text', attributes, shown));
}

/**
 * Tells how wide a figure is about.
 *
 * @param text - the figure.
 * @returns units, with some room before it.
 */
export function figureWidth(text: string): number {
  return (text.length + 2) * LETTER_WIDTH;
}

/** Where a box lies, in units. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Fills a box.
 *
 * @param place - where it lies; a side below half a unit shows as half a unit.
 * @param tone - its colour; `null` for that of the group it is in.
 * @param text - what a pointer on it is told.
 * @returns the box; `null` when a side of it is 0.
 */
export function box({ x, y, width, height }: Place, tone: Tone | null, text: string | null = null): Markup | null {
  if (width <= 0 || height <= 0) return null;
  const attributes: Attributes = { x, y, width: Math.max(width, 0.5), height: Math.max(height, 0.5), ...(tone === null ? {} : { fill: colour(tone) }) };
  return element('rect', attributes, text === null ? null : element('title', {}, text));
}

/**
 * Groups boxes of one colour.
 *
 * @param tone - their colour.
 * @param boxes - made without a colour of their own.
 * @returns the group.
 */
export function toned(tone: Tone, boxes: readonly (Markup | null)[]): Markup {
  return element('g', { fill: colour(tone) }, boxes);
}
