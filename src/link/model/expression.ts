import { z } from 'zod';
import { columnName, type OptionsSchema } from '../../core/options.ts';
import { IDENTIFIERS } from '../../identifiers/index.ts';
import { PHONETIC_ALGORITHMS, type PhoneticAlgorithm } from '../../text/index.ts';

/** One thing made of a value; a null stays null, and so does what cannot be derived. */
export type Derivation =
  /** Text to text. */
  | { readonly op: 'lower' | 'upper' | 'trim' | 'foldAccents' | 'name' | 'text' | 'sortWords' | 'emailUser' | 'emailDomain' | 'departement' }
  /** Characters from `from` (the first is 1, the last −1), at most `length` of them. Text that ends before `from` becomes empty. */
  | { readonly op: 'slice'; readonly from: number; readonly length?: number }
  /**
   * What a regular expression without look-around or back-references finds first. Where it finds nothing, or nothing but
   * the empty text: null, or the empty text when `orEmpty`.
   */
  | { readonly op: 'extract'; readonly pattern: string; readonly group?: number; readonly orEmpty?: boolean }
  | { readonly op: 'phonetic'; readonly algorithm: PhoneticAlgorithm }
  /** The canonical form of an identifier, or null where it is none. */
  | { readonly op: 'identifier'; readonly name: string }
  | { readonly op: 'nirPart'; readonly part: 'sex' | 'birthYear' | 'birthMonth' | 'birthDepartement' | 'birthCommune' | 'order' }
  | { readonly op: 'nullIf'; readonly value: string }
  /** Text to time, by a notation such as `yyyy-MM-dd` or a strptime format such as `%Y-%m-%d`. */
  | { readonly op: 'parseTime'; readonly format: string }
  /** Time to number; `monthCount` and `dayCount` are whole months and days since 1970-01-01, whatever the time of day. */
  | { readonly op: 'year' | 'month' | 'day' | 'monthCount' | 'dayCount' }
  /** Number or time to text (ISO), text to number; what is text (a number) already stays. */
  | { readonly op: 'toText' | 'toNumber' }
  /** Text to texts. */
  | { readonly op: 'split'; readonly separator: string }
  | { readonly op: 'words' }
  | { readonly op: 'qGrams'; readonly q: number }
  /** Texts to text: one element, the first is 1, the last −1. */
  | { readonly op: 'element'; readonly at: number }
  /** Text to number of characters, a list to number of elements. */
  | { readonly op: 'length' };

/**
 * What a record is blocked on or compared by: a column and what is made of it; several put end to end; or several side by
 * side, as a list. A concatenation is null when one part is; a list when all are.
 */
export type Expression =
  | { readonly column: string; readonly derive?: readonly Derivation[] }
  | { readonly concat: readonly Expression[]; readonly separator?: string; readonly derive?: readonly Derivation[] }
  | { readonly list: readonly Expression[] };

const position = z.int().refine((value) => value !== 0);

/** Checks a {@link Derivation}. */
export const derivation: OptionsSchema<Derivation> = z.discriminatedUnion('op', [
  ...(['lower', 'upper', 'trim', 'foldAccents', 'name', 'text', 'sortWords', 'emailUser', 'emailDomain', 'departement', 'year', 'month', 'day', 'monthCount', 'dayCount', 'toText', 'toNumber', 'words', 'length'] as const)
    .map((op) => z.strictObject({ op: z.literal(op) })),
  z.strictObject({ op: z.literal('slice'), from: position, length: z.int().min(1).exactOptional() }),
  z.strictObject({ op: z.literal('extract'), pattern: z.string().min(1).max(1000), group: z.int().min(0).max(99).exactOptional(), orEmpty: z.boolean().exactOptional() }),
  z.strictObject({ op: z.literal('phonetic'), algorithm: z.enum(PHONETIC_ALGORITHMS as [PhoneticAlgorithm, ...PhoneticAlgorithm[]]) }),
  z.strictObject({ op: z.literal('identifier'), name: z.enum(Object.keys(IDENTIFIERS) as [string, ...string[]]) }),
  z.strictObject({ op: z.literal('nirPart'), part: z.enum(['sex', 'birthYear', 'birthMonth', 'birthDepartement', 'birthCommune', 'order']) }),
  z.strictObject({ op: z.literal('nullIf'), value: z.string() }),
  z.strictObject({ op: z.literal('parseTime'), format: z.string().min(1).max(100) }),
  z.strictObject({ op: z.literal('split'), separator: z.string().min(1).max(10) }),
  z.strictObject({ op: z.literal('qGrams'), q: z.int().min(1).max(8) }),
  z.strictObject({ op: z.literal('element'), at: position }),
] as never) as never;

/** Checks an {@link Expression}. */
export const expression: OptionsSchema<Expression> = z.lazy(() =>
  z.union([
    z.strictObject({ column: columnName, derive: z.array(derivation).exactOptional() }),
    z.strictObject({ concat: z.array(expression).min(1), separator: z.string().max(10).exactOptional(), derive: z.array(derivation).exactOptional() }),
    z.strictObject({ list: z.array(expression).min(1) }),
  ]),
);
