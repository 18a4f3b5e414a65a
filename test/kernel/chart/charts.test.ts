// The charts as drawings: lengths and areas in proportion, every figure in words, nothing outside the frame.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barChart, histogram, lineChart, markupText, PALETTE, paletteSheet, shareBar, spanChart, yearChart, type Bucket, type Line, type LineChartParts, type Markup, type SpanAxis, type Tone } from '../../../src/chart/index.ts';

const WIDTH = 320;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly tone: string;
}

/** The boxes of a drawing, those of one tone. */
function boxesOf(chart: Markup, tone: Tone): Box[] {
  const boxes: Box[] = [];
  const fills: string[] = [];
  for (const [, close, name, attributes = ''] of markupText(chart).matchAll(/<(\/?)([a-z]+)([^>]*)>/g)) {
    if (close === '/') {
      fills.pop();
      continue;
    }
    const fill = /fill="var\(--(\w+),/.exec(attributes)?.[1] ?? fills.at(-1) ?? '';
    fills.push(fill);
    const number = (attribute: string): number => Number(new RegExp(` ${attribute}="([^"]+)"`).exec(attributes)![1]);
    if (name === 'rect' && fill === tone) boxes.push({ x: number('x'), y: number('y'), width: number('width'), height: number('height'), tone });
  }
  return boxes;
}

const descriptionOf = (chart: Markup): string => /<desc>([^<]*)<\/desc>/.exec(markupText(chart))![1]!;
const titlesOf = (chart: Markup): string[] => [...markupText(chart).matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title!);

const CHARTS: Readonly<Record<string, (title: string, text: string) => Markup>> = {
  barChart: (title, text) => barChart(title, [{ label: text, value: 3, text: '3' }, { label: 'b', value: 1, text }]),
  shareBar: (title, text) => shareBar(title, [{ label: text, share: 0.5, text, tone: 'mark' }, { label: 'null', share: 0.3, text: '30%', tone: 'absent' }]),
  histogram: (title, text) => histogram(title, [{ from: 0, to: 1, count: 2, text }, { from: 1, to: 2, count: 1, text: 'b' }], [text, '2']),
  spanChart: (title, text) => spanChart(title, [{ heading: text }, { label: text, text: '3', spans: [{ from: 0, to: 3 }, { from: 0, to: -9 }], points: [2, 99], interval: [1, 2] }], { from: -4, to: 4, zero: 0, ends: [text, '4'] }),
  lineChart: (title, text) => lineChart(title, [{ label: text, text, points: [{ x: 0, y: 0 }, { x: 9, y: 99 }], tone: 'mark', dash: 'dotted' }],
    { x: { from: 0, to: 9, ticks: [{ at: 0, text }] }, y: { from: 0, to: 1, ticks: [{ at: 1, text }] }, mark: { at: 4, text } }),
  yearChart: (title, text) => yearChart(title, [{ year: 2020, count: 2, text }, { year: 2024, count: 1, text: '1' }]),
};

