import { z } from 'zod';
import { columnName, secretReference, type OptionsSchema, type SecretReference } from '../core/options.ts';
import { IDENTIFIER_LEVELS, type IdentifierLevel } from '../identifiers/index.ts';
import { contextName, declaredDay, fingerprintText, policyForms, secretBytes, type Place, type PolicySettings } from './policy-options.ts';
import { PROFILE_NAMES, type CodeProfile, type Profile } from './profile.ts';

/** One column of a composite and how its values are normalised. */
export interface PseudonymPart {
  readonly column: string;
  readonly profile: Profile;
}

/** What every pseudonym says of its context. */
export interface ContextSettings {
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
  /** What becomes of a row whose value is invalid: it goes to the rejects, or its code is null. */
  readonly onInvalid: 'reject' | 'null';
  /** Day of reference, `YYYY-MM-DD`, for the metadata; no clock is read. */
  readonly asOf?: string;
  /** The fingerprint that the key must have in this context: a run under another key is refused. */
  readonly expectFingerprint?: string;
}

interface LevelSettings extends ContextSettings {
  /**
   * The strongest level an identifier must pass to be valid: `format`, `checksum` or `plausibility`; the last unless said
   * otherwise. It decides which rows have a code, never which code.
   */
  readonly level?: IdentifierLevel;
}

/** Pseudonyms of one column, which they replace. */
export interface SingleSettings extends LevelSettings {
  readonly column: string;
  readonly profile: Profile;
  /** New name of the column; it keeps its own unless said otherwise. */
  readonly into?: string;
}

/** Pseudonyms of several columns together. */
export interface CompositeSettings extends LevelSettings {
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

/** Everything but the key and the release nonce. */
export type PseudonymSettings = (SingleSettings | CompositeSettings) & PolicySettings;

/** What a code is made under; public and secret bytes that no plan holds. */
export interface KeyMaterial {
  /** Uint8Array(32) of random bytes, from `a423 key new`. */
  readonly secretKey: Uint8Array;
  /** From 16 to 64 public bytes, another in each release; needed by the policies that differ from release to release. */
  readonly releaseNonce?: Uint8Array;
}

/** Options of `pseudonymise`. */
export type PseudonymiseOptions = PseudonymSettings & KeyMaterial;

/** The same in a plan, where the key is only named, and the nonce is the run's. */
export type PseudonymisePlanOptions = PseudonymSettings & { readonly secretKey: SecretReference };

/** Codes of codes in place of them. */
export interface NewCodeSettings extends ContextSettings {
  readonly column: string;
  readonly profile: CodeProfile;
  /** `new`: the new codes replace the old ones. */
  readonly keep: 'new';
  /** New name of the column; it keeps its own unless said otherwise. */
  readonly into?: string;
}

/** Codes of codes beside them, while both are in use. */
export interface BothCodesSettings extends ContextSettings {
  readonly column: string;
  readonly profile: CodeProfile;
  /** `both`: the old codes stay, for the time of a transition. */
  readonly keep: 'both';
  /** Name of the column of new codes, which follows the old one. */
  readonly into: string;
  /** Last day on which the old codes may be used, `YYYY-MM-DD`; a plan whose `asOf` is later is refused. */
  readonly until: string;
  /** Day of reference, `YYYY-MM-DD`. */
  readonly asOf: string;
}

/** Everything but the key and the release nonce. */
export type RekeySettings = (NewCodeSettings | BothCodesSettings) & PolicySettings;

/** Options of `rekey`. */
export type RekeyOptions = RekeySettings & KeyMaterial;

/** The same in a plan, where the key is only named, and the nonce is the run's. */
export type RekeyPlanOptions = RekeySettings & { readonly secretKey: SecretReference };

const profile = z.enum(PROFILE_NAMES as [Profile, ...Profile[]]);

function contextShape(place: Place): z.ZodRawShape {
  return {
    project: contextName,
    domain: contextName,
    onInvalid: z.enum(['reject', 'null']),
    asOf: declaredDay.exactOptional(),
    expectFingerprint: fingerprintText.exactOptional(),
    secretKey: place === 'code' ? secretBytes : secretReference,
  };
}

const level = z.enum(IDENTIFIER_LEVELS as [IdentifierLevel, ...IdentifierLevel[]]).exactOptional();

/**
 * Lists the options of pseudonyms of one column that do not depend on the policy.
 *
 * @param place - where the options stand.
 * @returns a shape for `z.strictObject`.
 */
export function singleShape(place: Place): z.ZodRawShape {
  return { column: columnName, profile, into: columnName.exactOptional(), ...contextShape(place), level };
}

/**
 * Lists the options of pseudonyms of several columns together that do not depend on the policy.
 *
 * @param place - where the options stand.
 * @returns a shape for `z.strictObject`.
 */
export function compositeShape(place: Place): z.ZodRawShape {
  return {
    columns: z.array(z.strictObject({ column: columnName, profile })).min(2).max(16),
    into: columnName,
    onMissingPart: z.enum(['null', 'absent']),
    ...contextShape(place),
    level,
  };
}

function pseudonymiseForms<Options extends PseudonymSettings>(place: Place): OptionsSchema<Options> {
  return z.union([policyForms(singleShape(place), place), policyForms(compositeShape(place), place)]) as unknown as OptionsSchema<Options>;
}

function rekeyForms<Options extends RekeySettings>(place: Place): OptionsSchema<Options> {
  const common = { column: columnName, profile: z.enum(['code/v1', 'code-text/v1']), ...contextShape(place) };
  const forms = [
    policyForms({ ...common, keep: z.literal('new'), into: columnName.exactOptional() }, place),
    policyForms({ ...common, keep: z.literal('both'), into: columnName, until: declaredDay, asOf: declaredDay }, place),
  ] as [z.ZodDiscriminatedUnion, z.ZodDiscriminatedUnion];
  return z.discriminatedUnion('keep', forms) as unknown as OptionsSchema<Options>;
}

/** Checks {@link PseudonymiseOptions}. */
export const pseudonymiseOptions: OptionsSchema<PseudonymiseOptions> = pseudonymiseForms('code');

/** Checks {@link PseudonymisePlanOptions}. */
export const pseudonymisePlanOptions: OptionsSchema<PseudonymisePlanOptions> = pseudonymiseForms('plan');

/** Checks {@link RekeyOptions}. */
export const rekeyOptions: OptionsSchema<RekeyOptions> = rekeyForms('code');

/** Checks {@link RekeyPlanOptions}. */
export const rekeyPlanOptions: OptionsSchema<RekeyPlanOptions> = rekeyForms('plan');
