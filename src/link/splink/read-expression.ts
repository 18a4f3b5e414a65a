import type { Derivation, Expression } from '../model/expression.ts';
import { matchSql, sqlTemplate } from './match-sql.ts';
import { refuseSql, type SqlCall, type SqlNode, type SqlText } from './sql-node.ts';
import { strptimeOfJava, strptimeOfPostgres } from './time-patterns.ts';

/** A text of Splink being read. */
export interface SplinkText extends SqlText {
  /** How columns say whose they are: `name_l` in levels, `l.name` in blocking rules, neither in columns of frequencies. */
  readonly sides: 'suffix' | 'prefix' | 'none';
  /** Functions that the caller registers. */
  readonly registered: readonly string[];
}

/** What is made of one record of a pair, and which. */
export interface SidedExpression {
  readonly side: 'left' | 'right';
  readonly of: Expression;
}

const MONTHS = sqlTemplate('year($of) * 12 + month($of) - 23641');
const DAYS = sqlTemplate("date_diff('day', DATE '1970-01-01', $of)");
const LAST_ELEMENT = sqlTemplate('$of[length($of, 1)]');

/** Functions of one operand and nothing else. */
const PLAIN: Readonly<Record<string, Derivation['op']>> = {
  lower: 'lower', upper: 'upper', trim: 'trim', length: 'length', year: 'year', month: 'month', day: 'day',
};

/**
 * Reads what is made of one record.
 *
 * @param text - the text that the expression is part of.
 * @param node - the expression.
 * @returns the expression without sides, and the side.
 * @throws {PlanError} `PLAN_SYNTAX` where something is not understood, or the expression looks at both records or none.
 */
export function readSided(text: SplinkText, node: SqlNode): SidedExpression {
  const sides = new Set(columnsOf(node).map((column) => sideOf(text, column)));
  if (sides.size !== 1) refuseSql(text, node.at, sides.size === 0 ? 'expected a column' : 'expected columns of one record only');
  const [side] = sides;
  return { side: side!, of: readExpression(text, node) };
}

/**
 * Reads an expression over columns of one record.
 *
 * @param text - the text that the expression is part of.
 * @param node - the expression.
 * @returns the expression, columns by their names in the files.
 * @throws {PlanError} `PLAN_SYNTAX` where something is not understood.
 */
export function readExpression(text: SplinkText, node: SqlNode): Expression {
  if (node.kind === 'column') return { column: nameOf(text, node) };
  if (node.kind !== 'call') return refuseSql(text, node.at, 'expected a column or what is made of one');
  const counted = matchSql(MONTHS, node)?.['$of'] ?? null;
  if (counted !== null) return appended(readExpression(text, counted), { op: 'monthCount' });
  const days = matchSql(DAYS, node)?.['$of'] ?? null;
  if (days !== null) return appended(readExpression(text, days), { op: 'dayCount' });
  const last = matchSql(LAST_ELEMENT, node)?.['$of'] ?? null;
  if (last !== null) return appended(readExpression(text, last), { op: 'element', at: -1 });
  if (node.name === '||') return readConcatenation(text, node);
  if (node.name === 'list') return { list: node.of.map((part) => readExpression(text, part)) };
  const [of] = node.of;
  if (of === undefined) return refuseSql(text, node.at, `${named(node)}: expected a column`);
  const found = readTogether(text, node, false);
  if (found !== null) return appended(readExpression(text, found.of), found.step);
  return appended(readExpression(text, of), readStep(text, node));
}

/**
 * Gives the text or number that a node is.
 *
 * @param node - any node.
 * @returns the text; a number in decimal; `null` for anything else.
 */
export function literalOf(node: SqlNode | undefined): string | null {
  if (node === undefined) return null;
  if (node.kind === 'text') return node.value;
  if (node.kind === 'number') return String(node.value);
  return isCall(node, 'cast') || isCall(node, 'date') ? literalOf(node.of[0]) : null;
}

/**
 * Computes a number that is written as a calculation.
 *
 * @param node - any node.
 * @returns the number; `null` where anything but numbers takes part.
 */
