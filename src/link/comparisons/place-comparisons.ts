import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, levelWhen, nullLevel, type Compared } from './levels.ts';

/** Options of {@link communeComparison}. */
export interface CommuneComparisonOptions {
  /** The code of the commune (COG), of five characters. */
  readonly of: Compared;
  readonly name?: string;
  /** Its name: tells communes whose code has changed since. */
  readonly label?: Compared;
  /** Agreement on a small commune counts for more; on unless said otherwise. */
  readonly termFrequency?: boolean;
}

/** Options of {@link postalCodeComparison} and {@link ukPostcodeComparison}. */
export interface PostalCodeComparisonOptions {
  readonly of: Compared;
  readonly name?: string;
  readonly termFrequency?: boolean;
}

const flags = { name: comparisonName.exactOptional(), termFrequency: z.boolean().exactOptional() };
const communeComparisonOptions: OptionsSchema<CommuneComparisonOptions> = z.strictObject({ of: compared, ...flags, label: compared.exactOptional() });
const postalCodeComparisonOptions: OptionsSchema<PostalCodeComparisonOptions> = z.strictObject({ of: compared, ...flags });

/**
 * Compares a commune: missing, the same code, the same name in the same département where `label` is given, the same
 * département, anything else.
 *
 * @param options - see {@link CommuneComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @remarks Codes that differ in one digit are neighbours in the alphabet, not on the map, so that there is no level for them.
 */
export function communeComparison(options: CommuneComparisonOptions): Comparison {
  const { of: given, name, label, termFrequency = true } = checkOptions(communeComparisonOptions, options);
  const of = expressionFor(given);
  const departement = derived(of, { op: 'departement' });
  const sameName: Level[] = label === undefined ? [] : [levelWhen('the same name in the same département', {
    kind: 'all', of: [{ kind: 'equal', of: derived(expressionFor(label), { op: 'name' }) }, { kind: 'equal', of: departement }],
  })];
  return comparisonOf(of, name, [nullLevel(of), equalLevel(of, { termFrequency }), ...sameName, equalLevel(departement, { label: 'the same département' })]);
}

/**
 * Compares a French postal code: missing, the same, one keystroke apart, the same département, anything else.
 *
 * @param options - see {@link PostalCodeComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @remarks One keystroke is both a slip (`75011`, `75101`) and, in the last two digits, mostly a neighbouring place (`75011`,
 *   `75012`); the codes of Corsica count as two départements, those of the overseas ones have three digits in common.
 */
export function postalCodeComparison(options: PostalCodeComparisonOptions): Comparison {
  const { of: given, name, termFrequency = false } = checkOptions(postalCodeComparisonOptions, options);
  const of = expressionFor(given);
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(of, { termFrequency }),
    levelWhen('one keystroke apart', { kind: 'measure', measure: 'damerauLevenshtein', of, atMost: 1 }),
    equalLevel(derived(of, { op: 'departement' }), { label: 'the same département' }),
  ]);
}

/**
 * Compares a postcode of the United Kingdom: missing, the same, the same sector (`EC1A 1`), the same district (`EC1A`), the same
 * area (`EC`), anything else.
 *
 * @param options - see {@link PostalCodeComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @see https://ideal-postcodes.co.uk/guides/uk-postcode-format
 */
export function ukPostcodeComparison(options: PostalCodeComparisonOptions): Comparison {
  const { of: given, name, termFrequency = false } = checkOptions(postalCodeComparisonOptions, options);
  const of = expressionFor(given);
  const part = (pattern: string): Expression => derived(of, { op: 'extract', pattern });
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(of, { termFrequency }),
    equalLevel(part('^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]'), { label: 'the same sector' }),
    equalLevel(part('^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?'), { label: 'the same district' }),
    equalLevel(part('^[A-Za-z]{1,2}'), { label: 'the same area' }),
  ]);
}
