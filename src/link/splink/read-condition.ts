import type { Bound, Condition } from '../model/condition.ts';
import { isSameData } from '../model/same-data.ts';
import { isSameSql, matchSql, sqlTemplate } from './match-sql.ts';
import { parseSql } from './parse-sql.ts';
import { isCall, literalOf, numberOf, readSided, type SplinkText } from './read-expression.ts';
import { bounded, readMeasured, readSides } from './read-measure.ts';
import { refuseSql, type SqlCall, type SqlNode } from './sql-node.ts';

const SUBSET = sqlTemplate('length(array_intersect($a, $b)) = least(length($a), length($b))');
const NOT_EMPTY = sqlTemplate('least(length($a), length($b)) <> 0');

const BOUNDS: Readonly<Record<string, keyof Bound>> = { '>=': 'atLeast', '<=': 'atMost', '>': 'above', '<': 'below' };
const TURNED: Readonly<Record<string, string>> = { '>=': '<=', '<=': '>=', '>': '<', '<': '>', '=': '=', '<>': '<>' };

/**
 * Reads an SQL condition of two records.
 *
 * @param text - the condition.
 * @returns what it asks.
 * @throws {PlanError} `PLAN_SYNTAX` with the position of what is not understood.
 */
export function readCondition(text: SplinkText): Condition {
  if (text.sql.trim().toUpperCase() === 'ELSE') return { kind: 'otherwise' };
  return conditionOf(text, parseSql(text));
}

/**
 * Tells a condition that every pair meets, such as `1=1`.
 *
 * @param text - the condition.
 * @returns whether it asks nothing.
 * @throws {PlanError} `PLAN_SYNTAX` if it is no SQL.
 */
export function asksNothing(text: SplinkText): boolean {
  const node = parseSql(text);
  if (node.kind === 'word') return node.value === 'true';
  return isCall(node, '=', 2) && node.of.every(isConstant) && isSameSql(node.of[0]!, node.of[1]!);
}

function conditionOf(text: SplinkText, node: SqlNode): Condition {
  if (node.kind !== 'call') return refuseSql(text, node.at, 'expected a condition of the two records');
  switch (node.name) {
    case 'and':
    case 'or':
      return subsetOf(text, node) ?? manyOf(text, node);
    case 'not':
      return { kind: 'not', of: conditionOf(text, node.of[0]!) };
    case 'is null':
      return nullOf(text, node);
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return subsetOf(text, node) ?? comparisonOf(text, node);
    default:
      return refuseSql(text, node.at, 'expected a condition of the two records');
  }
}

/** Nested conditions of one kind are one, and tests of both records that say the same are one test. */
function manyOf(text: SplinkText, node: SqlCall): Condition {
  const kind = node.name === 'and' ? 'all' : 'any';
  const parts = operandsOf(node).map((part) => conditionOf(text, part));
  const merged: Condition[] = [];
  for (const part of parts) {
    const index = merged.findIndex((known) => pairOf(kind, known, part) !== null);
    if (index < 0) merged.push(part);
    else merged[index] = pairOf(kind, merged[index]!, part)!;
  }
  return merged.length === 1 ? merged[0]! : { kind, of: merged };
}

function operandsOf(node: SqlCall): readonly SqlNode[] {
  return node.of.flatMap((part) => (part.kind === 'call' && part.name === node.name && subsetParts(part) === null ? operandsOf(part) : [part]));
}

function pairOf(kind: 'all' | 'any', one: Condition, other: Condition): Condition | null {
  if (one.kind === 'null' && other.kind === 'null' && isSameData(one.of, other.of) && isLeftAndRight(one.side, other.side)) {
    return kind === 'any' ? { kind: 'null', of: one.of } : { kind: 'null', of: one.of, side: 'both' };
  }
  if (kind === 'all' && one.kind === 'literal' && other.kind === 'literal' && one.value === other.value && isSameData(one.of, other.of) && isLeftAndRight(one.side, other.side)) {
    return { ...one, side: 'both' };
  }
  return null;
}

function isLeftAndRight(one: string | undefined, other: string | undefined): boolean {
  return (one === 'left' && other === 'right') || (one === 'right' && other === 'left');
}

