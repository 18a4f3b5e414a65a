import { argusNumber, fieldsOf, inQuotes, numberedLines, refuseLine } from './argus-lines.ts';
import type { ArgusColumn, ArgusMetadata } from './argus-metadata.ts';
import { ARGUS_STATUSES } from './argus-status.ts';

/** A table of τ-ARGUS, column by column; one place per cell. Figures that the file does not have are `null`, those that a cell does not have NaN. */
export interface ArgusTable {
  /** By column of categories, in the order of the metadata: the code of each cell; `null` is the total. */
  readonly codes: readonly (readonly (string | null)[])[];
  /** Float64Array each. */
  readonly values: Float64Array | null;
  readonly frequencies: Float64Array | null;
  readonly shadows: Float64Array | null;
  readonly costs: Float64Array | null;
  /** The largest contributions, the largest first. */
  readonly largest: readonly Float64Array[];
  readonly lowerLevels: Float64Array | null;
  readonly upperLevels: Float64Array | null;
  /** Uint8Array: codes of {@link ARGUS_STATUSES}; letters read as what was decided by hand. */
  readonly statuses: Uint8Array | null;
}

/**
 * Reads a table of τ-ARGUS: its own input (codes; value; cost; frequency; largest contributions; status), or the code-value
 * file that it writes.
 *
 * @param text - the `.tab` file.
 * @param metadata - what stands in which column; of a table.
 * @returns the cells in the order of the lines.
 * @throws {RangeError} naming the line: too few or too many fields, a number that is none, a status that is none, a cell
 *   that stands on another line too.
 * @remarks Memory: the table, and a text per cell while it is read.
 * @example
 * const metadata = readArgusMetadata('<SEPARATOR> ";"\nsize\n<RECODEABLE>\n<TOTCODE> "Total"\nturnover\n<NUMERIC>\nstate\n<STATUS>\n', 'table');
 * const { codes, values, statuses } = readArgusTable('"Total";12,5;S\n" 1";2,5;U\n', metadata);
 * [codes, [...values!], [...statuses!]]; // => [[[null, ' 1']], [12.5, 2.5], [2, 9]]
 */
export function readArgusTable(text: string, metadata: ArgusMetadata): ArgusTable {
  const { columns, separator } = metadata;
  if (separator === null) throw new RangeError('metadata: expected a separator');
  const lines = numberedLines(text);
  const isCategory = (column: ArgusColumn): boolean => column.kind === 'category' || column.kind === 'categoryAndNumeric';
  const fields = columns.map((): string[] => []);
  const seen = new Map<string, number>();
  for (const line of lines) {
    const found = fieldsOf(line, separator);
    if (found.length !== columns.length) refuseLine(line.number, `expected ${columns.length} fields, got ${found.length}`);
    const name = JSON.stringify(found.filter((_, column) => isCategory(columns[column]!)));
    const before = seen.get(name);
    if (before !== undefined) refuseLine(line.number, `the cell stands on line ${before} already`);
    seen.set(name, line.number);
    found.forEach((field, column) => fields[column]!.push(field));
  }
  const ofKind = (kind: ArgusColumn['kind']): number[] => columns.flatMap((column, index) => (column.kind === kind ? [index] : []));
  const numbers = (index: number): Float64Array => Float64Array.from(fields[index]!, (field, row) => argusNumber(field, lines[row]!.number));
  const first = (kind: ArgusColumn['kind']): Float64Array | null => ofKind(kind).slice(0, 1).map(numbers)[0] ?? null;
  const [status] = ofKind('status');
  return {
    codes: columns.flatMap((column, index) => (isCategory(column) ? [fields[index]!.map((code) => (code === '' || code === column.totalCode ? null : code))] : [])),
    values: first('numeric'), frequencies: first('frequency'), shadows: first('shadow'), costs: first('cost'), largest: ofKind('largest').map(numbers),
    lowerLevels: first('lowerLevel'), upperLevels: first('upperLevel'),
    statuses: status === undefined ? null : Uint8Array.from(fields[status]!, (field, row) => statusOf(field, metadata, lines[row]!.number)),
  };
}

