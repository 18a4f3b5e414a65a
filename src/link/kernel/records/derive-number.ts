import { dayOf, formatIsoDate, monthOf, packedDateOf, yearOf } from '../../../text/index.ts';
import { decodeTexts, encodeTexts } from './map-texts.ts';
import { readTime, type TimeFormat } from './time-format.ts';
import { distinctNumbers, distinctTimes, type Derived, type NumberListValues, type NumberValues, type TextListValues, type TextValues, type TimeValues } from './values.ts';

const DAY = 86_400;

/** Days that have a date of four digits. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;

/** What of a time is a number. */
export type TimePart = 'year' | 'month' | 'day' | 'monthCount' | 'dayCount';

/**
 * Reads distinct texts as times.
 *
 * @param format - how they are written.
 * @param texts - distinct texts.
 * @returns the times, and the time of each text; null where it is none.
 */
export function timesOf(format: TimeFormat, texts: TextValues): Derived<TimeValues> {
  return distinctTimes(Float64Array.from(decodeTexts(texts), (text) => readTime(format, text)), !format.hasClock);
}

/**
 * Takes a part of distinct times; months and days are counted from 1970-01-01, whole ones.
 *
 * @param part - the part.
 * @param times - distinct times.
 * @returns the parts, and the part of each time.
 */
export function timePartsOf(part: TimePart, times: TimeValues): Derived<NumberValues> {
  return distinctNumbers(times.numbers.map((seconds) => {
    const day = Math.floor(seconds / DAY);
    if (part === 'dayCount') return day;
    const date = packedDateOf(day);
    if (part === 'year') return yearOf(date);
    if (part === 'month') return monthOf(date);
    return part === 'day' ? dayOf(date) : 12 * (yearOf(date) - 1970) + monthOf(date) - 1;
  }));
}

/** Digits with a mark between them; nothing else is a number. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Reads distinct texts as numbers: digits, with a point for the decimal mark, an exponent allowed.
 *
 * @param texts - distinct texts; spaces around them are passed over.
 * @returns the numbers, and the number of each text; null where it is none.
 */
export function numbersOf(texts: TextValues): Derived<NumberValues> {
  return distinctNumbers(Float64Array.from(decodeTexts(texts), (text) => {
    const written = text.trim();
    const value = NUMBER.test(written) ? Number(written) : NaN;
    return Number.isFinite(value) ? value : NaN;
  }));
}

/**
 * Writes distinct numbers in decimal, as ECMAScript does.
 *
 * @param numbers - distinct numbers.
 * @returns the texts, and the text of each number.
 */
export function textsOfNumbers(numbers: NumberValues): Derived<TextValues> {
  return encodeTexts(Array.from(numbers.numbers, (number) => String(number)));
}

/**
 * Writes distinct times in ISO notation: `2024-12-31`, or `2024-12-31T23:59:59` where they have a time of day, with six
 * decimals where they have a fraction of a second.
 *
 * @param times - distinct times.
 * @returns the texts, and the text of each time; null outside the years 1 to 9999.
 */
export function textsOfTimes({ numbers, isDate }: TimeValues): Derived<TextValues> {
  return encodeTexts(Array.from(numbers, (seconds) => timeText(seconds, isDate)));
}

function timeText(seconds: number, isDate: boolean): string | null {
  // Seconds as doubles tell microseconds apart from 1700 to 2239, though most are not exact: the nearest one is meant.
  const micros = Math.round(seconds * 1e6);
  const day = Math.floor(micros / (DAY * 1e6));
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) return null;
  const date = formatIsoDate(day);
  if (isDate) return date;
  const within = micros - day * DAY * 1e6;
  const second = Math.floor(within / 1e6);
  const fraction = within - second * 1e6;
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return `${date}T${clock}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}`;
}

/**
 * Counts the characters of distinct texts, or the elements of distinct lists.
 *
 * @param values - distinct texts, or lists.
 * @returns the lengths, and the length of each value; characters are code points.
 */
export function lengthsOf(values: TextValues | TextListValues | NumberListValues): Derived<NumberValues> {
  if (values.kind === 'text') return distinctNumbers(Float64Array.from(decodeTexts(values), codePointsOf));
  return distinctNumbers(Float64Array.from({ length: values.size }, (_, value) => values.offsets[value + 1]! - values.offsets[value]!));
}

function codePointsOf(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) count--;
  return count;
}
