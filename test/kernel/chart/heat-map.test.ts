import { describe, expect, test } from 'vitest';
import { heatMap, markupText, type HeatCell } from '../../../src/chart/index.ts';

const cell = (text: string, tone: HeatCell['tone'] = 'mark'): HeatCell => ({ tone, text });

describe('a heat map', () => {
  test('has a square for each place that is not empty, and tells it', () => {
    const svg = markupText(heatMap('Cells', { rows: ['a', 'b'], columns: ['x', 'y'], cells: [[cell('1'), null], [cell('2', 'bad'), cell('3')]], legend: [cell('much')], description: 'three' }));
    expect(svg.match(/<rect/g)).toHaveLength(4);
    expect(svg).toContain('>much</text>');
    for (const told of ['a, x: 1', 'b, x: 2', 'b, y: 3']) expect(svg).toContain(`<title>${told}</title>`);
    expect(svg).toContain('<desc>three</desc>');
  });

  test('keeps inside its frame, however many columns there are', () => {
    for (const columns of [1, 7, 61, 400]) {
      const names = Array.from({ length: columns }, (_, place) => `c${place}`);
      const svg = markupText(heatMap('t', { rows: ['r'], columns: names, cells: [names.map((name) => cell(name))], legend: [], description: '' }));
      for (const [, x, width] of svg.matchAll(/<rect x="([\d.]+)" y="[\d.-]+" width="([\d.]+)"/g)) expect(Number(x) + Number(width)).toBeLessThanOrEqual(321);
    }
  });

  test('without squares is an empty frame', () => {
    expect(markupText(heatMap('t', { rows: [], columns: [], cells: [], legend: [], description: 'nothing' }))).not.toContain('<rect');
  });

  test('is refused where rows and squares do not agree', () => {
    expect(() => heatMap('t', { rows: ['a'], columns: ['x'], cells: [], legend: [], description: '' })).toThrow(RangeError);
    expect(() => heatMap('t', { rows: ['a'], columns: ['x'], cells: [[]], legend: [], description: '' })).toThrow('1 rows of 1');
  });
});
