import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { PHONETIC_ALGORITHMS, type PhoneticAlgorithm } from '../../text/index.ts';
import type { Condition } from '../model/condition.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, fallingBounds, levelWhen, nameOf, nullLevel, type Compared } from './levels.ts';

/** Options of {@link nameComparison}. */
export interface NameComparisonOptions {
  readonly of: Compared;
  readonly name?: string;
  /** Jaro–Winkler similarities of levels; `[0.92, 0.88, 0.7]` unless said otherwise. */
  readonly atLeast?: readonly number[];
  /** Adds a level for names that sound alike: `berge` or `fonem` for French, `doubleMetaphone` for English. */
  readonly phonetic?: PhoneticAlgorithm;
  /** Compares the folded forms (capitals, no accents, no hyphens), for names nobody has cleaned yet. */
  readonly fold?: boolean;
  /** Agreement on a rare name counts for more; on unless said otherwise. */
  readonly termFrequency?: boolean;
}

/** Options of {@link firstNameSurnameComparison}. */
export interface FirstNameSurnameOptions {
  readonly firstName: Compared;
  readonly surname: Compared;
  readonly name?: string;
  /** Jaro–Winkler similarities that both names reach in a level; `[0.92, 0.88]` unless said otherwise. */
  readonly atLeast?: readonly number[];
  readonly fold?: boolean;
  readonly termFrequency?: boolean;
}

const flags = { fold: z.boolean().exactOptional(), termFrequency: z.boolean().exactOptional(), name: comparisonName.exactOptional() };
const nameComparisonOptions: OptionsSchema<NameComparisonOptions> = z.strictObject({
  of: compared, ...flags, atLeast: fallingBounds.exactOptional(), phonetic: z.enum(PHONETIC_ALGORITHMS as [PhoneticAlgorithm, ...PhoneticAlgorithm[]]).exactOptional(),
});
const firstNameSurnameOptions: OptionsSchema<FirstNameSurnameOptions> = z.strictObject({ firstName: compared, surname: compared, ...flags, atLeast: fallingBounds.exactOptional() });

/** Similarities from here on speak for one name misspelt; those below, for names that have a part in common. */
const SAME_NAME = 0.88;

/**
 * Compares a name: missing, the same, Jaro–Winkler at least 0.92, at least 0.88, sounds alike where `phonetic` is given, at
 * least 0.7, anything else.
 *
 * @param options - see {@link NameComparisonOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @remarks Names that sound alike stand after those that are spelt alike: most of what sounds alike has been taken by then,
 *   and what is left (`PHILIPPE`, `FILIP`) is weaker evidence than one wrong letter.
 * @example
 * nameComparison({ of: 'surname', phonetic: 'berge' }).levels.length; // => 7
 */
export function nameComparison(options: NameComparisonOptions): Comparison {
  const { of: given, name, atLeast = [0.92, SAME_NAME, 0.7], phonetic, fold, termFrequency } = checkOptions(nameComparisonOptions, options);
  const of = foldedName(given, fold);
  const similar = atLeast.map((bound) => ({ bound, level: levelWhen(`Jaro–Winkler similarity at least ${bound}`, alike(of, bound)) }));
  const soundsAlike: Level[] = phonetic === undefined
    ? []
    : [levelWhen('sounds alike', { kind: 'equal', of: derived(of, { op: 'phonetic', algorithm: phonetic }) })];
  return comparisonOf(of, name, [
    nullLevel(of),
    equalLevel(of, { termFrequency: termFrequency ?? true }),
    ...similar.filter(({ bound }) => bound >= SAME_NAME).map(({ level }) => level),
    ...soundsAlike,
    ...similar.filter(({ bound }) => bound < SAME_NAME).map(({ level }) => level),
  ]);
}

/**
 * Compares first name and surname together, since they go wrong together: both missing, both the same, exchanged, both
 * Jaro–Winkler at least 0.92, both at least 0.88, the same surname, the same first name, anything else.
 *
 * Frequencies are those of the two names together where both agree, those of one where one does.
 *
 * @param options - see {@link FirstNameSurnameOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @example
 * firstNameSurnameComparison({ firstName: 'prenom', surname: 'nom' }).name; // => 'prenom_nom'
 */
export function firstNameSurnameComparison(options: FirstNameSurnameOptions): Comparison {
  const { firstName, surname, name, atLeast = [0.92, SAME_NAME], fold, termFrequency = true } = checkOptions(firstNameSurnameOptions, options);
  const first = foldedName(firstName, fold);
  const last = foldedName(surname, fold);
  const both: Expression = { concat: [first, last], separator: ' ' };
  const all = (...of: readonly Condition[]): Condition => ({ kind: 'all', of });
  const sameBoth = all({ kind: 'equal', of: first }, { kind: 'equal', of: last });
  const exchanged = all({ kind: 'equal', of: first, against: last }, { kind: 'equal', of: last, against: first });
  const missing: Level = {
    ...nullLevel(both), label: 'both names are missing', when: all({ kind: 'null', of: first }, { kind: 'null', of: last }),
  };
  return comparisonOf(both, name, [
    missing,
    // The level's own u is that of agreement on both names, which is what their joint frequency is measured against.
    levelWhen('both names are the same', sameBoth, termFrequency ? { of: both, weight: 1, usesOwnU: true } : undefined),
    levelWhen('names exchanged', exchanged),
    ...atLeast.map((bound) => levelWhen(`both names Jaro–Winkler similarity at least ${bound}`, all(alike(first, bound), alike(last, bound)))),
    equalLevel(last, { termFrequency, label: `${nameOf(last)} is the same` }),
    equalLevel(first, { termFrequency, label: `${nameOf(first)} is the same` }),
  ]);
}

function alike(of: Expression, atLeast: number): Condition {
  return { kind: 'measure', measure: 'jaroWinkler', of, atLeast };
}

function foldedName(of: Compared, fold: boolean | undefined): Expression {
  const expression = expressionFor(of);
  return fold === true ? derived(expression, { op: 'name' }) : expression;
}
