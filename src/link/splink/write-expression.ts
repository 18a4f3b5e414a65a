import { refusePlan } from '../../core/errors.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import type { SqlDialect } from './sql-dialects.ts';
import { strptimeOfNotation } from './time-patterns.ts';

/** Writes a column of one of the two records. */
export type SqlSide = (column: string) => string;

/**
 * Writes an expression in the SQL of a database.
 *
 * @param expression - a column, or what is made of columns.
 * @param side - how columns are written.
 * @param path - where the expression stands.
 * @param dialect - of the database.
 * @returns the SQL.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where the database has no counterpart.
 */
export function writeExpression(expression: Expression, side: SqlSide, path: string, dialect: SqlDialect): string {
  if ('list' in expression) {
    const parts = expression.list.map((part, index) => writeExpression(part, side, `${path}.list[${index}]`, dialect)).join(', ');
    return dialect.list?.(parts) ?? refuse(path, 'list', dialect);
  }
  const base = 'column' in expression
    ? side(expression.column)
    : `(${expression.concat.map((part, index) => writeExpression(part, side, `${path}.concat[${index}]`, dialect)).join(separated(dialect, expression.separator))})`;
  return (expression.derive ?? []).reduce((sql, step, index) => {
    const place = `${path}.derive[${index}]`;
    return writeStep(sql, step, place, dialect) ?? refuse(place, step.op, dialect);
  }, base);
}

/**
 * Writes a text for SQL.
 *
 * @param value - the text.
 * @param dialect - of the database: with a backslash that escapes, or with quotes written twice.
 * @returns the text in quotes.
 * @example
 * textLiteral("l'été"); // => "'l''été'"
 * textLiteral("l'été", { escapes: true }); // => "'l\\'été'"
 */
export function textLiteral(value: string, { escapes }: Pick<SqlDialect, 'escapes'> = { escapes: false }): string {
  return `'${escapes ? value.replaceAll(/[\\']/g, '\\$&') : value.replaceAll("'", "''")}'`;
}

function separated(dialect: SqlDialect, separator = ''): string {
  return separator === '' ? ' || ' : ` || ${textLiteral(separator, dialect)} || `;
}

/** Null where the database has no counterpart. */
function writeStep(sql: string, step: Derivation, path: string, dialect: SqlDialect): string | null {
  const text = (value: string): string => textLiteral(value, dialect);
  switch (step.op) {
    case 'lower':
    case 'upper':
    case 'trim':
    case 'length':
      return dialect.functions.includes(step.op) ? `${step.op}(${sql})` : null;
    case 'year':
    case 'month':
    case 'day':
      return dialect.partOfTime?.(sql, step.op) ?? null;
    case 'monthCount':
      // Months of the years before 1970, and January is the first one.
      return dialect.partOfTime === null ? null : `(${dialect.partOfTime(sql, 'year')} * 12 + ${dialect.partOfTime(sql, 'month')} - 23641)`;
    case 'dayCount':
      return dialect.days?.(sql) ?? null;
    case 'slice':
      return dialect.slice(sql, step);
    case 'extract':
      return dialect.extract(sql, text(step.pattern), step);
    case 'emailUser':
      return writeStep(sql, { op: 'extract', pattern: '^([^@]+)@', group: 1 }, path, dialect);
    case 'emailDomain':
      return writeStep(sql, { op: 'extract', pattern: '@([^@]+)$', group: 1 }, path, dialect);
    case 'nullIf':
      return `NULLIF(${sql}, ${text(step.value)})`;
    case 'parseTime': {
      const { format, pattern } = strptimeOfNotation(step.format) ?? refuse(path, step.op, dialect);
      const written = pattern === null ? sql : writeStep(sql, { op: 'extract', pattern }, path, dialect);
      return written === null ? null : dialect.parseTime(written, format, text);
    }
    case 'toText':
      return `CAST(${sql} AS ${dialect.textType})`;
    case 'toNumber':
      return dialect.number?.(sql) ?? null;
    case 'split':
      return dialect.split?.(sql, text(step.separator)) ?? null;
    case 'element':
      return dialect.element(sql, step.at);
    default:
      return null;
  }
}

function refuse(path: string, op: string, { title }: SqlDialect): never {
  refusePlan('PLAN_OUT_OF_RANGE', path, `${op}: ${title} has no counterpart; make a column of it before, and name that one in the model`);
}
