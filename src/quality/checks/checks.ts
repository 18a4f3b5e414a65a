import { z } from 'zod';
import { columnName, type OptionsSchema } from '../../core/options.ts';
import { predicate, type PlanValue, type Predicate, type ValueRange } from '../../core/predicate/predicate.ts';
import { IDENTIFIER_LEVELS, IDENTIFIER_NAMES, type IdentifierLevel, type IdentifierName } from '../../identifiers/index.ts';
import { RELATIVE_ERRORS } from '../kernel/quantile-sketch.ts';

/** What every check may say. */
export interface CheckSettings {
  /** How reports and failing rows name the check; the kind and its columns unless said otherwise. */
  readonly name?: string;
  /** What an exceeded check makes of the verdict; `fail` unless said otherwise. */
  readonly severity?: 'warn' | 'fail';
  /** The rows it is about; all rows unless said otherwise. Others are not tested. */
  readonly where?: Predicate;
}

/**
 * How many rows may fail. A check is exceeded when either limit is; with one given, the other is open; with none, no row
 * may fail.
 */
export interface RowLimits {
  /** Largest share of the tested rows in [0, 1] that may fail. */
  readonly maxShare?: number;
  /** Largest number of rows that may fail. */
  readonly maxCount?: number;
}

type Row = CheckSettings & RowLimits;

/** Every row has a value. */
export interface NotNullCheck extends Row { readonly check: 'notNull'; readonly column: string }

/** No two rows have the same values; all rows that share theirs fail, the first of them included. */
export interface UniqueCheck extends Row {
  readonly check: 'unique';
  readonly columns: readonly string[];
  /** Whether a row with a null among its values is not tested, or null equals null. */
  readonly nulls: 'skip' | 'equal';
}

/** Every value is one of a list; nulls are not tested. */
export interface ValuesCheck extends Row { readonly check: 'values'; readonly column: string; readonly in: readonly PlanValue[] }

/** Every value lies between two bounds, both included; NaN lies nowhere; nulls are not tested. */
export interface RangeCheck extends Row { readonly check: 'range'; readonly column: string; readonly range: ValueRange }

/** Every text has so many characters; nulls are not tested. */
export interface LengthCheck extends Row { readonly check: 'length'; readonly column: string; readonly min?: number; readonly max?: number }

/** Every text has one of the forms; see {@link compilePattern} for their language. Nulls are not tested. */
export interface PatternCheck extends Row { readonly check: 'pattern'; readonly column: string; readonly patterns: readonly string[] }

/** Every text is the identifier it should be, up to a level; nulls are not tested. */
export interface IdentifierCheck extends Row {
  readonly check: 'identifier';
  readonly column: string;
  readonly identifier: IdentifierName;
  /** The strongest level a value must pass; `plausibility` unless said otherwise. */
  readonly level?: IdentifierLevel;
}

/** Every row is found in another table; a row with a null among its columns is not tested. */
export interface ReferenceCheck extends Row {
  readonly check: 'reference';
  /** The table to look into. */
  readonly table: string;
  /** The table's column by the rows' column. */
  readonly on: Readonly<Record<string, string>>;
}

/**
 * What a NIR says agrees with the columns. Only NIRs that pass every level are compared, and only what both sides know:
 * provisional numbers say nothing, fictitious months no month, and Seine and Seine-et-Oise (75 and 78 before 1968) are
 * not told from the départements made of them, nor 20 from 2A and 2B.
 */
export interface NirAgreesCheck extends Row {
  readonly check: 'nirAgrees';
  /** Column of NIRs. */
  readonly column: string;
  /** Column of the sex, and how it writes men and women; other values are not compared. */
  readonly sex?: { readonly column: string; readonly male: PlanValue; readonly female: PlanValue };
  /** Column of the birth date; year in two digits and month are compared. */
  readonly birthDate?: string;
  /** Column of the département of birth, as its code (`2A`, `974`, `99` abroad) or as the code of the commune or country. */
  readonly birthPlace?: string;
}

/** In every row the values of the columns, in this order, never fall; a null is passed over. */
export interface OrderCheck extends Row {
  readonly check: 'order';
  /** At least two columns of one type, such as birth, admission, discharge. */
  readonly columns: readonly string[];
  /** Whether equal values fail too; no unless said otherwise. */
  readonly strict?: boolean;
}

/** A condition holds in every row; ask for nulls in the condition, or leave them out by `where`. */
export interface PredicateCheck extends Row { readonly check: 'predicate'; readonly holds: Predicate }

/**
 * No number lies far outside the middle half of all: below Q1 − factor · (Q3 − Q1) or above Q3 + factor · (Q3 − Q1). The
 * quartiles come from a sketch, so a number within its relative error of a fence may fall on either side of it; it is
 * the same side in every run. Nulls and NaN are not tested.
 */
