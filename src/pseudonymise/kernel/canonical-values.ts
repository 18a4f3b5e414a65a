/** Values in the form that is hashed, whatever the profile. */
export interface CanonicalValues {
  readonly rows: number;
  /** Int32Array(rows + 1) from 0; a row without value is empty. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Validity bits, 1 where there is a value to hash; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): {@link REASON_MISSING} for a null; else, where there is no value to hash, why not. */
  readonly reasons: Uint8Array;
}

/** Reason of a null row, in every profile. */
export const REASON_MISSING = 1;
