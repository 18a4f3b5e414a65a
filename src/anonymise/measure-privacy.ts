import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll } from '../core/field.ts';
import { foldDataset, IN_MEMORY } from '../core/fold.ts';
import type { Findings, Json } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { classFold, type ClassColumns, type Classes } from './class-fold.ts';
import { checkModels, judgeOf } from './judges-of.ts';
import type { ClassRisk } from './kernel/class-risk.ts';
import type { ValuedClasses } from './kernel/class-table.ts';
import { checkCriterion, classShape, columnsOfCriterion, measureClasses, sizesInPopulation, valuedClasses, type ClassCriterion, type MeasureContext } from './measure-k-anonymity.ts';
import { privacyModelSchema, sensitiveColumns, type PrivacyModel } from './privacy-model.ts';

/** What makes a class, and what must hold for each. */
export interface PrivacyCriterion extends ClassCriterion {
  /** The models; all are judged, each by itself. `wildcard` is for `kAnonymity` alone. */
  readonly models: readonly PrivacyModel[];
}

/** The members of {@link PrivacyCriterion} as checkers. */
export const privacyShape: typeof classShape & { readonly models: z.ZodType<readonly PrivacyModel[]> } = {
  ...classShape,
  models: z.array(privacyModelSchema).min(1).readonly(),
};

const privacyCriterion: OptionsSchema<PrivacyCriterion> = z.strictObject(privacyShape);

/** What one model says of a table. */
export interface ModelMeasure {
  readonly model: PrivacyModel;
  readonly holds: boolean;
  /**
   * The strictest parameter that holds for all classes (the smallest k or l, the largest α, t, δ or β; of the average, the
   * average); `null` without rows, or where none would hold.
   */
  readonly attained: number | null;
  /** Classes that fail; of an average, the smallest that would have to go. */
  readonly classesFailing: number;
  /** Rows in them. */
  readonly rowsFailing: number;
}

/** Figures of a check of privacy models. */
export interface PrivacyMeasure {
  /** Whether all models hold. */
  readonly holds: boolean;
  readonly rows: number;
  /** What class sizes count. */
  readonly unit: 'rows' | 'entities';
  /** One for each model, in their order. */
  readonly models: readonly ModelMeasure[];
  /** Class sizes and risks; figures below k are those of the largest k that a `kAnonymity` model asks for, 1 without one. */
  readonly risk: ClassRisk;
  /** The same with null as a value of its own. */
  readonly own: ClassRisk;
}

/**
 * Measures what privacy models say of a table: which hold, by how much, and for how many rows they do not.
 *
 * @param dataset - the rows.
 * @param options - see {@link PrivacyCriterion}.
 * @param context - a population, a memory limit, a signal.
 * @returns the figures; they depend neither on the order of the rows nor on their batches.
 * @throws {PlanError} if the options are wrong or do not fit the columns; `PLAN_NULL_MATCHING` for wildcards with any model but
 *   `kAnonymity`, or with a population: classes overlap then, and have no distribution of their own.
 * @throws {DataError} `DATA_NULL` for rows without entity, or without a quasi-identifier under `error`; `DATA_INVALID`
 *   when the population does not contain the rows, or a hierarchy lacks values of its column.
 * @remarks One pass over the rows, one over the population. Memory: distinct combinations, each with its distinct values of the
 *   sensitive columns (× entities where declared).
 * @see Machanavajjhala et al. 2007, https://doi.org/10.1145/1217299.1217302; Li et al. 2007, https://doi.org/10.1109/ICDE.2007.367856.
 * @example
 * ```ts no-run
 * const { models } = await measurePrivacy(stays, {
 *   quasiIdentifiers: ['sex', 'birthYear'], entity: 'person', nullMatching: 'own-class',
 *   models: [{ model: 'kAnonymity', k: 11 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 3 }],
 * });
 * ```
 */
export async function measurePrivacy(dataset: Dataset, options: PrivacyCriterion, context: MeasureContext = {}): Promise<PrivacyMeasure> {
  const checked = checkOptions(privacyCriterion, options);
  const { population, fold = IN_MEMORY, signal } = context;
  checkPrivacyCriterion(dataset.schema, checked, population !== undefined);
  const classes = await foldDataset(dataset, classFold(dataset.schema, columnsOfPrivacy(checked)), fold, signal);
  if (population === undefined) return measureModels(classes, checked, null);
  checkCriterion(population.schema, checked);
  return measureModels(classes, checked, await foldDataset(population, classFold(population.schema, columnsOfCriterion(checked)), fold, signal));
}