export interface OutliersCheck extends Row {
  readonly check: 'outliers';
  readonly column: string;
  /** Tukey's factor: 1.5 for outliers, 3 for those far out. */
  readonly factor: number;
  /** Relative error of the quartiles; 0.01 unless said otherwise. */
  readonly relativeError?: number;
}

/** The table has so many rows. */
export interface RowCountCheck extends CheckSettings { readonly check: 'rowCount'; readonly min?: number; readonly max?: number }

/** Enough rows are recent on a declared day: dated `asOf` or at most `maxAgeDays` before. Later rows do not count. */
export interface FreshnessCheck extends CheckSettings {
  readonly check: 'freshness';
  /** Column of dates or instants. */
  readonly column: string;
  /** The day from which age is counted, `YYYY-MM-DD`: there is no clock. */
  readonly asOf: string;
  readonly maxAgeDays: number;
  /** Fewest recent rows; 1 unless said otherwise. */
  readonly minCount?: number;
}

/** Values occur in the shares expected. */
export interface DistributionCheck extends CheckSettings {
  readonly check: 'distribution';
  readonly column: string;
  /** Shares by value, in [0, 1] and together at most 1; what is missing to 1 is expected of all other values. */
  readonly expected: readonly { readonly value: PlanValue; readonly share: number }[];
  /**
   * `totalVariation`: half the sum of the absolute differences, in [0, 1]. `populationStability`: Σ (p − q) ln(p / q),
   * where shares below half a row count as half a row; 0.1 is small and 0.25 large by convention.
   */
  readonly distance: 'totalVariation' | 'populationStability';
  readonly maxDistance: number;
}

/** The mean of the numbers lies between two bounds; it is rounded once. Nulls are not counted; NaN makes it none. */
export interface MeanCheck extends CheckSettings { readonly check: 'mean'; readonly column: string; readonly min?: number; readonly max?: number }

/** A quantile of the numbers lies between two bounds. Nulls and NaN are not counted. */
export interface QuantileCheck extends CheckSettings {
  readonly check: 'quantile';
  readonly column: string;
  /** Share of the numbers at or below the quantile, in [0, 1]: 0.5 is the median. */
  readonly share: number;
  readonly min?: number;
  readonly max?: number;
  /** Relative error of the quantile; 0.01 unless said otherwise. */
  readonly relativeError?: number;
}

/** A check, as data. */
export type QualityCheck =
  | NotNullCheck | UniqueCheck | ValuesCheck | RangeCheck | LengthCheck | PatternCheck | IdentifierCheck | ReferenceCheck
  | NirAgreesCheck | OrderCheck | PredicateCheck | OutliersCheck
  | RowCountCheck | FreshnessCheck | DistributionCheck | MeanCheck | QuantileCheck;

/** Kinds of check. */
export type QualityCheckKind = QualityCheck['check'];

const settings = {
  name: z.string().min(1).max(100).exactOptional(),
  severity: z.enum(['warn', 'fail']).exactOptional(),
  where: predicate.exactOptional(),
};
const limits = { ...settings, maxShare: z.number().min(0).max(1).exactOptional(), maxCount: z.int().min(0).exactOptional() };
const value: z.ZodType<PlanValue> = z.union([z.string(), z.number(), z.boolean()]);
const columns = z.array(columnName).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' });
const bounds = { min: z.number().exactOptional(), max: z.number().exactOptional() };
const sizes = { min: z.int().min(0).exactOptional(), max: z.int().min(0).exactOptional() };
const relativeError = z.number().min(RELATIVE_ERRORS.least).max(RELATIVE_ERRORS.most).exactOptional();
const isBounded = ({ min, max }: { readonly min?: number; readonly max?: number }): boolean => min !== undefined || max !== undefined;
const BOUNDED = { message: 'expected min, max or both' };

