import type { Schema } from 'apache-arrow';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { checkGeneralisation, columnLevels } from './column-levels.ts';
import type { ValuedClasses } from './kernel/class-table.ts';
import { averageRisk } from './kernel/models/average-risk.ts';
import type { ClassJudge } from './kernel/models/class-judge.ts';
import { deltaPresence } from './kernel/models/delta-presence.ts';
import { alpha, basicBetaLikeness, deltaDisclosure, enhancedBetaLikeness } from './kernel/models/inference.ts';
import { kAnonymity, kMap } from './kernel/models/k-anonymity.ts';
import { distinctLDiversity, entropyLDiversity, recursiveLDiversity, type SensitivePlace } from './kernel/models/l-diversity.ts';
import { sizeForPopulation } from './kernel/models/population-estimate.ts';
import { sumOf } from './kernel/models/sensitive-judge.ts';
import { equalTCloseness, hierarchicalTCloseness, orderedTCloseness } from './kernel/models/t-closeness.ts';
import { needsPopulation, sensitiveColumns, type PopulationEstimate, type PrivacyModel } from './privacy-model.ts';

/**
 * Checks models against the columns there are.
 *
 * @param input - schema of the rows.
 * @param models - the models.
 * @param quasiIdentifiers - the columns that make classes.
 * @param hasPopulation - whether a table of the population is given.
 * @throws {PlanError} with every problem: an unknown column, one that makes classes, a hierarchy that does not fit, a model
 *   that needs a population.
 */
export function checkModels(input: Schema, models: readonly PrivacyModel[], quasiIdentifiers: readonly string[], hasPopulation: boolean): void {
  checkAll(models.map((model, index) => () => {
    const path = `models[${index}]`;
    if (needsPopulation(model) && !hasPopulation) refusePlan('PLAN_MISSING', path, `expected a table of the population to judge by ${model.model}`);
    if (!('column' in model)) return;
    findColumn(input, model.column, `${path}.column`);
    if (quasiIdentifiers.includes(model.column)) refusePlan('PLAN_OUT_OF_RANGE', `${path}.column`, `expected a sensitive column; "${model.column}" makes classes, which each have one value of it`);
    if ('hierarchy' in model) checkGeneralisation(input, model.column, model.hierarchy, `${path}.hierarchy`);
  }));
}

/**
 * Makes the judges of models.
 *
 * @param models - the models.
 * @param classes - classes whose sensitive columns are `sensitiveColumns` of the models; what is judged later may be these
 *   classes or what they become when generalised.
 * @returns a judge for each, in the order of the models, but for those that look at what the others keep, which come last.
 * @throws {PlanError} if a hierarchy of a sensitive column contradicts itself.
 * @throws {DataError} `DATA_INVALID` if such a hierarchy lacks values of the column.
 */
export function judgesOf(models: readonly PrivacyModel[], classes: ValuedClasses): ClassJudge[] {
  const columns = sensitiveColumns(models);
  return inJudgingOrder(models).map((model) => judgeOf(model, columns, classes));
}

/**
 * Orders models as they are judged.
 *
 * @param models - the models.
 * @returns the same, those that look at what the others keep last.
 */
export function inJudgingOrder(models: readonly PrivacyModel[]): readonly PrivacyModel[] {
  const isLast = ({ model }: PrivacyModel): boolean => model === 'averageRisk';
  return [...models.filter((model) => !isLast(model)), ...models.filter(isLast)];
}

/**
 * Makes the judge of one model.
 *
 * @param model - the model.
 * @param columns - names of the sensitive columns of the classes.
 * @param classes - the classes it will judge, or from which those come.
 * @returns the judge.
 * @throws {PlanError} if a hierarchy of a sensitive column contradicts itself.
 * @throws {DataError} `DATA_INVALID` if such a hierarchy lacks values of the column.
 */
export function judgeOf(model: PrivacyModel, columns: readonly string[], { table, sensitive }: ValuedClasses): ClassJudge {
  const hasEntities = table.entities !== null;
  const placeOf = (column: string): SensitivePlace => ({ place: columns.indexOf(column), hasEntities });
  switch (model.model) {
    case 'kAnonymity':
      return kAnonymity(model.k);
    case 'kMap':
      return model.estimate === undefined ? kMap(model.k) : kAnonymity(estimatedSize(model.k, model.estimate, table.entities?.entityCount ?? sumOf(table.rowsOf)));
    case 'distinctLDiversity':
      return distinctLDiversity(placeOf(model.column), model.l);
    case 'entropyLDiversity':
      return entropyLDiversity(placeOf(model.column), model.l);
    case 'recursiveLDiversity':
      return recursiveLDiversity(placeOf(model.column), model.l, model.c);
    case 'alpha':
      return alpha(placeOf(model.column), model.alpha);
    case 'tCloseness': {
      const column = placeOf(model.column);
      if (model.distance === 'equal') return equalTCloseness(column, model.t);
      if (model.distance === 'ordered') return orderedTCloseness(column, model.t);
      return hierarchicalTCloseness(column, model.t, columnLevels(model.hierarchy!, { column: model.column, values: sensitive[column.place]!.values }));
    }
    case 'deltaDisclosure':
      return deltaDisclosure(placeOf(model.column), model.delta);
    case 'basicBetaLikeness':
      return basicBetaLikeness(placeOf(model.column), model.beta);
    case 'enhancedBetaLikeness':
      return enhancedBetaLikeness(placeOf(model.column), model.beta);
    case 'deltaPresence':
      return deltaPresence(hasEntities, [model.min, model.max], model.skipsAbsent ?? false);
    case 'averageRisk':
      return averageRisk(hasEntities, model.maxRisk);
  }
}

function estimatedSize(k: number, { populationSize, significance, distribution }: PopulationEstimate, units: number): number {
  return sizeForPopulation(k, Math.min(1, Math.max(1, units) / populationSize), significance, distribution === 'zeroTruncatedPoisson');
}
