import type { ColumnType } from '../../core/column-type.ts';
import type { Column } from '../../core/column.ts';
import { formatIsoDate } from '../../text/index.ts';
import { meanOf, standardDeviationOf } from '../kernel/moments.ts';
import { monthAtRank, yearCounts, type MonthCounts } from '../kernel/month-counts.ts';
import { niceBins } from '../kernel/nice-bins.ts';
import type { NumberFacts } from '../kernel/number-facts.ts';
import { rankOf } from '../kernel/quantile-sketch.ts';
import type { TextFacts } from '../kernel/text-facts.ts';
import { dayAndTime, decimalText } from '../kernel/value-text.ts';
import { int128At } from '../kernel/whole-numbers.ts';
import { countsOf, sketchOf, usedCodes, type ColumnLimits, type ColumnState, type ExactCounts } from './profile-column.ts';
import type { ColumnProfile, DateProfile, DistinctCount, FoldedCount, NumberProfile, TextProfile, ValueFrequencies } from './profile-data.ts';
import { identityOf } from './profile-identity.ts';
import type { ColumnSketch, DateFacts } from './profile-sketch.ts';

/** What may be told of a column. */
export interface Disclosure {
  readonly showValues: boolean;
  /** Fewest rows of what is told by itself. */
  readonly minCount: number;
}

/** Values and shapes listed at most. */
const MOST_LISTED = 20;

const SHARES: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

/**
 * Tells what was found in a column.
 *
 * @param name - its name.
 * @param type - its type.
 * @param state - what was held of it.
 * @param limits - with which it was made.
 * @param disclosure - what may be told.
 * @returns plain data.
 */
export function finishColumn(name: string, type: ColumnType, state: ColumnState, limits: ColumnLimits, disclosure: Disclosure): ColumnProfile {
  const { exact } = state;
  const sketch = state.sketch ?? sketchOf(exact!, state.type, limits);
  const { texts, numbers, dates, sample } = sketch;
  return {
    name,
    type,
    nulls: exact === null ? state.nulls : exact.counts[0]!,
    distinct: distinctOf(exact, sketch),
    frequencies: exact === null ? null : frequenciesOf(exact, disclosure),
    numbers: numbers === null ? null : numberProfile(numbers, state.type.scale ?? 0, disclosure),
    dates: dates === null ? null : dateProfile(dates, disclosure),
    texts: texts === null ? null : textProfile(texts, disclosure),
    identity: identityOf(name, type, sample?.values() ?? [], texts),
  };
}

function distinctOf(exact: ExactCounts | null, { distinct }: ColumnSketch): DistinctCount {
  if (exact !== null) return { count: usedCodes(exact).length, isExact: true, relativeError: 0 };
  return { count: distinct.estimate(), isExact: false, relativeError: distinct.relativeError };
}

function frequenciesOf(exact: ExactCounts, { showValues, minCount }: Disclosure): ValueFrequencies {
  const used = usedCodes(exact);
  const counts = countsOf(exact, used);
  const rowsOf = (code: number): number => exact.counts[code + 1]!;
  const least = Math.max(minCount, counts.slice().sort().at(-MOST_LISTED) ?? 0);
  const frequent = used.filter((code) => rowsOf(code) >= least);
  // Codes go by first appearance, which must not decide which of two equally frequent values is listed.
  const places = showValues && frequent.length > 0 ? placesOf(exact.coder.order()) : null;
  const listed = frequent.sort((left, right) => rowsOf(right) - rowsOf(left) || (places === null ? 0 : places[left]! - places[right]!)).slice(0, MOST_LISTED);
  const values = places === null ? null : exact.coder.gather(listed);
  const top = Array.from(listed, (code, place) => (values === null ? { rows: rowsOf(code) } : { value: valueText(values, place), rows: rowsOf(code) }));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return { top, other: otherThan(used.length, rows, top), once: counts.filter((count) => count === 1).length };
}

function placesOf(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((code, place) => (places[code] = place));
  return places;
}

function otherThan(distinct: number, rows: number, top: readonly { readonly rows: number }[]): FoldedCount {
  return { distinct: distinct - top.length, rows: rows - top.reduce((sum, item) => sum + item.rows, 0) };
}

/** Shares whose quantile has enough values on either side not to be anybody's. */
function tellable(count: number, minCount: number): readonly number[] {
  return SHARES.filter((share) => rankOf(share, count) > minCount && count - rankOf(share, count) >= minCount);
}

