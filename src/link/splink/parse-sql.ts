import { FUNCTIONS, TYPES } from './sql-functions.ts';
import { refuseSql, type SqlCall, type SqlNode, type SqlText } from './sql-node.ts';
import { sqlTokens, type SqlToken } from './sql-tokens.ts';

/** Levels of nesting that are read. */
const MAX_LEVELS = 100;

/** Operators of two operands, from those that bind least; each level binds to the left. */
const BINARY: readonly (readonly string[])[] = [['||'], ['+', '-'], ['*', '/', '%']];

const COMPARISONS: Readonly<Record<string, string>> = { '=': '=', '==': '=', '<>': '<>', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

/** Words that end an expression, so that they are no columns. */
const RESERVED = new Set(['and', 'or', 'when', 'then', 'else', 'end', 'from', 'for', 'as', 'is', 'between', 'in', 'like', 'ilike', 'not', 'select', 'where', 'interval']);

/**
 * Reads an SQL expression of the dialects that Splink writes: names, texts, numbers, calls, `CASE`, casts, lists and functions
 * without a name. No statement, no sub-query.
 *
 * @param text - the expression.
 * @returns its tree.
 * @throws {PlanError} `PLAN_SYNTAX` with the position of what is not understood; more than a hundred levels are refused.
 * @remarks O(characters).
 */
export function parseSql(text: SqlText): SqlNode {
  const tokens = sqlTokens(text);
  const parameters: string[] = [];
  let at = 0;
  let level = 0;

  const peek = (ahead = 0): SqlToken => tokens[Math.min(at + ahead, tokens.length - 1)]!;
  const isSign = (sign: string, ahead = 0): boolean => peek(ahead).kind === 'sign' && peek(ahead).value === sign;
  const isWord = (word: string, ahead = 0): boolean => peek(ahead).kind === 'name' && peek(ahead).value.toLowerCase() === word;
  const refuse = (expected: string): never => refuseSql(text, peek().at, `expected ${expected}`);
  const takes = (test: (value: string) => boolean, value: string): boolean => {
    if (!test(value)) return false;
    at++;
    return true;
  };
  const takeSign = (sign: string): void => {
    if (!takes(isSign, sign)) refuse(`"${sign}"`);
  };
  const takeWord = (word: string): void => {
    if (!takes(isWord, word)) refuse(word.toUpperCase());
  };
  const call = (name: string, from: number, ...of: readonly SqlNode[]): SqlCall => ({ kind: 'call', name, of, at: from });
  const nested = <Result>(read: () => Result): Result => {
    level++;
    if (level > MAX_LEVELS) refuse(`at most ${MAX_LEVELS} levels`);
    const result = read();
    level--;
    return result;
  };

  const readExpression = (): SqlNode => nested(readOr);
  const readOr = (): SqlNode => readChain('or', readAnd);
  const readAnd = (): SqlNode => readChain('and', readNot);
  const readChain = (word: string, readOperand: () => SqlNode): SqlNode => {
    const from = peek().at;
    const of = [readOperand()];
    while (takes(isWord, word)) of.push(readOperand());
    return of.length === 1 ? of[0]! : call(word, from, ...of);
  };
  const readNot = (): SqlNode => {
    const from = peek().at;
    return takes(isWord, 'not') ? call('not', from, nested(readNot)) : readComparison();
  };

  const readComparison = (): SqlNode => {
    const from = peek().at;
    const left = readBinary(0);
    if (takes(isWord, 'is')) return readIs(left, from);
    const isNegated = (isWord('between', 1) || isWord('in', 1)) && takes(isWord, 'not');
    const negate = (node: SqlNode): SqlNode => (isNegated ? call('not', from, node) : node);
    if (takes(isWord, 'between')) {
      const least = readBinary(0);
      takeWord('and');
      return negate(call('and', from, call('>=', from, left, least), call('<=', from, left, readBinary(0))));
    }
    if (takes(isWord, 'in')) {
      takeSign('(');
      return negate(call('or', from, ...readList(')').map((value) => call('=', from, left, value))));
    }
    const sign = peek().kind === 'sign' ? COMPARISONS[peek().value] : undefined;
    if (sign === undefined) return left;
    at++;
    return call(sign, from, left, readBinary(0));
  };
  const readIs = (left: SqlNode, from: number): SqlNode => {
    const isNegated = takes(isWord, 'not');
    const negate = (node: SqlNode): SqlNode => (isNegated ? call('not', from, node) : node);
    if (takes(isWord, 'null')) return negate(call('is null', from, left));
    if (!takes(isWord, 'distinct')) refuse('NULL or DISTINCT FROM');
    takeWord('from');
    const right = readBinary(0);
    const [isNoLeft, isNoRight] = [call('is null', from, left), call('is null', from, right)];
    // Never unknown: where one alone is null, the two are not the same.
    const isSame = call('or', from, call('and', from, call('=', from, left, right), call('not', from, isNoLeft), call('not', from, isNoRight)), call('and', from, isNoLeft, isNoRight));
    return isNegated ? isSame : call('not', from, isSame);
  };

  const readBinary = (rank: number): SqlNode => {
    const signs = BINARY[rank];
    if (signs === undefined) return readUnary();
    const from = peek().at;
    let left = readBinary(rank + 1);
    for (let operands = 1; ; operands++) {
      if (operands > MAX_LEVELS) refuse(`at most ${MAX_LEVELS} operands`);
      const sign = signs.find((one) => takes(isSign, one));
      if (sign === undefined) return left;
      left = call(sign, from, left, readBinary(rank + 1));
    }
  };
  const readUnary = (): SqlNode => {
    const from = peek().at;
    if (takes(isSign, '+')) return nested(readUnary);
    if (!takes(isSign, '-')) return readPostfix();
    const of = nested(readUnary);
    return of.kind === 'number' ? { ...of, value: -of.value, at: from } : call('negative', from, of);
  };
  const readPostfix = (): SqlNode => {
    const from = peek().at;
    let node = readPrimary();
    for (let steps = 0; ; steps++) {
      if (steps > MAX_LEVELS) refuse(`at most ${MAX_LEVELS} casts and elements`);
      if (takes(isSign, '::')) node = call('cast', from, node, readType());
      else if (takes(isSign, '[')) node = readElement(node, from);
      else return node;
    }
  };
  const readElement = (of: SqlNode, from: number): SqlNode => {
    const first = readExpression();
    if (takes(isSign, ':')) {
      const last = readExpression();
      takeSign(']');
      return call('slice', from, of, first, last);
    }
    takeSign(']');
    // Spark counts from 0, and has no brackets for elements from the end.
    const index = text.dialect === 'spark' && first.kind === 'number' ? { ...first, value: Math.max(0, first.value + 1) } : first;
    return call('element', from, of, index);
  };

  const readPrimary = (): SqlNode => {
    const token = peek();
    const { kind, value } = token;
    if (kind === 'sign') return readBrackets(token);
    if (kind === 'end') return refuse('an operand');
    at++;
    if (kind === 'text') return { kind, value, at: token.at };
    if (kind === 'number') return { kind, value: Number(value), at: token.at };
    if (kind === 'name' && !isSign('.')) {
      const word = value.toLowerCase();
      if (word === 'null' || word === 'true' || word === 'false') return { kind: 'word', value: word, at: token.at };
      if (word === 'case') return readCase(token.at);
      if (isSign('(') && !RESERVED.has(word)) return readCall(word, token.at);
      if ((word === 'date' || word === 'timestamp') && peek().kind === 'text') return call('cast', token.at, readPrimary(), { kind: 'word', value: word, at: token.at });
      if (word === 'array' && takes(isSign, '[')) return call('list', token.at, ...readList(']'));
      const index = parameters.lastIndexOf(word);
      if (index >= 0) return { kind: 'parameter', index, at: token.at };
      if (RESERVED.has(word)) refuseSql(text, token.at, 'expected an operand');
    }
    if (!takes(isSign, '.')) return { kind: 'column', table: null, name: value, at: token.at };
    const column = peek();
    if (column.kind !== 'name' && column.kind !== 'quoted') refuse('a column');
    at++;
    if (isSign('.')) refuse('a column of the record, not a part of it');
    return { kind: 'column', table: value, name: column.value, at: token.at };
  };
  const readBrackets = (token: SqlToken): SqlNode => {
    if (takes(isSign, '[')) return call('list', token.at, ...readList(']'));
    if (!takes(isSign, '(')) refuse('an operand');
    const node = readExpression();
    takeSign(')');
    return node;
  };
  const readList = (end: string): SqlNode[] => {
    const list: SqlNode[] = [];
    if (takes(isSign, end)) return list;
    do list.push(readArgument()); while (takes(isSign, ','));
    takeSign(end);
    return list;
  };

  const readCase = (from: number): SqlNode => {
    const of: SqlNode[] = [];
    if (!isWord('when')) refuse('WHEN');
    while (takes(isWord, 'when')) {
      of.push(readExpression());
      takeWord('then');
      of.push(readExpression());
    }
    of.push(takes(isWord, 'else') ? readExpression() : { kind: 'word', value: 'null', at: peek().at });
    takeWord('end');
    return call('case', from, ...of);
  };
  const readCall = (word: string, from: number): SqlNode => {
    takeSign('(');
    if (word === 'cast' || word === 'try_cast') {
      const of = readExpression();
      takeWord('as');
      const type = readType();
      takeSign(')');
      return call('cast', from, of, type);
    }
    if (word === 'extract') {
      const part = readName('a part of a time');
      takeWord('from');
      const of = readExpression();
      takeSign(')');
      return call(part, from, of);
    }
    if (word === 'substring' || word === 'substr') return readSubstring(from);
    return call(Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word]! : word, from, ...readList(')'));
  };
  /** `substring(text FROM 1 FOR 3)`, `substring(text FROM 'pattern')`, or like any function. */
  const readSubstring = (from: number): SqlNode => {
    const of = readArgument();
    if (takes(isSign, ',')) return call('substr', from, of, ...readList(')'));
    takeWord('from');
    const start = readExpression();
    const length = takes(isWord, 'for') ? [readExpression()] : [];
    takeSign(')');
    return call(start.kind === 'text' ? 'find' : 'substr', from, of, start, ...length);
  };
  /** An operand, or a function without a name: `x -> …`, `(x, y) -> …`, `lambda x: …`. */
  const readArgument = (): SqlNode => {
    const from = peek().at;
    const names = readParameters();
    if (names === null) return readExpression();
    parameters.push(...names);
    const body = readExpression();
    parameters.length -= names.length;
    return call(`function of ${names.length}`, from, body);
  };
  const readParameters = (): string[] | null => {
    const name = (ahead: number): string | null => (peek(ahead).kind === 'name' ? peek(ahead).value.toLowerCase() : null);
    if (isWord('lambda') && name(1) !== null) {
      at++;
      const names = [readName('a name')];
      while (takes(isSign, ',')) names.push(readName('a name'));
      takeSign(':');
      return names;
    }
    if (name(0) !== null && isSign('->', 1)) {
      at += 2;
      return [tokens[at - 2]!.value.toLowerCase()];
    }
    if (!isSign('(') || name(1) === null) return null;
    const names = [name(1)!];
    let ahead = 2;
    for (; isSign(',', ahead) && name(ahead + 1) !== null; ahead += 2) names.push(name(ahead + 1)!);
    if (!isSign(')', ahead) || !isSign('->', ahead + 1)) return null;
    at += ahead + 2;
    return names;
  };
  const readName = (expected: string): string => {
    const token = peek();
    if (token.kind !== 'name') refuse(expected);
    at++;
    return token.value.toLowerCase();
  };
  const readType = (): SqlNode => {
    const from = peek().at;
    const words = [readName('a type')];
    while (['precision', 'varying', 'without', 'with', 'time', 'zone'].some((word) => isWord(word))) words.push(readName('a type'));
    if (takes(isSign, '(')) readList(')');
    const written = words.join(' ');
    return { kind: 'word', value: Object.hasOwn(TYPES, written) ? TYPES[written]! : written, at: from };
  };

  const root = readExpression();
  return peek().kind === 'end' ? root : refuse('an operator or the end');
}
