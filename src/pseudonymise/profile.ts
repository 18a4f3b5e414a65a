import { plainText, type Column } from '../core/column.ts';
import { canonicalNirColumn, nir, type IdentifierLevel } from '../identifiers/index.ts';
import type { CanonicalValues } from './kernel/canonical-values.ts';
import { dateText, wholeNumberText } from './kernel/plain-text.ts';
import { canonicalTextColumn, TEXT_REASONS } from './kernel/text-profile.ts';

/**
 * How values are brought to one form before they are hashed. The name enters the key: a profile never changes, it gets
 * a successor.
 *
 * - `nir/v1`: a NIR of 13 or 15 characters, separators allowed, becomes its 13 characters without key, Corsica as
 *   capital 2A or 2B. A NIR that says 20 for Corsica (before 1976) keeps it: the two forms are two codes.
 * - `text/v1`: white space goes at both ends, Unicode becomes normal form C; case, accents and the rest stay. Whole
 *   numbers are read as their decimal digits, dates as `YYYY-MM-DD`.
 */
export type Profile = 'nir/v1' | 'text/v1';

/** What a profile accepts, and how it says no. */
export interface ProfileDefinition {
  /** Column types that can be read. */
  readonly types: readonly string[];
  /** Codes of rejected rows by reason; empty for `ok` and `null`. */
  readonly rejectCodes: readonly string[];
  /** Brings the values of a column to their form. */
  canonical(column: Column, level: IdentifierLevel): CanonicalValues;
}

/** Every profile by name. */
export const PROFILES: Readonly<Record<Profile, ProfileDefinition>> = Object.freeze({
  'nir/v1': Object.freeze({
    types: Object.freeze(['utf8', 'int64']),
    rejectCodes: rejectCodes('NIR', nir.reasons.map(({ name }) => name)),
    canonical: (column: Column, level: IdentifierLevel) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalNirColumn(offsets, bytes, valid, column.rows, level);
    },
  }),
  'text/v1': Object.freeze({
    types: Object.freeze(['utf8', 'int32', 'int64', 'date']),
    rejectCodes: rejectCodes('TEXT', TEXT_REASONS),
    canonical: (column: Column) => {
      const { offsets, bytes, valid } = textOf(column);
      return canonicalTextColumn(offsets, bytes, valid, column.rows);
    },
  }),
});

function rejectCodes(prefix: string, reasons: readonly string[]): readonly string[] {
  return Object.freeze(reasons.map((name, code) => (code < 2 ? '' : `${prefix}_${name.toUpperCase()}`)));
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