export function numberOf(node: SqlNode | undefined): number | null {
  if (node?.kind === 'number') return node.value;
  if (node?.kind !== 'call') return null;
  const [left, right] = node.of.map(numberOf);
  if (left === null || left === undefined) return null;
  if (node.name === 'floor') return Math.floor(left);
  if (node.name === 'negative') return -left;
  if (right === null || right === undefined) return node.name === 'cast' ? left : null;
  return node.name === '+' ? left + right : node.name === '-' ? left - right : node.name === '*' ? left * right : node.name === '/' ? left / right : null;
}

/**
 * Tells a call of a function.
 *
 * @param node - any node.
 * @param name - the function's name.
 * @param operands - how many operands it has; any number unless given.
 * @returns whether it is one.
 */
export function isCall(node: SqlNode, name: string, operands?: number): node is SqlCall {
  return node.kind === 'call' && node.name === name && (operands === undefined || node.of.length === operands);
}

function readStep(text: SplinkText, node: SqlCall): Derivation {
  const { name, of: [of, ...rest], at } = node;
  const plain = PLAIN[name];
  if (plain !== undefined && rest.length === 0) return { op: plain } as Derivation;
  const numbers = rest.map(numberOf);
  const whole = (index: number): number => {
    const number = numbers[index];
    return number !== null && number !== undefined && Number.isInteger(number) ? number : refuseSql(text, rest[index]?.at ?? at, `${named(node)}: expected a whole number`);
  };
  const words = (index: number): string => {
    const operand = rest[index];
    return operand?.kind === 'text' ? operand.value : refuseSql(text, operand?.at ?? at, `${named(node)}: expected a text`);
  };
  switch (name) {
    case 'substr':
      return slice(text, node, whole(0), rest.length === 1 ? undefined : whole(1));
    case 'left':
      return slice(text, node, 1, whole(0));
    case 'right':
      return slice(text, node, Math.min(0, -whole(0)), undefined);
    case 'slice':
      // From one end to the other the length is not known.
      return slice(text, node, whole(0) < 0 === whole(1) < 0 ? whole(0) : 0, whole(1) - whole(0) + 1);
    case 'element':
      return whole(0) === 0 ? refuseSql(text, rest[0]!.at, 'expected an element from 1, or from the end') : { op: 'element', at: whole(0) };
    case 'split':
      return { op: 'split', separator: words(0) };
    case 'nullif': {
      const value = literalOf(rest[0]);
      return value === null ? refuseSql(text, at, 'NULLIF: expected a text or a number') : { op: 'nullIf', value };
    }
    case 'cast': {
      const type = rest[0]!.kind === 'word' ? rest[0]!.value : '';
      if (type === 'text') return { op: 'toText' };
      if (type === 'double') return { op: 'toNumber' };
      return refuseSql(text, rest[0]!.at, 'expected a cast to text or to double, which say the same in every database');
    }
    case 'date_part':
      return refuseSql(text, at, 'date_part: expected year(…), month(…) or day(…)');
    case 'strptime':
      return { op: 'parseTime', format: words(0) };
    case 'to_timestamp':
    case 'to_date':
      return parseTime(text, node, text.dialect === 'postgres' ? strptimeOfPostgres(words(0)) : strptimeOfJava(words(0)));
    case 'try_cast_date':
    case 'try_cast_timestamp':
      return parseTime(text, node, strptimeOfPostgres(words(0)));
    default:
      return refuseSql(text, at, `${named(node)} is not understood; give the meaning of the whole text in completions${of === undefined ? '' : ', or make a column of it'}`);
  }
}

function slice(text: SplinkText, node: SqlCall, from: number, length: number | undefined): Derivation {
  if (from === 0 || (length !== undefined && length < 1)) refuseSql(text, node.at, `${named(node)}: expected characters from 1, or from the end, and at least one`);
  return { op: 'slice', from, ...(length === undefined ? {} : { length }) };
}

function parseTime(text: SplinkText, node: SqlCall, format: string | null): Derivation {
  return format === null ? refuseSql(text, node.of[1]!.at, `${named(node)}: expected a pattern of years, months, days, hours, minutes and seconds`) : { op: 'parseTime', format };
}

