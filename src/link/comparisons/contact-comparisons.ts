import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, levelWhen, nullLevel, type Compared } from './levels.ts';

/** Options of {@link emailComparison} and {@link addressComparison}. */
export interface ContactComparisonOptions {
  readonly of: Compared;
  readonly name?: string;
  /** Agreement on a rare value counts for more; on unless said otherwise. */
  readonly termFrequency?: boolean;
}

const contactComparisonOptions: OptionsSchema<ContactComparisonOptions> = z.strictObject({
  of: compared, name: comparisonName.exactOptional(), termFrequency: z.boolean().exactOptional(),
});

/**
 * Compares an e-mail address: missing, the same, the same before the `@`, Jaro–Winkler of the whole at least 0.88, of what is
 * before the `@` at least 0.88, anything else.
 *
 * @param options - see {@link ContactComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function emailComparison(options: ContactComparisonOptions): Comparison {
  const { of: given, name, termFrequency = true } = checkOptions(contactComparisonOptions, options);
  const of = expressionFor(given);
  const user = derived(of, { op: 'emailUser' });
  const alike = (what: Expression): Condition => ({ kind: 'measure', measure: 'jaroWinkler', of: what, atLeast: 0.88 });
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(of, { termFrequency }),
    equalLevel(user, { label: 'the same before the @' }),
    levelWhen('Jaro–Winkler similarity at least 0.88', alike(of)),
    levelWhen('Jaro–Winkler similarity at least 0.88 before the @', alike(user)),
  ]);
}

/**
 * Compares a line of an address word by word, whatever their order, case and accents: missing, the same words, three in four
 * words in common, all words of the shorter one in the longer one, half of the words in common, anything else.
 *
 * @param options - see {@link ContactComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @remarks A word left out (`12 RUE DU BAC`, `12 RUE DU BAC BATIMENT B`) is the most frequent difference between two files, hence
 *   its own level. Abbreviations are other words: clean addresses first, by the step `normaliseAddress`.
 */
export function addressComparison(options: ContactComparisonOptions): Comparison {
  const { of: given, name, termFrequency = true } = checkOptions(contactComparisonOptions, options);
  const of = expressionFor(given);
  const sorted = derived(of, { op: 'text' }, { op: 'sortWords' });
  const words = derived(of, { op: 'text' }, { op: 'words' });
  const inCommon = (atLeast: number): Condition => ({ kind: 'measure', measure: 'jaccardOfLists', of: words, atLeast });
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(sorted, { termFrequency, label: 'the same words' }),
    levelWhen('three in four words in common', inCommon(0.75)),
    levelWhen('all words of the shorter one in the longer one', { kind: 'measure', measure: 'containment', of: words, atLeast: 1 }),
    levelWhen('half of the words in common', inCommon(0.5)),
  ]);
}
