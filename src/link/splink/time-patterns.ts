/** Letters of the patterns of Java, as Spark takes them, and strptime's. */
const JAVA: Readonly<Record<string, string>> = { yyyy: '%Y', yy: '%y', MM: '%m', dd: '%d', HH: '%H', mm: '%M', ss: '%S', MMM: '%b', MMMM: '%B' };

/** Templates of PostgreSQL, and strptime's. */
const POSTGRES: Readonly<Record<string, string>> = { YYYY: '%Y', YY: '%y', MM: '%m', DD: '%d', HH24: '%H', MI: '%M', SS: '%S', Mon: '%b', Month: '%B' };

/**
 * Turns a pattern of Spark into a format of strptime.
 *
 * @param pattern - such as `yyyy-MM-dd` or `dd/MM/yyyy HH:mm`.
 * @returns the format; `null` when the pattern has parts that no strptime format has.
 * @see https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html
 * @example
 * strptimeOfJava("yyyy-MM-dd'T'HH:mm:ss"); // => '%Y-%m-%dT%H:%M:%S'
 */
export function strptimeOfJava(pattern: string): string | null {
  return translated(pattern, /([A-Za-z])\1*|'([^']*)'|[^]/gu, JAVA);
}

/**
 * Turns a template of PostgreSQL into a format of strptime.
 *
 * @param pattern - such as `YYYY-MM-DD` or `DD/MM/YYYY HH24:MI:SS`.
 * @returns the format; `null` when the template has parts that no strptime format has.
 * @see https://www.postgresql.org/docs/current/functions-formatting.html
 */
export function strptimeOfPostgres(pattern: string): string | null {
  return translated(pattern, /HH24|YYYY|YY|MM|MI|DD|SS|Month|Mon|T(?=HH24)|[A-Za-z]+|[^]/gu, { ...POSTGRES, T: 'T' });
}

/**
 * Turns the notation of dates in plans into a format of strptime.
 *
 * @param notation - such as `dd/MM/yyyy`; a format of strptime stays as it is.
 * @returns the format; `null` for months by their French names.
 */
export function strptimeOfNotation(notation: string): string | null {
  return notation.includes('%') ? notation : translated(notation, /([A-Za-z])\1*|[^]/gu, { ...JAVA, d: '%d', M: '%m', MMM: null, MMMM: null });
}

function translated(pattern: string, parts: RegExp, words: Readonly<Record<string, string | null>>): string | null {
  let format = '';
  for (const [part, , quoted] of pattern.matchAll(parts)) {
    if (quoted !== undefined) format += quoted === '' ? "'" : quoted;
    else if (!/^[A-Za-z]/.test(part)) format += part === '%' ? '%%' : part;
    else {
      const word = Object.hasOwn(words, part) ? words[part]! : null;
      if (word === null) return null;
      format += word;
    }
  }
  return format;
}
