import { z } from 'zod';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { REASON_NULL, REASON_OK, type ValueReason } from '../core/value-tally.ts';
import { PHONETIC_ALGORITHMS, phoneticColumn, type PhoneticAlgorithm } from '../text/index.ts';
import { deriveTexts } from './derive-texts.ts';

/** Options of {@link phoneticCode}. */
export interface PhoneticCodeOptions {
  /** Text column to code; it stays. */
  readonly column: string;
  /**
   * Whose ears: `soundex2`, `phonex`, `fonem`, `berge`, `sonnex` or `frenchSoundex` for French, `americanSoundex` or
   * `doubleMetaphone` (with `doubleMetaphoneAlternate`, its second code) for English.
   */
  readonly algorithm: PhoneticAlgorithm;
  /** Name of the new column. */
  readonly into: string;
}

/** Checks {@link PhoneticCodeOptions}. */
export const phoneticCodeOptions: OptionsSchema<PhoneticCodeOptions> = z.strictObject({
  column: columnName,
  algorithm: z.enum(PHONETIC_ALGORITHMS as [PhoneticAlgorithm, ...PhoneticAlgorithm[]]),
  into: columnName,
});

const REASONS: readonly ValueReason[] = Object.freeze([{ name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'silent', fate: 'null' }]);
const REASON_SILENT = 2;

/**
 * Adds the phonetic code of a name or a word, so that values that sound alike can be brought together.
 *
 * Passes: 1. Memory: a batch and its distinct values. Order: kept. Schema: a new text column, the last one, with the role
 * of its source: a code tells much of a name, and a rare one names the person. Null stays null; a value in which nothing
 * is heard (no letter) has no code, so that such values never meet. Findings: those of a value tally, with the reason
 * `silent`.
 *
 * @param options - see {@link PhoneticCodeOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns, other types and a name in use when it is put on a schema.
 * @example
 * phoneticCode({ column: 'familyName', algorithm: 'soundex2', into: 'familySound' });
 */
export function phoneticCode(options: PhoneticCodeOptions): MapOperator {
  const { column, algorithm, into } = checkOptions(phoneticCodeOptions, options);
  return deriveTexts({
    name: 'phoneticCode',
    column,
    outputs: [{ into, path: 'into' }],
    reasons: REASONS,
    derive({ rows, valid, offsets, bytes }) {
      const codes = phoneticColumn(algorithm, offsets, bytes, valid, rows);
      const reasons = Uint8Array.from(codes.isSilent, (isSilent, row) => {
        if (isSilent === 1) return REASON_SILENT;
        return (codes.valid[row >> 3]! & (1 << (row & 7))) === 0 ? REASON_NULL : REASON_OK;
      });
      return { columns: [{ kind: 'text', rows, valid: codes.valid, offsets: codes.offsets, bytes: codes.bytes }], reasons, isChanged: new Uint8Array(rows) };
    },
  });
}
