import { z } from 'zod';
import { ProtectionError } from '../core/errors.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { checkClasses } from './check-classes.ts';
import { checkCriterion, columnsOfCriterion, criterionShape, kAnonymityFindings, measureClasses, type KAnonymityCriterion, type KAnonymityMeasure } from './measure-k-anonymity.ts';

/** Options of {@link checkKAnonymity}. */
export interface CheckKAnonymityOptions extends KAnonymityCriterion {
  /** Whether a table that is not k-anonymous stops the run, or is only reported. */
  readonly onFailure: 'refuse' | 'report';
  /** Share of rows in [0, 1] that may lie in classes smaller than k; 0 when omitted. */
  readonly maxShareBelow?: number;
}

/** Checks {@link CheckKAnonymityOptions}. */
export const checkKAnonymityOptions: OptionsSchema<CheckKAnonymityOptions> = z.strictObject({
  ...criterionShape,
  onFailure: z.enum(['refuse', 'report']),
  maxShareBelow: z.number().min(0).max(1).exactOptional(),
});

/**
 * Checks that every combination of quasi-identifiers is shared by at least k rows, or persons, and passes the rows on.
 *
 * Rows pass unchanged while they are counted; the verdict comes after the last one. With `onFailure: 'refuse'` the
 * reading then fails, so that nothing downstream is committed.
 *
 * Passes: 1. Memory: 20 to 40 bytes a class, with an entity column 20 bytes more for each pair of class and person.
 * Order: kept. Schema: unchanged. Findings: k reached, class sizes, rows and share below k, uniques, risks. Reveals: who
 * is in a class of k is one of k; what they have in common, they all reveal, so sensitive columns need more than this.
 *
 * @param options - see {@link CheckKAnonymityOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @see Sweeney 2002, https://doi.org/10.1142/S0218488502001648.
 * @example
 * checkKAnonymity({ quasiIdentifiers: ['sex', 'birthYear'], k: 11, entity: 'person', nullMatching: 'own-class', onFailure: 'refuse' });
 */
export function checkKAnonymity(options: CheckKAnonymityOptions): MapOperator {
  const checked = checkOptions(checkKAnonymityOptions, options);
  return checkClasses({
    name: 'checkKAnonymity',
    columns: columnsOfCriterion(checked),
    checkInput: (input) => {
      checkCriterion(input, checked);
    },
    findings(classes) {
      const measure = measureClasses(classes, checked, null);
      const holds = measure.shareBelow <= (checked.maxShareBelow ?? 0);
      if (!holds && checked.onFailure === 'refuse') refuse(measure, checked);
      return { holds, ...kAnonymityFindings(measure, checked) };
    },
  });
}

function refuse(measure: KAnonymityMeasure, { k, maxShareBelow = 0 }: CheckKAnonymityOptions): never {
  const unit = measure.unit === 'rows' ? 'rows' : 'persons';
  const message = `the smallest class has ${measure.kReached ?? 0} ${unit}, expected at least ${k}; ${measure.rowsBelow} of ${measure.rows} rows are in smaller classes, a share above ${maxShareBelow}`;
  throw new ProtectionError('PROTECTION_K_ANONYMITY', message, { rowCount: measure.rowsBelow });
}