describe.each(Object.entries(CHARTS))('%s', (_name, draw) => {
  test('is an image with a name and all its figures in words', () => {
    const chart = markupText(draw('Stays per year', 'spoken'));
    expect(chart).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img" [^>]*><title>Stays per year<\/title><desc>[^<]*spoken[^<]*<\/desc>/);
    expect(chart.endsWith('</svg>')).toBe(true);
  });

  test('fetches nothing, executes nothing and needs no style sheet', () => {
    const chart = markupText(draw('t', 'x')).replace('xmlns="http://www.w3.org/2000/svg"', '');
    expect(chart).not.toMatch(/script|href|url\(|http|style|@import| on\w+=/);
    expect(chart).toMatch(/fill="var\(--\w+,#[0-9a-f]{6}\)"/);
  });

  test('is well-formed and shows any name as text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const chart = markupText(draw(text, text));
      const open: string[] = [];
      for (const [, close, name] of chart.matchAll(/<(\/?)([a-z]+)(?: [\w:-]+="[^"<>]*")*>/g)) {
        if (close === '') open.push(name!);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
      expect(chart.replaceAll(/<\/?[a-z]+(?: [\w:-]+="[^"<>]*")*>/g, '')).not.toMatch(/[<>]/);
    }), { numRuns: 200 });
  });

  test('has its boxes inside its frame', () => {
    const chart = draw('t', 'x'.repeat(300));
    const height = Number(/viewBox="0 0 320 ([\d.]+)"/.exec(markupText(chart))![1]);
    for (const tone of ['mark', 'line', 'absent', 'paper'] as const) {
      for (const box of boxesOf(chart, tone)) {
        expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(WIDTH + 0.01);
        expect(box.y + box.height).toBeLessThanOrEqual(height + 0.01);
      }
    }
  });
});

describe('bars', () => {
  test('are as long as their values, against the longest or a whole', () => {
    const bars = [{ label: 'a', value: 8, text: '8' }, { label: 'b', value: 2, text: '2' }, { label: 'c', value: 0, text: '0' }];
    expect(boxesOf(barChart('t', bars), 'mark').map(({ width }) => width)).toEqual([WIDTH, WIDTH / 4]);
    expect(boxesOf(barChart('t', bars, 16), 'mark').map(({ width }) => width)).toEqual([WIDTH / 2, WIDTH / 8]);
    expect(boxesOf(barChart('t', bars.map((bar) => ({ ...bar, value: 0 }))), 'mark')).toEqual([]);
  });

  test('none draw an empty frame', () => {
    expect(boxesOf(barChart('t', []), 'mark')).toEqual([]);
    expect(descriptionOf(barChart('t', []))).toBe('');
  });

  test('keep a name too long for its line whole in words', () => {
    const name = 'un nom de colonne bien trop long pour tenir sur une seule ligne du graphique';
    const chart = barChart('t', [{ label: name, value: 1, text: '1,204' }]);
    expect(descriptionOf(chart)).toBe(`${name} 1,204`);
    expect(titlesOf(chart)).toContain(`${name} 1,204`);
    expect(markupText(chart)).toMatch(/>un nom [^<]*…<\/text>/);
  });

  test.each([-1, NaN, Infinity])('refuse %d', (value) => {
    expect(() => barChart('t', [{ label: 'a', value, text: '' }])).toThrow(RangeError);
  });
});

describe('spans', () => {
  const axis: SpanAxis = { from: -10, to: 10, zero: 0, ends: ['-10', '10'] };

  test('reach both ways from zero, and no further than the axis', () => {
    const chart = spanChart('t', [8, -5, Infinity, -Infinity].map((to) => ({ label: 'a', text: String(to), spans: [{ from: 0, to }] })), axis);
    expect(boxesOf(chart, 'mark')).toMatchObject([{ x: 160, width: 128 }, { x: 80, width: 80 }, { x: 160, width: 160 }, { x: 0, width: 160 }]);
    expect(descriptionOf(chart)).toBe('a 8; a -5; a Infinity; a -Infinity');
  });

  test('start where they are told to, in their colours, and a row may have several', () => {
    const chart = spanChart('t', [{ label: 'a', text: '', spans: [{ from: -10, to: -5, tone: 'absent' }, { from: 5, to: 10, tone: 'good' }] }], axis);
    expect([boxesOf(chart, 'absent'), boxesOf(chart, 'good')]).toMatchObject([[{ x: 0, width: 80 }], [{ x: 240, width: 80 }]]);
  });

  test('of no length, and rows without any, leave the bar empty', () => {
    expect(boxesOf(spanChart('t', [{ label: 'a', text: '', spans: [{ from: 2, to: 2 }] }, { label: 'b', text: '', spans: [] }], axis), 'mark')).toEqual([]);
    expect(boxesOf(spanChart('t', [], axis), 'line')).toEqual([]);
  });

  test('have points and intervals where they belong', () => {
    const chart = markupText(spanChart('t', [{ label: 'a', text: '', spans: [], points: [0, 10, -99], interval: [-5, 5] }], axis));
    expect([...chart.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="5" height="5" rx="2.5"/g)].map(([, x]) => Number(x))).toEqual([157.5, 315, 0]);
    expect(chart).toContain('M80.00 18.5v6M80.00 21.5h160.00M240.00 18.5v6');
  });

  test('keep a heading apart from the figures', () => {
    const chart = spanChart('t', [{ heading: 'a group' }, { label: 'a', text: '1', spans: [] }], axis);
    expect(descriptionOf(chart)).toBe('a 1');
    expect(markupText(chart)).toMatch(/<title>a group<\/title><svg [^>]*><text [^>]*font-weight="600">a group</);
  });

  test('nowhere, or on an axis of no length, are refused', () => {
    const row = { label: 'a', text: '', spans: [{ from: 0, to: NaN }] };
    expect(() => spanChart('t', [row], axis)).toThrow('place: expected a number');
    for (const [from, to] of [[1, 1], [2, 1], [NaN, 1], [0, Infinity]] as const) expect(() => spanChart('t', [], { ...axis, from, to })).toThrow('axis: expected an end after its start');
  });
});

