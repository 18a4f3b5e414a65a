import { parseIsoDate } from '../../../text/index.ts';

const SECONDS_OF_DAY = 86_400;
const NOTATION = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}(?:\.\d{1,6})?))?)?$/;

/**
 * Reads a number that a model names.
 *
 * @param text - in decimal; spaces around it are passed over.
 * @returns the number; NaN where the text is none.
 */
export function numberOfLiteral(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

/**
 * Reads a time that a model names, in the ISO notation in which times are written as text.
 *
 * @param text - `YYYY-MM-DD`, alone for midnight, or with a time of day: `YYYY-MM-DDTHH:MM`, `YYYY-MM-DDTHH:MM:SS`, or with up to
 *   six decimals of a second; a space may stand for the `T`. Times have no zone here: one that names a zone is none.
 * @returns seconds since 1970-01-01T00:00:00; NaN where the text is no such time.
 * @example
 * secondsOfLiteral('1970-01-02T00:00:01.5'); // => 86401.5
 */
export function secondsOfLiteral(text: string): number {
  const [, date, hour = '0', minute = '0', second = '0'] = NOTATION.exec(text) ?? [];
  const day = date === undefined ? null : parseIsoDate(date);
  const [hours, minutes, seconds] = [hour, minute, second].map(Number) as [number, number, number];
  return day !== null && hours < 24 && minutes < 60 && seconds < 60 ? day * SECONDS_OF_DAY + hours * 3600 + minutes * 60 + seconds : NaN;
}