/** Letters are decisions of whoever wrote the file; numbers are what τ-ARGUS itself wrote. */
function statusOf(field: string, { statusLetters }: ArgusMetadata, line: number): number {
  const letter = field.toUpperCase();
  if (letter === '' || letter === 'E') return 14;
  if (letter === statusLetters.safe.toUpperCase()) return 2;
  if (letter === statusLetters.unsafe.toUpperCase()) return 9;
  if (letter === statusLetters.protected.toUpperCase()) return 10;
  if (letter === 'M') return 11;
  const code = /^\d{1,2}$/.test(field) ? Number(field) : 0;
  return ARGUS_STATUSES.some((status) => status.code === code) ? code : refuseLine(line, 'unknown status');
}

/**
 * Writes a table as τ-ARGUS reads it.
 *
 * @param table - the cells.
 * @param metadata - its columns; every figure of the table has one, and every column but those of no kind a figure.
 * @returns the `.tab` file, codes in quotes.
 * @throws {RangeError} for a figure without a column or a column without a figure, columns of other lengths, and codes that
 *   τ-ARGUS cannot hold or tell apart: empty ones, those of the total, and two that differ in spaces around them only.
 */
export function writeArgusTable(table: ArgusTable, metadata: ArgusMetadata): string {
  const { columns, separator, statusLetters } = metadata;
  if (separator === null) throw new RangeError('metadata: expected a separator');
  const cells = table.codes[0]?.length ?? 0;
  const left = { codes: [...table.codes], largest: [...table.largest] };
  const figures: Readonly<Partial<Record<ArgusColumn['kind'], Float64Array | null>>> = {
    numeric: table.values, frequency: table.frequencies, shadow: table.shadows, cost: table.costs, lowerLevel: table.lowerLevels, upperLevel: table.upperLevels,
  };
  const written = columns.map((column, place): readonly string[] => {
    const { kind, totalCode } = column;
    if (kind === 'category' || kind === 'categoryAndNumeric') {
      const codes = left.codes.shift() ?? refuseFigure(place);
      checkCodes(codes, totalCode, place);
      return codes.map((code) => inQuotes(code ?? totalCode ?? ''));
    }
    if (kind === 'status') return Array.from(table.statuses ?? refuseFigure(place), (code) => letterOf(code, statusLetters));
    const numbers = kind === 'largest' ? left.largest.shift() : figures[kind];
    return Array.from(numbers ?? refuseFigure(place), numberWriter(column));
  });
  const missing = Object.entries(figures).filter(([kind, figure]) => figure !== null && !columns.some((column) => column.kind === kind)).map(([kind]) => kind);
  if (left.codes.length + left.largest.length + missing.length > 0) throw new RangeError('metadata: expected a column for every figure of the table');
  written.forEach((column, place) => {
    if (column.length !== cells) throw new RangeError(`columns[${place}]: expected ${cells} cells, got ${column.length}`);
  });
  return Array.from({ length: cells }, (_, cell) => `${written.map((column) => column[cell]!).join(separator)}\n`).join('');
}

function refuseFigure(place: number): never {
  throw new RangeError(`columns[${place}]: the table has no such figure`);
}

function checkCodes(codes: readonly (string | null)[], totalCode: string | null, place: number): void {
  const trimmed = new Map<string, string>();
  for (const code of codes) {
    if (code === null) continue;
    const bare = code.trim();
    if (bare === '' || code === totalCode) throw new RangeError(`columns[${place}]: expected codes that are not empty and not that of the total`);
    if ((trimmed.get(bare) ?? code) !== code) throw new RangeError(`columns[${place}]: two codes differ in the spaces around them only, which τ-ARGUS does not tell apart`);
    trimmed.set(bare, code);
  }
}

function letterOf(code: number, letters: ArgusMetadata['statusLetters']): string {
  const status = ARGUS_STATUSES.find((other) => other.code === code);
  if (status === undefined) throw new RangeError(`statuses: expected codes of τ-ARGUS, got ${code}`);
  return { S: letters.safe, U: letters.unsafe, P: letters.protected, M: 'M', E: 'E' }[status.letter];
}

function numberWriter({ decimals }: ArgusColumn): (value: number) => string {
  return (value) => (Number.isNaN(value) ? '' : decimals > 0 ? value.toFixed(decimals) : String(value));
}