describe('lines', () => {
  const parts: LineChartParts = { x: { from: 0, to: 10, ticks: [{ at: 0, text: 'low' }, { at: 5, text: 'middle' }, { at: 10, text: 'high' }] }, y: { from: 0, to: 1, ticks: [{ at: 0.5, text: 'half' }] } };
  const line = (points: Line['points'], dash: Line['dash'] = 'solid'): Line => ({ label: 'share', text: 'falls', points, tone: 'mark', dash });
  const pathsOf = (chart: Markup): string[] => [...markupText(chart).matchAll(/<path d="(M[^"]*)" fill="none" stroke="var\(--mark,[^)]*\)" stroke-width="2"[^>]*>/g)].map(([, path]) => path!);

  test('lead through their points, and no further than the axes', () => {
    const [drawn] = pathsOf(lineChart('t', [line([{ x: 0, y: 1 }, { x: 5, y: 0.5 }, { x: 20, y: -3 }])], parts));
    expect(drawn).toBe('M0.0 14.0L160.0 89.0L320.0 164.0');
  });

  test('are told apart without colour, below the plane and in words', () => {
    const chart = lineChart('t', [line([{ x: 0, y: 1 }]), line([{ x: 0, y: 0 }], 'dashed'), line([], 'dotted')], parts);
    expect([...markupText(chart).matchAll(/stroke-dasharray="([^"]+)"/g)].map(([, dash]) => dash)).toEqual(['6 3', '1.5 3', '6 3', '1.5 3']);
    expect(descriptionOf(chart)).toBe('share: falls; share: falls; share: falls');
  });

  test('have names of places at the ends that are not cut off, and a mark', () => {
    const chart = markupText(lineChart('t', [], { ...parts, mark: { at: 9.9, text: 'cut' } }));
    expect(chart).toMatch(/<text x="0" [^>]*>low</);
    expect(chart).toMatch(/<text x="160" [^>]*text-anchor="middle">middle</);
    expect(chart).toMatch(/<text x="320" [^>]*text-anchor="end">high</);
    expect(chart).toMatch(/<text x="275" y="11" [^>]*text-anchor="middle">cut</);
    expect(chart).toContain('M316.8 14V164');
  });

  test('that go back, end nowhere or have too many points are refused', () => {
    expect(() => lineChart('t', [line([{ x: 1, y: 0 }, { x: 0, y: 0 }])], parts)).toThrow('points: expected from left to right');
    for (const bad of [NaN, Infinity]) expect(() => lineChart('t', [line([{ x: 0, y: bad }])], parts)).toThrow('place: expected a finite number');
    expect(() => lineChart('t', [line(Array.from({ length: 5001 }, () => ({ x: 0, y: 0 })))], parts)).toThrow('points: expected at most 5000');
    expect(() => lineChart('t', [], { ...parts, y: { from: 1, to: 1, ticks: [] } })).toThrow('axis: expected an end after its start');
  });
});

