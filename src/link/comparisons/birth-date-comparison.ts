import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { Derivation, Expression } from '../model/expression.ts';
import type { Comparison } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, levelWhen, nullLevel, type Compared } from './levels.ts';
import { timeOf, timeSpan, withinLevel, type TimeSpan } from './number-comparisons.ts';

/** Options of {@link birthDateComparison}. */
export interface BirthDateOptions {
  /** A date, or text with a `format`. */
  readonly of: Compared;
  readonly name?: string;
  /** How text is read as a date, such as `yyyy-MM-dd` or `dd/MM/yyyy`; what cannot be read counts as missing. */
  readonly format?: string;
  /** Spans up to which dates belong to a level; 1 month, 1 year and 10 years unless said otherwise. */
  readonly within?: readonly TimeSpan[];
  /** Agreement on a rare date counts for more, which tells 1 January where that stands for an unknown day; off unless said otherwise. */
  readonly termFrequency?: boolean;
}

const birthDateOptions: OptionsSchema<BirthDateOptions> = z.strictObject({
  of: compared,
  name: comparisonName.exactOptional(),
  format: z.string().min(1).max(100).exactOptional(),
  within: z.array(timeSpan).max(60).readonly().exactOptional(),
  termFrequency: z.boolean().exactOptional(),
});

const SPANS: readonly TimeSpan[] = [{ amount: 1, unit: 'month' }, { amount: 1, unit: 'year' }, { amount: 10, unit: 'year' }];

/**
 * Compares a date of birth: missing, the same, one keystroke apart, day and month exchanged, the same month, at most 1 month
 * apart, at most 1 year, at most 10 years, anything else.
 *
 * A keystroke is one edit of the date as `YYYY-MM-DD`, two neighbouring digits exchanged among them (full
 * Damerau–Levenshtein distance). A day that does not exist, such as 31/02, is no date and counts as missing.
 *
 * @param options - see {@link BirthDateOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @example
 * birthDateComparison({ of: 'naissance', format: 'dd/MM/yyyy' }).levels[3]?.label; // => 'day and month exchanged'
 */
export function birthDateComparison(options: BirthDateOptions): Comparison {
  const { of: given, name, format, within = SPANS, termFrequency = false } = checkOptions(birthDateOptions, options);
  const date = timeOf(given, format);
  const written = derived(date, { op: 'toText' });
  return comparisonOf(date, name, [
    nullLevel(date),
    equalLevel(date, { termFrequency }),
    levelWhen('one keystroke apart', { kind: 'measure', measure: 'damerauLevenshtein', of: written, atMost: 1 }),
    levelWhen('day and month exchanged', { kind: 'equal', of: inParts(date, ['year', 'month', 'day']), against: inParts(date, ['year', 'day', 'month']) }),
    levelWhen('the same month', { kind: 'equal', of: derived(date, { op: 'monthCount' }) }),
    ...within.map((span) => withinLevel(date, span)),
  ]);
}

/** Writes the parts of a date one after another. */
function inParts(date: Expression, parts: readonly ('year' | 'month' | 'day')[]): Expression {
  return { concat: parts.map((op) => derived(date, { op } satisfies Derivation, { op: 'toText' })), separator: '-' };
}
