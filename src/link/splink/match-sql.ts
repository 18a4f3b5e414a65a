import { parseSql } from './parse-sql.ts';
import type { SqlNode } from './sql-node.ts';

/** What stood where a template has `$name`. */
export type SqlBindings = Readonly<Record<string, SqlNode>>;

/** An SQL expression with places to fill, and functions whose name is left open. */
export interface SqlTemplate {
  readonly tree: SqlNode;
}

/**
 * Reads a template: `$name` stands for any expression, and for the same one wherever it occurs; `$name(…)` for any
 * function.
 *
 * @param sql - the template, in the SQL of DuckDB.
 * @returns the template.
 * @throws {PlanError} if it is no SQL.
 */
export function sqlTemplate(sql: string): SqlTemplate {
  return { tree: parseSql({ sql, dialect: 'duckdb', path: '' }) };
}

/**
 * Matches an expression with a template.
 *
 * @param template - the template.
 * @param node - the expression.
 * @returns what stands in its places, a function's name as text; `null` where the expression is of another form.
 */
export function matchSql({ tree }: SqlTemplate, node: SqlNode): SqlBindings | null {
  const bindings: Record<string, SqlNode> = {};
  const bind = (name: string, value: SqlNode): boolean => {
    const known = bindings[name];
    bindings[name] ??= value;
    return known === undefined || isSameSql(known, value);
  };
  const matches = (pattern: SqlNode, given: SqlNode): boolean => {
    if (pattern.kind === 'column' && pattern.name.startsWith('$')) return bind(pattern.name, given);
    if (pattern.kind !== 'call' || given.kind !== 'call') return isSameSql(pattern, given);
    if (pattern.of.length !== given.of.length) return false;
    const isNamed = pattern.name.startsWith('$') ? bind(pattern.name, { kind: 'text', value: given.name, at: given.at }) : pattern.name === given.name;
    return isNamed && pattern.of.every((part, index) => matches(part, given.of[index]!));
  };
  return matches(tree, node) ? bindings : null;
}

/**
 * Tells whether two expressions are the same, wherever they stand.
 *
 * @param left - an expression.
 * @param right - an expression.
 * @returns whether they are the same.
 */
export function isSameSql(left: SqlNode, right: SqlNode): boolean {
  switch (left.kind) {
    case 'column':
      return right.kind === 'column' && left.name === right.name && left.table === right.table;
    case 'parameter':
      return right.kind === 'parameter' && left.index === right.index;
    case 'call':
      return right.kind === 'call' && left.name === right.name && left.of.length === right.of.length && left.of.every((part, index) => isSameSql(part, right.of[index]!));
    default:
      return left.kind === right.kind && left.value === right.value;
  }
}
