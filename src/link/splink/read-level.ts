import { expressionsOf } from '../model/check-condition.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level, TermFrequencySettings } from '../model/model.ts';
import { parseSql } from './parse-sql.ts';
import { asksNothing, readCondition } from './read-condition.ts';
import { readExpression } from './read-expression.ts';
import { ruleOf, type RuleBranches } from './read-rule.ts';
import type { SplinkBlockingRule, SplinkComparison, SplinkLevel } from './splink-json.ts';
import { SPLINK_DIALECTS, type SplinkDialect } from './sql-node.ts';

/** What is known when a file of Splink is read. */
export interface SplinkReading {
  readonly dialect: SplinkDialect;
  readonly registered: readonly string[];
  /** Meanings of texts, by the text. */
  readonly completions: Readonly<Record<string, Condition>>;
}

/**
 * Reads a level, its spelling apart.
 *
 * @param level - the level.
 * @param reading - what is known.
 * @param path - where it stands.
 * @returns the level of our model.
 * @throws {PlanError} `PLAN_SYNTAX` where its SQL is not understood.
 */
export function readLevel(level: SplinkLevel, reading: SplinkReading, path: string): Level {
  const isNull = level.is_null_level === true;
  const termFrequency = readTermFrequency(level, reading, path);
  return {
    label: level.label_for_charts ?? level.sql_condition,
    when: completed(level.sql_condition, reading) ?? readCondition({ sql: level.sql_condition, path: `${path}.sql_condition`, sides: 'suffix', ...reading }),
    m: isNull ? null : (level.m_probability ?? null),
    u: isNull ? null : (level.u_probability ?? null),
    ...(level.fix_m_probability === true ? { isMFixed: true } : {}),
    ...(level.fix_u_probability === true ? { isUFixed: true } : {}),
    ...(isNull ? { isNull } : {}),
    ...(termFrequency === null ? {} : { termFrequency }),
  };
}

/**
 * Names a comparison.
 *
 * @param comparison - the comparison as Splink has it.
 * @param levels - its levels, read.
 * @returns its own name, or the columns it looks at.
 */
export function nameOfComparison(comparison: Pick<SplinkComparison, 'output_column_name'>, levels: Comparison['levels']): string {
  if (comparison.output_column_name !== null && comparison.output_column_name !== undefined) return comparison.output_column_name;
  const columns = levels.flatMap(({ when }) => expressionsOf(when, '')).flatMap(({ expression }) => columnsOf(expression));
  return [...new Set(columns)].join('_').slice(0, 100) || 'comparison';
}

/**
 * Reads a blocking rule, its spelling apart.
 *
 * @param rule - the rule: SQL, or an object.
 * @param reading - what is known; the dialect of the rule itself goes before that of the model.
 * @param path - where it stands.
 * @returns what records are blocked on.
 * @throws {PlanError} `PLAN_SYNTAX` where its SQL is not understood; `PLAN_OUT_OF_RANGE` for lists to explode that are used
 *   in another way.
 */
export function readRule(rule: SplinkBlockingRule, reading: SplinkReading, path: string): RuleBranches {
  const { sql, at, settings } = typeof rule === 'string'
    ? { sql: rule, at: path, settings: null }
    : { sql: rule.blocking_rule, at: `${path}.blocking_rule`, settings: rule };
  const text = { sql, path: at, sides: 'prefix', ...reading, dialect: dialectOf(settings?.sql_dialect) ?? reading.dialect } as const;
  const told = completed(sql, reading);
  const condition = told ?? (asksNothing(text) ? null : readCondition(text));
  return ruleOf(condition?.kind === 'otherwise' ? null : condition, settings?.arrays_to_explode ?? [], path);
}

/**
 * Finds a dialect by its name.
 *
 * @param name - as Splink's files have it.
 * @returns the dialect; `null` for none, or one that is not known.
 */
export function dialectOf(name: string | null | undefined): SplinkDialect | null {
  return SPLINK_DIALECTS.find((dialect) => dialect === name) ?? null;
}

/**
 * Looks for the meaning of a text among those that were told.
 *
 * @param sql - the text.
 * @param reading - what is known.
 * @returns its meaning, or `null`.
 */
export function completed(sql: string, { completions }: Pick<SplinkReading, 'completions'>): Condition | null {
  if (Object.hasOwn(completions, sql)) return completions[sql]!;
  return Object.hasOwn(completions, sql.trim()) ? completions[sql.trim()]! : null;
}

function columnsOf(expression: Expression): readonly string[] {
  if ('column' in expression) return [expression.column];
  return ('concat' in expression ? expression.concat : expression.list).flatMap(columnsOf);
}

function readTermFrequency(level: SplinkLevel, reading: SplinkReading, path: string): TermFrequencySettings | null {
  const column = level.tf_adjustment_column ?? null;
  if (column === null) return null;
  const minFrequency = level.tf_minimum_u_value ?? 0;
  return {
    of: readCounted(column, reading, `${path}.tf_adjustment_column`),
    weight: level.tf_adjustment_weight ?? 1,
    ...(minFrequency === 0 ? {} : { minFrequency }),
    ...(level.disable_tf_exact_match_detection === true ? { usesOwnU: true } : {}),
  };
}

/** A column by its bare name, whatever it is made of, unless it is in quotes or looks like a calculation. */
function readCounted(column: string, reading: SplinkReading, path: string): Expression {
  if (!/^["`]|\(|\|\|/.test(column)) return { column };
  const text = { sql: column, path, sides: 'none', ...reading } as const;
  return readExpression(text, parseSql(text));
}
