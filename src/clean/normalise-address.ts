import { z } from 'zod';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { ValueReason } from '../core/value-tally.ts';
import { ADDRESS_REASONS, normaliseAddresses, type AddressForm } from '../text/index.ts';
import { deriveTexts } from './derive-texts.ts';

/** Options of {@link normaliseAddress}. */
export interface NormaliseAddressOptions {
  /** Text column of one line of addresses. */
  readonly column: string;
  /** `full`, every abbreviation spelt out, to compare; `mail`, abbreviated where the line is longer than 32 characters. */
  readonly form: AddressForm;
  /** Name of a new column; in place unless given. */
  readonly into?: string;
}

/** Checks {@link NormaliseAddressOptions}. */
export const normaliseAddressOptions: OptionsSchema<NormaliseAddressOptions> = z.strictObject({
  column: columnName,
  form: z.enum(['full', 'mail']),
  into: columnName.exactOptional(),
});

const REASONS: readonly ValueReason[] = Object.freeze(ADDRESS_REASONS.map((name): ValueReason => ({ name, fate: name === 'empty' ? 'null' : 'accept' })));

/**
 * Writes the lines of French addresses in one way, after NF Z10-011: plain capitals without punctuation, `12 bis` as `12 B`,
 * `CEDEX 8` as `CEDEX 08`, types of street, titles and parts of buildings in full or abbreviated.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: plain text, in place or as the last column, with the role of its source,
 * nullable. Null stays null. Findings: those of a value tally: a value with neither letter nor digit is `empty` and null; one
 * that is `long` for mail however abbreviated stays, in its shortest form.
 *
 * @param options - see {@link NormaliseAddressOptions}.
 * @returns the operator; in place, applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns, other types and a name in use when it is put on a schema.
 * @remarks O(bytes). Addresses in ASCII and letters up to U+017F make no string.
 * @see AFNOR NF Z10-011, January 2013.
 * @example
 * normaliseAddress({ column: 'street', form: 'full', into: 'streetInFull' });
 */
export function normaliseAddress(options: NormaliseAddressOptions): MapOperator {
  const { column, form, into = null } = checkOptions(normaliseAddressOptions, options);
  return deriveTexts({
    name: 'normaliseAddress',
    column,
    outputs: [{ into, path: 'into' }],
    reasons: REASONS,
    derive({ rows, valid, offsets, bytes }) {
      const { reasons, isChanged, ...texts } = normaliseAddresses(form, offsets, bytes, valid, rows);
      return { columns: [{ kind: 'text', rows, ...texts }], reasons, isChanged };
    },
  });
}
