import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, METADATA } from '../core/field.ts';
import type { Findings, LearnOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { classFold, type Classes, type ClassState } from './class-fold.ts';
import { classOfRows } from './class-of-rows.ts';
import { globalRisk } from './kernel/risk/global-risk.ts';
import type { RiskEstimator } from './kernel/risk/individual-risk.ts';
import { classShape, columnsOfCriterion, valuedClasses, type ClassCriterion } from './measure-k-anonymity.ts';
import { checkRiskCriterion } from './risk-options.ts';
import { unitRisks } from './unit-risks.ts';

/** Options of {@link addRisk}. At most one of `weight` and `sampleFraction`. */
export interface AddRiskOptions extends ClassCriterion {
  /** Column of sampling weights: how many units of the population a unit stands for. With an entity, each has one weight. */
  readonly weight?: string;
  /** Share of the population that is in the file, drawn at random; in (0, 1]. */
  readonly sampleFraction?: number;
  /** How individual risks are worked out from samples; `exact` when omitted. */
  readonly estimator?: RiskEstimator;
  /** Name of the new column; `risk` when omitted. */
  readonly into?: string;
}

/** Checks {@link AddRiskOptions}. */
export const addRiskOptions: OptionsSchema<AddRiskOptions> = z.strictObject({
  ...classShape,
  weight: columnName.exactOptional(),
  sampleFraction: z.number().gt(0).max(1).exactOptional(),
  estimator: z.enum(['exact', 'approximate']).exactOptional(),
  into: columnName.exactOptional(),
});

/** The risk of every class, and what all of them say together. */
export interface RiskOfRows {
  readonly measured: Classes;
  /** Float64Array(classes), as they were met. */
  readonly risks: Float64Array;
  readonly findings: Findings;
}

/**
 * Gives every row its individual risk: the chance that somebody recognises its unit by the quasi-identifiers, as `measureRisk` adds it up.
 *
 * A class of f units gives each 1/f; with weights or a sample fraction the risk is that of Benedetti and Franconi, the mean of one over the size
 * in the population, given f. Under `wildcard` f counts the units that a row is compatible with.
 *
 * Passes: 2. Memory: 20 to 40 bytes a class, and as many for each weight in it; with an entity 20 bytes more for each pair of class and person. Order: kept.
 * Schema: a column of float64 without nulls, of role `technical`, is added: with it the rows may not become public, since it tells whom to look
 * for. Findings: rows, unit, what the population was taken to be, expected re-identifications, average and highest risk. Reveals: how alone each row is.
 *
 * @param options - see {@link AddRiskOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns, or that have one of the new name.
 * @throws {DataError} while it runs: `DATA_NULL` for a row without entity or weight, or without a quasi-identifier under `error`; `DATA_INVALID` for
 *   weights that are none, or entities of several; `DATA_CHANGED` if the second pass brings other rows.
 * @remarks A person of several classes has the risk of each in the rows of each. Households and a table of the population are left to `measureRisk`.
 * @see Benedetti and Franconi 1998; Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04.
 * @example
 * addRisk({ quasiIdentifiers: ['sex', 'birthYear', 'commune'], nullMatching: 'own-class', entity: null, weight: 'weight', into: 'risk' });
 */
export function addRisk(options: AddRiskOptions): LearnOperator<ClassState, Classes, RiskOfRows> {
  const checked = checkOptions(addRiskOptions, options);
  const { weight } = checked;
  const columns = { ...columnsOfCriterion(checked), sensitive: weight === undefined ? [] : [weight] };
  return {
    kind: 'learn',
    name: 'addRisk',
    memory: { grows: columns.entity === null ? 'groups' : 'cell×entity', formula: '20 to 40 bytes per class, as many per weight in it, and 20 for each person in it' },
    outputSchema: (input) => withRisk(input, checked),
    fold: (input) => classFold(input, columns),
    decide: (measured) => decide(measured, checked),
    start: (input, learned) => session(input, checked, learned),
  };
}

function withRisk(input: Schema, options: AddRiskOptions): Schema {
  const { into = 'risk', ...criterion } = options;
  checkAll([
    () => { checkRiskCriterion(input, { ...criterion, k: 1 }, false); },
    () => { if (input.fields.some(({ name }) => name === into)) refusePlan('PLAN_COLUMN_EXISTS', 'into', `there is already a column "${into}"`); },
  ]);
  return makeSchema([...input.fields, makeField(into, arrowType('float64'), false, new Map([[METADATA.role, 'technical']]))], input.metadata);
}

function decide(measured: Classes, options: AddRiskOptions): RiskOfRows {
  const { nullMatching, weight, sampleFraction = null, estimator = 'exact' } = options;
  const valued = valuedClasses(measured, null);
  const { basis, risks } = unitRisks(valued, {
    isWildcard: nullMatching === 'wildcard', weight: weight === undefined ? null : 0, weightName: weight ?? '', sampleFraction, estimator,
  });
  const met = new Float64Array(risks.length);
  valued.metAs.forEach((index, place) => (met[index] = risks[place]!));
  const all = globalRisk(risks, valued.table.sizes, 1);
  const findings: Findings = {
    rows: measured.rows, unit: measured.entities === null ? 'rows' : 'entities', basis,
    expectedReidentifications: all?.expectedReidentifications ?? 0, average: all?.average ?? null, highest: all?.highest ?? null,
  };
  return { measured, risks: met, findings };
}

function session(input: Schema, options: AddRiskOptions, { measured, risks, findings }: RiskOfRows): Session {
  const output = withRisk(input, options);
  const classesOf = classOfRows(input, options.quasiIdentifiers, measured);
  return {
    apply(batch: RecordBatch, firstRow: number) {
      const { columns, classOf } = classesOf(batch, firstRow);
      const values = Float64Array.from(classOf, (index) => risks[index]!);
      return makeBatch(output, [...columns, { kind: 'float64', rows: batch.numRows, valid: null, values }], batch.numRows);
    },
    finish: () => findings,
  };
}