describe('shares', () => {
  test('lie side by side, as wide as they are', () => {
    const chart = shareBar('t', [{ label: 'a', share: 0.5, text: '50%', tone: 'good' }, { label: 'b', share: 0.25, text: '25%', tone: 'bad' }]);
    expect(boxesOf(chart, 'good')).toMatchObject([{ x: 0, width: 160 }]);
    expect(boxesOf(chart, 'bad')).toMatchObject([{ x: 160, width: 80 }]);
    expect(boxesOf(chart, 'line')).toMatchObject([{ x: 0, width: WIDTH }]);
  });

  test('of what is absent are striped, and a sliver of them still shows', () => {
    const absent = (share: number): string => markupText(shareBar('t', [{ label: 'a', share: 1 - share, text: '', tone: 'mark' }, { label: 'null', share, text: '', tone: 'absent' }]));
    expect(absent(0.5)).toMatch(/<path d="M[^"]+" stroke="var\(--absent,/);
    expect(absent(1e-6)).toMatch(/width="0.5" height="12" fill="var\(--absent,/);
    expect(absent(0)).not.toContain('--absent');
  });

  test('outside a whole are refused', () => {
    const part = (share: number) => ({ label: 'a', share, text: '', tone: 'mark' as const });
    for (const parts of [[part(-0.1)], [part(1.1)], [part(NaN)], [part(0.6), part(0.6)]]) expect(() => shareBar('t', parts)).toThrow(RangeError);
    expect(() => shareBar('t', [part(1 / 3), part(1 / 3), part(1 / 3)])).not.toThrow();
    expect(() => shareBar('t', [])).not.toThrow();
  });
});

describe('a histogram', () => {
  test('has areas in proportion to counts, whatever the widths', () => {
    const widths = fc.array(fc.record({ width: fc.integer({ min: 20, max: 80 }), count: fc.integer({ min: 1, max: 1000 }) }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(widths, (given) => {
      let edge = -50;
      const buckets = given.map(({ width, count }): Bucket => ({ from: edge, to: (edge += width), count, text: '' }));
      const densities = given.map(({ width, count }) => count / width);
      const heights = boxesOf(histogram('t', buckets, ['', '']), 'mark').map(({ height }) => height);
      expect(heights).toHaveLength(given.length);
      for (const [index, height] of heights.entries()) expect(height).toBeCloseTo(Math.max(0.5, (72 * densities[index]!) / Math.max(...densities)), 1);
    }));
  });

  test('draws a gap for a gap, and something for a bucket without width', () => {
    const chart = histogram('t', [{ from: 0, to: 0, count: 5, text: 'zero' }, { from: 50, to: 100, count: 5, text: 'rest' }], ['0', '100']);
    const [first, second] = boxesOf(chart, 'mark');
    expect(first).toMatchObject({ x: 0, width: 2 });
    expect(second).toMatchObject({ x: 160 });
  });

  test('of one value, of none and of zeros draws', () => {
    expect(boxesOf(histogram('t', [{ from: 7, to: 7, count: 3, text: '' }], ['7', '7']), 'mark')).toMatchObject([{ x: 0, height: 72 }]);
    expect(boxesOf(histogram('t', [], ['', '']), 'mark')).toEqual([]);
    expect(boxesOf(histogram('t', [{ from: 0, to: 1, count: 0, text: '' }], ['0', '1']), 'mark')).toEqual([]);
  });

  test('refuses bounds out of order and counts that are none', () => {
    const bucket = (from: number, to: number, count = 1): Bucket => ({ from, to, count, text: '' });
    for (const buckets of [[bucket(1, 0)], [bucket(0, 2), bucket(1, 3)], [bucket(NaN, 1)], [bucket(0, Infinity)], [bucket(0, 1, -1)], [bucket(0, 1, NaN)]]) {
      expect(() => histogram('t', buckets, ['', ''])).toThrow(RangeError);
    }
  });
});

describe('years', () => {
  test('stand where they are, in any order, with gaps between them', () => {
    const years = [{ year: 2024, count: 1, text: '1' }, { year: 2021, count: 2, text: '2' }];
    const chart = yearChart('t', years);
    expect(boxesOf(chart, 'mark')).toMatchObject([{ x: 144, height: 20 }, { x: 0, height: 40 }].reverse());
    expect(descriptionOf(chart)).toBe('2021 2; 2024 1');
    expect(boxesOf(yearChart('t', [{ year: 1900, count: 1, text: '' }, { year: 1999, count: 1, text: '' }]), 'mark')).toMatchObject([{ x: 0 }, { x: 316.8 }]);
    expect(markupText(yearChart('t', [...years].reverse()))).toBe(markupText(chart));
  });

  test('one is named once, none draw an empty frame, a small count shows', () => {
    expect(markupText(yearChart('t', [{ year: 1999, count: 4, text: '4' }])).match(/>1999</g)).toHaveLength(1);
    expect(boxesOf(yearChart('t', []), 'mark')).toEqual([]);
    expect(boxesOf(yearChart('t', [{ year: 1, count: 1e6, text: '' }, { year: 2, count: 1, text: '' }, { year: 3, count: 0, text: '' }]), 'mark').map(({ height }) => height)).toEqual([40, 1]);
  });

  test('given twice, too many or without count are refused', () => {
    const year = (at: number, count = 1) => ({ year: at, count, text: '' });
    for (const years of [[year(2000), year(2000)], [year(0), year(10_000)], [year(1.5)], [year(NaN)], [year(1, -1)], [year(1, Infinity)]]) expect(() => yearChart('t', years)).toThrow(RangeError);
  });
});

describe('the palette', () => {
  /** Relative luminance, WCAG 2.2. */
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (left: string, right: string): number => {
    const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b);
    return (light! + 0.05) / (dark! + 0.05);
  };

  test.each(['light', 'dark'] as const)('is read by day and by night: %s', (mode) => {
    for (const ground of ['paper', 'panel'] as const) {
      expect(contrast(PALETTE.ink[mode], PALETTE[ground][mode])).toBeGreaterThan(7);
      for (const tone of ['quiet', 'good', 'caution', 'bad'] as const) expect(contrast(PALETTE[tone][mode], PALETTE[ground][mode])).toBeGreaterThan(4.5);
      for (const tone of ['mark', 'absent'] as const) expect(contrast(PALETTE[tone][mode], PALETTE[ground][mode])).toBeGreaterThan(3);
    }
    expect(contrast(PALETTE.mark[mode], PALETTE.line[mode])).toBeGreaterThan(3);
  });

  test('is declared for both, and for paper as by day', () => {
    expect(paletteSheet()).toMatch(/^:root\{[^}]*--ink:#1b232c[^}]*\}@media screen and \(prefers-color-scheme:dark\)\{:root\{[^}]*--ink:#e6eaef[^}]*\}\}$/);
    expect(paletteSheet()).not.toMatch(/[<>&"]/);
  });
});
