import { DataError } from '../core/errors.ts';
import { csvScanner } from './kernel/csv-scan.ts';
import type { TextEncodingName } from './kernel/parse-text.ts';
import { splitRecord, type SplitFault, type SplitRecord } from './kernel/split-record.ts';
import type { TextLayout } from './text-rows.ts';
import { decodeText, textStart } from './text-start.ts';

/** What decides how the rows of a delimited file are laid out. */
export interface CsvLayoutOptions {
  /** Names of the declared columns. */
  readonly columns: readonly string[];
  readonly delimiter: 'detect' | ';' | ',' | '\t' | '|';
  readonly hasQuotes: boolean;
  readonly hasHeader: boolean;
  readonly encoding: TextEncodingName;
  readonly onUndeclared: 'error' | 'drop';
  readonly maxFieldBytes: number;
  readonly maxRowBytes: number;
}

/** Delimiters to choose from, the likeliest in French files first. */
const DELIMITERS = [';', ',', '\t', '|'] as const;

/** Most names or positions listed in a message. */
const MOST_NAMED = 10;

/**
 * Makes the function that reads the header of a delimited file.
 *
 * @param options - declared columns and format.
 * @returns a function of a file's first bytes, for {@link textTable}; it throws a `DataError` when the header does not
 *   fit the declarations.
 */
export function layOutCsv(options: CsvLayoutOptions): (source: string, bytes: Uint8Array, to: number, isLast: boolean) => TextLayout | null {
  const { columns, hasQuotes, hasHeader, maxFieldBytes, maxRowBytes } = options;
  return (source, bytes, to, isLast) => {
    const from = textStart(source, bytes, to, options.encoding);
    const candidates = options.delimiter === 'detect' ? DELIMITERS : [options.delimiter];
    const splits = candidates.map((delimiter) => ({ delimiter, record: splitRecord(bytes, from, to, isLast, delimiter.charCodeAt(0), hasQuotes) }));
    const whole = splits.filter((split): split is { delimiter: typeof split.delimiter; record: SplitRecord } => typeof split.record === 'object');
    if (splits.some(({ record }) => record === 'unfinished')) {
      if (to - from > maxRowBytes) throw new DataError('DATA_ROW_TOO_LONG', 'the first line exceeds maxRowBytes; a quote may be unclosed', { source });
      return null;
    }
    if (whole.length === 0) throw unreadable(source, splits[0]!.record as SplitFault);
    const named = whole.map((split) => ({ ...split, names: split.record.fields.map((field) => decodeText(field, options.encoding)) }));
    const score = ({ names }: (typeof named)[number]): number =>
      hasHeader ? columns.filter((column) => names.includes(column)).length : Number(names.length === columns.length);
    // The delimiter that finds most declared names; then the one that finds most fields.
    const best = named.reduce((left, right) => (score(right) - score(left) || right.names.length - left.names.length) > 0 ? right : left);
    const fieldNames = hasHeader ? checkHeader(options, source, best.names) : columns;
    return {
      scanner: csvScanner({ delimiter: best.delimiter.charCodeAt(0), hasQuotes, maxFieldBytes, maxRowBytes }),
      fieldNames,
      fieldOfColumn: columns.map((column) => (hasHeader ? best.names : columns).indexOf(column)),
      next: hasHeader ? best.record.next : from,
    };
  };
}

function unreadable(source: string, fault: SplitFault): DataError {
  if (fault === 'null byte') return new DataError('DATA_NULL_BYTE', 'the first line holds a byte 0; is this a text file?', { source });
  if (fault === 'field count') return new DataError('DATA_HEADER', 'the first line has too many fields; is this delimited text?', { source });
  return new DataError('DATA_QUOTE', 'the first line has a quote inside a field, or one that is never closed', { source });
}

// Checks the names of the header. Names that are not declared are shown only when most declared ones are there: the
// first line of a file without header is data. Gives the names for messages.
function checkHeader(options: CsvLayoutOptions, source: string, names: readonly (string | null)[]): string[] {
  const { columns } = options;
  const found = columns.filter((column) => names.includes(column));
  const isHeader = 2 * found.length > columns.length;
  const declared = new Set(columns);
  const place = (name: string | null, field: number): string => {
    if (name !== null && declared.has(name)) return name;
    return name !== null && name !== '' && isHeader ? name.replaceAll(/\p{C}/gu, ' ').slice(0, 64) : `${field + 1}`;
  };
  if (found.length === 0) {
    throw new DataError('DATA_HEADER', `none of the ${columns.length} declared columns stands in the first line, which has ${names.length} fields; is there a header, and is the delimiter right?`, { source });
  }
  const undecoded = names.indexOf(null);
  if (undecoded >= 0 && isHeader) throw new DataError('DATA_ENCODING', 'a column name is no text in the declared encoding', { source, column: `${undecoded + 1}` });
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new DataError('DATA_COLUMN_MISSING', `the header lacks ${list(missing.length, missing.map(quoted))}`, { source, column: missing[0]! });
  }
  const repeated = names.findIndex((name, field) => name !== null && declared.has(name) && names.indexOf(name) < field);
  if (repeated >= 0) throw new DataError('DATA_COLUMN_DUPLICATE', 'the header names the column twice', { source, column: names[repeated]! });
  const undeclared = names.map((name, field) => ({ name, field })).filter(({ name }) => name === null || !declared.has(name));
  if (undeclared.length > 0 && options.onUndeclared === 'error') {
    const places = undeclared.map(({ name, field }) => place(name, field));
    throw new DataError('DATA_COLUMN_UNDECLARED', `the header has ${list(places.length, places.map(quoted))} that the plan does not declare; declare or drop them`, { source, column: places[0]! });
  }
  return names.map(place);
}

function quoted(name: string): string {
  return `"${name}"`;
}

function list(count: number, items: readonly string[]): string {
  const shown = items.slice(0, MOST_NAMED).join(', ');
  return `${count} column${count === 1 ? '' : 's'} (${shown}${count > MOST_NAMED ? ', …' : ''})`;
}
