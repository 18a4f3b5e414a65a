import { z } from 'zod';
import { arrowType } from '../core/arrow.ts';
import { changeField } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { InvalidPolicy, ValueReason } from '../core/value-tally.ts';
import { cleanColumns } from './clean-columns.ts';
import { CODE_REASONS, codeRewriter } from './kernel/code-form.ts';
import { textRewriter } from './rewrite-text.ts';

/** Options of {@link padCode}. */
export interface PadCodeOptions {
  /** Column of codes, in place: text or whole numbers. */
  readonly column: string;
  /** Characters that every code has: zeros are put in front of shorter ones, longer ones are invalid. */
  readonly width?: number;
  /** Whether zeros in front are cut off; false unless said otherwise. Not with `width`. */
  readonly stripZeros?: boolean;
  /** ASCII characters left out wherever they stand, for example `. -`. */
  readonly remove?: string;
  /** Text cut off the end where it stands there, for example `.0` of numbers that a spreadsheet wrote. */
  readonly suffix?: string;
  /** What becomes of a code that is empty or too long. */
  readonly onInvalid: InvalidPolicy;
}

/** Checks {@link PadCodeOptions}. */
export const padCodeOptions: OptionsSchema<PadCodeOptions> = z
  .strictObject({
    column: columnName,
    width: z.int().min(1).max(255).exactOptional(),
    stripZeros: z.boolean().exactOptional(),
    remove: z.string().min(1).max(64).regex(/^[ -~]*$/).exactOptional(),
    suffix: z.string().min(1).max(64).regex(/^[ -~]*$/).exactOptional(),
    onInvalid: z.enum(['reject', 'null', 'keep']),
  })
  .superRefine(({ width, stripZeros, suffix }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (width !== undefined && stripZeros === true) refuse('stripZeros', 'expected zeros to be either put in front or cut off');
    // Otherwise the zeros put in front could make a suffix that was not there.
    if (width !== undefined && suffix?.startsWith('0') === true) refuse('suffix', 'expected a suffix that does not begin with 0');
  });

/**
 * Brings codes to one form: white space cut off, zeros put in front or cut off, marks and suffixes left out.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the column as plain text; role and declared identifier stay. Null stays
 * null and is never rejected. Rejected rows have the codes `CODE_EMPTY`, `CODE_LENGTH` and `CODE_SIGN`. Findings: those of a value
 * tally.
 *
 * @param options - see {@link PadCodeOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * padCode({ column: 'commune', width: 5, suffix: '.0', onInvalid: 'reject' });
 */
export function padCode(options: PadCodeOptions): MapOperator {
  const { column, width = 0, stripZeros = false, remove = '', suffix = '', onInvalid } = checkOptions(padCodeOptions, options);
  const reasons = CODE_REASONS.map((name, code): ValueReason => ({ name, fate: code < 2 ? 'accept' : onInvalid }));
  return cleanColumns({
    name: 'padCode',
    columns: [{ name: column, path: 'column' }],
    types: ['utf8', 'int32', 'int64'],
    reasons,
    codePrefix: 'CODE',
    field: (field) => changeField(field, { type: arrowType('utf8'), nullable: field.nullable || onInvalid === 'null' }),
    cleaner: () => textRewriter(reasons, codeRewriter({ width, stripsZeros: stripZeros, remove, suffix })),
  });
}
