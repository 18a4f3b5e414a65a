import { PlanError, refusePlan } from '../../core/errors.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { Condition } from '../model/condition.ts';
import type { Comparison, Level, TermFrequencySettings } from '../model/model.ts';
import { isSameData } from '../model/same-data.ts';
import { readLevel, readRule, type SplinkReading } from './read-level.ts';
import { conditionOfRule, type RuleBranches } from './read-rule.ts';
import { respell, type SplinkObject, type Spelling } from './spelling.ts';
import type { SplinkBlockingRule, SplinkLevel } from './splink-json.ts';
import { SQL_DIALECTS, type SqlDialect } from './sql-dialects.ts';
import { prefixed, suffixed, writeCondition } from './write-sql.ts';

/** Versions of Splink whose files differ. */
export type SplinkForm = 'v3' | 'v4' | 'v5';

/** How a file is written. */
export interface SplinkWriting extends SplinkReading {
  readonly form: SplinkForm;
  /** Whether the model comes from a file of the same dialect, whose words may stand. */
  readonly keepsWords: boolean;
}

/** What a level keeps of the file that it came from. */
interface LevelSpelling extends Spelling {
  /** The meaning of its SQL, where the reader was told. */
  readonly completion?: Condition;
}

/**
 * Writes a level.
 *
 * @param level - the level.
 * @param comparison - its comparison.
 * @param writing - how.
 * @param path - where it stands in the model.
 * @returns the level as Splink has it, in the words it had there as far as they still mean the same.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where Splink has no counterpart.
 */
export function writeLevel(level: Level, comparison: Comparison, writing: SplinkWriting, path: string): SplinkObject {
  const spelling = (level.splink ?? {}) as LevelSpelling;
  const reading = spelling.completion === undefined ? writing : withCompletion(writing, spelling);
  const isSame = (candidate: SplinkObject): boolean => isSameData(readLevel(candidate as never, reading, ''), plain(level));
  const sql = (spelling.kept as Partial<SplinkLevel> | undefined)?.sql_condition;
  // The old SQL stands as long as it asks the same; else it is written anew.
  if (writing.keepsWords && sql !== undefined && asksTheSame(sql, level.when, reading)) return respell(levelMembers(level, comparison, sql, writing, path), spelling, isSame);
  const style = suffixed(dialectOf(writing, `${path}.when`));
  const { kept: { sql_condition: _, ...kept } = {}, omitted = [] } = spelling as { kept?: Record<string, unknown>; omitted?: readonly string[] };
  return respell(levelMembers(level, comparison, writeCondition(level.when, style, `${path}.when`), writing, path), { kept, omitted }, isSame);
}

/**
 * Writes a blocking rule.
 *
 * @param rule - the rule.
 * @param writing - how.
 * @param path - where it stands in the model.
 * @returns the rule as Splink has it, in the words it had there as far as they still mean the same.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where Splink has no counterpart.
 */
export function writeRule(rule: BlockingRule, writing: SplinkWriting, path: string): SplinkBlockingRule {
  const { splink, label: _, ...branches } = rule;
  if (writing.keepsWords && splink !== undefined) {
    const reading = splink.completion === undefined ? writing : { ...writing, completions: { [splink.sql]: splink.completion } };
    const settings = writing.form === 'v5' ? withoutSalt(splink.settings) : splink.settings;
    const old: SplinkBlockingRule = splink.form === 'text' ? splink.sql : { blocking_rule: splink.sql, ...settings };
    if (meansTheSame(() => readRule(old, reading, ''), branches)) return old;
  }
  return writeBranches(branches, writing, dialectOf(writing, path), path);
}

/**
 * Gives the members of a level that we would write.
 *
 * @param level - the level.
 * @param comparison - its comparison.
 * @param sql - its condition.
 * @param writing - how it is written.
 * @param path - where it stands in the model.
 * @returns the members in Splink's order.
 */
