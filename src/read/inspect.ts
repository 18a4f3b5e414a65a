import { z } from 'zod';
import type { ByteSource } from '../core/bytes.ts';
import type { ColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import type { ColumnDeclaration } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { namesCode, proposeRole } from '../core/propose-role.ts';
import { FEED_SLACK } from './kernel/byte-feed.ts';
import { CELL_FLAG_BITS, createCellBlock, type CellBlock } from './kernel/cells.ts';
import { addColumnFacts, createColumnFacts, type ColumnFacts } from './kernel/column-facts.ts';
import { csvScanner } from './kernel/csv-scan.ts';
import { nullMarkers, type NullMarkers } from './kernel/null-markers.ts';
import type { TextEncodingName } from './kernel/parse-text.ts';
import { splitRecord, type SplitRecord } from './kernel/split-record.ts';
import { createTrials, tryTypes, type TypeTrial } from './kernel/type-trials.ts';
import { isUtf8 } from '../text/index.ts';
import { decodeText, textStart } from './text-start.ts';

/** How to look at a file. */
export interface InspectOptions {
  /** Bytes to look at, from the start; 16 MiB unless given. */
  readonly maxBytes?: number;
}

const inspectOptions = z.strictObject({ maxBytes: z.int().min(1).max(1 << 30).exactOptional() }) as OptionsSchema<InspectOptions>;

/** What a delimited file seems to be, to be confirmed by a person: the declarations of a plan's input. */
export interface CsvProposal {
  readonly delimiter: ';' | ',' | '\t' | '|';
  readonly encoding: TextEncodingName;
  readonly decimalMark: '.' | ',';
  /** Texts that seem to stand for a missing value; the empty text is always one. */
  readonly nullValues: readonly string[];
  /** Format of the dates, or formats by column where they differ; `null` for `yyyy-MM-dd` throughout. */
  readonly dateFormat: string | Readonly<Record<string, string>> | null;
  /** Whether the first line names the columns; if not, columns are named by position. */
  readonly header: 'present' | 'absent';
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** Columns whose name is empty; they cannot be declared, only dropped. */
  readonly namelessColumns: number;
  /** Rows looked at, and how many of them are malformed. */
  readonly rows: number;
  readonly malformedRows: number;
  /** Whether that was the whole file. */
  readonly isComplete: boolean;
}

const MAX_BYTES = 1 << 24;
const MAX_ROW_BYTES = 1 << 22;
const DELIMITERS = [';', ',', '\t', '|'] as const;
const MARKERS = ['NA', 'N/A', '#N/A', 'NULL', 'null', 'NaN', 'nan', 'None', '(null)', '\\N', '.', '-', '--', '?', 'ND', 'NR', 'NSP', 'manquant'];

/** Share of control characters above which a file is no text. */
const MOST_CONTROLS = 0.001;

/** Digits of a column name that is a number. */
const YEAR_DIGITS = 4;

/** Share of a column's values that must be right for it to be proposed as an identifier. */
const IDENTIFIER_SHARE = 0.95;

/**
 * Looks at the start of a delimited file and proposes how to declare it. Shows column names, types and counts, never a
 * value; where the first line looks like data, columns are named by position.
 *
 * @param source - the file.
 * @param options - how much of it to look at.
 * @param signal - aborts the reading.
 * @returns the proposal. Digits with leading zeros are proposed as text, since a number would lose the zeros. A column
 *   is proposed as not nullable only when the whole file was looked at.
 * @throws {DataError} when the file is missing, empty, or no delimited text.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks Holds the bytes looked at; time grows with them and with the number of columns.
 */
export async function inspect(source: ByteSource, options: InspectOptions = {}, signal?: AbortSignal): Promise<CsvProposal> {
  const { maxBytes = MAX_BYTES } = checkOptions(inspectOptions, options);
  const { bytes, length, isComplete } = await readStart(source, maxBytes, signal);
  if (length === 0) throw new DataError('DATA_FILE_EMPTY', 'the file is empty', { source: source.name });
  const encoding = guessEncoding(bytes, length);
  const from = textStart(source.name, bytes, length, encoding);
  if (controlShare(bytes, length) > MOST_CONTROLS) throw new DataError('DATA_FORMAT', 'the file holds control characters, as text does not', { source: source.name });
  const { delimiter, first } = guessDelimiter(source.name, bytes, from, length, isComplete);
  const markers = nullMarkers(['', ...MARKERS].map((text) => new TextEncoder().encode(text)), true);
  const block = createCellBlock(first.fields.length);
  const columns = first.fields.map((field) => ({ field, facts: createColumnFacts(markers), trials: createTrials(markers, block.maxRows) }));
  const counts = scanAll(bytes, first.next, length, isComplete, delimiter, block, () => {
    for (const [index, { field, facts, trials }] of columns.entries()) {
      addColumnFacts(facts, block, index, markers, field);
      tryTypes(trials, block, index);
    }
  });
  const hasHeader = looksLikeHeader(columns, encoding, markers);
  const names = nameColumns(first, encoding, hasHeader);
  const guesses = columns.map(({ facts, trials }, index) => ({ name: names[index]!, facts, ...guessType(names[index]!, facts, trials) })).filter(({ name }) => name !== '');
  const decimalMark = guesses.filter(({ mark }) => mark === ',').length > guesses.filter(({ mark }) => mark === '.').length ? ',' : '.';
  const typed = guesses.map((guess) => (guess.mark !== null && guess.mark !== decimalMark ? { ...guess, type: 'utf8' as const } : guess));
  const used = MARKERS.filter((_, marker) => typed.some(({ type, facts }) => type !== 'utf8' && facts.markerCells[marker]! > 0));
  const formats = Object.fromEntries(typed.flatMap(({ name, format }) => (format === null ? [] : [[name, format]])));
  return {
    delimiter,
    encoding,
    decimalMark,
    nullValues: ['', ...used],
    dateFormat: commonFormat(formats),
    header: hasHeader ? 'present' : 'absent',
    columns: Object.fromEntries(typed.map(({ name, facts, type }) => [name, declare(name, facts, type, used, isComplete && counts.malformed === 0)])),
    namelessColumns: columns.length - guesses.length,
    rows: counts.rows,
    malformedRows: counts.malformed,
    isComplete,
  };
}

async function readStart(source: ByteSource, maxBytes: number, signal: AbortSignal | undefined): Promise<{ bytes: Uint8Array; length: number; isComplete: boolean }> {
  let bytes: Uint8Array = new Uint8Array(Math.min(maxBytes, 1 << 16) + FEED_SLACK);
  let length = 0;
  for await (const piece of source.open(signal)) {
    const count = Math.min(piece.length, maxBytes - length);
    if (length + count + FEED_SLACK > bytes.length) {
      const larger = new Uint8Array(Math.min(maxBytes, Math.max(2 * bytes.length, length + count)) + FEED_SLACK);
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(piece.subarray(0, count), length);
    length += count;
    if (count < piece.length) return { bytes, length, isComplete: false };
  }
  return { bytes, length, isComplete: true };
}

// Counts bytes below the space that are no tab, line feed or carriage return.
function controlShare(bytes: Uint8Array, length: number): number {
  let count = 0;
  for (let at = 0; at < length; at++) if (bytes[at]! < 32 && bytes[at] !== 9 && bytes[at] !== 10 && bytes[at] !== 13) count++;
  return count / length;
}

// UTF-8 when every byte up to the last line break is, else windows-1252, unless it has bytes which that leaves undefined.
function guessEncoding(bytes: Uint8Array, length: number): TextEncodingName {
  const lastLine = Math.max(bytes.lastIndexOf(10, length - 1), bytes.lastIndexOf(13, length - 1)) + 1;
  if (isUtf8(bytes, 0, length) || (lastLine > 0 && isUtf8(bytes, 0, lastLine))) return 'utf-8';
  const undefinedBytes = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
  return bytes.subarray(0, length).some((byte) => undefinedBytes.includes(byte)) ? 'latin1' : 'windows-1252';
}

function guessDelimiter(source: string, bytes: Uint8Array, from: number, length: number, isComplete: boolean): { delimiter: (typeof DELIMITERS)[number]; first: SplitRecord } {
  let best: { delimiter: (typeof DELIMITERS)[number]; first: SplitRecord; score: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const first = splitRecord(bytes, from, length, isComplete, delimiter.charCodeAt(0), true);
    if (typeof first === 'string') continue;
    const block = createCellBlock(first.fields.length);
    const counts = scanAll(bytes, first.next, Math.min(length, first.next + (1 << 18)), false, delimiter, block, () => undefined);
    // A delimiter that is not there makes rows of one field, all well formed: it counts least.
    const share = counts.rows === 0 ? 1 : 1 - counts.malformed / counts.rows;
    const score = first.fields.length === 1 ? 0.01 : share + first.fields.length * 1e-6;
    if (best === null || score > best.score) best = { delimiter, first, score };
  }
  if (best === null) throw new DataError('DATA_FORMAT', 'the first line is no delimited text: a quote is unclosed, or a byte is 0', { source });
  return best;
}

function scanAll(
  bytes: Uint8Array, from: number, to: number, isLast: boolean, delimiter: string, block: CellBlock, look: () => void,
): { rows: number; malformed: number } {
  const scanner = csvScanner({ delimiter: delimiter.charCodeAt(0), hasQuotes: true, maxFieldBytes: MAX_ROW_BYTES, maxRowBytes: MAX_ROW_BYTES });
  let rows = 0;
  let malformed = 0;
  for (let at = from; at < to;) {
    const next = scanner.scan(block, bytes, at, to, isLast, block.maxRows);
    look();
    rows += block.allRows;
    malformed += block.malformed.length;
    if (next === at) break;
    at = next;
  }
  return { rows, malformed };
}

// A first line is data when it fits all typed columns, when a field is a number, a date or an identifier, or when a field
// comes back below it: a name of a column does none of these.
function looksLikeHeader(columns: readonly { readonly field: Uint8Array; readonly facts: ColumnFacts; readonly trials: readonly TypeTrial[] }[], encoding: TextEncodingName, markers: NullMarkers): boolean {
  const width = columns.length;
  const line = createCellBlock(width);
  const text = columns.reduce((sum, { field }) => sum + field.length, 0);
  line.bytes = new Uint8Array(text + FEED_SLACK);
  line.rows = 1;
  columns.reduce((at, { field }, index) => {
    line.bytes.set(field, at);
    line.cells.set([at, field.length << CELL_FLAG_BITS], 2 * index);
    return at + field.length;
  }, 0);
  const typed = columns.map(({ facts, trials }, index) => ({ index, trials: facts.present === 0 ? [] : trials.filter(({ isAlive }) => isAlive) })).filter(({ trials }) => trials.length > 0);
  const fits = typed.filter(({ index, trials }) => {
    const again = trials.map((trial) => ({ ...trial }));
    tryTypes(again, line, index);
    return again.some(({ isAlive }) => isAlive);
  });
  if (typed.length > 0 && fits.length === typed.length) return false;
  const names = columns.map(({ field }) => decodeText(field, encoding));
  if (names.includes(null) || new Set(names).size < width) return false;
  return columns.every(({ facts }, index) => {
    if (facts.likeFirstLine > 0) return false;
    const own = createColumnFacts(markers);
    addColumnFacts(own, line, index, markers, new Uint8Array(0));
    if (own.present === 0) return true;
    if (own.nirsWithKey + own.nirsWithoutKey + own.finess + own.cip13 + own.atSigns > 0) return false;
    // A year may name a column; any other number, a date or a truth value does not.
    if (own.digitsOnly > 0 && own.maxWhole <= YEAR_DIGITS) return facts.leadingZeros === 0;
    const trials = createTrials(markers, 1);
    tryTypes(trials, line, index);
    return !trials.some(({ isAlive }) => isAlive);
  });
}

function nameColumns(first: SplitRecord, encoding: TextEncodingName, hasHeader: boolean): string[] {
  return first.fields.map((field, index) => (hasHeader ? decodeText(field, encoding)! : `column${index + 1}`));
}

function guessType(name: string, facts: ColumnFacts, trials: readonly TypeTrial[]): { type: ColumnType; mark: '.' | ',' | null; format: string | null } {
  const text = { type: 'utf8' as const, mark: null, format: null };
  if (facts.present === 0) return text;
  const alive = trials.filter(({ isAlive }) => isAlive);
  const compact = alive.find(({ type, spelling }) => type === 'date' && (spelling === 'yyyyMMdd' || spelling === 'ddMMyyyy'));
  if (compact !== undefined) return { type: 'date', mark: null, format: compact.spelling };
  const found = alive[0];
  if (found === undefined || facts.leadingZeros > 0 || isIdentifier(facts) !== null) return text;
  if (found.type === 'float64') {
    const mark = found.spelling as '.' | ',';
    const isMoney = facts.plainNumbers === facts.present && facts.minDecimals === facts.maxDecimals && facts.maxDecimals > 0 && facts.maxDecimals <= 4 && facts.maxWhole <= 12;
    return { type: isMoney ? `decimal(${Math.max(12, facts.maxWhole + facts.maxDecimals)},${facts.maxDecimals})` : 'float64', mark, format: null };
  }
  // Digits all of one length, and many, are a code even when the name does not say so.
  const isCode = namesCode(name) || (facts.minWhole === facts.maxWhole && facts.maxWhole >= 9);
  if (isCode && (found.type === 'int32' || found.type === 'int64')) return text;
  const isDated = found.type === 'date' || found.type === 'timestamp';
  return { type: found.type, mark: null, format: isDated ? found.spelling : null };
}

function isIdentifier(facts: ColumnFacts): string | null {
  const least = IDENTIFIER_SHARE * facts.present;
  if (facts.present === 0) return null;
  // A CIP13 read as a NIR without key is often plausible, so it is asked first.
  if (facts.cip13 >= least) return 'cip13';
  if (facts.nirsWithKey + facts.nirsWithoutKey >= least) return 'nir';
  if (facts.finess >= least) return 'finess';
  return facts.cim10 >= least ? 'cim10' : null;
}

function declare(name: string, facts: ColumnFacts, type: ColumnType, markers: readonly string[], isCertain: boolean): ColumnDeclaration {
  const identifier = type === 'utf8' ? isIdentifier(facts) : null;
  const missing = facts.empty + (type === 'utf8' ? 0 : MARKERS.reduce((sum, marker, index) => sum + (markers.includes(marker) ? facts.markerCells[index]! : 0), 0));
  const role = facts.present > 0 && facts.atSigns >= IDENTIFIER_SHARE * facts.present ? 'directIdentifier' : proposeRole(name, type, identifier);
  return {
    type,
    role,
    ...(identifier === null ? {} : { identifier }),
    ...(isCertain && missing === 0 && facts.present > 0 ? { nullable: false } : {}),
  };
}

function commonFormat(formats: Readonly<Record<string, string>>): string | Readonly<Record<string, string>> | null {
  const different = new Set(Object.values(formats));
  if (different.size > 1) return formats;
  const [only] = different;
  return only === undefined || only === 'yyyy-MM-dd' ? null : only;
}