/** Checks a {@link QualityCheck}. */
export const qualityCheck: OptionsSchema<QualityCheck> = z.discriminatedUnion('check', [
  z.strictObject({ check: z.literal('notNull'), column: columnName, ...limits }),
  z.strictObject({ check: z.literal('unique'), columns: columns.min(1).readonly(), nulls: z.enum(['skip', 'equal']), ...limits }),
  z.strictObject({ check: z.literal('values'), column: columnName, in: z.array(value).min(1).max(100_000).readonly(), ...limits }),
  z.strictObject({
    check: z.literal('range'),
    column: columnName,
    range: z.strictObject({ min: value.exactOptional(), max: value.exactOptional() })
      .refine(({ min, max }) => min !== undefined || max !== undefined, BOUNDED),
    ...limits,
  }),
  z.strictObject({ check: z.literal('length'), column: columnName, ...sizes, ...limits }).refine(isBounded, BOUNDED),
  z.strictObject({ check: z.literal('pattern'), column: columnName, patterns: z.array(z.string().min(1).max(1000)).min(1).max(100).readonly(), ...limits }),
  z.strictObject({
    check: z.literal('identifier'),
    column: columnName,
    identifier: z.enum(IDENTIFIER_NAMES as readonly [IdentifierName, ...IdentifierName[]]),
    level: z.enum(IDENTIFIER_LEVELS as readonly [IdentifierLevel, ...IdentifierLevel[]]).exactOptional(),
    ...limits,
  }),
  z.strictObject({
    check: z.literal('reference'),
    table: z.string().min(1).refine((name) => name !== 'rows', { message: 'a table that is not called "rows", since that is the port of the rows' }),
    on: z.record(columnName, columnName).refine((names) => Object.keys(names).length > 0, { message: 'expected at least one column' }),
    ...limits,
  }),
  z.strictObject({
    check: z.literal('nirAgrees'),
    column: columnName,
    sex: z.strictObject({ column: columnName, male: value, female: value }).exactOptional(),
    birthDate: columnName.exactOptional(),
    birthPlace: columnName.exactOptional(),
    ...limits,
  }).refine((check) => check.sex !== undefined || check.birthDate !== undefined || check.birthPlace !== undefined, { message: 'expected sex, birthDate or birthPlace' }),
  z.strictObject({ check: z.literal('order'), columns: columns.min(2).readonly(), strict: z.boolean().exactOptional(), ...limits }),
  z.strictObject({ check: z.literal('predicate'), holds: predicate, ...limits }),
  z.strictObject({ check: z.literal('outliers'), column: columnName, factor: z.number().gt(0).max(1000), relativeError, ...limits }),
  z.strictObject({ check: z.literal('rowCount'), ...sizes, ...settings }).refine(isBounded, BOUNDED),
  z.strictObject({
    check: z.literal('freshness'), column: columnName, asOf: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), maxAgeDays: z.int().min(0).max(100_000), minCount: z.int().min(1).exactOptional(), ...settings,
  }),
  z.strictObject({
    check: z.literal('distribution'),
    column: columnName,
    expected: z.array(z.strictObject({ value, share: z.number().min(0).max(1) })).min(1).max(1000)
      .refine((list) => list.reduce((sum, { share }) => sum + share, 0) <= 1 + 1e-9, { message: 'expected shares that are at most 1 together' }).readonly(),
    distance: z.enum(['totalVariation', 'populationStability']),
    maxDistance: z.number().min(0),
    ...settings,
  }),
  z.strictObject({ check: z.literal('mean'), column: columnName, ...bounds, ...settings }).refine(isBounded, BOUNDED),
  z.strictObject({ check: z.literal('quantile'), column: columnName, share: z.number().min(0).max(1), ...bounds, relativeError, ...settings }).refine(isBounded, BOUNDED),
]);

/** Checks a list of {@link QualityCheck}. */
export const qualityChecks: OptionsSchema<readonly QualityCheck[]> = z.array(qualityCheck).min(1).max(1000).readonly();

/**
 * Names the columns that a check is about, the one that failing rows name first.
 *
 * @param check - the check.
 * @returns the columns; none for a count of rows and for a condition.
 */
export function columnsOfCheck(check: QualityCheck): readonly string[] {
  switch (check.check) {
    case 'unique':
    case 'order':
      return check.columns;
    case 'reference':
      return Object.keys(check.on);
    case 'nirAgrees':
      return [check.column, check.sex?.column, check.birthDate, check.birthPlace].filter((name) => name !== undefined);
    case 'predicate':
    case 'rowCount':
      return [];
    default:
      return [check.column];
  }
}

/**
 * Gives every check a name of its own.
 *
 * @param checks - the checks.
 * @returns their names, in order: those given, else the kind and the columns, with a number where two would be the
 *   same.
 * @example
 * checkNames([{ check: 'notNull', column: 'nir' }, { check: 'notNull', column: 'nir' }]); // => ['notNull nir', 'notNull nir 2']
 */
export function checkNames(checks: readonly QualityCheck[]): readonly string[] {
  const given = new Set(checks.flatMap(({ name }) => name ?? []));
  const used = new Set(given);
  return checks.map((check) => {
    if (check.name !== undefined) return check.name;
    const columns = columnsOfCheck(check);
    const base = [check.check, ...(check.check === 'nirAgrees' ? columns.slice(0, 1) : columns)].join(' ');
    let name = base;
    for (let number = 2; used.has(name); number++) name = `${base} ${number}`;
    used.add(name);
    return name;
  });
}
