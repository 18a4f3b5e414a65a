import { z } from 'zod';
import { columnName, type OptionsSchema } from '../../core/options.ts';
import type { Condition } from '../model/condition.ts';
import { expression, type Derivation, type Expression } from '../model/expression.ts';
import type { Comparison, Level, TermFrequencySettings } from '../model/model.ts';

/** What a comparison looks at: a column by name, or anything made of columns. */
export type Compared = string | Expression;

/** Checks a {@link Compared}. */
export const compared: OptionsSchema<Compared> = z.union([columnName, expression]);

/** Name of a comparison, where that of the column is not wanted. */
export const comparisonName: OptionsSchema<string> = z.string().min(1).max(100);

/** Bounds from most to least agreement. */
const bounds = z.array(z.number()).min(1).max(60).readonly();
const inOrder = (values: readonly number[], isBefore: (one: number, next: number) => boolean): boolean => values.every((value, index) => index === 0 || isBefore(values[index - 1]!, value));

/** Checks bounds of similarities, from most agreement to least. */
export const fallingBounds: OptionsSchema<readonly number[]> = bounds.refine((values) => inOrder(values, (one, next) => one > next), 'expected falling numbers: a level after a lower bound takes no pair');

/** Checks bounds of distances, from most agreement to least. */
export const risingBounds: OptionsSchema<readonly number[]> = bounds.refine((values) => inOrder(values, (one, next) => one < next), 'expected rising numbers: a level after a higher bound takes no pair');

/**
 * Takes a column by its name.
 *
 * @param of - a name or an expression.
 * @returns the expression.
 */
export function expressionFor(of: Compared): Expression {
  return typeof of === 'string' ? { column: of } : of;
}

/**
 * Makes something more of an expression.
 *
 * @param of - a column, a concatenation or a list.
 * @param steps - what is made of it, in order.
 * @returns the longer expression; each element of a list is derived by itself.
 */
export function derived(of: Expression, ...steps: readonly Derivation[]): Expression {
  if ('list' in of) return { list: of.list.map((one) => derived(one, ...steps)) };
  return { ...of, derive: [...(of.derive ?? []), ...steps] };
}

/**
 * Gives an expression a name that people know it by.
 *
 * @param of - an expression.
 * @returns the column, or the columns joined by `_`.
 * @example
 * nameOf({ concat: [{ column: 'first_name' }, { column: 'surname' }] }); // => 'first_name_surname'
 */
export function nameOf(of: Expression): string {
  if ('column' in of) return of.column;
  return [...new Set(('concat' in of ? of.concat : of.list).map(nameOf))].join('_').slice(0, 100);
}

/**
 * Makes the level of pairs that say nothing.
 *
 * @param of - what may be missing, in either record.
 * @returns the level, first in most comparisons.
 */
export function nullLevel(of: Compared): Level {
  const expression = expressionFor(of);
  return { label: `${nameOf(expression)} is missing`, when: { kind: 'null', of: expression }, m: null, u: null, isNull: true };
}

/**
 * Makes a level from a condition.
 *
 * @param label - for people.
 * @param when - what it asks.
 * @param termFrequency - how rare values count for more; not at all without it.
 * @returns the level, its parameters unknown.
 */
export function levelWhen(label: string, when: Condition, termFrequency?: TermFrequencySettings): Level {
  return { label, when, m: null, u: null, ...(termFrequency === undefined ? {} : { termFrequency }) };
}

/**
 * Makes the level of pairs that have the same value.
 *
 * @param of - what is compared.
 * @param settings - whether agreement on rare values counts for more; `label` where the name of the column says too little.
 * @returns the level.
 */
export function equalLevel(of: Compared, settings: { readonly termFrequency?: boolean; readonly label?: string } = {}): Level {
  const expression = expressionFor(of);
  const counted = settings.termFrequency === true ? { of: expression, weight: 1 } : undefined;
  return levelWhen(settings.label ?? `${nameOf(expression)} is the same`, { kind: 'equal', of: expression }, counted);
}

/**
 * Makes the level of all pairs that are left.
 *
 * @returns the level, last in every comparison.
 */
export function otherwiseLevel(): Level {
  return levelWhen('anything else', { kind: 'otherwise' });
}

/**
 * Puts a comparison together.
 *
 * @param of - what it is named after unless `name` says otherwise.
 * @param name - its own name.
 * @param levels - from most to least agreement, without the last one.
 * @returns the comparison; its last level takes what is left.
 */
export function comparisonOf(of: Expression, name: string | undefined, levels: readonly Level[]): Comparison {
  return { name: name ?? nameOf(of), levels: [...levels, otherwiseLevel()] };
}
