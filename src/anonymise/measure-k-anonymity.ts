import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, roleOf } from '../core/field.ts';
import { foldDataset, IN_MEMORY, type FoldContext } from '../core/fold.ts';
import type { Findings, Json } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { classFold, type ClassColumns, type Classes } from './class-fold.ts';
import { classRisk, overlapRisk, type ClassRisk } from './kernel/class-risk.ts';
import { classTable, type ValuedClasses } from './kernel/class-table.ts';
import { wildcardFrequencies } from './kernel/wildcard-frequencies.ts';

/** What makes a class. */
export interface ClassCriterion {
  /** Columns that identify in combination. */
  readonly quasiIdentifiers: readonly string[];
  /**
   * Column that tells persons apart; classes are then counted in distinct persons, since rows are not people. `null`
   * says that every row is a person; it must be said when the rows have a column of the role `entity`.
   */
  readonly entity?: string | null;
  /**
   * Whether a missing value is a value of its own, matches any value, or stops the check. Whatever is chosen, the
   * own-class figures are reported.
   */
  readonly nullMatching: 'own-class' | 'wildcard' | 'error';
}

/** What makes a class, and how large it must be. */
export interface KAnonymityCriterion extends ClassCriterion {
  /** Smallest acceptable class: 11 accepts 11 and refuses 10. */
  readonly k: number;
}

/** The members of {@link ClassCriterion} as checkers. */
export const classShape: {
  readonly quasiIdentifiers: z.ZodType<readonly string[]>;
  readonly entity: z.ZodExactOptional<z.ZodNullable<z.ZodType<string>>>;
  readonly nullMatching: z.ZodType<ClassCriterion['nullMatching']>;
} = {
  quasiIdentifiers: z.array(columnName).min(1).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  entity: columnName.nullable().exactOptional(),
  nullMatching: z.enum(['own-class', 'wildcard', 'error']),
};

/** The members of {@link KAnonymityCriterion} as checkers. */
export const criterionShape: typeof classShape & { readonly k: z.ZodType<number> } = { ...classShape, k: z.int().min(1).max(1_000_000) };

const criterionSchema: OptionsSchema<KAnonymityCriterion> = z.strictObject(criterionShape);

/** Figures of a k-anonymity check; `own` are those with null as a value of its own. */
export interface KAnonymityMeasure extends ClassRisk {
  readonly rows: number;
  /** What class sizes count. */
  readonly unit: 'rows' | 'entities';
  readonly own: ClassRisk;
}

/** What surrounds {@link measureKAnonymity}. */
export interface MeasureContext {
  /** A table that contains the rows' population, with the same columns; gives the journalist's and the marketer's risk. */
  readonly population?: Dataset;
  readonly fold?: FoldContext;
  readonly signal?: AbortSignal;
}

/**
 * Measures k-anonymity: class sizes, share below k, uniques, and the risks of prosecutor, journalist and marketer.
 *
 * @param dataset - the rows.
 * @param options - see {@link KAnonymityCriterion}.
 * @param context - a population, a memory limit, a signal.
 * @returns the figures; they depend neither on the order of the rows nor on their batches.
 * @throws {PlanError} if the options are wrong or do not fit the columns; `PLAN_NULL_MATCHING` for wildcards with a population.
 * @throws {DataError} `DATA_NULL` for rows without entity, or without a quasi-identifier under `error`; `DATA_INVALID`
 *   when the population does not contain the rows.
 * @remarks One pass. Memory: distinct combinations (× entities where declared).
 * @see Sweeney 2002, https://doi.org/10.1142/S0218488502001648.
 */
export async function measureKAnonymity(dataset: Dataset, options: KAnonymityCriterion, context: MeasureContext = {}): Promise<KAnonymityMeasure> {
  const checked = checkOptions(criterionSchema, options);
  const { population, fold = IN_MEMORY, signal } = context;
  checkCriterion(dataset.schema, checked);
  if (population !== undefined && checked.nullMatching === 'wildcard') {
    refusePlan('PLAN_NULL_MATCHING', 'nullMatching', 'expected own-class or error with a population: overlapping classes have no population size');
  }
  const classes = await foldDataset(dataset, classFold(dataset.schema, columnsOfCriterion(checked)), fold, signal);
  if (population === undefined) return measureClasses(classes, checked, null);
  checkCriterion(population.schema, checked);
  const all = await foldDataset(population, classFold(population.schema, columnsOfCriterion(checked)), fold, signal);
  return measureClasses(classes, checked, sizesInPopulation(valuedClasses(classes, all), classes.sizes.length));
}