/** Reads calls that mean something together: a regular expression gives the empty text where it finds nothing, which is mostly made null at once. */
function readTogether(text: SplinkText, node: SqlCall, isNulled: boolean): { readonly of: SqlNode; readonly step: Derivation } | null {
  if (isCall(node, 'nullif', 2) && node.of[0]!.kind === 'call' && node.of[1]!.kind === 'text' && node.of[1]!.value === '') {
    return readTogether(text, node.of[0]!, true);
  }
  if (isCall(node, 'date', 1) && node.of[0]!.kind === 'call') return dateOf(text, node.of[0]!);
  if (node.name !== 'regexp_extract' && node.name !== 'find') return null;
  const [of, pattern, group] = node.of;
  if (of === undefined || pattern?.kind !== 'text' || node.of.length > 3) return refuseSql(text, node.at, `${named(node)}: expected a column, a pattern and a group`);
  // PostgreSQL gives the first group where there is one, and null where nothing is found; Spark's default group is 1.
  const isPostgres = node.name === 'find';
  const taken = group === undefined ? (isPostgres ? Number(/(?:^|[^\\])\((?!\?)/.test(pattern.value)) : text.dialect === 'spark' ? 1 : 0) : numberOf(group);
  if (taken === null || !Number.isInteger(taken) || taken < 0 || taken > 99) return refuseSql(text, group!.at, `${named(node)}: expected the number of a group`);
  const step: Derivation = { op: 'extract', pattern: pattern.value, ...(taken === 0 ? {} : { group: taken }), ...(isNulled || isPostgres ? {} : { orEmpty: true }) };
  return { of, step };
}

/** The date of a time that was read without a time of day is that time. */
function dateOf(text: SplinkText, node: SqlCall): { readonly of: SqlNode; readonly step: Derivation } {
  const step = readStep(text, node);
  if (step.op !== 'parseTime' || /%[HMSfT]/.test(step.format)) refuseSql(text, node.at, 'date: expected a date read from text');
  return { of: node.of[0]!, step };
}

/** Texts between two columns separate them. */
function readConcatenation(text: SplinkText, node: SqlCall): Expression {
  const parts = flatten(node);
  const separators: string[] = [];
  const columns: Expression[] = [];
  for (const part of parts) {
    if (part.kind !== 'text') {
      if (columns.length > separators.length) separators.push('');
      columns.push(readExpression(text, part));
    } else if (columns.length === 0 || columns.length === separators.length) {
      refuseSql(text, part.at, 'expected a column before and after every text that is put between');
    } else {
      separators.push(part.value);
    }
  }
  if (separators.length >= columns.length) refuseSql(text, parts.at(-1)!.at, 'expected a column before and after every text that is put between');
  if (separators.some((separator) => separator.length > 10)) refuseSql(text, node.at, 'expected at most 10 characters between two columns');
  if (separators.every((separator) => separator === separators[0])) return joined(columns, separators[0]!);
  return columns.slice(1).reduce((left, right, index) => joined([left, right], separators[index]!), columns[0]!);
}

function joined(concat: readonly Expression[], separator: string): Expression {
  return { concat, ...(separator === '' ? {} : { separator }) };
}

function flatten(node: SqlNode): readonly SqlNode[] {
  return isCall(node, '||') ? node.of.flatMap(flatten) : [node];
}

function appended(of: Expression, step: Derivation): Expression {
  return 'list' in of ? { list: of.list.map((part) => appended(part, step)) } : { ...of, derive: [...(of.derive ?? []), step] };
}

function columnsOf(node: SqlNode): readonly Extract<SqlNode, { readonly kind: 'column' }>[] {
  return node.kind === 'column' ? [node] : node.kind === 'call' ? node.of.flatMap(columnsOf) : [];
}

function sideOf(text: SplinkText, column: Extract<SqlNode, { readonly kind: 'column' }>): 'left' | 'right' {
  const mark = (text.sides === 'prefix' ? column.table : column.table === null ? /_([lr])$/i.exec(column.name)?.[1] : null)?.toLowerCase();
  if (mark === 'l' || mark === 'r') return mark === 'l' ? 'left' : 'right';
  return refuseSql(text, column.at, text.sides === 'prefix' ? 'expected a column of l or r' : 'expected a column whose name ends with _l or _r');
}

function nameOf(text: SplinkText, column: Extract<SqlNode, { readonly kind: 'column' }>): string {
  return text.sides === 'suffix' ? column.name.slice(0, -2) : column.name;
}

function named(node: SqlCall): string {
  return `function ${node.name.slice(0, 64)}`;
}
