import type { RecordBatch, Schema } from 'apache-arrow';
import { makeBatch } from '../core/arrow.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll } from '../core/field.ts';
import type { LearnOperator, Session } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { takeRows } from '../core/slice.ts';
import { classFold, type ClassState } from './class-fold.ts';
import { checkGeneralisation } from './column-levels.ts';
import { decideGeneralisation, type Generalisation, type MeasuredRows } from './decide-generalisation.ts';
import { generalisationFindings } from './generalisation-findings.ts';
import { generaliseOptions, type GeneraliseOptions } from './generalise-options.ts';
import { checkModels } from './judges-of.ts';
import { isBlindToSuppression, MAX_UNCOUNTED_SUPPRESSION, weighsColumns } from './kernel/utility/metric-of.ts';
import { labelledSchema, labelRows } from './label-rows.ts';
import { checkCriterion } from './measure-k-anonymity.ts';
import { sensitiveColumns } from './privacy-model.ts';

/** A decision, and the classes by which a row finds it. */
export interface LearnedGeneralisation {
  readonly decision: Generalisation;
  readonly measured: MeasuredRows;
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
export function generalise(options: GeneraliseOptions): LearnOperator<ClassState, MeasuredRows, LearnedGeneralisation> {
  const checked = checkOptions(generaliseOptions, options);
  const names = Object.keys(checked.quasiIdentifiers);
  const sensitive = sensitiveColumns(checked.models);
  return {
    kind: 'learn',
    name: 'generalise',
    rejects: true,
    memory: { grows: 'groups', formula: '20 to 40 bytes per distinct combination, times persons and sensitive values, and up to 128 MiB for the search' },
    outputSchema: (input) => generalisedSchema(input, checked, names),
    fold: (input) => {
      generalisedSchema(input, checked, names);
      return classFold(input, { quasiIdentifiers: names, sensitive, entity: checked.entity ?? null, refuseNulls: checked.nullMatching === 'error' });
    },
    decide: (measured) => ({ decision: decideGeneralisation(measured, checked), measured }),
    start: (input, learned) => rewriteRows(input, names, learned, checked),
  };
}

function generalisedSchema(input: Schema, options: GeneraliseOptions, names: readonly string[]): Schema {
  const { quasiIdentifiers, models, maxSuppressedShare, metric = { metric: 'loss' }, columnWeights = {} } = options;
  checkCriterion(input, { ...options, quasiIdentifiers: names });
  checkAll([
    ...names.map((name) => () => { checkGeneralisation(input, name, quasiIdentifiers[name]!, `quasiIdentifiers.${name}`); }),
    () => { checkModels(input, models, names, false); },
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

function rewriteRows(input: Schema, names: readonly string[], { decision, measured }: LearnedGeneralisation, options: GeneraliseOptions): Session {
  const output = generalisedSchema(input, options, names);
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
