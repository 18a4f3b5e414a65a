import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { SECONDS_PER } from '../kernel/measures/time-difference.ts';
import type { Expression } from '../model/expression.ts';
import type { Comparison, Level } from '../model/model.ts';
import { compared, comparisonName, comparisonOf, derived, equalLevel, expressionFor, fallingBounds, levelWhen, nullLevel, risingBounds, type Compared } from './levels.ts';

/** Options of {@link absoluteDifferenceComparison}. */
export interface AbsoluteDifferenceOptions {
  readonly of: Compared;
  readonly name?: string;
  /** Differences up to which a pair belongs to a level, from most to least agreement. */
  readonly atMost: readonly number[];
}

/** Options of {@link percentageDifferenceComparison}. */
export interface PercentageDifferenceOptions {
  readonly of: Compared;
  readonly name?: string;
  /** Shares of the greater value below which a difference belongs to a level: 0.1 for a tenth. */
  readonly below: readonly number[];
}

/** A span of time. */
export interface TimeSpan {
  readonly amount: number;
  /** A month is a twelfth of a year, a year 365.25 days. */
  readonly unit: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';
}

/** Options of {@link timeDifferenceComparison}. */
export interface TimeDifferenceOptions {
  /** A date or a timestamp, or text with a `format`. */
  readonly of: Compared;
  readonly name?: string;
  /** Spans up to which a pair belongs to a level, from most to least agreement. */
  readonly within: readonly TimeSpan[];
  /** How text is read as a time, such as `yyyy-MM-dd` or `%Y-%m-%d`; what cannot be read counts as missing. */
  readonly format?: string;
}

/** Options of {@link kilometresComparison}. */
export interface KilometresOptions {
  /** Degrees north. */
  readonly latitude: Compared;
  /** Degrees east. */
  readonly longitude: Compared;
  readonly name?: string;
  /** Distances along the earth's surface up to which a pair belongs to a level. */
  readonly atMost: readonly number[];
}

/** Options of {@link cosineComparison}. */
export interface CosineOptions {
  /** A column of lists of numbers, all of one length. */
  readonly of: Compared;
  readonly name?: string;
  /** Cosines from which on a pair belongs to a level; `[0.9, 0.8, 0.7]` unless said otherwise. */
  readonly atLeast?: readonly number[];
}

/** Checks a {@link TimeSpan}. */
export const timeSpan: OptionsSchema<TimeSpan> = z.strictObject({ amount: z.number().min(0), unit: z.enum(['second', 'minute', 'hour', 'day', 'month', 'year']) });

const one = { of: compared, name: comparisonName.exactOptional() };
const absoluteDifferenceOptions: OptionsSchema<AbsoluteDifferenceOptions> = z.strictObject({ ...one, atMost: risingBounds });
const percentageDifferenceOptions: OptionsSchema<PercentageDifferenceOptions> = z.strictObject({ ...one, below: risingBounds });
const timeDifferenceOptions: OptionsSchema<TimeDifferenceOptions> = z.strictObject({
  ...one, within: z.array(timeSpan).min(1).max(60).readonly(), format: z.string().min(1).max(100).exactOptional(),
});
const kilometresOptions: OptionsSchema<KilometresOptions> = z.strictObject({
  latitude: compared, longitude: compared, name: comparisonName.exactOptional(), atMost: risingBounds,
});
const cosineOptions: OptionsSchema<CosineOptions> = z.strictObject({ ...one, atLeast: fallingBounds.exactOptional() });

/**
 * Compares numbers by how far they are apart: missing, the same, one level for each bound, anything else.
 *
 * @param options - see {@link AbsoluteDifferenceOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function absoluteDifferenceComparison(options: AbsoluteDifferenceOptions): Comparison {
  const { of: given, name, atMost } = checkOptions(absoluteDifferenceOptions, options);
  const of = expressionFor(given);
  const steps = atMost.map((bound) => levelWhen(`at most ${bound} apart`, { kind: 'measure', measure: 'absoluteDifference', of, atMost: bound }));
  return comparisonOf(of, name, [nullLevel(of), equalLevel(of), ...steps]);
}

/**
 * Compares numbers by their difference as a share of the greater one: missing, the same, one level for each bound,
 * anything else.
 *
 * @param options - see {@link PercentageDifferenceOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function percentageDifferenceComparison(options: PercentageDifferenceOptions): Comparison {
  const { of: given, name, below } = checkOptions(percentageDifferenceOptions, options);
  const of = expressionFor(given);
  const steps = below.map((bound) => levelWhen(`less than ${bound} of the greater apart`, { kind: 'measure', measure: 'percentageDifference', of, below: bound }));
  return comparisonOf(of, name, [nullLevel(of), equalLevel(of), ...steps]);
}

/**
 * Compares times by how far they are apart, whatever the calendar: missing, the same, one level for each span, anything
 * else.
 *
 * @param options - see {@link TimeDifferenceOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function timeDifferenceComparison(options: TimeDifferenceOptions): Comparison {
  const { of: given, name, within, format } = checkOptions(timeDifferenceOptions, options);
  const of = timeOf(given, format);
  return comparisonOf(of, name, [nullLevel(of), equalLevel(of), ...within.map((span) => withinLevel(of, span))]);
}

/**
 * Compares places by their distance along a great circle: missing, one level for each bound, anything else.
 *
 * @param options - see {@link KilometresOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 * @see https://en.wikipedia.org/wiki/Haversine_formula, with a radius of 6,371 km
 */
export function kilometresComparison(options: KilometresOptions): Comparison {
  const { latitude, longitude, name, atMost } = checkOptions(kilometresOptions, options);
  const of = { list: [expressionFor(latitude), expressionFor(longitude)] };
  const missing: Level = {
    ...nullLevel(of), when: { kind: 'any', of: of.list.map((coordinate) => ({ kind: 'null', of: coordinate })) },
  };
  const steps = atMost.map((bound) => levelWhen(`at most ${bound} km apart`, { kind: 'measure', measure: 'kilometres', of, atMost: bound }));
  return comparisonOf(of, name, [missing, ...steps]);
}

/**
 * Compares lists of numbers, such as embeddings, by the cosine of the angle between them: missing, one level for each bound,
 * anything else.
 *
 * @param options - see {@link CosineOptions}.
 * @returns the comparison.
 * @throws {PlanError} if the options are wrong.
 */
export function cosineComparison(options: CosineOptions): Comparison {
  const { of: given, name, atLeast } = checkOptions(cosineOptions, options);
  const of = expressionFor(given);
  const steps = (atLeast ?? [0.9, 0.8, 0.7]).map((bound) => levelWhen(`cosine at least ${bound}`, { kind: 'measure', measure: 'cosine', of, atLeast: bound }));
  return comparisonOf(of, name, [nullLevel(of), ...steps]);
}

/**
 * Takes a time, read from text where a notation is given.
 *
 * @param of - a column or an expression.
 * @param format - the notation of text.
 * @returns the expression of the time.
 */
export function timeOf(of: Compared, format: string | undefined): Expression {
  const expression = expressionFor(of);
  return format === undefined ? expression : derived(expression, { op: 'parseTime', format });
}

/**
 * Makes the level of times that are not far apart.
 *
 * @param of - an expression of a time.
 * @param span - how far at most.
 * @returns the level.
 */
export function withinLevel(of: Expression, { amount, unit }: TimeSpan): Level {
  return levelWhen(`at most ${amount} ${unit}${amount === 1 ? '' : 's'} apart`, { kind: 'measure', measure: 'timeDifference', of, atMost: amount * SECONDS_PER[unit] });
}
