import { plainText, type Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { canonicalColumn, IDENTIFIERS, type IdentifierLevel } from '../identifiers/index.ts';
import type { CanonicalValues } from './kernel/canonical-values.ts';
import { canonicalCodeColumn, canonicalCodeTextColumn, CODE_REASONS } from './kernel/code-profile.ts';
import { canonicalDateColumn, DATE_PROFILE_REASONS } from './kernel/date-profile.ts';
import { canonicalNameColumn, NAME_PROFILE_REASONS } from './kernel/name-profile.ts';
import { dateText, wholeNumberText } from './kernel/plain-text.ts';
import { canonicalTextColumn, TEXT_REASONS } from './kernel/text-profile.ts';

/** Identifiers that have a profile, with the letters of a canonical form that only has letters of one alphabet. */
const IDENTIFIER_ALPHABETS = {
  nir: '0123456789AB',
  ins: '0123456789AB',
  nif: '0123456789',
  rpps: '0123456789',
  adeli: null,
  finess: '0123456789AB',
  siren: '0123456789',
  siret: '0123456789',
  birthPlace: '0123456789AB',
  phone: null,
  email: null,
  iban: null,
} as const;

type ProfiledIdentifier = keyof typeof IDENTIFIER_ALPHABETS;

/**
 * How values are brought to one form before they are hashed. The name enters the key: a profile never changes, it gets
 * a successor.
 *
 * - `nir/v1`: a NIR of 13 or 15 characters, separators allowed, becomes its 13 characters without key, Corsica as
 *   capital 2A or 2B. A NIR that says 20 for Corsica (before 1976) keeps it: the two forms are two codes.
 * - `rpps/v1`, `finess/v1` and those of the other identifiers: the canonical form of that identifier.
 * - `text/v1`: white space goes at both ends, Unicode becomes normal form C; case, accents and the rest stay. Whole
 *   numbers are read as their decimal digits, dates as `YYYY-MM-DD`.
 * - `date/v1`: a calendar day as `YYYY-MM-DD`.
 * - `name/v1`: capitals without accents, one space for every run of anything but letters and digits.
 */
export type Profile = `${ProfiledIdentifier}/v1` | 'text/v1' | 'date/v1' | 'name/v1';

/**
 * How codes are read to be coded once more: `code/v1` for the bytes of a binary column, `code-text/v1` for codes that others
 * wrote as text.
 */
export type CodeProfile = 'code/v1' | 'code-text/v1';

/** What a profile accepts, and how it says no. */
export interface ProfileDefinition {
  /** Column types that can be read. */
  readonly types: readonly string[];
  /** Codes of rejected rows by reason; empty for `ok` and `null`. */
  readonly rejectCodes: readonly string[];
  /** Bytes of the form when it always has as many; `null` when it has not. */
  readonly width: number | null;
  /** Letters of the form when it has no others, ASCII; `null` when it may have any. */
  readonly alphabet: string | null;
  /** Brings the values of a column to their form. */
  canonical(column: Column, level: IdentifierLevel): CanonicalValues;
}

/** Every profile by name. */
export const PROFILES: Readonly<Record<Profile | CodeProfile, ProfileDefinition>> = Object.freeze({
  ...identifierProfiles(),
  'text/v1': define('TEXT', TEXT_REASONS, {
    types: ['utf8', 'int32', 'int64', 'date'],
    canonical: (column) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalTextColumn(offsets, bytes, valid, column.rows);
    },
  }),
  'date/v1': define('DATE', DATE_PROFILE_REASONS, {
    types: ['utf8', 'date'],
    width: 10,
    canonical: (column) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalDateColumn(offsets, bytes, valid, column.rows);
    },
  }),
  'name/v1': define('NAME', NAME_PROFILE_REASONS, {
    types: ['utf8'],
    canonical: (column) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalNameColumn(offsets, bytes, valid, column.rows);
    },
  }),
  'code/v1': define('CODE', CODE_REASONS, {
    types: ['binary'],
    canonical: (column) => {
      if (column.kind !== 'binary') throw new TypeError(`column: expected bytes, got ${column.kind}`);
      return canonicalCodeColumn(column.width, column.bytes, column.valid, column.rows);
    },
  }),
  'code-text/v1': define('CODE', CODE_REASONS, {
    types: ['utf8'],
    canonical: (column) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalCodeTextColumn(offsets, bytes, valid, column.rows);
    },
  }),
});

/** The names of the profiles of identifiers, texts, dates and names. */
export const PROFILE_NAMES: readonly Profile[] = Object.freeze(Object.keys(PROFILES).filter((name) => !name.startsWith('code')) as Profile[]);

