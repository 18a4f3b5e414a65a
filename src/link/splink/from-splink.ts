import { PlanError, type Problem } from '../../core/errors.ts';
import { optionProblems } from '../../core/options.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { modelProblems } from '../model/check-model.ts';
import type { Condition } from '../model/condition.ts';
import type { Comparison, Level, LinkageModel, LinkType } from '../model/model.ts';
import { readJson } from '../model/read-json.ts';
import { completed, dialectOf, nameOfComparison, readLevel, readRule, type SplinkReading } from './read-level.ts';
import { spellingOf, type SplinkObject } from './spelling.ts';
import { SPLINK_SCHEMAS, type SplinkBlockingRule, type SplinkComparison, type SplinkLevel, type SplinkModel } from './splink-json.ts';
import type { SplinkDialect } from './sql-node.ts';
import { levelMembers, type SplinkForm } from './write-level.ts';

/** Options of {@link fromSplink}. */
export interface FromSplinkOptions {
  /** What texts mean that are not understood, by the text as it stands in the file. */
  readonly completions?: Readonly<Record<string, Condition>>;
  /** Names of SQL functions of two values for which the caller registers kernels of the same name. */
  readonly registered?: readonly string[];
  /** The dialect of a file that does not name one: `duckdb` unless said otherwise. */
  readonly dialect?: SplinkDialect;
  /** What a character is: a byte of UTF-8 for `duckdb`, as the functions of DuckDB 1 have it (those of DuckDB 2 take code points), a code point for others, unless said otherwise. */
  readonly unit?: LinkageModel['unit'];
  /** What becomes of members that no version of Splink has: an error unless said otherwise. */
  readonly onUnknown?: 'error' | 'keep';
}

/** What a model keeps of the file that it came from. */
export interface ModelSpelling {
  readonly form: SplinkForm;
  readonly dialect: SplinkDialect;
  readonly kept?: SplinkObject;
  readonly omitted?: readonly string[];
}

/** An SQL text that was not understood. */
export interface SplinkGap {
  /** Where it stands in the file. */
  readonly path: string;
  readonly sql: string;
  /** What is wrong, with the position in the text. */
  readonly message: string;
}

/** The prior of a file that does not say any. */
const DEFAULT_PRIOR = 0.0001;

const LINK_TYPES: Readonly<Record<SplinkModel['link_type'], LinkType>> = { dedupe_only: 'dedupe', link_only: 'link', two_dataset_link_only: 'link', link_and_dedupe: 'linkAndDedupe' };

/**
 * Reads a model of Splink, version 3, 4 or 5.
 *
 * The SQL of levels and rules is understood, not run: what Splink's comparison library writes for DuckDB, Spark, SQLite,
 * PostgreSQL and Athena, and what is composed of the same parts. Everything else in the file is kept, so that `toSplink` gives
 * it back as it was.
 *
 * @param json - the file's text, or what it holds.
 * @param options - see {@link FromSplinkOptions}.
 * @returns the model.
 * @throws {PlanError} with every problem at once: `PLAN_SYNTAX` with the position in each SQL text that is not understood.
 * @remarks `strptime` and `try_strptime` are one here: what is no time is null. Casts to numbers other than double, and functions
 *   that other databases compute in another way, are refused rather than taken for something similar. Fractions as text are
 *   ours (`100`, where DuckDB writes `100.0`). A parameter that the file leaves out is null: `withDefaultParameters` gives the one
 *   that Splink would take.
 * @see https://moj-analytical-services.github.io/splink/api_docs/settings_dict_guide.html
 * @example
 * const levels = [{ sql_condition: 'levenshtein("city_l", "city_r") <= 1' }, { sql_condition: 'ELSE' }];
 * const model = fromSplink({ link_type: 'dedupe_only', comparisons: [{ output_column_name: 'city', comparison_levels: levels }] });
 * model.comparisons[0].levels[0].when; // => { kind: 'measure', measure: 'levenshtein', of: { column: 'city' }, atMost: 1 }
 * fromSplink({ link_type: 'dedupe_only', comparisons: [{ comparison_levels: [{ sql_condition: 'soundex(a_l) = soundex(a_r)' }, levels[1]] }] }); // throws PlanError: character 1: function soundex is not understood
 */
export function fromSplink(json: unknown, options: FromSplinkOptions = {}): LinkageModel {
  const { model, problems } = readSplink(json, options);
  if (problems.length > 0) throw new PlanError(problems);
  const faults = modelProblems(model).map((problem) => ({ ...problem, path: inSplink(problem.path) }));
  if (faults.length > 0) throw new PlanError(faults);
  return model!;
}

/**
 * Lists the SQL texts of a file of Splink that are not understood: what `completions` would have to tell.
 *
 * @param json - the file's text, or what it holds.
 * @param options - see {@link FromSplinkOptions}; texts that these complete are understood.
 * @returns the texts, in the order of the file.
 * @throws {PlanError} if the file is none of Splink for another reason.
 */
export function splinkGaps(json: unknown, options: FromSplinkOptions = {}): readonly SplinkGap[] {
  const { problems, gaps } = readSplink(json, options);
  const others = problems.filter(({ path }) => !gaps.some((gap) => gap.path === path));
  if (others.length > 0) throw new PlanError(others);
  return gaps;
}

interface SplinkFile {
  /** `null` where the form of the file is wrong. */
  readonly model: LinkageModel | null;
  readonly problems: readonly Problem[];
  readonly gaps: readonly SplinkGap[];
}

