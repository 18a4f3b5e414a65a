import { z } from 'zod';
import { arrowType } from '../core/arrow.ts';
import { changeField } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { ValueReason } from '../core/value-tally.ts';
import { cleanColumns } from './clean-columns.ts';
import { ENCODING_REASONS, encodingRewriter } from './kernel/undo-double-encoding.ts';
import { textRewriter } from './rewrite-text.ts';

/** Options of {@link fixEncoding}. */
export interface FixEncodingOptions {
  /** Text columns to repair, in place. */
  readonly columns: readonly string[];
}

/** Checks {@link FixEncodingOptions}. */
export const fixEncodingOptions: OptionsSchema<FixEncodingOptions> = z.strictObject({ columns: z.array(columnName).min(1).readonly() });

const REASONS: readonly ValueReason[] = Object.freeze(ENCODING_REASONS.map((name) => Object.freeze({ name, fate: 'accept' })));

/**
 * Repairs texts that were encoded twice: `LefÃ¨vre` becomes `Lefèvre`.
 *
 * Only what can be undone without loss is: a text changes when, encoded twice again, it would be what it was. Characters
 * that an earlier program lost (U+FFFD) cannot be had back.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the same columns as plain text; roles and metadata stay. Findings: those
 * of a value tally; reason `lost` for texts with lost characters, `doubtful` for texts that look encoded twice in part and
 * stay as they were.
 *
 * @param options - see {@link FixEncodingOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * fixEncoding({ columns: ['familyName', 'givenName'] });
 */
export function fixEncoding(options: FixEncodingOptions): MapOperator {
  const { columns } = checkOptions(fixEncodingOptions, options);
  return cleanColumns({
    name: 'fixEncoding',
    columns: [...new Set(columns)].map((name) => ({ name, path: `columns[${columns.indexOf(name)}]` })),
    types: ['utf8'],
    reasons: REASONS,
    codePrefix: 'ENCODING',
    field: (field) => changeField(field, { type: arrowType('utf8') }),
    cleaner: () => textRewriter(REASONS, encodingRewriter()),
  });
}
