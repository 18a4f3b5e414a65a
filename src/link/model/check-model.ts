import type { Schema } from 'apache-arrow';
import { PlanError, type Problem } from '../../core/errors.ts';
import { optionProblems } from '../../core/options.ts';
import type { BlockingBranch, BlockingRule } from './blocking-rule.ts';
import type { ValueKind } from '../records/base-type.ts';
import { checkExpression } from '../records/expression-kind.ts';
import { conditionProblems, expressionsOf, testsOf, type PlacedExpression } from './check-condition.ts';
import { expressionProblems } from './check-expressions.ts';
import { kindProblems } from './check-kinds.ts';
import type { Condition } from './condition.ts';
import { exactLevelFor } from './exact-level.ts';
import type { Expression } from './expression.ts';
import { linkageModelSchema, type Comparison, type Level, type LinkageModel } from './model.ts';
import { kindsProblems } from './pair-kind.ts';

/** What a model is checked against. */
export interface ModelContext {
  /** Columns of the records; without them names and kinds of columns are not checked. */
  readonly schema?: Schema;
  /** Names of the kernels that the caller registers; without them names are not checked. */
  readonly registered?: readonly string[];
  /** Where the model stands, put in front of every problem's path. */
  readonly path?: string;
}

/** Levels of nesting a model may have. */
const MAX_LEVELS = 100;

/**
 * Checks a linkage model.
 *
 * @param value - what is said to be one.
 * @param context - what else is known.
 * @returns the model, typed.
 * @throws {PlanError} with every problem at once; {@link modelProblems} lists what is looked for.
 */
export function checkModel(value: unknown, context: ModelContext = {}): LinkageModel {
  const problems = modelProblems(value, context);
  if (problems.length > 0) throw new PlanError(problems);
  return value as LinkageModel;
}

/**
 * Lists what is wrong with a linkage model: its form; names taken twice; a comparison that does not end with `otherwise`,
 * or has fewer than two levels that carry evidence; bounds a measure never reaches; term frequencies without a level of exact
 * agreement to measure them against; patterns and formats that are none; unknown kernels and columns, and values of another
 * kind than a test looks at.
 *
 * @param value - what is said to be a model.
 * @param context - what else is known.
 * @returns the problems; empty for a model.
 */
export function modelProblems(value: unknown, context: ModelContext = {}): readonly Problem[] {
  const path = context.path ?? '';
  if (isTooDeep(value)) return [{ code: 'PLAN_OUT_OF_RANGE', path, message: `expected at most ${MAX_LEVELS} levels of nesting` }];
  const form = optionProblems(linkageModelSchema, value, path);
  if (form.length > 0) return form;
  const model = value as LinkageModel;
  const at = (member: string): string => (path === '' ? member : `${path}.${member}`);
  const registered = context.registered ?? null;
  const schema = context.schema ?? null;
  const kindOf = (expression: Expression): ValueKind | null => checkExpression(expression, schema).kind;
  return [
    ...nameProblems(model, at),
    ...kindsProblems(model.kinds ?? [], model, at('kinds')),
    ...model.comparisons.flatMap((comparison, index) => comparisonProblems(comparison, at(`comparisons[${index}]`))),
    ...conditionsOf(model, at).flatMap(({ when, place }) => [...conditionProblems(when, place, registered), ...testsOf(when, place).flatMap((test) => kindProblems(test, kindOf))]),
    ...expressionProblems(expressionsOfModel(model, path), schema),
  ];
}

/**
 * Lists the expressions of a model with where they stand: those of blocking rules, then those of levels and their term
 * frequencies.
 *
 * @param model - a model of the right form.
 * @param path - where it stands.
 * @returns the expressions, the same one as often as it occurs.
 */
export function expressionsOfModel(model: Pick<LinkageModel, 'blocking' | 'comparisons'>, path = ''): readonly PlacedExpression[] {
  const at = (member: string): string => (path === '' ? member : `${path}.${member}`);
  const blocking = model.blocking.flatMap((rule, index) => branchesOf(rule, at(`blocking[${index}]`))).flatMap(({ branch, path: place }) => [
    ...branch.on.flatMap(({ of, against }, index) => [
      { expression: of, path: `${place}.on[${index}].of` },
      ...(against === undefined ? [] : [{ expression: against, path: `${place}.on[${index}].against` }]),
    ]),
    ...(branch.where === undefined ? [] : expressionsOf(branch.where, `${place}.where`)),
  ]);
  const levels = model.comparisons.flatMap((comparison, index) => comparison.levels.flatMap(({ when, termFrequency }, number) => {
    const place = at(`comparisons[${index}].levels[${number}]`);
    const counted = termFrequency === undefined ? [] : [{ expression: termFrequency.of, path: `${place}.termFrequency.of` }];
    return [...expressionsOf(when, `${place}.when`), ...counted];
  }));
  return [...blocking, ...levels];
}

