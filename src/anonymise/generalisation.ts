import { z } from 'zod';
import type { OptionsSchema } from '../core/options.ts';

/** What all generalisations have. */
interface GeneralisationTarget {
  /** Whether the last level is one value, `*`, for everything; `true` when omitted. A hierarchy that ends in one value has it already. */
  readonly top?: boolean;
  /** What happens to values that the hierarchy does not have: the data are refused, as when omitted, or `*` stands for them from the first level on. */
  readonly unknown?: 'refuse' | 'suppress';
}

/** Numbers become intervals, at each level wider. */
export interface IntervalGeneralisation extends GeneralisationTarget {
  readonly hierarchy: 'intervals';
  /** Width at each level, each a multiple of the one before. */
  readonly widths: readonly number[];
  /** A bound of an interval of every level; 0 when omitted. */
  readonly origin?: number;
  /** Smaller numbers are one value, such as `<0`. */
  readonly lower?: number;
  /** Numbers from here on are one value, such as `85+`. */
  readonly upper?: number;
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
export type ColumnGeneralisation = IntervalGeneralisation | PrefixGeneralisation | TableGeneralisation | NoGeneralisation;

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

/** Checks a {@link ColumnGeneralisation}. */
export const columnGeneralisation: OptionsSchema<ColumnGeneralisation> = z.discriminatedUnion('hierarchy', [
  z.strictObject({
    hierarchy: z.literal('intervals'),
    widths: z.array(z.number().positive()).min(1).max(20).readonly(),
    origin: z.number().exactOptional(),
    lower: z.number().exactOptional(),
    upper: z.number().exactOptional(),
    ...target,
  }),
  z.strictObject({ hierarchy: z.literal('prefixes'), lengths: z.array(z.int().min(1).max(1000)).min(1).max(20).readonly(), keepLength: z.boolean().exactOptional(), ...target }),
  table,
  z.strictObject({ hierarchy: z.literal('none'), ...target }),
]);