/** The form of the values that a policy codes: of one column, or of the parts of a composite together. */
export interface ValueForm {
  /** As it enters the key. */
  readonly profile: string;
  /** Bytes of every value, or `null` when they have no one length. */
  readonly width: number | null;
  /** Letters of every value, or `null`. */
  readonly alphabet: string | null;
}

/**
 * Tells the form of values of one profile.
 *
 * @param profile - the profile.
 * @returns its form.
 */
export function formOf(profile: Profile | CodeProfile): ValueForm {
  const { width, alphabet } = PROFILES[profile];
  return { profile, width, alphabet };
}

/**
 * Tells the form of composites.
 *
 * @param profiles - profiles of the parts, in order.
 * @returns the form named `composite/v1(…)`; composites have no one length, since a part may be absent.
 */
export function compositeForm(profiles: readonly Profile[]): ValueForm {
  return { profile: `composite/v1(${profiles.join(',')})`, width: null, alphabet: null };
}

/**
 * Takes the name of a composite's profile apart.
 *
 * @param profile - for example `composite/v1(nir/v1,date/v1)`.
 * @returns the profiles of its parts, or `null` when it is no composite of known profiles.
 */
export function compositeParts(profile: string): readonly Profile[] | null {
  const parts = /^composite\/v1\(([^()]+)\)$/.exec(profile)?.[1]?.split(',') ?? null;
  return parts !== null && parts.every((part) => (PROFILE_NAMES as readonly string[]).includes(part)) ? (parts as Profile[]) : null;
}

/**
 * Finds the form of values by the name of their profile.
 *
 * @param profile - a profile, or a composite of profiles.
 * @returns its form.
 * @throws {PlanError} if there is no such profile.
 */
export function formNamed(profile: string): ValueForm {
  const parts = compositeParts(profile);
  if (parts !== null) return compositeForm(parts);
  if (!Object.hasOwn(PROFILES, profile)) refusePlan('PLAN_OUT_OF_RANGE', 'profile', 'there is no such profile');
  return formOf(profile as Profile | CodeProfile);
}

/**
 * Refuses a profile under which no codes are made: its sub-key would be one of nothing.
 *
 * @param profile - a profile, or a composite of profiles.
 * @param isRekey - whether codes of codes are meant, which have profiles of their own.
 * @throws {PlanError} if there is no such profile, or it is of the other kind.
 */
export function checkProfile(profile: string, isRekey: boolean): void {
  formNamed(profile);
  const isOfCodes = profile === 'code/v1' || profile === 'code-text/v1';
  if (isOfCodes !== isRekey) refusePlan('PLAN_OUT_OF_RANGE', 'profile', isRekey ? 'codes of codes have the profile code/v1 or code-text/v1' : 'this is a profile of codes of codes');
}

interface Definition {
  readonly types: readonly string[];
  readonly width?: number | null;
  readonly alphabet?: string | null;
  readonly canonical: ProfileDefinition['canonical'];
}

function define(prefix: string, reasons: readonly string[], { types, width = null, alphabet = null, canonical }: Definition): ProfileDefinition {
  const rejectCodes = Object.freeze(reasons.map((name, code) => (code < 2 ? '' : `${prefix}_${name.toUpperCase()}`)));
  return Object.freeze({ types: Object.freeze([...types]), rejectCodes, width, alphabet, canonical });
}

function identifierProfiles(): Readonly<Record<`${ProfiledIdentifier}/v1`, ProfileDefinition>> {
  const profiles = Object.entries(IDENTIFIER_ALPHABETS).map(([name, alphabet]) => {
    const identifier = IDENTIFIERS[name as ProfiledIdentifier];
    return [`${name}/v1`, define(name.toUpperCase(), identifier.reasons.map((reason) => reason.name), {
      // A NIR never begins with 0, so it survives as a whole number; other identifiers lose their zeros.
      types: name === 'nir' ? ['utf8', 'int64'] : ['utf8'],
      width: identifier.isFixed ? identifier.width : null,
      alphabet,
      canonical: (column, level) => {
        const { offsets, bytes, valid } = textOf(column);
        return canonicalColumn(identifier, level, offsets, bytes, valid, column.rows);
      },
    })] as const;
  });
  return Object.fromEntries(profiles) as Record<`${ProfiledIdentifier}/v1`, ProfileDefinition>;
}

function textOf(column: Column): { readonly offsets: Int32Array; readonly bytes: Uint8Array; readonly valid: Uint8Array | null } {
  switch (column.kind) {
    case 'text':
    case 'coded':
      return plainText(column);
    case 'int32':
    case 'int64':
      return { ...wholeNumberText(column.values, column.valid, column.rows), valid: column.valid };
    case 'date':
      return { ...dateText(column.days, column.valid, column.rows), valid: column.valid };
    default:
      throw new TypeError(`column: expected text, whole numbers or dates, got ${column.kind}`);
  }
}
