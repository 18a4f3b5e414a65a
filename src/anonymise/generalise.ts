import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { columnTypeOf, makeBatch } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { foldDataset } from '../core/fold.ts';
import { inputPort } from '../core/input-port.ts';
import { applyOperator, type LearnOperator, type PortsOperator, type Session } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { rejectsSchema } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { classFold, type Classes, type ClassFold, type ClassState } from './class-fold.ts';
import { checkGeneralisation } from './column-levels.ts';
import { decideGeneralisation, type Generalisation } from './decide-generalisation.ts';
import { generalisationFindings } from './generalisation-findings.ts';
import { generaliseOptions, type GeneraliseOptions } from './generalise-options.ts';
import { checkModels } from './judges-of.ts';
import { isBlindToSuppression, MAX_UNCOUNTED_SUPPRESSION, weighsColumns } from './kernel/utility/metric-of.ts';
import { labelledSchema, labelRows } from './label-rows.ts';
import { checkCriterion } from './measure-k-anonymity.ts';
import { needsPopulation, sensitiveColumns } from './privacy-model.ts';

/** A decision, and the classes by which a row finds it. */
export interface LearnedGeneralisation {
  readonly decision: Generalisation;
  readonly measured: Classes;
}

/**
 * Generalises quasi-identifiers over all rows alike, and suppresses the rows that stay alone, so that privacy models hold and least
 * is lost.
 *
 * A first reading counts the distinct combinations; a search finds the levels, one for each column, at which the models hold once
 * at most `maxSuppressedShare` of the rows is suppressed, and the metric is smallest: the proven best, or with a bound where there
 * are too many combinations of levels. The second reading writes the labels. What is written is judged once more by its labels
 * alone before a row is given.
 *
 * Passes: 2. Memory: 20 to 40 bytes for each distinct combination (times its persons and sensitive values), and as much again for
 * the search. Order: kept, which may tell who is who: sort afterwards. Schema: quasi-identifiers become text, by dictionary. Rejects:
 * `ROW_SUPPRESSED`. Findings: levels, loss and its bound, rows suppressed, class sizes and risks before and after, what models
 * attain. Reveals: who is in a class is one of k; what all of it have in common is told, unless a model limits it; rows that were
 * suppressed are known to be rare. Shares of sensitive values are compared with those of all rows, suppressed ones included.
 *
 * @param options - see {@link GeneraliseOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @throws {ProtectionError} while reading: `PROTECTION_PRIVACY_MODEL` when no levels satisfy the models.
 * @see Samarati 2001, https://doi.org/10.1109/69.971193; El Emam et al. 2009, https://doi.org/10.1197/jamia.M3144.
 * @example
 * generalise({
 *   quasiIdentifiers: { age: { hierarchy: 'intervals', widths: [5, 10, 20] }, commune: { hierarchy: 'prefixes', lengths: [3, 2] } },
 *   models: [{ model: 'kAnonymity', k: 11 }], nullMatching: 'own-class', maxSuppressedShare: 0.02,
 * });
 */
export function generalise(options: GeneraliseOptions): LearnOperator<ClassState, Classes, LearnedGeneralisation> {
  const checked = checkOptions(generaliseOptions, options);
  if (checked.populationTable !== undefined) refusePlan('PLAN_UNKNOWN_OPTION', 'populationTable', 'expected only in a plan; in code, connect the population to generaliseInPopulation');
  return generalisation(checked, null);
}

/**
 * Generalises as {@link generalise} does, for models that look at a population which contains the rows: k-map and δ-presence.
 *
 * It has the ports `rows` and `population`, whose table has the same quasi-identifiers, a row for each unit. Persons are not told apart: they
 * could not be counted from the sizes of classes that become one.
 *
 * Passes: 2, and 1 of the port `population`. Memory: the distinct combinations of both. Findings and rejects as {@link generalise}.
 *
 * @param options - see {@link GeneraliseOptions}.
 * @returns the operator.
 * @throws {PlanError} as {@link generalise}; or for an entity, models that look at no population, columns that it lacks or of another type.
 * @throws {DataError} while reading: `DATA_INVALID` when the population does not contain the rows.
 * @example
 * ```ts no-run
 * const { rows } = generaliseInPopulation(options).connect({ rows: sample, population: register }, { fold: IN_MEMORY });
 * ```
 */
export function generaliseInPopulation(options: GeneraliseOptions): PortsOperator {
  const checked = checkOptions(generaliseOptions, options);
  refuseIdlePopulation(checked);
  return {
    kind: 'ports',
    name: 'generalise',
    memory: MEMORY,
    // The first opening of any port measures rows and population, and keeps what was decided for all.
    prepares: true,
    reads: { rows: { rows: 1, population: 0 }, rejects: { rows: 1, population: 0 } },
    outputSchemas(inputs) {
      const rows = inputPort(inputs, 'rows');
      checkedGeneralisation(rows, checked, inputPort(inputs, 'population'));
      return { rows: generalisedSchema(rows, checked, true), rejects: rejectsSchema(rows) };
    },
    connect(inputs, context) {
      const source = inputPort(inputs, 'rows');
      const population = inputPort(inputs, 'population');
      const { populationFold } = checkedGeneralisation(source.schema, checked, population.schema);
      const output = applyOperator(source, generalisation(checked, () => foldDataset(population, populationFold!, context.fold)), context);
      return { rows: output.rows, rejects: output.rejects! };
    },
  };
}

