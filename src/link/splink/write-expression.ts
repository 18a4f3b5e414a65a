import { refusePlan } from '../../core/errors.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import { strptimeOfNotation } from './time-patterns.ts';

/** Writes a column of one of the two records. */
export type SqlSide = (column: string) => string;

/**
 * Writes an expression in the SQL of DuckDB.
 *
 * @param expression - a column, or what is made of columns.
 * @param side - how columns are written.
 * @param path - where the expression stands.
 * @returns the SQL.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where DuckDB has no counterpart.
 */
export function writeExpression(expression: Expression, side: SqlSide, path: string): string {
  if ('list' in expression) return `[${expression.list.map((part, index) => writeExpression(part, side, `${path}.list[${index}]`)).join(', ')}]`;
  const base = 'column' in expression
    ? side(expression.column)
    : `(${expression.concat.map((part, index) => writeExpression(part, side, `${path}.concat[${index}]`)).join(separated(expression.separator))})`;
  return (expression.derive ?? []).reduce((sql, step, index) => writeStep(sql, step, `${path}.derive[${index}]`), base);
}

/**
 * Writes a text for SQL.
 *
 * @param value - the text.
 * @returns the text in quotes.
 * @example
 * textLiteral("l'été"); // => "'l''été'"
 */
export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function separated(separator = ''): string {
  return separator === '' ? ' || ' : ` || ${textLiteral(separator)} || `;
}

function writeStep(sql: string, step: Derivation, path: string): string {
  switch (step.op) {
    case 'lower':
    case 'upper':
    case 'trim':
    case 'length':
    case 'year':
    case 'month':
    case 'day':
      return `${step.op}(${sql})`;
    case 'monthCount':
      // Months of the years before 1970, and January is the first one.
      return `(year(${sql}) * 12 + month(${sql}) - 23641)`;
    case 'dayCount':
      return `date_diff('day', DATE '1970-01-01', ${sql})`;
    case 'slice':
      return `substring(${sql}, ${step.from}${step.length === undefined ? '' : `, ${step.length}`})`;
    case 'extract': {
      const found = `regexp_extract(${sql}, ${textLiteral(step.pattern)}, ${step.group ?? 0})`;
      return step.orEmpty === true ? found : `NULLIF(${found}, '')`;
    }
    case 'emailUser':
      return writeStep(sql, { op: 'extract', pattern: '^([^@]+)@', group: 1 }, path);
    case 'emailDomain':
      return writeStep(sql, { op: 'extract', pattern: '@([^@]+)$', group: 1 }, path);
    case 'nullIf':
      return `NULLIF(${sql}, ${textLiteral(step.value)})`;
    case 'parseTime': {
      const { format, pattern } = strptimeOfNotation(step.format) ?? refuse(path, step.op);
      return `try_strptime(${pattern === null ? sql : writeStep(sql, { op: 'extract', pattern }, path)}, ${textLiteral(format)})`;
    }
    case 'toText':
      return `CAST(${sql} AS TEXT)`;
    case 'toNumber':
      return `TRY_CAST(${sql} AS DOUBLE)`;
    case 'split':
      return `string_split(${sql}, ${textLiteral(step.separator)})`;
    case 'element':
      return `${sql}[${step.at}]`;
    default:
      return refuse(path, step.op);
  }
}

function refuse(path: string, op: string): never {
  refusePlan('PLAN_OUT_OF_RANGE', path, `${op}: DuckDB has no counterpart; make a column of it before, and name that one in the model`);
}
