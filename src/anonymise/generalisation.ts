import { z } from 'zod';
import type { OptionsSchema } from '../core/options.ts';
import {
  DATE_PERIODS, DIAGNOSIS_LEVELS, PLACE_CODES, PLACE_LEVELS,
  type AgeForm, type DateForm, type DiagnosisLevel, type IntervalForm, type OrderForm, type PlaceCode, type PlaceLevel,
} from '../hierarchy/index.ts';

/** What all generalisations have. */
interface GeneralisationTarget {
  /** Whether the last level is one value, `*`, for everything; `true` when omitted. A hierarchy that ends in one value has it already. */
  readonly top?: boolean;
  /** What happens to values that the hierarchy does not have: the data are refused, as when omitted, or `*` stands for them from the first level on. */
  readonly unknown?: 'refuse' | 'suppress';
}

/** Numbers become intervals, at each level wider. */
export interface IntervalGeneralisation extends GeneralisationTarget, IntervalForm {
  readonly hierarchy: 'intervals';
}

/** Ages in completed years become bands, at each level wider, the last of them open. */
export interface AgeGeneralisation extends GeneralisationTarget, AgeForm {
  readonly hierarchy: 'ages';
}

/** Dates, or the days of instants, become periods of the calendar. */
export interface DateGeneralisation extends GeneralisationTarget, DateForm {
  readonly hierarchy: 'dates';
}

/** Codes of communes, départements or postal codes become the place that holds them. */
export interface PlaceGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'geography';
  /** What the values are. */
  readonly from: PlaceCode;
  /** What they become, ascending. */
  readonly levels: readonly PlaceLevel[];
}

/** CIM-10 codes become categories, groups and chapters. */
export interface DiagnosisGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'cim10';
  /** What they become, ascending. */
  readonly levels: readonly DiagnosisLevel[];
}

/** ATC codes become the groups that hold them. */
export interface MedicineGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'atc';
  /** Characters of the groups at each level, of 5, 4, 3 and 1, descending. */
  readonly lengths: readonly number[];
}

/** Values that have an order become groups of neighbours. */
export interface OrderGeneralisation extends GeneralisationTarget, OrderForm {
  readonly hierarchy: 'order';
}

/** Rare values become `*`, at each level more of them. Which ones depends on the data; what is published about a value does not. */
export interface FrequencyGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'frequency';
  /** Least count of a value that stays, at each level, ascending. */
  readonly minCounts: readonly number[];
}

/** Codes lose characters at the end. */
export interface PrefixGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'prefixes';
  /** Characters kept at each level, descending. */
  readonly lengths: readonly number[];
  /** Whether `*` stands for each character lost; `false` when omitted. */
  readonly keepLength?: boolean;
}

/** Values become what a table gives for them: exactly one of `rows`, `csv` and `hrc`. */
export interface TableGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'levels';
  /** A list per value: the value, then what stands for it at level 1, 2 … */
  readonly rows?: readonly (readonly string[])[];
  /** The same as text, a line per value, as hierarchies of ARX are kept. */
  readonly csv?: string;
  /** What stands between the fields of `csv`; `;` when omitted. */
  readonly separator?: string;
  /** A τ-ARGUS hierarchy file, whose finest codes are the values. */
  readonly hrc?: string;
  /** What tells the levels of `hrc`; `@` when omitted. */
  readonly leadString?: string;
}

/** Values are published or become `*`. */
export interface NoGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'none';
}

/** How a quasi-identifier is generalised, as a plan writes it. */
export type ColumnGeneralisation =
  | IntervalGeneralisation
  | AgeGeneralisation
  | DateGeneralisation
  | PlaceGeneralisation
  | DiagnosisGeneralisation
  | MedicineGeneralisation
  | PrefixGeneralisation
  | OrderGeneralisation
  | FrequencyGeneralisation
  | TableGeneralisation
  | NoGeneralisation;

const target = { top: z.boolean().exactOptional(), unknown: z.enum(['refuse', 'suppress']).exactOptional() };

const table = z
  .strictObject({
    hierarchy: z.literal('levels'),
    rows: z.array(z.array(z.string()).min(1).readonly()).readonly().exactOptional(),
    csv: z.string().exactOptional(),
    separator: z.string().min(1).max(8).exactOptional(),
    hrc: z.string().exactOptional(),
    leadString: z.string().min(1).max(8).exactOptional(),
    ...target,
  })
  .superRefine(({ rows, csv, separator, hrc, leadString }, context) => {
    const refuse = (path: string, message: string): void => void context.addIssue({ code: 'custom', path: [path], message });
    if ([rows, csv, hrc].filter((form) => form !== undefined).length !== 1) refuse('rows', 'expected exactly one of rows, csv and hrc');
    if (separator !== undefined && csv === undefined) refuse('separator', 'expected no separator without csv');
    if (leadString !== undefined && hrc === undefined) refuse('leadString', 'expected no leadString without hrc');
  });

/** One entry per level. */
const levelsOf = <Item>(item: z.ZodType<Item>): z.ZodType<readonly Item[]> => z.array(item).min(1).max(20).readonly();
const widths = levelsOf(z.number().positive());

/** Checks a {@link ColumnGeneralisation}. */
export const columnGeneralisation: OptionsSchema<ColumnGeneralisation> = z.discriminatedUnion('hierarchy', [
  z.strictObject({
    hierarchy: z.literal('intervals'), widths, origin: z.number().exactOptional(), lower: z.number().exactOptional(), upper: z.number().exactOptional(), ...target,
  }),
  z.strictObject({ hierarchy: z.literal('ages'), widths, openFrom: z.int().min(1), ...target }),
  z.strictObject({ hierarchy: z.literal('dates'), periods: levelsOf(z.enum(DATE_PERIODS)), lower: z.string().exactOptional(), upper: z.string().exactOptional(), ...target }),
  z.strictObject({ hierarchy: z.literal('geography'), from: z.enum(PLACE_CODES), levels: levelsOf(z.enum(PLACE_LEVELS)), ...target }),
  z.strictObject({ hierarchy: z.literal('cim10'), levels: levelsOf(z.enum(DIAGNOSIS_LEVELS)), ...target }),
  z.strictObject({ hierarchy: z.literal('atc'), lengths: levelsOf(z.int()), ...target }),
  z.strictObject({ hierarchy: z.literal('prefixes'), lengths: levelsOf(z.int().min(1).max(1000)), keepLength: z.boolean().exactOptional(), ...target }),
  z.strictObject({
    hierarchy: z.literal('order'),
    values: z.array(z.string()).min(1).readonly(),
    groups: levelsOf(z.union([z.int().min(1), z.array(z.int().min(1)).min(1).readonly()])),
    labels: z.array(z.array(z.string().min(1)).readonly()).readonly().exactOptional(),
    ...target,
  }),
  z.strictObject({ hierarchy: z.literal('frequency'), minCounts: levelsOf(z.int().min(2)), ...target }),
  table,
  z.strictObject({ hierarchy: z.literal('none'), ...target }),
]);