function readSplink(json: unknown, options: FromSplinkOptions): SplinkFile {
  const value = typeof json === 'string' ? readJson(json) : json;
  const form = optionProblems(SPLINK_SCHEMAS[options.onUnknown ?? 'error'], value);
  if (form.length > 0) return { model: null, problems: form, gaps: [] };
  const file = value as SplinkModel & SplinkObject;
  const dialect = dialectOf(file.sql_dialect) ?? options.dialect ?? 'duckdb';
  const reading: SplinkReading = { dialect, registered: options.registered ?? [], completions: options.completions ?? {} };
  const problems: Problem[] = [];
  const gaps: SplinkGap[] = [];
  const attempt = <Result>(sql: string, path: string, read: () => Result): Result | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problems.push(...error.problems);
      gaps.push(...error.problems.filter((problem) => problem.path === path).map(({ message }) => ({ path, sql, message })));
      return null;
    }
  };
  const spelled: SplinkForm = formOf(file);
  const comparisons = file.comparisons.map((comparison, index) => {
    const path = `comparisons[${index}]`;
    const levels = comparison.comparison_levels.map((level, number) => {
      const place = `${path}.comparison_levels[${number}]`;
      return attempt(level.sql_condition, `${place}.sql_condition`, () => spelledLevel(level, readLevel(level, reading, place), reading, spelled));
    });
    return levels.some((level) => level === null) ? null : spelledComparison(comparison, levels as Level[]);
  });
  const rules = (file.blocking_rules_to_generate_predictions ?? []).map((rule, index) => {
    const path = `blocking_rules_to_generate_predictions[${index}]`;
    const sql = typeof rule === 'string' ? rule : rule.blocking_rule;
    return attempt(sql, typeof rule === 'string' ? path : `${path}.blocking_rule`, () => spelledRule(rule, reading, path));
  });
  if (problems.length > 0) return { model: null, problems, gaps };
  const model: LinkageModel = {
    version: 1,
    linkType: LINK_TYPES[file.link_type],
    prior: file.probability_two_random_records_match ?? DEFAULT_PRIOR,
    unit: options.unit ?? (dialect === 'duckdb' ? 'byte' : 'codePoint'),
    blocking: rules as BlockingRule[],
    comparisons: comparisons as Comparison[],
  };
  return { model: { ...model, splink: { form: spelled, dialect, ...spellingOf(settingsOf(file), settingsMembers(model)) } }, problems, gaps };
}

/** Only the settings: comparisons and rules have spellings of their own. */
function settingsOf(file: SplinkModel & SplinkObject): SplinkObject {
  const { comparisons: _, blocking_rules_to_generate_predictions: rules, ...settings } = file;
  return rules === null || rules === undefined ? settings : { ...settings, blocking_rules_to_generate_predictions: true };
}

/**
 * Gives the settings that we would write, and a mark where the rules stand.
 *
 * @param model - the model.
 * @returns the settings.
 */
export function settingsMembers(model: Pick<LinkageModel, 'linkType' | 'prior'>): SplinkObject {
  const linkType = (Object.keys(LINK_TYPES) as SplinkModel['link_type'][]).find((name) => LINK_TYPES[name] === model.linkType)!;
  return { link_type: linkType, probability_two_random_records_match: model.prior, blocking_rules_to_generate_predictions: true };
}

/**
 * Reads back what settings say, for comparison with a model.
 *
 * @param settings - the settings.
 * @returns what a model has of them.
 */
export function settingsMeaning(settings: SplinkObject): Pick<LinkageModel, 'linkType' | 'prior'> {
  const { link_type: linkType, probability_two_random_records_match: prior } = settings as unknown as SplinkModel;
  return { linkType: LINK_TYPES[linkType], prior: prior ?? DEFAULT_PRIOR };
}

/** Version 5 renamed a setting; version 3 had none of that kind. */
function formOf(file: SplinkModel & SplinkObject): SplinkForm {
  if (Object.hasOwn(file, 'match_weight_column_prefix')) return 'v5';
  return Object.hasOwn(file, 'bayes_factor_column_prefix') || file.sql_dialect === undefined ? 'v4' : 'v3';
}

function spelledLevel(level: SplinkLevel, read: Level, reading: SplinkReading, form: SplinkForm): Level {
  const { kept, ...omitted } = spellingOf(level as unknown as SplinkObject, levelMembers(read, {}, level.sql_condition, { form }, ''));
  const completion = completed(level.sql_condition, reading);
  return { ...read, splink: { kept: { sql_condition: level.sql_condition, ...kept }, ...omitted, ...(completion === null ? {} : { completion }) } };
}

function spelledComparison(comparison: SplinkComparison, levels: readonly Level[]): Comparison {
  const name = nameOfComparison(comparison, levels);
  const { comparison_description: description, comparison_levels: _, ...rest } = comparison;
  const spelling = spellingOf(
    { ...rest, ...(description === undefined ? {} : { comparison_description: description }) },
    { output_column_name: name, ...(typeof description === 'string' ? { comparison_description: description } : {}) },
  );
  return { name, levels, ...(typeof description === 'string' ? { description } : {}), ...(Object.keys(spelling).length === 0 ? {} : { splink: { ...spelling } }) };
}

function spelledRule(rule: SplinkBlockingRule, reading: SplinkReading, path: string): BlockingRule {
  const branches = readRule(rule, reading, path);
  if (typeof rule === 'string') return { ...branches, splink: { form: 'text', sql: rule, settings: {}, ...completion(rule, reading) } };
  const { blocking_rule: sql, ...settings } = rule;
  return { ...branches, splink: { form: 'object', sql, settings, ...completion(sql, reading) } };
}

function completion(sql: string, reading: SplinkReading): { readonly completion?: Condition } {
  const told = completed(sql, reading);
  return told === null ? {} : { completion: told };
}

function inSplink(path: string): string {
  return path.replace(/^blocking\[/, 'blocking_rules_to_generate_predictions[').replace('.levels[', '.comparison_levels[');
}
