import { DATE_FIELDS, dateTokens, daysInMonth, daysOfDate, foldLetters } from '../../../text/index.ts';

/** A part of a time. */
type TimeField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'fraction';

/** What a format asks for next: digits of a part, the name of a month, or a character. */
type Token =
  | { readonly field: TimeField; readonly min: number; readonly max: number; readonly isShortYear?: boolean }
  | { readonly names: readonly (readonly string[])[]; readonly isWhole: boolean }
  | { readonly character: string };

/** A notation of times, taken apart. */
export interface TimeFormat {
  readonly tokens: readonly Token[];
  /** Whether it has a time of day. */
  readonly hasClock: boolean;
}

const ENGLISH: readonly (readonly string[])[] = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'].map((name) => [name]);
const FRENCH: readonly (readonly string[])[] = ['janvier', 'fevrier', 'mars', 'avril', 'mai', 'juin', 'juillet', 'aout', 'septembre', 'octobre', 'novembre', 'decembre'].map((name) => [name]);

const digits = (field: TimeField, max: number, min = 1): Token => ({ field, min, max });

/** What strptime's letters stand for. */
const SPECIFIERS: Readonly<Record<string, readonly Token[]>> = {
  Y: [digits('year', 4)],
  y: [{ field: 'year', min: 1, max: 2, isShortYear: true }],
  m: [digits('month', 2)],
  d: [digits('day', 2)],
  H: [digits('hour', 2)],
  M: [digits('minute', 2)],
  S: [digits('second', 2)],
  f: [digits('fraction', 6)],
  b: [{ names: ENGLISH.map(([name]) => [name!.slice(0, 3)]), isWhole: true }],
  B: [{ names: ENGLISH, isWhole: true }],
  '%': [{ character: '%' }],
};

const { year, month, day, hour, minute, second, shortMonth, shortDay, shortYear, monthName } = DATE_FIELDS;

/** What the fields of the house's notation stand for. */
const FIELDS: ReadonlyMap<number, Token> = new Map<number, Token>([
  [year, digits('year', 4, 4)], [shortYear, { field: 'year', min: 2, max: 2, isShortYear: true }],
  [month, digits('month', 2, 2)], [shortMonth, digits('month', 2)], [monthName, { names: FRENCH, isWhole: false }],
  [day, digits('day', 2, 2)], [shortDay, digits('day', 2)],
  [hour, digits('hour', 2, 2)], [minute, digits('minute', 2, 2)], [second, digits('second', 2, 2)],
]);

/** Two digits of a year mean 1969 to 2068, as in POSIX. */
const FIRST_SHORT_YEAR = 69;

/**
 * Takes a notation of times apart.
 *
 * @param format - with a `%`, a format of strptime: `%Y %y %m %d %H %M %S %f`, `%b` and `%B` for English months, `%F` for
 *   `%Y-%m-%d`, `%T` for `%H:%M:%S`; otherwise the notation of dates in plans, such as `dd/MM/yyyy`, whose `MMM` is a French
 *   month, whole or cut short.
 * @returns the format, or `null` when it is neither, or has no year.
 */
export function compileTimeFormat(format: string): TimeFormat | null {
  const tokens = format.includes('%') ? strptimeTokens(format) : houseTokens(format);
  if (!tokens?.some((token) => 'field' in token && token.field === 'year')) return null;
  return { tokens, hasClock: tokens.some((token) => 'field' in token && ['hour', 'minute', 'second', 'fraction'].includes(token.field)) };
}

function strptimeTokens(format: string): readonly Token[] | null {
  const tokens: Token[] = [];
  for (const [part] of format.replaceAll('%F', '%Y-%m-%d').replaceAll('%T', '%H:%M:%S').matchAll(/%[^]?|[^]/gu)) {
    const found = part.startsWith('%') ? (Object.hasOwn(SPECIFIERS, part.slice(1)) ? SPECIFIERS[part.slice(1)] : undefined) : [{ character: part }];
    if (found === undefined) return null;
    tokens.push(...found);
  }
  return tokens;
}

function houseTokens(format: string): readonly Token[] | null {
  const tokens = dateTokens(format);
  return tokens === null ? null : Array.from(tokens, (token): Token => FIELDS.get(token) ?? { character: String.fromCharCode(token) });
}

/**
 * Reads a time.
 *
 * @param format - how it is written.
 * @param text - the time; spaces around it are passed over.
 * @returns seconds since 1970-01-01T00:00:00, of a year from 1 to 9999; NaN when the text is not of this form or no such time
 *   exists. What a format leaves out is the first month, the first day, midnight.
 * @remarks O(characters).
 */
export function readTime({ tokens }: TimeFormat, text: string): number {
  const parts: Record<TimeField, number> = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: 0 };
  const written = text.trim();
  let at = 0;
  for (const token of tokens) {
    const next = 'field' in token ? readDigits(token, written, at, parts) : 'names' in token ? readMonth(token, written, at, parts) : readCharacter(token.character, written, at);
    if (next < 0) return NaN;
    at = next;
  }
  return at === written.length ? secondsOf(parts) : NaN;
}

function readDigits({ field, min, max, isShortYear = false }: Extract<Token, { readonly field: TimeField }>, text: string, start: number, parts: Record<TimeField, number>): number {
  let at = start;
  let value = 0;
  for (; at < text.length && at - start < max; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = 10 * value + digit;
  }
  if (at - start < min) return -1;
  parts[field] = field === 'fraction' ? value / 10 ** (at - start) : isShortYear ? value + (value < FIRST_SHORT_YEAR ? 2000 : 1900) : value;
  return at;
}

/** A name cut short has three letters at least, begins one month only, and may end with a point. */
function readMonth({ names, isWhole }: Extract<Token, { readonly names: unknown }>, text: string, start: number, parts: Record<TimeField, number>): number {
  let at = start;
  while (at < text.length && /\p{L}/u.test(text.charAt(at))) at++;
  const word = foldLetters(text.slice(start, at)).toLowerCase();
  const found = names.flatMap((spellings, index) => (spellings.some((name) => name === word || (!isWhole && word.length >= 3 && name.startsWith(word))) ? [index + 1] : []));
  if (found.length !== 1) return -1;
  parts.month = found[0]!;
  return !isWhole && text[at] === '.' ? at + 1 : at;
}

function readCharacter(character: string, text: string, at: number): number {
  if (!text.startsWith(character, at)) return -1;
  let next = at + character.length;
  while (character === ' ' && text[next] === ' ') next++;
  return next;
}

function secondsOf({ year: y, month: m, day: d, hour: h, minute: minutes, second: seconds, fraction }: Record<TimeField, number>): number {
  if (!(y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m) && h < 24 && minutes < 60 && seconds < 60)) return NaN;
  return daysOfDate(y, m, d) * 86_400 + h * 3600 + minutes * 60 + seconds + fraction;
}
