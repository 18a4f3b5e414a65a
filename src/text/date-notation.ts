/**
 * The notation of date formats: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` are digits in full width, `M` and `d` one or two
 * digits, `yy` the last two digits of a year, `MMM` the name of a month; anything else stands for itself.
 *
 * @see Unicode Technical Standard #35, Part 4 Dates, from which the letters are.
 */

/** Fields of a date format as they stand among its tokens: negative, where literal bytes are not. */
export const DATE_FIELDS: Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'shortMonth' | 'shortDay' | 'shortYear' | 'monthName', number>> =
  Object.freeze({ year: -1, month: -2, day: -3, hour: -4, minute: -5, second: -6, shortMonth: -7, shortDay: -8, shortYear: -9, monthName: -10 });

const { year, month, day, hour, minute, second, shortMonth, shortDay, shortYear, monthName } = DATE_FIELDS;

const FIELD_OF: Readonly<Record<string, number>> = Object.freeze({
  yyyy: year, yy: shortYear, MM: month, M: shortMonth, MMM: monthName, dd: day, d: shortDay, HH: hour, mm: minute, ss: second,
});

/** Fields that say the same: a format has one of each of the first three, and at most one of the others. */
const KINDS: readonly (readonly number[])[] = [[year, shortYear], [month, shortMonth, monthName], [day, shortDay], [hour], [minute], [second]];
const REQUIRED_KINDS = 3;

/**
 * Takes a date format apart.
 *
 * @param text - for example `dd/MM/yyyy` or `yyyyMMdd HH:mm`; a text between `'` stands for itself.
 * @returns its tokens in order: a byte from 32 to 126 that stands for itself, or one of {@link DATE_FIELDS}. `null` when
 *   the format lacks year, month or day, says one of them twice, uses an unknown letter, or puts a field of one or two
 *   digits right before digits.
 * @example
 * dateTokens('d/M/yyyy'); // => [-8, 47, -7, 47, -1]
 */
export function dateTokens(text: string): Int32Array | null {
  const tokens: number[] = [];
  for (const [part, quoted] of text.matchAll(/'([^']*)'|([yMdHms])\2*|[^]/g)) {
    if (quoted === undefined && /^[A-Za-z]/.test(part) && part !== 'T' && part !== 'Z') {
      const field = FIELD_OF[part];
      if (field === undefined || (isShort(tokens.at(-1)) && field !== monthName)) return null;
      tokens.push(field);
      continue;
    }
    for (const character of quoted ?? part) {
      const byte = character.charCodeAt(0);
      if (byte < 32 || byte > 126 || (isShort(tokens.at(-1)) && byte >= 48 && byte <= 57)) return null;
      tokens.push(byte);
    }
  }
  const found = KINDS.map((fields) => tokens.filter((token) => fields.includes(token)).length);
  if (found.some((count, kind) => count > 1 || (count === 0 && kind < REQUIRED_KINDS))) return null;
  const has = (field: number): boolean => tokens.includes(field);
  if ((has(minute) && !has(hour)) || (has(second) && !has(minute))) return null;
  return Int32Array.from(tokens);
}

function isShort(token: number | undefined): boolean {
  return token === shortMonth || token === shortDay;
}
