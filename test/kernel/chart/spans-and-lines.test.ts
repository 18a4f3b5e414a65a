// Spans and lines as laws: what is drawn lies where the numbers say, inside the frame, whatever the numbers are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineChart, markupText, spanChart, type Line, type LineAxis, type Markup, type SpanAxis, type SpanRow } from '../../../src/chart/index.ts';

const WIDTH = 320;
const AXIS: SpanAxis = { from: -10, to: 10, ends: ['low', 'high'] };
const whole = fc.integer({ min: -100, max: 100 });

/** Where a value lies on an axis, in units. */
const placeOn = (from: number, to: number, value: number): number => Math.min(WIDTH, Math.max(0, WIDTH * (value - from) / (to - from)));

const rounded = (value: number): number => Math.round(value * 100) / 100;

const heightOf = (chart: Markup): number => Number(/viewBox="0 0 320 ([\d.]+)"/.exec(markupText(chart))![1]);

/** Boxes of a tone: left edge, upper edge and width. */
const boxesOf = (chart: Markup, tone: string): [x: number, y: number, width: number][] =>
  [...markupText(chart).matchAll(new RegExp(`<rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="7" fill="var\\(--${tone},`, 'g'))].map(([, x, y, width]) => [Number(x), Number(y), Number(width)]);

const row = (spans: SpanRow['spans'], more: Partial<SpanRow> = {}): SpanRow => ({ label: 'a', text: '1', spans, ...more });