function nullOf(text: SplinkText, node: SqlCall): Condition {
  const { side, of } = readSided(text, node.of[0]!);
  return { kind: 'null', of, side };
}

function comparisonOf(text: SplinkText, node: SqlCall): Condition {
  const [left, right] = node.of as readonly [SqlNode, SqlNode];
  // The constant stands on the right from here on.
  if (isConstant(left) && !isConstant(right)) return comparisonOf(text, { ...node, name: TURNED[node.name]!, of: [right, left] });
  if (isConstant(right)) return constantTest(text, node.name, left, right);
  const equal = (): Condition => ({ kind: 'equal', ...readSides(text, left, right) });
  if (node.name === '=') return equal();
  if (node.name === '<>') return { kind: 'not', of: equal() };
  return refuseSql(text, node.at, 'expected a measure of the two records and a number, or an equality');
}

function constantTest(text: SplinkText, sign: string, node: SqlNode, constant: SqlNode): Condition {
  const name = BOUNDS[sign];
  const number = numberOf(constant);
  if (name !== undefined) {
    return bounded(readMeasured(text, node), { [name]: number ?? refuseSql(text, constant.at, 'expected a number') });
  }
  const test = literalTest(text, node, constant, number);
  return sign === '=' ? test : { kind: 'not', of: test };
}

/** A column is compared with a literal; what is measured of two records, with a number. */
function literalTest(text: SplinkText, node: SqlNode, constant: SqlNode, number: number | null): Condition {
  if (number !== null && looksAtBoth(node)) {
    const measured = readMeasured(text, node);
    return { kind: 'all', of: [bounded(measured, { atLeast: number }), bounded(measured, { atMost: number })] };
  }
  const { side, of } = readSided(text, node);
  const value = number === null ? literalOf(constant) : String(number);
  return value === null ? refuseSql(text, constant.at, 'expected a text, a number or a date') : { kind: 'literal', of, side, value };
}

/** The shorter list is in the longer one; an empty one counts where nothing says otherwise. */
function subsetOf(text: SplinkText, node: SqlCall): Condition | null {
  const parts = subsetParts(node);
  if (parts === null) return null;
  const sides = readSides(text, parts.a, parts.b);
  const subset: Condition = { kind: 'measure', measure: 'containment', ...sides, atLeast: 1 };
  if (!parts.takesEmpty) return subset;
  const isEmptyBeside = (empty: SqlNode, other: SqlNode): Condition => {
    const { side, of } = readSided(text, { kind: 'call', name: 'length', of: [empty], at: empty.at });
    return { kind: 'all', of: [{ kind: 'literal', of, side, value: '0' }, { kind: 'not', of: nullOf(text, { kind: 'call', name: 'is null', of: [other], at: other.at }) }] };
  };
  return { kind: 'any', of: [subset, isEmptyBeside(parts.a, parts.b), isEmptyBeside(parts.b, parts.a)] };
}

function subsetParts(node: SqlCall): { readonly a: SqlNode; readonly b: SqlNode; readonly takesEmpty: boolean } | null {
  const whole = matchSql(SUBSET, node);
  if (whole !== null) return { a: whole['$a']!, b: whole['$b']!, takesEmpty: true };
  if (!isCall(node, 'and', 2)) return null;
  const [notEmpty, subset] = [matchSql(NOT_EMPTY, node.of[0]!), matchSql(SUBSET, node.of[1]!)];
  if (notEmpty === null || subset === null || !['$a', '$b'].every((name) => isSameSql(notEmpty[name]!, subset[name]!))) return null;
  return { a: subset['$a']!, b: subset['$b']!, takesEmpty: false };
}

function isConstant(node: SqlNode): boolean {
  if (node.kind === 'text' || node.kind === 'number') return true;
  return node.kind === 'call' && node.of.length > 0 && node.of.every((part) => isConstant(part) || (part.kind === 'word' && part.value !== 'null'));
}

function looksAtBoth(node: SqlNode): boolean {
  const columns = new Set<string>();
  const visit = (part: SqlNode): void => {
    if (part.kind === 'column') columns.add((part.table ?? part.name.slice(-1)).toLowerCase());
    else if (part.kind === 'call') part.of.forEach(visit);
  };
  visit(node);
  return columns.has('l') && columns.has('r');
}
