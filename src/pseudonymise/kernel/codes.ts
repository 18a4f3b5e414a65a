/** Codes of a column: byte strings of one width, or ASCII text. A row without code has zeros, or empty text. */
export type Codes =
  | { readonly kind: 'binary'; readonly width: number; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array };

/** Codes with what is known of the rows. */
export interface CodeColumn {
  readonly codes: Codes;
  /** Validity bits, 1 where there is a code, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): why a row has no code. */
  readonly reasons: Uint8Array;
}
