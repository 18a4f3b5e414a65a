import type { MeasureName } from '../model/condition.ts';
import type { Derivation } from '../model/expression.ts';
import type { SplinkDialect } from './sql-node.ts';
import { javaOfStrptime, postgresOfStrptime } from './time-patterns.ts';

type Step<Op extends Derivation['op']> = Extract<Derivation, { readonly op: Op }>;

/** How one database writes what all of them mean; `null` where it has no counterpart. */
export interface SqlDialect {
  /** Its name in messages. */
  readonly title: string;
  readonly quote: '"' | '`';
  /** Whether a backslash in a text starts an escape. */
  readonly escapes: boolean;
  readonly textType: string;
  /** Functions of two values. */
  readonly measures: Readonly<Partial<Record<MeasureName, string>>>;
  /** Steps that are a function of one operand, by its name. */
  readonly functions: readonly Derivation['op'][];
  readonly partOfTime: ((sql: string, part: string) => string) | null;
  readonly days: ((sql: string) => string) | null;
  readonly seconds: ((sql: string) => string) | null;
  readonly slice: (sql: string, step: Step<'slice'>) => string | null;
  /** What a pattern finds, null where it finds nothing but the empty text, or else the empty text. */
  readonly extract: (sql: string, pattern: string, step: Pick<Step<'extract'>, 'pattern' | 'group' | 'orEmpty'>) => string | null;
  /** A time by a format of strptime, as it is written as text. */
  readonly parseTime: (sql: string, format: string, text: (value: string) => string) => string | null;
  readonly number: ((sql: string) => string) | null;
  readonly split: ((sql: string, separator: string) => string | null) | null;
  readonly element: (sql: string, at: number) => string | null;
  readonly list: ((parts: string) => string) | null;
  readonly lengthOfList: string | null;
  readonly intersection: string;
  /** Least and most of what a function gives for all pairs of elements. */
  readonly closest: ((best: 'least' | 'most', name: string, a: string, b: string) => string) | null;
}

