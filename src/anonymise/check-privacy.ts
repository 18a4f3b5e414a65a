import { z } from 'zod';
import { ProtectionError } from '../core/errors.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { checkClasses } from './check-classes.ts';
import { checkPrivacyCriterion, columnsOfPrivacy, measureModels, privacyFindings, privacyShape, type PrivacyCriterion, type PrivacyMeasure } from './measure-privacy.ts';

/** Options of {@link checkPrivacy}. */
export interface CheckPrivacyOptions extends PrivacyCriterion {
  /** Whether a table for which a model does not hold stops the run, or is only reported. */
  readonly onFailure: 'refuse' | 'report';
}

/** Checks {@link CheckPrivacyOptions}. */
export const checkPrivacyOptions: OptionsSchema<CheckPrivacyOptions> = z.strictObject({ ...privacyShape, onFailure: z.enum(['refuse', 'report']) });

/**
 * Checks that privacy models hold for every class of rows that share their quasi-identifiers, and passes the rows on.
 *
 * Rows pass unchanged while they are counted; the verdict comes after the last one. With `onFailure: 'refuse'` the reading then
 * fails, so that nothing downstream is committed. Models that look at the population need an `estimate` of it here;
 * `measurePrivacy` takes a table of it.
 *
 * Passes: 1. Memory: 20 to 40 bytes a class and as many for each value of a sensitive column in it; with an entity column 20
 * bytes more for each pair of class and person, and of these and a value. Order: kept. Schema: unchanged. Findings: for each
 * model whether it holds, what it attains, classes and rows that fail; class sizes and risks. Reveals: what the models bound, up
 * to their bounds; each sensitive column is judged by itself, so that two together may tell more.
 *
 * @param options - see {@link CheckPrivacyOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @see Machanavajjhala et al. 2007, https://doi.org/10.1145/1217299.1217302; Li et al. 2007, https://doi.org/10.1109/ICDE.2007.367856.
 * @example
 * checkPrivacy({
 *   quasiIdentifiers: ['sex', 'birthYear'], entity: 'person', nullMatching: 'own-class', onFailure: 'refuse',
 *   models: [{ model: 'kAnonymity', k: 11 }, { model: 'tCloseness', column: 'diagnosis', t: 0.2, distance: 'equal' }],
 * });
 */
export function checkPrivacy(options: CheckPrivacyOptions): MapOperator {
  const checked = checkOptions(checkPrivacyOptions, options);
  return checkClasses({
    name: 'checkPrivacy',
    columns: columnsOfPrivacy(checked),
    checkInput: (input) => {
      checkPrivacyCriterion(input, checked, false);
    },
    findings(classes) {
      const measure = measureModels(classes, checked, null);
      if (!measure.holds && checked.onFailure === 'refuse') refuse(measure);
      return privacyFindings(measure, checked);
    },
  });
}

function refuse({ models, rows }: PrivacyMeasure): never {
  const failing = models.filter(({ holds }) => !holds);
  const named = failing.map(({ model, rowsFailing }) => `${model.model}${'column' in model ? ` of ${model.column}` : ''} for ${rowsFailing}`);
  const rowCount = Math.max(...failing.map(({ rowsFailing }) => rowsFailing));
  throw new ProtectionError('PROTECTION_PRIVACY_MODEL', `${failing.length} of ${models.length} models do not hold for all of ${rows} rows: ${named.join(', ')}`, { rowCount });
}
