import { PlanError, refusePlan, type Problem } from '../../core/errors.ts';
import type { Condition } from '../model/condition.ts';
import type { Comparison, LinkageModel } from '../model/model.ts';
import { isSameData } from '../model/same-data.ts';
import { settingsMeaning, settingsMembers, type ModelSpelling } from './from-splink.ts';
import { nameOfComparison } from './read-level.ts';
import { respell, type SplinkObject, type Spelling } from './spelling.ts';
import type { SplinkDialect } from './sql-node.ts';
import { writeLevel, writeRule, type SplinkForm, type SplinkWriting } from './write-level.ts';

/** Options of {@link toSplink}. */
export interface ToSplinkOptions {
  /** The version whose form is written: that of the file the model came from, or else 4. */
  readonly form?: SplinkForm;
  /** The database whose SQL is written: that of the file the model came from, or else `duckdb`. Another one makes all of the SQL anew. */
  readonly dialect?: SplinkDialect;
}

/** The setting that names the columns of weights, by version. */
const PREFIXES: Readonly<Record<SplinkForm, SplinkObject>> = { v3: {}, v4: { bayes_factor_column_prefix: 'bf_' }, v5: { match_weight_column_prefix: 'mw_' } };

/**
 * Writes a model for Splink, version 3, 4 or 5: what came from there as it was, as far as the model still says it; the rest
 * in the SQL of its database.
 *
 * @param model - the model.
 * @param options - see {@link ToSplinkOptions}.
 * @returns what the file holds, as plain data.
 * @throws {PlanError} with every problem at once: conditions, blocks and frequencies that Splink has no counterpart of, and
 *   dependence between comparisons or kinds of pairs.
 * @remarks Spark, PostgreSQL, SQLite and DuckDB 2 count code points; a model in code points means the same in DuckDB 1 for ASCII only,
 *   since that counts bytes. A length is written as that of a text: of a list, only DuckDB takes it. A weight of term frequencies of 0
 *   is written, though Splink itself forgets it when it saves. Estimates, the log of training and labels of rules stay here.
 * @example
 * const sex = exactComparison({ of: 'sex' });
 * const file = toSplink({ version: 1, linkType: 'dedupe', prior: 0.001, unit: 'byte', blocking: [], comparisons: [sex] });
 * file.comparisons[0].comparison_levels[1].sql_condition; // => '"sex_l" = "sex_r"'
 */
export function toSplink(model: LinkageModel, options: ToSplinkOptions = {}): SplinkObject {
  const spelling = (model.splink ?? {}) as Partial<ModelSpelling>;
  const form = options.form ?? spelling.form ?? 'v4';
  const dialect = options.dialect ?? spelling.dialect ?? 'duckdb';
  const writing: SplinkWriting = { form, dialect, keepsWords: spelling.dialect === undefined || spelling.dialect === dialect, registered: registeredIn(model), completions: {} };
  const problems: Problem[] = [];
  const attempt = <Result>(write: () => Result): Result => {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      problems.push(...error.problems);
      return null as never;
    }
  };
  if (model.dependence !== undefined) attempt(() => refusePlan('PLAN_OUT_OF_RANGE', 'dependence', 'expected none: Splink takes comparisons as independent'));
  if ((model.kinds ?? []).length > 0) attempt(() => refusePlan('PLAN_OUT_OF_RANGE', 'kinds', 'expected none: Splink knows matches and others'));
  const rules = model.blocking.map((rule, index) => attempt(() => writeRule(rule, writing, `blocking[${index}]`)));
  const comparisons = model.comparisons.map((comparison, index) => writeComparison(comparison, writing, `comparisons[${index}]`, attempt));
  if (problems.length > 0) throw new PlanError(problems);
  const { blocking_rules_to_generate_predictions: hasRules, ...settings } = writeSettings(model, spelling, form, writing);
  return { ...settings, ...(hasRules === true || rules.length > 0 ? { blocking_rules_to_generate_predictions: rules } : {}), comparisons };
}

function writeSettings(model: LinkageModel, spelling: Partial<ModelSpelling>, form: SplinkForm, { dialect }: SplinkWriting): SplinkObject {
  const { linkType, prior } = model;
  const isSame = (candidate: SplinkObject): boolean => isSameData(settingsMeaning(candidate), { linkType, prior });
  const written = spelling.form === undefined ? { ...settingsMembers(model), sql_dialect: dialect } : settingsMembers(model);
  const kept = respell(written, spelling, isSame);
  const settings = spelling.form !== undefined && dialect !== spelling.dialect ? { ...kept, sql_dialect: dialect } : kept;
  if (form === spelling.form) return settings;
  // A version refuses what another one calls otherwise.
  const others = new Set(Object.values(PREFIXES).flatMap((prefix) => Object.keys(prefix)));
  return { ...Object.fromEntries(Object.entries(settings).filter(([name]) => !others.has(name))), ...PREFIXES[form] };
}

function writeComparison(comparison: Comparison, writing: SplinkWriting, path: string, attempt: <Result>(write: () => Result) => Result): SplinkObject {
  const levels = comparison.levels.map((level, index) => attempt(() => writeLevel(level, comparison, writing, `${path}.levels[${index}]`)));
  const { name, description } = comparison;
  const written = { output_column_name: name, ...(description === undefined ? {} : { comparison_description: description }) };
  const { comparison_description: last, ...first } = respell(written, (comparison.splink ?? {}) as Spelling, (candidate) => sameNames(candidate, comparison));
  return { ...first, comparison_levels: levels, ...(last === undefined ? {} : { comparison_description: last }) };
}

/** A name may be left out where the columns say it; what else a file has there means nothing. */
function sameNames(candidate: SplinkObject, { name, description, levels }: Comparison): boolean {
  const named = { output_column_name: (candidate['output_column_name'] ?? null) as string | null };
  return nameOfComparison(named, levels) === name && (candidate['comparison_description'] ?? undefined) === description;
}

function registeredIn(model: LinkageModel): readonly string[] {
  const names = new Set<string>();
  const visit = (condition: Condition): void => {
    if (condition.kind === 'registered') names.add(condition.name);
    else if (condition.kind === 'all' || condition.kind === 'any') condition.of.forEach(visit);
    else if (condition.kind === 'not') visit(condition.of);
  };
  for (const { levels } of model.comparisons) for (const { when } of levels) visit(when);
  for (const rule of model.blocking) for (const { where } of 'any' in rule ? rule.any : [rule]) if (where !== undefined) visit(where);
  return [...names];
}