const nullIfEmpty = (sql: string, orEmpty = false): string => (orEmpty ? sql : `NULLIF(${sql}, '')`);
/** Places from the end mean another thing in every database. */
const fromStart = (sql: string, { from, length }: Step<'slice'>): string | null => (from < 0 ? null : `SUBSTRING(${sql}, ${from}${length === undefined ? '' : `, ${length}`})`);
const hasGroups = (pattern: string): boolean => /(?:^|[^\\])\((?!\?)/.test(pattern);

const DUCKDB: SqlDialect = {
  title: 'DuckDB', quote: '"', escapes: false, textType: 'TEXT',
  measures: { levenshtein: 'levenshtein', damerauLevenshtein: 'damerau_levenshtein', jaroWinkler: 'jaro_winkler_similarity', jaro: 'jaro_similarity', jaccard: 'jaccard', cosine: 'list_cosine_similarity' },
  functions: ['lower', 'upper', 'trim', 'length'],
  partOfTime: (sql, part) => `${part}(${sql})`,
  days: (sql) => `date_diff('day', DATE '1970-01-01', ${sql})`,
  seconds: (sql) => `EPOCH(${sql})`,
  slice: (sql, { from, length }) => `substring(${sql}, ${from}${length === undefined ? '' : `, ${length}`})`,
  extract: (sql, pattern, { group = 0, orEmpty }) => nullIfEmpty(`regexp_extract(${sql}, ${pattern}, ${group})`, orEmpty),
  parseTime: (sql, format, text) => `try_strptime(${sql}, ${text(format)})`,
  number: (sql) => `TRY_CAST(${sql} AS DOUBLE)`,
  split: (sql, separator) => `string_split(${sql}, ${separator})`,
  element: (sql, at) => `${sql}[${at}]`,
  list: (parts) => `[${parts}]`,
  lengthOfList: 'array_length', intersection: 'list_intersect',
  closest: (best, name, a, b) => `list_${best === 'least' ? 'min' : 'max'}(list_transform(flatten(list_transform(${a}, x -> list_transform(${b}, y -> [x, y]))), pair -> ${name}(pair[1], pair[2])))`,
};

const SPARK: SqlDialect = {
  title: 'Spark', quote: '`', escapes: true, textType: 'STRING',
  measures: { levenshtein: 'levenshtein', damerauLevenshtein: 'damerau_levenshtein', jaroWinkler: 'jaro_winkler', jaro: 'jaro_sim', jaccard: 'jaccard' },
  functions: ['lower', 'upper', 'trim', 'length'],
  partOfTime: (sql, part) => `${part}(${sql})`,
  days: null,
  seconds: (sql) => `UNIX_TIMESTAMP(${sql})`,
  slice: fromStart,
  extract: (sql, pattern, { group = 0, orEmpty }) => nullIfEmpty(`regexp_extract(${sql}, ${pattern}, ${group})`, orEmpty),
  parseTime(sql, format, text) {
    const pattern = javaOfStrptime(format);
    if (pattern === null) return null;
    const time = `try_to_timestamp(${sql}, ${text(pattern)})`;
    return /%[HMSf]/.test(format) ? time : `date(${time})`;
  },
  number: (sql) => `TRY_CAST(${sql} AS DOUBLE)`,
  // Spark splits by a regular expression.
  split: (sql, separator) => (/^'[\p{L}\d ,;:/_-]+'$/u.test(separator) ? `split(${sql}, ${separator})` : null),
  element: (sql, at) => (at > 0 ? `${sql}[${at - 1}]` : `element_at(${sql}, ${at})`),
  list: (parts) => `array(${parts})`,
  lengthOfList: 'SIZE', intersection: 'ARRAY_INTERSECT',
  closest: (best, name, a, b) => `array_${best === 'least' ? 'min' : 'max'}(transform(flatten(transform(${a}, x -> transform(${b}, y -> array(x, y)))), pair -> ${name}(pair[0], pair[1])))`,
};

const POSTGRES: SqlDialect = {
  title: 'PostgreSQL', quote: '"', escapes: false, textType: 'TEXT',
  measures: { levenshtein: 'levenshtein' },
  functions: ['lower', 'upper', 'trim', 'length'],
  partOfTime: (sql, part) => `EXTRACT(${part.toUpperCase()} FROM ${sql})`,
  days: null,
  seconds: (sql) => `EXTRACT(EPOCH FROM ${sql})`,
  slice: (sql, { from, length }) => (from < 0 ? null : `SUBSTRING(${sql} FROM ${from}${length === undefined ? '' : ` FOR ${length}`})`),
  // PostgreSQL gives the first group where there is one, and null where nothing is found.
  extract: (sql, pattern, { pattern: written, group = 0, orEmpty = false }) => (orEmpty || group !== Number(hasGroups(written)) ? null : `NULLIF(substring(${sql} from ${pattern}), '')`),
  parseTime(sql, format, text) {
    const template = postgresOfStrptime(format);
    return template === null ? null : `try_cast_${/%[HMS]/.test(format) ? 'timestamp' : 'date'}(${sql}, ${text(template)})`;
  },
  number: null,
  split: (sql, separator) => `string_to_array(${sql}, ${separator})`,
  element: (sql, at) => (at > 0 ? `${sql}[${at}]` : at === -1 ? `${sql}[array_length(${sql}, 1)]` : null),
  list: (parts) => `ARRAY[${parts}]`,
  lengthOfList: 'CARDINALITY', intersection: 'ARRAY_INTERSECT',
  closest: null,
};

const SQLITE: SqlDialect = {
  title: 'SQLite', quote: '"', escapes: false, textType: 'TEXT',
  measures: { levenshtein: 'levenshtein', damerauLevenshtein: 'damerau_levenshtein', jaroWinkler: 'jaro_winkler', jaro: 'jaro_sim' },
  // Its capitals and small letters are those of ASCII, and it compares no number with a text that says one.
  functions: ['trim'],
  partOfTime: null, days: null, seconds: null,
  slice: fromStart,
  extract: () => null,
  parseTime: () => null,
  number: null, split: null, element: () => null, list: null, lengthOfList: null, intersection: '', closest: null,
};

/** What is written, by dialect; models for Athena are read only. */
export const SQL_DIALECTS: Readonly<Partial<Record<SplinkDialect, SqlDialect>>> & { readonly duckdb: SqlDialect } = Object.freeze({ duckdb: DUCKDB, spark: SPARK, postgres: POSTGRES, sqlite: SQLITE });