/** A rule is one branch, or several. */
function branchesOf(rule: BlockingRule, path: string): readonly { readonly branch: BlockingBranch; readonly path: string }[] {
  return 'any' in rule ? rule.any.map((branch, index) => ({ branch, path: `${path}.any[${index}]` })) : [{ branch: rule, path }];
}

function nameProblems(model: LinkageModel, at: (member: string) => string): Problem[] {
  const names = model.comparisons.map(({ name }) => name);
  const problems: Problem[] = [];
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) problems.push({ code: 'PLAN_DUPLICATE_NAME', path: at(`comparisons[${index}].name`), message: 'expected a name of its own' });
  }
  const missing = (comparisons: readonly string[], place: string): void => {
    for (const [side, name] of comparisons.entries()) {
      if (!names.includes(name)) problems.push({ code: 'PLAN_MISSING', path: at(`${place}.comparisons[${side}]`), message: 'expected the name of a comparison' });
    }
  };
  for (const [index, { comparisons }] of (model.dependence?.between ?? []).entries()) {
    missing(comparisons, `dependence.between[${index}]`);
    if (new Set(comparisons).size < comparisons.length) problems.push({ code: 'PLAN_DUPLICATE_NAME', path: at(`dependence.between[${index}].comparisons`), message: 'expected two comparisons, since one cannot depend on itself' });
  }
  for (const [index, { comparisons, bits }] of (model.dependence?.terms ?? []).entries()) {
    missing(comparisons, `dependence.terms[${index}]`);
    const combinations = comparisons.reduce((product, name) => product * (model.comparisons[names.indexOf(name)]?.levels.length ?? 0), 1);
    if (combinations > 0 && bits.length !== combinations) {
      problems.push({ code: 'PLAN_OUT_OF_RANGE', path: at(`dependence.terms[${index}].bits`), message: `expected ${combinations} numbers, one per combination of levels, got ${bits.length}` });
    }
  }
  return problems;
}

/** Conditions of rules and levels with where they stand; the last level of a comparison asks nothing. */
function conditionsOf(model: LinkageModel, at: (member: string) => string): readonly { readonly when: Condition; readonly place: string }[] {
  const rules = model.blocking.flatMap((rule, index) => branchesOf(rule, at(`blocking[${index}]`)))
    .flatMap(({ branch, path }) => (branch.where === undefined ? [] : [{ when: branch.where, place: `${path}.where` }]));
  const levels = model.comparisons.flatMap(({ levels: all }, index) => all
    .map(({ when }, number) => ({ when, place: at(`comparisons[${index}].levels[${number}].when`) }))
    .filter(({ when }, number) => number < all.length - 1 || when.kind !== 'otherwise'));
  return [...rules, ...levels];
}

function comparisonProblems(comparison: Comparison, path: string): Problem[] {
  const { levels } = comparison;
  const problems: Problem[] = [];
  const last = levels.length - 1;
  if (levels[last]!.when.kind !== 'otherwise') {
    problems.push({ code: 'PLAN_MISSING', path: `${path}.levels[${last}].when`, message: 'expected otherwise in the last level, so that every pair has a level' });
  }
  if (levels.filter(({ isNull }) => isNull !== true).length < 2) {
    problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `${path}.levels`, message: 'expected at least 2 levels that carry evidence' });
  }
  for (const [index, level] of levels.entries()) {
    const place = `${path}.levels[${index}]`;
    if (needsExactLevel(level) && exactLevelFor(comparison, level.termFrequency!.of) < 0) {
      problems.push({ code: 'PLAN_MISSING', path: `${place}.termFrequency`, message: 'expected a level of exact agreement on what is counted, baseline, or usesOwnU' });
    }
  }
  return problems;
}

/** Where nothing is adjusted, nothing is missing. */
function needsExactLevel({ termFrequency, isNull, when }: Level): boolean {
  return termFrequency !== undefined && termFrequency.usesOwnU !== true && termFrequency.baseline === undefined && termFrequency.weight > 0 && isNull !== true && when.kind !== 'otherwise';
}

/** Walks with a list of its own, since what is too deep would exhaust the stack. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) return true;
    // Each once, since what holds itself twice would double with every level.
    level = [...new Set(level.flatMap((one) => (typeof one === 'object' && one !== null && !ArrayBuffer.isView(one) ? Object.values(one) as unknown[] : [])))];
  }
  return false;
}
