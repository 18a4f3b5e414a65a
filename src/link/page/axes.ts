import { formatNumber, formatShare, type Language, type LineAxis, type LinePoint } from '../../chart/index.ts';

/** Points that a line of a picture has at most: more than its width in dots shows nothing. */
const MOST_POINTS = 400;

/** Names that an axis has at most: four steps make five of them, and a rounded end another. */
const MOST_TICKS = 6;

/**
 * Makes an axis with round numbers.
 *
 * @param from - least value.
 * @param to - greatest value.
 * @param format - writes a number.
 * @returns an axis whose ends are the values, made longer where they are one, with about four names.
 * @example
 * roundAxis(-3, 17, String).ticks.map(({ text }) => text); // => ['0', '5', '10', '15']
 */
export function roundAxis(from: number, to: number, format: (value: number) => string): LineAxis {
  const [low, high] = to > from ? [from, to] : [from - 1, from + 1];
  const step = stepOf((high - low) / 4);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  // Of ends that are too near or too far apart for doubles there are no round numbers between.
  const places = count > 0 && count <= MOST_TICKS ? Array.from({ length: count }, (_, index) => (first + index) * step) : [];
  return { from: low, to: high, ticks: places.map((place) => ({ at: place, text: format(Number(place.toPrecision(12)) + 0) })) };
}

/** The least of 1, 2, 5, 10, … times a power of ten that is not less. */
function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}

/**
 * Makes the axis of shares.
 *
 * @param language - of the reader.
 * @param most - greatest share shown.
 * @returns an axis from 0 to `most`.
 */
export function shareAxis(language: Language, most = 1): LineAxis {
  return roundAxis(0, most, (share) => formatShare(share, language));
}

/**
 * Makes the axis of weights.
 *
 * @param bits - the weights shown; those that are not finite are left out.
 * @param language - of the reader.
 * @returns the axis.
 */
export function bitsAxis(bits: readonly number[], language: Language): LineAxis {
  const finite = bits.filter((each) => Number.isFinite(each));
  const low = finite.reduce((least, each) => Math.min(least, each), Infinity);
  const high = finite.reduce((most, each) => Math.max(most, each), -Infinity);
  return roundAxis(Number.isFinite(low) ? low : 0, Number.isFinite(high) ? high : 1, (value) => formatNumber(value, language).replace('-', '−'));
}

/**
 * Makes the points of a line, as many as can be seen.
 *
 * @param places - places on the first axis, rising.
 * @param values - value at each; null where there is none.
 * @returns points with finite places: all of them, or some at even distances with the first and the last.
 */
export function linePoints(places: readonly number[], values: readonly (number | null)[]): readonly LinePoint[] {
  const points = places.flatMap((x, index): LinePoint[] => {
    const y = values[index] ?? null;
    return y === null || !Number.isFinite(x) || !Number.isFinite(y) ? [] : [{ x, y }];
  });
  if (points.length <= MOST_POINTS) return points;
  return Array.from({ length: MOST_POINTS }, (_, index) => points[Math.round(index * (points.length - 1) / (MOST_POINTS - 1))]!);
}
