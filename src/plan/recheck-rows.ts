import { checkPrivacy } from '../anonymise/index.ts';
import type { Dataset } from '../core/dataset.ts';
import { cellTableOf } from '../core/field.ts';
import { pipe } from '../core/operator.ts';
import type { Plan, PlanOutput } from './plan.ts';
import { lastRowsCheck, type RowsCheck } from './rows-check.ts';

/**
 * Checks the rows of a finished file as the last check of its table demands, from what stands in the file alone.
 *
 * Persons cannot be told apart there, since no file for the public names them; whatever number of persons is asked for, there are
 * at least as many rows, and as many values. What can only be judged with the population, or by persons, is left to the step.
 *
 * @param plan - the plan.
 * @param output - a public output of rows.
 * @param published - the rows of the file, with the schema that was promised.
 * @param signal - aborts the reading.
 * @returns the models that were judged again; `null` where there is nothing to judge.
 * @throws {ProtectionError} when one does not hold.
 */
export async function recheckRows(plan: Plan, output: PlanOutput, published: Dataset, signal?: AbortSignal): Promise<readonly string[] | null> {
  const check = lastRowsCheck(plan, output.table);
  if (check === null || cellTableOf(published.schema) !== null) return null;
  const names = new Set(published.schema.fields.map(({ name }) => name));
  const quasiIdentifiers = check.quasiIdentifiers.filter((name) => names.has(name));
  const models = judgeableModels(check, names);
  if (quasiIdentifiers.length === 0 || models.length === 0) return null;
  const { nullMatching } = check;
  const rows = pipe(published, checkPrivacy({ quasiIdentifiers, models, entity: null, nullMatching, onFailure: 'refuse' }));
  for await (const _ of rows.open(signal));
  return models.map(({ model }) => model);
}

/** Models that rows alone can contradict: with persons, shares of rows are not those of persons. */
function judgeableModels({ models, entity }: RowsCheck, names: ReadonlySet<string>): RowsCheck['models'] {
  return models.filter((model) => {
    if ('column' in model && !names.has(model.column)) return false;
    if (model.model === 'kMap' || model.model === 'deltaPresence') return false;
    return entity === null || model.model === 'kAnonymity' || model.model === 'distinctLDiversity';
  });
}