const MEMORY = { grows: 'groups', formula: '20 to 40 bytes per distinct combination, times persons and sensitive values, and up to 128 MiB for the search' } as const;

function generalisation(options: GeneraliseOptions, population: (() => Promise<Classes>) | null): LearnOperator<ClassState, Classes, LearnedGeneralisation> {
  return {
    kind: 'learn',
    name: 'generalise',
    rejects: true,
    memory: MEMORY,
    outputSchema: (input) => generalisedSchema(input, options, population !== null),
    fold: (input) => foldOf(input, options, sensitiveColumns(options.models)),
    decide: async (measured) => ({ decision: decideGeneralisation(measured, options, population === null ? null : await population()), measured }),
    start: (input, learned) => rewriteRows(input, learned, options),
  };
}

function foldOf(input: Schema, { quasiIdentifiers, entity = null, nullMatching }: GeneraliseOptions, sensitive: readonly string[]): ClassFold {
  return classFold(input, { quasiIdentifiers: Object.keys(quasiIdentifiers), sensitive, entity, refuseNulls: nullMatching === 'error' });
}

/** How classes are counted. */
interface ClassFolds {
  readonly fold: ClassFold;
  /** `null` without a population. */
  readonly populationFold: ClassFold | null;
}

/**
 * Checks a generalisation against the columns there are.
 *
 * @param input - schema of the rows.
 * @param options - see {@link GeneraliseOptions}.
 * @param population - schema of the population; `null` without one.
 * @returns the folds that count classes.
 * @throws {PlanError} with every problem.
 */
export function checkedGeneralisation(input: Schema, options: GeneraliseOptions, population: Schema | null): ClassFolds {
  generalisedSchema(input, options, population !== null);
  const fold = foldOf(input, options, sensitiveColumns(options.models));
  if (population === null) return { fold, populationFold: null };
  refuseIdlePopulation(options);
  checkAll(Object.keys(options.quasiIdentifiers).map((name) => () => {
    const type = columnTypeOf(input.fields.find((field) => field.name === name)!.type as DataType)!;
    findColumn(population, name, 'population', [type.replace(/\(.*/, '')]);
  }));
  return { fold, populationFold: foldOf(population, options, []) };
}

function refuseIdlePopulation({ entity, models }: GeneraliseOptions): void {
  if (typeof entity === 'string') refusePlan('PLAN_OUT_OF_RANGE', 'entity', 'expected null with a population: persons of classes that become one cannot be counted there');
  if (!models.some(needsPopulation)) refusePlan('PLAN_OUT_OF_RANGE', 'models', 'expected kMap without an estimate or deltaPresence: the others look at no population');
}

function generalisedSchema(input: Schema, options: GeneraliseOptions, hasPopulation: boolean): Schema {
  const names = Object.keys(options.quasiIdentifiers);
  const { quasiIdentifiers, models, maxSuppressedShare, metric = { metric: 'loss' }, columnWeights = {} } = options;
  checkCriterion(input, { ...options, quasiIdentifiers: names });
  checkAll([
    ...names.map((name) => () => { checkGeneralisation(input, name, quasiIdentifiers[name]!, `quasiIdentifiers.${name}`); }),
    () => { checkModels(input, models, names, hasPopulation); },
    () => {
      if (!isBlindToSuppression(metric, maxSuppressedShare)) return;
      refusePlan('PLAN_OUT_OF_RANGE', 'maxSuppressedShare', `expected at most ${MAX_UNCOUNTED_SUPPRESSION} with a metric to which suppressed rows cost nothing: it would suppress whatever it may`);
    },
    ...Object.keys(columnWeights).map((name) => () => {
      if (!names.includes(name)) refusePlan('PLAN_UNKNOWN_COLUMN', `columnWeights.${name}`, 'expected one of the quasi-identifiers');
    }),
    () => {
      if (options.columnWeights === undefined) return;
      if (!weighsColumns(metric)) refusePlan('PLAN_OUT_OF_RANGE', 'columnWeights', `expected none with the metric ${metric.metric}, which has no losses of columns`);
      if (names.every((name) => columnWeights[name] === 0)) refusePlan('PLAN_OUT_OF_RANGE', 'columnWeights', 'expected a weight above 0: else nothing would be lost, whatever is written');
    },
  ]);
  return labelledSchema(input, names);
}

function rewriteRows(input: Schema, { decision, measured }: LearnedGeneralisation, options: GeneraliseOptions): Session {
  const names = Object.keys(options.quasiIdentifiers);
  const output = labelledSchema(input, names);
  const label = labelRows(input, names, measured, decision.written);
  return {
    apply(batch: RecordBatch, firstRow, reject) {
      const { columns, classOf } = label(batch, firstRow);
      const kept = new Int32Array(batch.numRows);
      let rows = 0;
      for (let row = 0; row < batch.numRows; row++) {
        if (decision.stays[classOf[row]!] === 1) kept[rows++] = row;
        else reject(firstRow + row + 1, names[0]!, 'ROW_SUPPRESSED');
      }
      if (rows === batch.numRows) return makeBatch(output, columns, rows);
      return makeBatch(output, columns.map((column) => takeRows(column, kept.subarray(0, rows))), rows);
    },
    finish: () => generalisationFindings(decision, options),
  };
}
