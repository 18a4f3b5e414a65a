import type { CellWriter, CsvDialect } from './csv-writer.ts';

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const PERCENT = 37;
const APOSTROPHE = 39;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const EQUALS = 61;
const AT_SIGN = 64;

/**
 * Makes a writer of texts.
 *
 * A missing text is an empty cell and the empty text is `""`, so that they stay apart. A text is put between quotes when
 * it holds the delimiter, a quote, a line break, or begins with a byte order mark. A text that a spreadsheet would
 * compute (it begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line break, and is no number) gets an
 * apostrophe in front when the dialect says so.
 *
 * @param dialect - delimiter, and whether formulas are made harmless.
 * @param offsets - Int32Array(texts + 1).
 * @param bytes - UTF-8.
 * @param valid - validity bits of the rows, least significant bit first, or `null` for no nulls.
 * @param codes - text of each row, or `null` when row `i` has text `i`.
 * @returns a writer; a text with a byte 0 cannot be written.
 * @see OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection.
 */
export function textWriter(dialect: CsvDialect, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, codes: Int32Array | null): CellWriter {
  const special = new Uint8Array(256);
  special[0] = 2;
  special[dialect.delimiter] = special[QUOTE] = special[LINE_FEED] = special[CARRIAGE_RETURN] = 1;
  const { escapesFormulas } = dialect;
  return {
    mostBytes(from, to) {
      // Every byte a quote, two quotes around, an apostrophe.
      if (codes === null) return 2 * (offsets[to]! - offsets[from]!) + 3 * (to - from);
      let most = 3 * (to - from);
      for (let row = from; row < to; row++) if (hasText(valid, row)) most += 2 * (offsets[codes[row]! + 1]! - offsets[codes[row]!]!);
      return most;
    },
    write(row, out, at) {
      if (!hasText(valid, row)) return at;
      const text = codes === null ? row : codes[row]!;
      const start = offsets[text]!;
      const end = offsets[text + 1]!;
      let to = at;
      if (start === end) {
        out[to++] = QUOTE;
        out[to++] = QUOTE;
        return to;
      }
      const isFormula = escapesFormulas && looksLikeFormula(bytes, start, end);
      if (isFormula) out[to++] = APOSTROPHE;
      let found = 0;
      for (let from = start; from < end; from++) {
        const byte = bytes[from]!;
        found |= special[byte]!;
        out[to++] = byte;
      }
      if (found === 0 && !(bytes[start] === 0xef && startsWithMark(bytes, start, end))) return to;
      if (found > 1) return -1;
      to = at;
      out[to++] = QUOTE;
      if (isFormula) out[to++] = APOSTROPHE;
      for (let from = start; from < end; from++) {
        const byte = bytes[from]!;
        if (byte === QUOTE) out[to++] = QUOTE;
        out[to++] = byte;
      }
      out[to++] = QUOTE;
      return to;
    },
  };
}

function hasText(valid: Uint8Array | null, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

function startsWithMark(bytes: Uint8Array, start: number, end: number): boolean {
  return start + 3 <= end && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf;
}

// Tells a text that a spreadsheet computes; a number with its sign stays a number.
function looksLikeFormula(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first > AT_SIGN) return first === 0xef && start + 3 <= end && bytes[start + 1] === 0xbc && isFullWidthSign(bytes[start + 2]!);
  if (first === EQUALS || first === AT_SIGN || first === TAB || first === LINE_FEED || first === CARRIAGE_RETURN) return true;
  if (first !== PLUS && first !== MINUS) return false;
  let digits = 0;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 48 && byte <= 57) digits++;
    else if (byte !== SPACE && byte !== DOT && byte !== COMMA && byte !== PERCENT) return true;
  }
  return digits === 0;
}

// The third byte of U+FF1D, U+FF0B, U+FF0D and U+FF20.
function isFullWidthSign(byte: number): boolean {
  return byte === 0x9d || byte === 0x8b || byte === 0x8d || byte === 0xa0;
}