export function levelMembers(level: Level, comparison: Pick<Comparison, 'missing'>, sql: string, writing: Pick<SplinkWriting, 'form'>, path: string): SplinkObject {
  const { label, m, u, isNull, termFrequency } = level;
  const isAlwaysThere = writing.form === 'v5';
  // A level that models what is missing is like any other one.
  const saysNothing = isNull === true && comparison.missing !== 'modelled';
  return {
    sql_condition: sql,
    label_for_charts: label,
    ...(m === null ? {} : { m_probability: m }),
    ...(u === null ? {} : { u_probability: u }),
    ...(level.isMFixed === true || isAlwaysThere ? { fix_m_probability: level.isMFixed === true } : {}),
    ...(level.isUFixed === true || isAlwaysThere ? { fix_u_probability: level.isUFixed === true } : {}),
    ...(termFrequency === undefined ? {} : frequencyMembers(termFrequency, `${path}.termFrequency`)),
    ...(saysNothing ? { is_null_level: true } : {}),
  };
}

/** The level without what only its spelling, its people and its training care for. */
function plain(level: Level): Level {
  const { splink: _, estimates: __, ...rest } = level;
  return rest;
}

function withCompletion(writing: SplinkWriting, { kept, completion }: LevelSpelling): SplinkReading {
  return { ...writing, completions: { [(kept as Partial<SplinkLevel>).sql_condition ?? '']: completion! } };
}

function asksTheSame(sql: string, when: Condition, reading: SplinkReading): boolean {
  return meansTheSame(() => readLevel({ sql_condition: sql }, reading, '').when, when);
}

function meansTheSame(read: () => unknown, wanted: unknown): boolean {
  try {
    return isSameData(read(), wanted);
  } catch (error) {
    if (error instanceof PlanError) return false;
    throw error;
  }
}

function frequencyMembers({ of, weight, minFrequency, usesOwnU, baseline }: TermFrequencySettings, path: string): SplinkObject {
  if (!('column' in of) || of.derive !== undefined) refusePlan('PLAN_OUT_OF_RANGE', `${path}.of`, 'expected a column: Splink counts the values of columns only');
  if (baseline !== undefined) refusePlan('PLAN_OUT_OF_RANGE', `${path}.baseline`, 'expected none: Splink measures frequencies against u');
  return {
    tf_adjustment_column: of.column,
    tf_adjustment_weight: weight,
    ...(minFrequency === undefined ? {} : { tf_minimum_u_value: minFrequency }),
    ...(usesOwnU === true ? { disable_tf_exact_match_detection: true } : {}),
  };
}

function writeBranches(rule: RuleBranches, writing: SplinkWriting, dialect: SqlDialect, path: string): SplinkBlockingRule {
  const branches = 'any' in rule ? rule.any : [rule];
  if (branches.some(({ maxBlockRecords }) => maxBlockRecords !== undefined)) refusePlan('PLAN_OUT_OF_RANGE', path, 'maxBlockRecords: Splink has no limit on blocks');
  const exploded = branches.flatMap(({ on }) => on.filter(({ explode }) => explode === true).flatMap(({ of, against }) => [of, against ?? of]));
  const columns = [...new Set(exploded.map((one) => {
    if ('column' in one && one.derive === undefined) return one.column;
    return refusePlan('PLAN_OUT_OF_RANGE', path, 'expected a column of lists: Splink takes columns apart only');
  }))];
  const condition = conditionOfRule(rule);
  return {
    blocking_rule: condition === null ? '1=1' : writeCondition(condition, prefixed(dialect), path),
    sql_dialect: writing.dialect,
    ...(columns.length === 0 ? {} : { arrays_to_explode: columns }),
  };
}

function withoutSalt(settings: SplinkObject): SplinkObject {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== 'salting_partitions'));
}

function dialectOf({ dialect }: SplinkWriting, path: string): SqlDialect {
  return SQL_DIALECTS[dialect] ?? refusePlan('PLAN_OUT_OF_RANGE', path, `expected nothing new in a model for ${dialect}: conditions are written for ${Object.keys(SQL_DIALECTS).join(', ')} only`);
}
