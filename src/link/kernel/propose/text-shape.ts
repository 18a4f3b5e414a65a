import type { Symbols } from '../../../text/index.ts';

/** What a text looks like, from its symbols alone. */
export interface TextShape {
  /** How it writes a date, if it does. */
  readonly date: DateOrder | null;
  /** Digits, with a sign and a decimal point at most. */
  readonly isNumber: boolean;
  /** Four digits, from 1500 to 2099. */
  readonly isYear: boolean;
  /** One `@` with something on either side, and no space. */
  readonly isEmail: boolean;
  /** Has a semicolon or a bar, or two commas. */
  readonly isList: boolean;
  readonly hasDigit: boolean;
}

/** Order of the parts of a date in text: `1971-05-24`, `19710524`, `24/05/1971` (or with other separators). */
export type DateOrder = 'dashed' | 'packed' | 'dayFirst';

const [ZERO, NINE, MINUS, DOT, SLASH, COMMA, SEMICOLON, BAR, AT, SPACE] = [...'09-./,;|@ '].map((character) => character.codePointAt(0)!) as [
  number, number, number, number, number, number, number, number, number, number,
];

/**
 * Looks at a text.
 *
 * @param symbols - code points.
 * @param start - first symbol.
 * @param end - after the last symbol.
 * @returns its shape.
 * @remarks O(symbols).
 */
export function shapeOf(symbols: Symbols, start: number, end: number): TextShape {
  let [digits, commas, marks, dots, ats] = [0, 0, 0, 0, 0];
  let hasSpace = false;
  for (let at = start; at < end; at++) {
    const symbol = symbols[at]!;
    if (isDigit(symbol)) digits++;
    else if (symbol === COMMA) commas++;
    else if (symbol === SEMICOLON || symbol === BAR) marks++;
    else if (symbol === DOT) dots++;
    else if (symbol === AT) ats++;
    else if (symbol === SPACE) hasSpace = true;
  }
  const length = end - start;
  const sign = length > 0 && symbols[start] === MINUS ? 1 : 0;
  return {
    date: dateOrder(symbols, start, end),
    isNumber: digits > 0 && dots <= 1 && digits + dots + sign === length,
    isYear: length === 4 && isYearAt(symbols, start),
    isEmail: ats === 1 && !hasSpace && symbols[start] !== AT && symbols[end - 1] !== AT,
    isList: marks > 0 || commas > 1,
    hasDigit: digits > 0,
  };
}

function dateOrder(symbols: Symbols, start: number, end: number): DateOrder | null {
  const digitsAt = (from: number, count: number): boolean => {
    for (let at = start + from; at < start + from + count; at++) if (!isDigit(symbols[at]!)) return false;
    return true;
  };
  const separatedAt = (first: number, second: number): boolean => isSeparator(symbols[start + first]!) && symbols[start + first] === symbols[start + second];
  if (end - start === 8) return isYearAt(symbols, start) && digitsAt(4, 4) ? 'packed' : null;
  if (end - start !== 10) return null;
  if (digitsAt(0, 4) && digitsAt(5, 2) && digitsAt(8, 2) && separatedAt(4, 7)) return 'dashed';
  return digitsAt(0, 2) && digitsAt(3, 2) && digitsAt(6, 4) && separatedAt(2, 5) ? 'dayFirst' : null;
}

/** 15 to 20, and two digits. */
function isYearAt(symbols: Symbols, start: number): boolean {
  const [first, second, third, fourth] = [symbols[start]!, symbols[start + 1]!, symbols[start + 2]!, symbols[start + 3]!];
  if (![first, second, third, fourth].every(isDigit)) return false;
  const century = (first - ZERO) * 10 + second - ZERO;
  return century >= 15 && century <= 20;
}

function isDigit(symbol: number): boolean {
  return symbol >= ZERO && symbol <= NINE;
}

function isSeparator(symbol: number): boolean {
  return symbol === MINUS || symbol === SLASH || symbol === DOT;
}
