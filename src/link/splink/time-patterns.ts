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
 * Turns a format of strptime into a pattern of Spark.
 *
 * @param format - such as `%d/%m/%Y`.
 * @returns the pattern, which is read as the format again; `null` when the format has parts that no pattern of Spark has.
 * @example
 * javaOfStrptime('%Y-%m-%dT%H:%M'); // => "yyyy-MM-dd'T'HH:mm"
 */
export function javaOfStrptime(format: string): string | null {
  return lossless(format, unformatted(format, JAVA, (letters) => `'${letters}'`), strptimeOfJava);
}

/**
 * Turns a format of strptime into a template of PostgreSQL.
 *
 * @param format - such as `%d/%m/%Y`.
 * @returns the template, which is read as the format again; `null` when the format has parts that no template has.
 * @example
 * postgresOfStrptime('%Y-%m-%dT%H:%M'); // => 'YYYY-MM-DDTHH24:MI'
 */
export function postgresOfStrptime(format: string): string | null {
  return lossless(format, unformatted(format, POSTGRES, (letters) => (letters === 'T' ? letters : null)), strptimeOfPostgres);
}

/** Fields side by side may read as another one: what does not come back is no translation. */
function lossless(format: string, pattern: string | null, read: (pattern: string) => string | null): string | null {
  return pattern !== null && read(pattern) === format ? pattern : null;
}

function unformatted(format: string, words: Readonly<Record<string, string>>, literal: (letters: string) => string | null): string | null {
  let pattern = '';
  for (const [part] of format.matchAll(/%[^]|[A-Za-z]+|[^]/gu)) {
    const word = part.startsWith('%')
      ? part === '%%' ? '%' : Object.keys(words).find((name) => words[name] === part) ?? null
      : /^[A-Za-z]/.test(part) ? literal(part) : /["'\\]/.test(part) ? null : part;
    if (word === null) return null;
    pattern += word;
  }
  return pattern;
}

/** Digits that the notation of dates in plans asks for; strptime takes fewer. */
const DIGITS: Readonly<Record<string, string>> = { yyyy: '[0-9]{4}', yy: '[0-9]{2}', MM: '[0-9]{2}', dd: '[0-9]{2}', HH: '[0-9]{2}', mm: '[0-9]{2}', ss: '[0-9]{2}', M: '[0-9]{1,2}', d: '[0-9]{1,2}' };

/** A format of strptime, and a regular expression for the texts that it is meant for; `null` for all. */
export interface StrptimeFormat {
  readonly format: string;
  readonly pattern: string | null;
}

/**
 * Turns the notation of dates in plans into a format of strptime.
 *
 * @param notation - such as `dd/MM/yyyy`; a format of strptime stays as it is.
 * @returns the format, and the texts that the notation takes; `null` for months by their French names.
 * @example
 * strptimeOfNotation('dd/MM/yyyy'); // => { format: '%d/%m/%Y', pattern: '^ *[0-9]{2}/[0-9]{2}/[0-9]{4} *$' }
 */
export function strptimeOfNotation(notation: string): StrptimeFormat | null {
  if (notation.includes('%')) return { format: notation, pattern: null };
  const format = translated(notation, NOTATION, { ...JAVA, d: '%d', M: '%m', MMM: null, MMMM: null });
  if (format === null) return null;
  const pattern = Array.from(notation.matchAll(NOTATION), ([part]) => DIGITS[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  return { format, pattern: `^ *${pattern} *$` };
}

const NOTATION = /([A-Za-z])\1*|[^]/gu;

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