/**
 * Says which columns a criterion reads.
 *
 * @param criterion - quasi-identifiers, models, entity and the reading of nulls.
 * @returns what {@link classFold} needs.
 */
export function columnsOfPrivacy(criterion: PrivacyCriterion): ClassColumns {
  return { ...columnsOfCriterion(criterion), sensitive: sensitiveColumns(criterion.models) };
}

/**
 * Checks a criterion against the columns there are.
 *
 * @param input - schema of the rows.
 * @param criterion - the criterion.
 * @param hasPopulation - whether a table of the population is given.
 * @throws {PlanError} with every problem.
 */
export function checkPrivacyCriterion(input: Schema, criterion: PrivacyCriterion, hasPopulation: boolean): void {
  const { models, nullMatching, quasiIdentifiers } = criterion;
  checkAll([
    () => {
      checkCriterion(input, criterion);
    },
    () => {
      checkModels(input, models, quasiIdentifiers, hasPopulation);
    },
    () => {
      if (nullMatching !== 'wildcard') return;
      const other = models.find(({ model }) => model !== 'kAnonymity');
      if (other !== undefined) refusePlan('PLAN_NULL_MATCHING', 'nullMatching', `expected own-class or error with ${other.model}: overlapping classes have no distribution of their own`);
      if (hasPopulation) refusePlan('PLAN_NULL_MATCHING', 'nullMatching', 'expected own-class or error with a population: overlapping classes have no population size');
    },
  ]);
}

/**
 * Works out the figures of a check from classes.
 *
 * @param classes - what was folded.
 * @param criterion - the criterion.
 * @param population - the classes of the population; `null` without one.
 * @returns the figures.
 * @throws {DataError} `DATA_INVALID` when the population does not contain the rows, or a hierarchy lacks values.
 */
export function measureModels(classes: Classes, criterion: PrivacyCriterion, population: Classes | null): PrivacyMeasure {
  const { models, nullMatching, quasiIdentifiers } = criterion;
  const columns = sensitiveColumns(models);
  const valued = valuedClasses(classes, population);
  const inPopulation = population === null ? null : sizesInPopulation(valued, classes.sizes.length);
  const measureFor = (k: number): ReturnType<typeof measureClasses> => measureClasses(classes, { quasiIdentifiers, nullMatching, k }, inPopulation);
  const { rows, unit, own, ...risk } = measureFor(Math.max(1, ...models.map((model) => (model.model === 'kAnonymity' ? model.k : 1))));
  const measured = models.map((model): ModelMeasure => {
    if (nullMatching === 'wildcard' && model.model === 'kAnonymity') {
      const { kReached, classesBelow, rowsBelow } = measureFor(model.k);
      return { model, holds: classesBelow === 0, attained: kReached, classesFailing: classesBelow, rowsFailing: rowsBelow };
    }
    return measureModel(model, columns, valued);
  });
  return { holds: measured.every(({ holds }) => holds), rows, unit, models: measured, risk, own };
}

function measureModel(model: PrivacyModel, columns: readonly string[], valued: ValuedClasses): ModelMeasure {
  const judge = judgeOf(model, columns, valued);
  const { rowsOf } = valued.table;
  const failing = new Uint8Array(rowsOf.length);
  judge.judge(valued.table, failing);
  const attained = judge.attained(valued.table);
  const classesFailing = failing.reduce((sum, mark) => sum + mark, 0);
  const rowsFailing = rowsOf.reduce((sum, rows, index) => sum + rows * failing[index]!, 0);
  return { model, holds: classesFailing === 0, attained: attained === Infinity ? null : attained, classesFailing, rowsFailing };
}

/**
 * Lays figures out for a report.
 *
 * @param measure - the figures.
 * @param criterion - the criterion they were measured by.
 * @returns counts, shares, names of columns and models; hierarchies are left out, since they hold values.
 */
export function privacyFindings({ models, risk, own, ...figures }: PrivacyMeasure, { quasiIdentifiers, nullMatching }: PrivacyCriterion): Findings {
  const perModel = models.map(({ model, ...found }) => {
    const { hierarchy: _hierarchy, ...parameters } = { hierarchy: undefined, ...model };
    return { ...parameters, ...found } as unknown as Json;
  });
  const ownFigures = nullMatching === 'wildcard' ? { own: own as unknown as Json } : {};
  return { ...figures, quasiIdentifiers: [...quasiIdentifiers], nullMatching, models: perModel, ...(risk as unknown as Findings), ...ownFigures };
}