describe('a chart of spans', () => {
  test('draws each span between its ends, whichever of them is lower', () => {
    fc.assert(fc.property(whole, whole, whole, fc.integer({ min: 1, max: 100 }), (from, to, start, length) => {
      fc.pre(from !== to);
      const axis = { ...AXIS, from: start, to: start + length };
      const [one, other] = [placeOn(axis.from, axis.to, from), placeOn(axis.from, axis.to, to)];
      const expected = one === other ? [] : [[rounded(Math.min(one, other)), rounded(Math.max(0.5, Math.abs(other - one)))]];
      const drawn = [spanChart('t', [row([{ from, to }])], axis), spanChart('t', [row([{ from: to, to: from }])], axis)].map((chart) => boxesOf(chart, 'mark').map(([x, , width]) => [x, width]));
      expect(drawn).toEqual([expected, expected]);
    }));
  });

  test('turned round is its mirror image', () => {
    fc.assert(fc.property(fc.integer({ min: -10, max: 10 }), fc.integer({ min: -10, max: 10 }), (from, to) => {
      fc.pre(from !== to);
      const [x, , width] = boxesOf(spanChart('t', [row([{ from, to }])], AXIS), 'mark')[0]!;
      const [mirrored, , same] = boxesOf(spanChart('t', [row([{ from: -from, to: -to }])], AXIS), 'mark')[0]!;
      expect(same).toBe(width);
      expect(mirrored).toBeCloseTo(WIDTH - x - width, 1);
    }));
  });

  test('is as tall as its rows and headings, and its bars lie one below the other', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 12 }), (isHeading) => {
      const chart = spanChart('t', isHeading.map((each) => (each ? { heading: 'h' } : row([{ from: 0, to: 5 }]))), AXIS);
      expect(heightOf(chart)).toBe(18 + isHeading.reduce((sum, each) => sum + (each ? 26 : 30), 0));
      const tops = boxesOf(chart, 'mark').map(([, y]) => y);
      expect(tops).toHaveLength(isHeading.filter((each) => !each).length);
      tops.forEach((top, index) => { expect(top + 7 <= (tops[index + 1] ?? heightOf(chart))).toBe(true); });
      const lines = isHeading.flatMap((each, place) => (each ? [] : [isHeading.slice(0, place).reduce((sum, before) => sum + (before ? 26 : 30), 18)]));
      expect(tops).toEqual(lines);
    }));
  });

  test('keeps points whole inside the frame, wherever they are', () => {
    fc.assert(fc.property(fc.array(fc.oneof(whole, fc.constantFrom(Infinity, -Infinity, -0)), { maxLength: 6 }), (points) => {
      const drawn = [...markupText(spanChart('t', [row([], { points })], AXIS)).matchAll(/<rect x="([^"]+)" [^>]*rx="2.5"/g)].map(([, x]) => Number(x));
      expect(drawn).toEqual(points.map((point) => rounded(Math.min(315, Math.max(0, placeOn(-10, 10, point) - 2.5)))));
    }));
  });

  test('draws an interval from its lower to its upper end, and none where none is given', () => {
    expect(markupText(spanChart('t', [row([], { interval: [-10, 0] })], AXIS))).toContain('M0.00 18.5v6M0.00 21.5h160.00M160.00 18.5v6');
    expect(markupText(spanChart('t', [row([], { interval: [-Infinity, Infinity] })], AXIS))).toContain('h320.00');
    expect(markupText(spanChart('t', [row([])], AXIS))).not.toContain('<path');
  });

  test('has a line at zero in each row where the axis names it, and else none', () => {
    const lines = (zero?: number): string[] => [...markupText(spanChart('t', [row([]), row([])], zero === undefined ? AXIS : { ...AXIS, zero })).matchAll(/<rect x="([^"]+)"[^>]* width="1" height="10"/g)].map(([, x]) => x!);
    expect([lines(), lines(0), lines(5)]).toEqual([[], ['159.5', '159.5'], ['239.5', '239.5']]);
  });

  test('names the ends of its axis left and right, and each row for a pointer', () => {
    const chart = markupText(spanChart('t', [row([], { label: 'name', text: '12' })], AXIS));
    expect(chart).toMatch(/<text x="0" [^>]*>low<\/text><text x="320" [^>]*text-anchor="end">high<\/text>/);
    expect(chart).toContain('<g><title>name 12</title>');
  });

  test('shortens a name to what its figure leaves, and says it whole in words', () => {
    const name = 'x'.repeat(80);
    const [short, long] = ['1', '123456789012345678'].map((text) => /<text x="0" y="13"[^>]*>(x+…)</.exec(markupText(spanChart('t', [row([], { label: name, text })], AXIS)))![1]!.length) as [number, number];
    expect(short).toBeGreaterThan(long);
    expect(markupText(spanChart('t', [row([], { label: name })], AXIS))).toContain(`<desc>${name} 1</desc>`);
  });

  test('is refused for a NaN anywhere', () => {
    const bad: readonly SpanRow[] = [row([{ from: NaN, to: 1 }]), row([{ from: 1, to: NaN }]), row([], { points: [NaN] }), row([], { interval: [NaN, 1] }), row([], { interval: [1, NaN] })];
    for (const each of bad) expect(() => spanChart('t', [each], AXIS)).toThrow(new RangeError('place: expected a number'));
    expect(() => spanChart('t', [row([])], { ...AXIS, zero: NaN })).toThrow(new RangeError('place: expected a number'));
    expect(() => spanChart('t', [], { ...AXIS, from: -Infinity })).toThrow(new RangeError('axis: expected an end after its start'));
  });
});

const PLAIN: LineAxis = { from: 0, to: 10, ticks: [] };
const line = (points: Line['points'], more: Partial<Line> = {}): Line => ({ label: 'l', text: 'what', points, tone: 'mark', dash: 'solid', ...more });

/** Points of the lines drawn, in units. */
const pathsOf = (chart: Markup): [number, number][][] => [...markupText(chart).matchAll(/<path d="(M[\d. L]*)" fill="none" stroke="var\(--mark,[^)]*\)" stroke-width="2"><title>/g)]
  .map(([, path]) => path!.slice(1).split('L').map((point) => point.split(' ').map(Number) as [number, number]));

