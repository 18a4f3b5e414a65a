/** Lines of the text files of τ-ARGUS: words of metadata, fields of tables. */

/** A line of a file, and its number from 1 up, for errors: what stands in a line is never repeated. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/**
 * Cuts a file into lines that hold something.
 *
 * @param text - the file; a byte order mark and any kind of line end are taken.
 * @returns its lines without blank ones and, where wanted, remarks.
 */
export function numberedLines(text: string): NumberedLine[] {
  return text.replace(/^\uFEFF/, '').split(/\r*\n|\r/).map((line, index) => ({ number: index + 1, text: line })).filter((line) => line.text.trim() !== '');
}

/**
 * Refuses a line.
 *
 * @param line - its number.
 * @param message - what was expected.
 * @throws {RangeError} always, naming the line and not what it holds.
 */
export function refuseLine(line: number, message: string): never {
  throw new RangeError(`line ${line}: ${message}`);
}

/** A word, and whether it stood in quotes: then it is text whatever it looks like. */
export interface ArgusWord {
  readonly text: string;
  readonly isQuoted: boolean;
}

/**
 * Cuts a line of metadata into words between spaces; in quotes, spaces belong to words.
 *
 * @param line - the line.
 * @returns its words without their quotes.
 * @throws {RangeError} if a quote is not closed.
 * @example
 * wordsOf({ number: 1, text: '  <TOTCODE> "All of it"' }).map(({ text }) => text); // => ['<TOTCODE>', 'All of it']
 */
export function wordsOf({ number, text }: NumberedLine): ArgusWord[] {
  const words: ArgusWord[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const isQuoted = rest.startsWith('"');
    const end = isQuoted ? rest.indexOf('"', 1) : rest.search(/\s|$/);
    if (end < 0) refuseLine(number, 'expected a closing quote');
    words.push({ text: rest.slice(isQuoted ? 1 : 0, end), isQuoted });
    rest = rest.slice(isQuoted ? end + 1 : end).trim();
  }
  return words;
}

/**
 * Cuts a line of a table into fields. Spaces around a field count for nothing; in quotes, spaces and separators belong to it.
 *
 * @param line - the line.
 * @param separator - one character.
 * @returns its fields without their quotes.
 * @throws {RangeError} if a quote is not closed, or something follows one.
 * @example
 * fieldsOf({ number: 1, text: '"Total";" 1"; 12,50 ;' }, ';'); // => ['Total', ' 1', '12,50', '']
 */
export function fieldsOf({ number, text }: NumberedLine, separator: string): string[] {
  const fields: string[] = [];
  let from = 0;
  while (from <= text.length) {
    const start = from + (/^[ \t]*/.exec(text.slice(from))![0].length);
    const isQuoted = text[start] === '"';
    const close = isQuoted ? text.indexOf('"', start + 1) : start;
    if (close < 0) refuseLine(number, 'expected a closing quote');
    const next = text.indexOf(separator, isQuoted ? close + 1 : from);
    const end = next < 0 ? text.length : next;
    if (isQuoted && text.slice(close + 1, end).trim() !== '') refuseLine(number, 'expected a separator after a closing quote');
    fields.push(isQuoted ? text.slice(start + 1, close) : text.slice(from, end).trim());
    from = end + 1;
  }
  return fields;
}

/**
 * Reads a number; a comma is a decimal point.
 *
 * @param text - the number, or nothing: τ-ARGUS writes `-` for an empty cell.
 * @param line - number of its line.
 * @returns the number; NaN for nothing.
 * @throws {RangeError} for anything else.
 */
export function argusNumber(text: string, line: number): number {
  if (text === '' || text === '-') return NaN;
  if (!/^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?$/.test(text)) refuseLine(line, 'expected a number');
  return Number(text.replace(',', '.'));
}

/**
 * Writes text in quotes.
 *
 * @param text - codes, names of files.
 * @returns the text in quotes.
 * @throws {RangeError} if it holds a quote or a line break, for which τ-ARGUS has no spelling.
 */
export function inQuotes(text: string): string {
  if (/["\r\n]/.test(text)) throw new RangeError('text: expected neither quotes nor line breaks, which the files of τ-ARGUS cannot hold');
  return `"${text}"`;
}
