import { refuseSql, type SqlText } from './sql-node.ts';

/** A word of SQL: a name, a name in quotes, a text, a number, a sign, or the end. */
export interface SqlToken {
  readonly kind: 'name' | 'quoted' | 'text' | 'number' | 'sign' | 'end';
  /** The name, text or sign without quotes; the digits of a number. */
  readonly value: string;
  /** Position in the text, from 0. */
  readonly at: number;
}

/** Most characters of one condition. */
const MAX_LENGTH = 20_000;

const SPACE = /(?:\s|--[^\n]*|\/\*[^]*?\*\/)*/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SIGN = /::|->|\|\||<>|<=|>=|!=|==|[()[\],.:+*/%=<>-]/y;

/**
 * Splits an SQL expression into words.
 *
 * @param text - the expression.
 * @returns its words, the last one the end.
 * @throws {PlanError} `PLAN_SYNTAX` with the position of what is no word, or where quotes stay open.
 * @remarks O(characters). Backslashes escape in texts of Spark only.
 */
export function sqlTokens(text: SqlText): readonly SqlToken[] {
  const { sql, dialect } = text;
  if (sql.length > MAX_LENGTH) refuseSql(text, MAX_LENGTH, `expected at most ${MAX_LENGTH} characters`);
  const tokens: SqlToken[] = [];
  let at = 0;
  const found = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0] ?? null;
  };
  const push = (kind: SqlToken['kind'], value: string, length: number): void => {
    tokens.push({ kind, value, at });
    at += length;
  };
  for (;;) {
    at += found(SPACE)!.length;
    if (at >= sql.length) break;
    const mark = sql[at]!;
    if (mark === "'" || mark === '"' || mark === '`') {
      const { value, length } = quoted(text, at, mark, mark === "'" && dialect === 'spark');
      push(mark === "'" ? 'text' : 'quoted', value, length);
      continue;
    }
    const name = found(NAME);
    if (name !== null) {
      push('name', name, name.length);
      continue;
    }
    const number = found(NUMBER);
    if (number !== null) {
      push('number', number, number.length);
      continue;
    }
    const sign = found(SIGN) ?? refuseSql(text, at, 'expected a name, a text, a number or an operator');
    push('sign', sign, sign.length);
  }
  tokens.push({ kind: 'end', value: '', at: sql.length });
  return tokens;
}

/** What stands between quotes; the quote itself is written twice, or after a backslash where that escapes. */
function quoted(text: SqlText, start: number, mark: string, escapes: boolean): { readonly value: string; readonly length: number } {
  const { sql } = text;
  let value = '';
  for (let at = start + 1; at < sql.length; at++) {
    const character = sql[at]!;
    if (escapes && character === '\\' && at + 1 < sql.length) {
      at++;
      value += sql[at]!;
    } else if (character !== mark) {
      value += character;
    } else if (sql[at + 1] === mark) {
      at++;
      value += mark;
    } else {
      return { value, length: at + 1 - start };
    }
  }
  return refuseSql(text, start, 'expected the end of what the quotes open');
}
