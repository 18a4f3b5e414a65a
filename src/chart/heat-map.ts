import { boundedLabel, box, CHART_WIDTH, frame, label } from './frame.ts';
import type { Markup } from './markup.ts';
import type { Tone } from './palette.ts';

/** One square of a heat map. */
export interface HeatCell {
  readonly tone: Tone;
  /** What it stands for, as people read it. */
  readonly text: string;
}

/** A table in colours. */
export interface HeatMapParts {
  /** Names of rows and columns, from the top and from the left. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row; `null` for an empty place. */
  readonly cells: readonly (readonly (HeatCell | null)[])[];
  /** What each colour means, under the map. */
  readonly legend: readonly HeatCell[];
  /** All it shows, in words. */
  readonly description: string;
}

const LEGEND_HEIGHT = 20;
const LABEL_WIDTH = 84;
const LARGEST_SIDE = 18;

/**
 * Draws a table as squares of colours, a row under the other; names of columns are told by each square, since there is no room for them.
 *
 * @param title - the chart's name.
 * @param parts - rows, columns and squares.
 * @returns the chart; one without squares is an empty frame.
 * @throws {RangeError} if there are not as many squares as rows and columns.
 * @example
 * const chart = heatMap('Cells', { rows: ['Nord'], columns: ['F'], cells: [[{ tone: 'bad', text: 'withheld' }]], legend: [{ tone: 'bad', text: 'withheld' }], description: '1 of 1 withheld' });
 * markupText(chart).includes('<title>Nord, F: withheld</title>'); // => true
 */
export function heatMap(title: string, { rows, columns, cells, legend, description }: HeatMapParts): Markup {
  if (cells.length !== rows.length || cells.some((row) => row.length !== columns.length)) throw new RangeError(`cells: expected ${rows.length} rows of ${columns.length}`);
  const side = Math.min(LARGEST_SIDE, (CHART_WIDTH - LABEL_WIDTH) / Math.max(1, columns.length));
  const height = Math.max(side, 14);
  const marks = rows.map((name, row) => [
    boundedLabel(0, row * height + (height - 18) / 2, LABEL_WIDTH - 6, name),
    cells[row]!.map((cell, column) => (cell === null ? null : box({ x: LABEL_WIDTH + column * side, y: row * height, width: side - 1, height: height - 1 }, cell.tone, `${name}, ${columns[column]!}: ${cell.text}`))),
  ]);
  const under = rows.length * height;
  const keys = legend.map(({ tone, text }, place) => {
    const top = under + place * LEGEND_HEIGHT;
    return [box({ x: LABEL_WIDTH, y: top + 6, width: 12, height: 12 }, tone), label(LABEL_WIDTH + 18, top + 16, text)];
  });
  return frame(title, description, Math.max(1, under + legend.length * LEGEND_HEIGHT), [marks, keys]);
}