/**
 * Says which columns a criterion reads.
 *
 * @param criterion - quasi-identifiers, entity and the reading of nulls.
 * @returns what {@link classFold} needs.
 */
export function columnsOfCriterion(criterion: ClassCriterion): ClassColumns {
  const { quasiIdentifiers, entity, nullMatching } = criterion;
  return { quasiIdentifiers, entity: entity ?? null, refuseNulls: nullMatching === 'error' };
}

/**
 * Checks a criterion against the columns there are.
 *
 * @param input - schema of the rows.
 * @param options - the criterion.
 * @throws {PlanError} with every problem.
 */
export function checkCriterion(input: Schema, { quasiIdentifiers, entity }: ClassCriterion): void {
  const declared = input.fields.find((field) => roleOf(field) === 'entity');
  checkAll([
    ...quasiIdentifiers.map((name, index) => () => void findColumn(input, name, `quasiIdentifiers[${index}]`)),
    () => {
      if (typeof entity === 'string') findColumn(input, entity, 'entity');
      else if (entity === undefined && declared !== undefined) refusePlan('PLAN_MISSING', 'entity', `expected the column that tells persons apart, such as "${declared.name}", or null to count rows`);
    },
  ]);
}

/**
 * Works out the figures of a check from classes.
 *
 * @param classes - what was folded.
 * @param options - the criterion.
 * @param inPopulation - Uint32Array(classes): size of each class in the population; `null` without one.
 * @returns the figures.
 */
export function measureClasses(classes: Classes, options: KAnonymityCriterion, inPopulation: Uint32Array | null): KAnonymityMeasure {
  const { rows, rowsOf, sizes, codes, entities } = classes;
  const own = classRisk(sizes, rowsOf, options.k, inPopulation);
  const risk = options.nullMatching === 'wildcard' ? overlapRisk(wildcardFrequencies(codes(), rowsOf, entities), rowsOf, options.k) : own;
  return { ...risk, rows, unit: entities === null ? 'rows' : 'entities', own };
}

/**
 * Brings classes into the order of their values, beside those of a population.
 *
 * @param classes - the classes of the file.
 * @param population - those of the population; `null` without one.
 * @returns the classes.
 * @throws {DataError} `DATA_INVALID` when the population does not contain the rows.
 */
export function valuedClasses(classes: Classes, population: Classes | null): ValuedClasses {
  try {
    return classTable(classes, population);
  } catch (error) {
    if (population === null || !(error instanceof RangeError)) throw error;
    throw new DataError('DATA_INVALID', 'the population does not contain all the rows of the file', { source: 'population' });
  }
}

/**
 * Gives the sizes in the population in the order in which the classes of the file were met.
 *
 * @param valued - the classes, with a population.
 * @param classes - how many the file has.
 * @returns Uint32Array(classes).
 */
export function sizesInPopulation({ table, metAs }: ValuedClasses, classes: number): Uint32Array {
  const sizes = new Uint32Array(classes);
  metAs.forEach((met, index) => {
    if (met >= 0) sizes[met] = table.populationSizes![index]!;
  });
  return sizes;
}

/**
 * Lays figures out for a report.
 *
 * @param measure - the figures.
 * @param options - the criterion they were measured by.
 * @returns counts, shares and column names; the own-class figures beside those with wildcards.
 */
export function kAnonymityFindings(measure: KAnonymityMeasure, options: KAnonymityCriterion): Findings {
  const { own, rows, unit, ...risk } = measure;
  const ownFigures = options.nullMatching === 'wildcard' ? { own: own as unknown as Json } : {};
  return { quasiIdentifiers: [...options.quasiIdentifiers], k: options.k, nullMatching: options.nullMatching, rows, unit, ...(risk as unknown as Findings), ...ownFigures };
}
