import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Condition } from '../model/condition.ts';
import type { Derivation } from '../model/expression.ts';
import type { Comparison } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, levelWhen, nullLevel, type Compared } from './levels.ts';

/** Options of {@link nirComparison} and {@link nirPartsComparison}. */
export interface NirComparisonOptions {
  /** A column of NIRs of 13 or 15 characters without spaces, as the step `normaliseIdentifier` leaves them. */
  readonly of: Compared;
  readonly name?: string;
}

const nirComparisonOptions: OptionsSchema<NirComparisonOptions> = z.strictObject({ of: compared, name: comparisonName.exactOptional() });

/** Sex, year, month, département and commune of birth: what precedes the order number. */
const BIRTH_LENGTH = 10;

/** Length without the check key. */
const NUMBER_LENGTH = 13;

/**
 * Compares the NIR as it is written: missing, the same, the same but for the order number, one keystroke apart, two
 * keystrokes, anything else.
 *
 * The check key is left out, so that a NIR of 13 characters agrees with the same one of 15. Pairs that differ in the order
 * number only have a level of their own, since they are not slips of the keyboard alone: children of one month and commune,
 * twins above all, have neighbouring numbers. What such a difference weighs is for the data to say.
 *
 * @param options - see {@link NirComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @see https://www.legifrance.gouv.fr/loda/id/JORFTEXT000000517461, decree 82-103 of 22 January 1982
 */
export function nirComparison(options: NirComparisonOptions): Comparison {
  const { of: given, name } = checkOptions(nirComparisonOptions, options);
  const of = expressionFor(given);
  const number = derived(of, { op: 'slice', from: 1, length: NUMBER_LENGTH });
  const edits = (atMost: number): Condition => ({ kind: 'measure', measure: 'damerauLevenshtein', of: number, atMost });
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(number),
    levelWhen('the same but for the order number', { kind: 'equal', of: derived(of, { op: 'slice', from: 1, length: BIRTH_LENGTH }) }),
    levelWhen('one keystroke apart', edits(1)),
    levelWhen('two keystrokes apart', edits(2)),
  ]);
}

/**
 * Compares what the NIR says of a person: missing, the same number, the same sex, month and place of birth, the same sex, month
 * and département, the same sex and month, the same sex and year, anything else.
 *
 * For files in which the NIR is right but belongs to another person of the family (the insured one), or differs for twins:
 * its parts speak for themselves. A NIR whose check key is wrong, or that is none, counts as missing.
 *
 * @param options - see {@link NirComparisonOptions}.
 * @returns the comparison, named after the column with `_parts` unless `name` says otherwise.
 * @throws {PlanError} if the options are wrong.
 */
export function nirPartsComparison(options: NirComparisonOptions): Comparison {
  const { of: given, name } = checkOptions(nirComparisonOptions, options);
  const of = derived(expressionFor(given), { op: 'identifier', name: 'nir' });
  const part = (name: Extract<Derivation, { readonly op: 'nirPart' }>['part']): Condition => ({ kind: 'equal', of: derived(of, { op: 'nirPart', part: name }) });
  const all = (...conditions: readonly Condition[]): Condition => ({ kind: 'all', of: conditions });
  const sex = part('sex');
  const month = all(part('birthYear'), part('birthMonth'));
  const comparison = comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(of),
    levelWhen('the same sex, month and place of birth', all(sex, month, part('birthCommune'))),
    levelWhen('the same sex, month and département of birth', all(sex, month, part('birthDepartement'))),
    levelWhen('the same sex and month of birth', all(sex, month)),
    levelWhen('the same sex and year of birth', all(sex, part('birthYear'))),
  ]);
  return name === undefined ? { ...comparison, name: `${comparison.name.slice(0, 94)}_parts` } : comparison;
}
