import { z } from 'zod';
import { columnName, type OptionsSchema } from '../options.ts';
import { COMPARATORS, type Comparator } from './compare-columns.ts';

/**
 * A value in a plan: text for text, dates (`2024-12-31`), timestamps (`2024-12-31T23:59:59`), decimals and whole numbers
 * beyond 2⁵³; a number for numbers; true or false.
 */
export type PlanValue = string | number | boolean;

/** Values between two bounds, both included; an omitted bound is open. */
export interface ValueRange {
  readonly min?: PlanValue;
  readonly max?: PlanValue;
}

/**
 * A condition on a row, as closed data: no expressions. A null equals nothing and lies in no range, so `not` of a
 * comparison is true for it; ask with `isNull`. Two columns of one type compare as their values do; with a null or NaN on
 * either side no comparison holds, `notEqual` included.
 */
export type Predicate =
  | { readonly column: string; readonly equals: PlanValue }
  | { readonly column: string; readonly in: readonly PlanValue[] }
  | { readonly column: string; readonly range: ValueRange }
  | { readonly column: string; readonly isNull: boolean }
  | { readonly column: string; readonly compare: Comparator; readonly to: string }
  | { readonly all: readonly Predicate[] }
  | { readonly any: readonly Predicate[] }
  | { readonly not: Predicate };

const value: z.ZodType<PlanValue> = z.union([z.string(), z.number(), z.boolean()]);

const range: z.ZodType<ValueRange> = z
  .strictObject({ min: value.exactOptional(), max: value.exactOptional() })
  .refine((bounds) => bounds.min !== undefined || bounds.max !== undefined, { message: 'expected min, max or both' });

/** Checks a {@link Predicate}. */
export const predicate: OptionsSchema<Predicate> = z.lazy(() =>
  z.union([
    z.strictObject({ column: columnName, equals: value }),
    z.strictObject({ column: columnName, in: z.array(value).min(1).max(100_000).readonly() }),
    z.strictObject({ column: columnName, range }),
    z.strictObject({ column: columnName, isNull: z.boolean() }),
    z.strictObject({ column: columnName, compare: z.enum(COMPARATORS as [Comparator, ...Comparator[]]), to: columnName }),
    z.strictObject({ all: z.array(predicate).min(1).readonly() }),
    z.strictObject({ any: z.array(predicate).min(1).readonly() }),
    z.strictObject({ not: predicate }),
  ]),
) as OptionsSchema<Predicate>;