describe('a chart of lines', () => {
  const point = fc.record({ x: fc.integer({ min: -50, max: 50 }), y: fc.integer({ min: -50, max: 50 }) });

  test('leads each line through its points, in order, and those beyond the axes at their ends', () => {
    fc.assert(fc.property(fc.array(point, { minLength: 1, maxLength: 20 }), (points) => {
      const sorted = points.toSorted((one, other) => one.x - other.x);
      const [drawn] = pathsOf(lineChart('t', [line(sorted)], { x: PLAIN, y: PLAIN }));
      expect(drawn).toHaveLength(sorted.length);
      drawn!.forEach(([x, y], index) => {
        expect(x).toBeCloseTo(placeOn(0, 10, sorted[index]!.x), 1);
        expect(y).toBeCloseTo(164 - 150 * Math.min(1, Math.max(0, sorted[index]!.y / 10)), 1);
      });
    }));
  });

  test('does not change when all numbers of an axis are moved or stretched alike', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 8 }), fc.integer({ min: -64, max: 64 }), fc.constantFrom(1, 2, 4, 0.5), (ys, shift, factor) => {
      const moved = (value: number): number => shift + factor * value;
      const chart = (move: (value: number) => number) => lineChart('t', [line(ys.map((y, x) => ({ x: move(x), y: move(y) })))], { x: { from: move(0), to: move(10), ticks: [] }, y: { from: move(0), to: move(10), ticks: [] } });
      expect(markupText(chart(moved))).toBe(markupText(chart((value) => value)));
    }));
  });

  test('is as tall as its plane and one row of the legend for each line', () => {
    for (const count of [0, 1, 5]) expect(heightOf(lineChart('t', Array.from({ length: count }, () => line([])), { x: PLAIN, y: PLAIN }))).toBe(184 + 18 * count);
  });

  test('has points of one place, and of one height, and lines of nothing', () => {
    expect(pathsOf(lineChart('t', [line([{ x: 3, y: 1 }, { x: 3, y: 9 }])], { x: PLAIN, y: PLAIN }))).toEqual([[[96, 149], [96, 29]]]);
    expect(markupText(lineChart('t', [line([])], { x: PLAIN, y: PLAIN }))).toContain('<path d="" ');
  });

  test('says its lines one after the other, in words', () => {
    expect(markupText(lineChart('t', [line([], { label: 'a', text: 'rises' }), line([], { label: 'b', text: 'falls' })], { x: PLAIN, y: PLAIN }))).toContain('<desc>a: rises; b: falls</desc>');
  });

  test('marks a place only where one is given, and shortens its name', () => {
    const chart = markupText(lineChart('t', [], { x: PLAIN, y: PLAIN, mark: { at: 5, text: 'a name of many letters' } }));
    expect(chart).toContain('M160.0 14V164');
    expect(chart).toMatch(/text-anchor="middle">a name of ma…</);
    expect(markupText(lineChart('t', [], { x: PLAIN, y: PLAIN }))).not.toContain('stroke-dasharray="2 2"');
    expect(() => lineChart('t', [], { x: PLAIN, y: PLAIN, mark: { at: NaN, text: '' } })).toThrow(new RangeError('place: expected a finite number'));
  });

  test('has a line across the plane for each named height, between its edges', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 15 }), { maxLength: 5 }), (places) => {
      const chart = markupText(lineChart('t', [], { x: PLAIN, y: { ...PLAIN, ticks: places.map((at) => ({ at, text: String(at) })) } }));
      const heights = [...chart.matchAll(/<rect x="0" y="([^"]+)" width="320" height="1" fill="var\(--line,/g)].map(([, y]) => Number(y));
      expect(heights).toEqual(places.map((at) => Math.min(163.5, 164 - 15 * Math.min(10, Math.max(0, at)))));
    }));
  });

  test('takes 5,000 points and no more', () => {
    const points = (count: number) => Array.from({ length: count }, (_, x) => ({ x, y: x }));
    expect(pathsOf(lineChart('t', [line(points(5000))], { x: PLAIN, y: PLAIN }))[0]).toHaveLength(5000);
    expect(() => lineChart('t', [line(points(5001))], { x: PLAIN, y: PLAIN })).toThrow(new RangeError('points: expected at most 5000'));
  });
});
