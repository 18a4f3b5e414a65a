import { z } from 'zod';
import { arrowType } from '../core/arrow.ts';
import type { TextColumn } from '../core/column.ts';
import { changeField, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { InvalidPolicy, ValueReason } from '../core/value-tally.ts';
import {
  acceptedReasons, canonicalColumn, IDENTIFIER_LEVELS, IDENTIFIER_NAMES, IDENTIFIERS, nirKeyOfBytes, REASON_NULL,
  type Identifier, type IdentifierLevel, type IdentifierName,
} from '../identifiers/index.ts';
import { cleanColumns } from './clean-columns.ts';
import { formattedForms } from './kernel/formatted-forms.ts';
import { layOutForms } from './kernel/lay-out-forms.ts';
import { textOf } from './text-of.ts';

/** What is said of a column of identifiers whatever their kind. */
interface IdentifierColumn {
  /** Column to normalise, in place: text or, for identifiers made of digits, whole numbers. */
  readonly column: string;
  /** What becomes of a value that is no such identifier: `reject` its row, make it `null`, or `keep` it as it was. */
  readonly onInvalid: InvalidPolicy;
  /**
   * The strongest level a value must pass: `format`, `checksum` or `plausibility`; the last unless said otherwise.
   */
  readonly level?: IdentifierLevel;
}

/** Options of {@link normaliseIdentifier} for a NIR. */
export interface NormaliseNirOptions extends IdentifierColumn {
  readonly identifier: 'nir';
  /** `13` without key, or `15` with the key computed anew. Quote it in a plan. */
  readonly form: '13' | '15';
}

/** Options of {@link normaliseIdentifier} for every other identifier. */
export interface NormaliseOtherOptions extends IdentifierColumn {
  readonly identifier: Exclude<IdentifierName, 'nir'>;
  /** `canonical`, without separators (unless said otherwise), or `formatted`, the way people write it. */
  readonly form?: 'canonical' | 'formatted';
}

/** Options of {@link normaliseIdentifier}. */
export type NormaliseIdentifierOptions = NormaliseNirOptions | NormaliseOtherOptions;

const shared = {
  column: columnName,
  onInvalid: z.enum(['reject', 'null', 'keep']),
  level: z.enum(IDENTIFIER_LEVELS as [IdentifierLevel, ...IdentifierLevel[]]).exactOptional(),
};

const OTHERS = IDENTIFIER_NAMES.filter((name) => name !== 'nir') as [NormaliseOtherOptions['identifier']];

/** Checks {@link NormaliseIdentifierOptions}. */
export const normaliseIdentifierOptions: OptionsSchema<NormaliseIdentifierOptions> = z.discriminatedUnion('identifier', [
  z.strictObject({ ...shared, identifier: z.literal('nir'), form: z.enum(['13', '15']) }),
  z.strictObject({ ...shared, identifier: z.enum(OTHERS), form: z.enum(['canonical', 'formatted']).exactOptional() }),
]);

/**
 * Identifiers that spreadsheets and databases store as whole numbers, by the digits that they have at least: zeros that
 * were lost at the left are put back. A NIR never begins with 0 and has 13 digits or 15, so it needs none; a telephone
 * number is taken for a French one, of ten digits.
 */
const STORED_AS_NUMBERS: Readonly<Partial<Record<IdentifierName, number>>> = Object.freeze({
  nir: 1, ins: 1, nif: 13, rpps: 11, adeli: 9, finess: 9, siren: 9, siret: 14, cip13: 13, cip7: 7, ucd7: 7, ucd13: 13,
  departement: 2, commune: 5, birthPlace: 5, postalCode: 5, phone: 10,
});

/** The longest of them that 32 bits hold. */
const INT32_DIGITS = 9;

/**
 * Brings a column of identifiers to one form: no separators, capital letters, checked.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the column as plain text, declared as that identifier; its role stays.
 * Null stays null and is never rejected; empty text is an invalid value. With `reject` the row goes to the port `rejects`
 * with a code such as `NIR_KEY` or `SIRET_CHECKDIGIT`. A NIR of 13 characters has no key to check; with a level below
 * `checksum`, a wrong key is accepted and, in form 15, written right. Whole numbers get back the leading zeros that
 * their identifier needs; letters (the 2A and 2B of Corsica) are lost for good. Findings: those of a value tally.
 *
 * @param options - see {@link NormaliseIdentifierOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @remarks O(bytes). The form `formatted` makes a string per value, the others none.
 * @example
 * normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '13', onInvalid: 'reject' });
 * normaliseIdentifier({ column: 'hospital', identifier: 'finess', onInvalid: 'keep' });
 */
export function normaliseIdentifier(options: NormaliseIdentifierOptions): MapOperator {
  const { column, identifier: name, form = 'canonical', level = 'plausibility', onInvalid } = checkOptions(normaliseIdentifierOptions, options);
  const identifier = IDENTIFIERS[name];
  const minDigits = STORED_AS_NUMBERS[name] ?? 0;
  return cleanColumns({
    name: 'normaliseIdentifier',
    columns: [{ name: column, path: 'column' }],
    types: minDigits === 0 ? ['utf8'] : identifier.width > INT32_DIGITS ? ['utf8', 'int64'] : ['utf8', 'int32', 'int64'],
    reasons: reasonsOf(identifier, level, onInvalid),
    codePrefix: name.toUpperCase(),
    field: (field) => changeField(field, {
      type: arrowType('utf8'),
      nullable: field.nullable || onInvalid === 'null',
      metadata: { [METADATA.identifier]: name },
    }),
    cleaner: () => (values) => {
      const source = textOf(values, minDigits, '\u2212');
      const canonical = canonicalColumn(identifier, level, source.offsets, source.bytes, source.valid, values.rows);
      const forms = form === 'formatted' ? formattedForms(identifier, canonical) : canonical;
      const laid = layOutForms(forms, form === '15' ? nirKeyOfBytes : null, onInvalid === 'keep', source.offsets, source.bytes, source.valid);
      const column: TextColumn = { kind: 'text', rows: values.rows, valid: laid.valid, offsets: laid.offsets, bytes: laid.bytes };
      return { column, reasons: canonical.reasons, isChanged: laid.isChanged };
    },
  });
}

function reasonsOf(identifier: Identifier, level: IdentifierLevel, onInvalid: InvalidPolicy): readonly ValueReason[] {
  const accepted = acceptedReasons(identifier, level);
  return identifier.reasons.map(({ name }, code) => ({ name, fate: accepted[code] === 1 || code === REASON_NULL ? 'accept' : onInvalid }));
}
