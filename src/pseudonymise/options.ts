import { z } from 'zod';
import { columnName, secretReference, type OptionsSchema, type SecretReference } from '../core/options.ts';
import { IDENTIFIER_LEVELS, type IdentifierLevel } from '../identifiers/index.ts';
import { secretKeyFault } from './kernel/secret-key.ts';
import type { Profile } from './profile.ts';

/** One column of a composite and how its values are normalised. */
export interface PseudonymPart {
  readonly column: string;
  readonly profile: Profile;
}

interface CommonSettings {
  /**
   * The processing that the codes serve, for example `cohort-2024`; another project has another sub-key. Up to
   * 40 letters, digits and `. _ : / -`.
   */
  readonly project: string;
  /**
   * The kind of person or thing identified, for example `patient`. Columns of one domain, profile and project are
   * comparable whatever their names, others never. Same characters as `project`.
   */
  readonly domain: string;
  /** `deterministic`: one value has one code, in every file of the project. */
  readonly policy: 'deterministic';
  /** What becomes of a row whose value is invalid: it goes to the rejects, or its code is null. */
  readonly onInvalid: 'reject' | 'null';
  /**
   * The strongest level a NIR must pass to be valid: `format`, `checksum` or `plausibility`; the last unless said
   * otherwise. It decides which rows have a code, never which code.
   */
  readonly level?: IdentifierLevel;
}

/** Pseudonyms of one column, which they replace. */
export interface SingleSettings extends CommonSettings {
  readonly column: string;
  readonly profile: Profile;
  /** New name of the column; it keeps its own unless said otherwise. */
  readonly into?: string;
}

/** Pseudonyms of several columns together. */
export interface CompositeSettings extends CommonSettings {
  /** From 2 to 16 columns; their order counts, their names do not. */
  readonly columns: readonly PseudonymPart[];
  /** Name of the new column. */
  readonly into: string;
  /**
   * What a missing part means: the whole code is `null`, or the part is hashed as `absent`, so that persons who differ
   * only in it share a code.
   */
  readonly onMissingPart: 'null' | 'absent';
}

/** Everything but the key. */
export type PseudonymSettings = SingleSettings | CompositeSettings;

/** Options of `pseudonymise`. */
export type PseudonymiseOptions = PseudonymSettings & {
  /** Uint8Array(32) of random bytes, from `a423 key new`. */
  readonly secretKey: Uint8Array;
};

/** The same in a plan, where the key is only named. */
export type PseudonymisePlanOptions = PseudonymSettings & { readonly secretKey: SecretReference };

// Names are plain ASCII: two spellings of an accented letter, or a no-break space, would silently be two projects. They
// are published, and too short for a key put in their place by mistake.
const contextName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}$/);

const profile = z.enum(['nir/v1', 'text/v1']);

function schemaFor<Options extends PseudonymSettings>(secretKey: z.ZodType): OptionsSchema<Options> {
  const common = {
    project: contextName,
    domain: contextName,
    policy: z.enum(['deterministic']),
    secretKey,
    onInvalid: z.enum(['reject', 'null']),
    level: z.enum(IDENTIFIER_LEVELS as [IdentifierLevel, ...IdentifierLevel[]]).exactOptional(),
  };
  return z.union([
    z.strictObject({ column: columnName, profile, into: columnName.exactOptional(), ...common }),
    z.strictObject({
      columns: z.array(z.strictObject({ column: columnName, profile })).min(2).max(16),
      into: columnName,
      onMissingPart: z.enum(['null', 'absent']),
      ...common,
    }),
  ]) as unknown as OptionsSchema<Options>;
}

const secretBytes = z.custom<Uint8Array>().superRefine((value: unknown, context) => {
  const fault = value instanceof Uint8Array ? secretKeyFault(value) : `expected 32 bytes, got ${value === undefined ? 'nothing' : 'something else'}`;
  if (fault !== null) context.addIssue({ code: 'custom', message: fault });
});

/** Checks {@link PseudonymiseOptions}. */
export const pseudonymiseOptions: OptionsSchema<PseudonymiseOptions> = schemaFor(secretBytes);

/** Checks {@link PseudonymisePlanOptions}. */
export const pseudonymisePlanOptions: OptionsSchema<PseudonymisePlanOptions> = schemaFor(secretReference);
