import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { columnName, type OptionsSchema } from '../core/options.ts';
import type { RiskEstimator } from './kernel/risk/individual-risk.ts';
import { classShape, type ClassCriterion } from './measure-k-anonymity.ts';
import { checkPrivacyCriterion, type PrivacyCriterion } from './measure-privacy.ts';
import { privacyModelSchema, sensitiveColumns, type PrivacyModel } from './privacy-model.ts';

/** Whose risk is measured, and what is known of the population. At most one of `weight`, `sampleFraction` and a table of the population. */
export interface RiskCriterion extends ClassCriterion {
  /** Smallest acceptable class; a row is at risk when its risk exceeds 1/k. See `RISK_PRESETS` for proposals. */
  readonly k: number;
  /** Columns that nobody should be able to infer; none when omitted. */
  readonly sensitive?: readonly string[];
  /** Privacy models to judge by, beside k; none when omitted. */
  readonly models?: readonly PrivacyModel[];
  /** Column of sampling weights: how many units of the population a unit stands for. With an entity, each has one weight. */
  readonly weight?: string;
  /** Column that tells households apart; who has none lives alone. */
  readonly household?: string;
  /** Share of the population that is in the file, drawn at random; in (0, 1]. */
  readonly sampleFraction?: number;
  /** How individual risks are worked out from samples; `exact` when omitted. */
  readonly estimator?: RiskEstimator;
}

/** Checks a {@link RiskCriterion}. */
export const riskCriterion: OptionsSchema<RiskCriterion> = z.strictObject({
  ...classShape,
  k: z.int().min(1).max(1_000_000),
  sensitive: z.array(columnName).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly().exactOptional(),
  models: z.array(privacyModelSchema).readonly().exactOptional(),
  weight: columnName.exactOptional(),
  household: columnName.exactOptional(),
  sampleFraction: z.number().gt(0).max(1).exactOptional(),
  estimator: z.enum(['exact', 'approximate']).exactOptional(),
});

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal'];

/**
 * Checks a criterion against the columns there are.
 *
 * @param input - schema of the rows.
 * @param criterion - the criterion.
 * @param hasPopulation - whether a table of the population is given.
 * @throws {PlanError} with every problem: columns, two pictures of the population, `PLAN_NULL_MATCHING` for wildcards with what they are not
 *   defined for.
 */
export function checkRiskCriterion(input: Schema, criterion: RiskCriterion, hasPopulation: boolean): void {
  const { nullMatching, entity, weight, household, sampleFraction, sensitive = [] } = criterion;
  checkAll([
    () => {
      checkPrivacyCriterion(input, privacyOf(criterion), hasPopulation);
    },
    ...sensitive.map((name, index) => () => void findColumn(input, name, `sensitive[${index}]`)),
    () => {
      if (weight === undefined) return;
      findColumn(input, weight, 'weight', NUMBERS);
      if (hasPopulation || sampleFraction !== undefined) refusePlan('PLAN_OUT_OF_RANGE', 'weight', 'expected either weights, or a sample fraction, or a table of the population');
      if (nullMatching === 'wildcard' && typeof entity === 'string') refusePlan('PLAN_NULL_MATCHING', 'nullMatching', 'expected own-class or error with weights of entities: an entity would be weighed in several classes at once');
    },
    () => {
      if (sampleFraction !== undefined && hasPopulation) refusePlan('PLAN_OUT_OF_RANGE', 'sampleFraction', 'expected either a sample fraction or a table of the population');
    },
    () => {
      if (household !== undefined) findColumn(input, household, 'household');
    },
  ]);
}

/**
 * Gives the models that a criterion is judged by.
 *
 * @param criterion - the criterion.
 * @returns k-anonymity, the models asked for, then three for each sensitive column, so mild that they always hold: they tell what is attained.
 */
export function privacyOf(criterion: RiskCriterion): PrivacyCriterion {
  const { quasiIdentifiers, entity, nullMatching, k, models = [], sensitive = [] } = criterion;
  const attained = sensitive.flatMap((column): PrivacyModel[] => [
    { model: 'distinctLDiversity', column, l: 1 }, { model: 'alpha', column, alpha: 1 }, { model: 'tCloseness', column, t: 1, distance: 'equal' },
  ]);
  return { quasiIdentifiers, ...(entity === undefined ? {} : { entity }), nullMatching, models: [{ model: 'kAnonymity', k }, ...models, ...attained] };
}

/**
 * Lists the columns whose values are counted in each class.
 *
 * @param criterion - the criterion.
 * @returns sensitive columns first, as the models name them; then weight and household, unless they are among them.
 */
export function countedColumns(criterion: RiskCriterion): string[] {
  const { weight, household } = criterion;
  return [...new Set([...sensitiveColumns(privacyOf(criterion).models), ...[weight, household].filter((name) => name !== undefined)])];
}