function numberProfile(facts: NumberFacts, scale: number, { showValues, minCount }: Disclosure): NumberProfile {
  const { unit, zeros, negatives, notNumbers, infinities, nines, moments, quantiles } = facts;
  const inUnits = (value: number | null): number | null => (value === null || moments.count < minCount ? null : value / unit);
  return {
    zeros,
    negatives,
    notNumbers,
    infinities,
    nines,
    mean: inUnits(meanOf(moments)),
    standardDeviation: inUnits(standardDeviationOf(moments)),
    quantiles: tellable(quantiles.count, minCount).map((share) => ({ share, value: quantiles.quantile(share) / unit })).filter(({ value }) => Number.isFinite(value)),
    relativeError: quantiles.relativeError,
    histogram: niceBins(quantiles, unit, minCount),
    ...(showValues && facts.least <= facts.greatest
      ? { minimum: numberText(facts.least, facts.leastWhole, scale), maximum: numberText(facts.greatest, facts.greatestWhole, scale) }
      : {}),
  };
}

function numberText(value: number, whole: bigint | null, scale: number): string {
  return whole === null ? String(value) : decimalText(whole, scale);
}

function dateProfile({ months, least, greatest }: DateFacts, { showValues, minCount }: Disclosure): DateProfile {
  const all = yearCounts(months);
  const years = all.filter(({ rows }) => rows >= minCount);
  return {
    years,
    otherYears: otherThan(all.length, months.count, years),
    outOfRange: months.outOfRange,
    newYearDays: months.newYearDays,
    placeholders: months.placeholders,
    quantiles: tellable(months.count, minCount).map((share) => ({ share, month: monthText(months, share) })),
    ...(showValues && least !== null && greatest !== null ? { minimum: dayText(least), maximum: dayText(greatest) } : {}),
  };
}

function monthText(months: MonthCounts, share: number): string {
  const month = monthAtRank(months, rankOf(share, months.count));
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** Days come as numbers, instants as big integers; those that have no form, in days since 1970-01-01. */
function dayText(value: number | bigint): string {
  const { day, time } = typeof value === 'number' ? { day: value, time: '' } : dayAndTime(value);
  const text = formatIsoDate(day);
  return /^\d{4}-/.test(text) ? `${text}${time}` : `day ${day}${time}`;
}

function textProfile(facts: TextFacts, { minCount }: Disclosure): TextProfile {
  const { count, empty, minLength, maxLength, totalLength, leadingBlanks, trailingBlanks, nonAscii, controlCharacters, misread, placeholders, shapes } = facts;
  const isTold = count >= minCount;
  const { detail, dictionary, counts } = shapes;
  const offsets = dictionary.offsets();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const all = Array.from({ length: dictionary.size }, (_, code) => ({ shape: decoder.decode(dictionary.bytes().slice(offsets[code], offsets[code + 1])), rows: counts[code]! }));
  const top = all.filter(({ rows }) => rows >= minCount)
    .sort((left, right) => right.rows - left.rows || (left.shape < right.shape ? -1 : 1)).slice(0, MOST_LISTED);
  return {
    empty,
    minLength: isTold ? minLength : null,
    maxLength: isTold ? maxLength : null,
    meanLength: isTold ? totalLength / count : null,
    leadingBlanks,
    trailingBlanks,
    nonAscii,
    controlCharacters,
    misread,
    placeholders,
    shapes: { detail, top, other: otherThan(all.length, detail === 'none' ? 0 : count, top) },
  };
}

/** Writes a value as people write it. */
function valueText(column: Column | ReturnType<ExactCounts['coder']['gather']>, row: number): string {
  switch (column.kind) {
    case 'text':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(column.bytes.slice(column.offsets[row], column.offsets[row + 1]));
    case 'coded':
      return valueText(column.dictionary, column.codes[row]!);
    case 'int32':
    case 'int64':
    case 'float64':
      return String(column.values[row]);
    case 'bool':
      return String(((column.bits[row >> 3]! >> (row & 7)) & 1) === 1);
    case 'date':
      return dayText(column.days[row]!);
    case 'timestamp':
      return dayText(column.micros[row]!);
    case 'decimal':
      return decimalText(int128At(column.limbs, row), column.scale);
    case 'binary':
      return Array.from(column.bytes.subarray(column.width * row, column.width * (row + 1)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
}
