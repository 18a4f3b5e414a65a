import { NIR_WIDTH, nirKeyOfBytes, type CanonicalColumn } from '../../identifiers/index.ts';

/** What becomes of a value that is no NIR: its row leaves, it becomes null, or it stays as it was. */
export type InvalidPolicy = 'reject' | 'null' | 'keep';

/** A NIR column in its final form. */
export interface NirOutput {
  /** Int32Array(rows + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Validity bits, least significant bit first. */
  readonly valid: Uint8Array;
  /** Values whose bytes are not those of the input. */
  readonly changedCount: number;
}

/**
 * Lays out a NIR column from its canonical forms: 13 characters, or 15 with the key computed anew.
 *
 * @param canonical - what the identifier's kernel found.
 * @param withKey - whether to append the two digits of the key.
 * @param isKept - whether values that were not accepted stay as they were; otherwise they become null.
 * @param offsets - offsets of the input text; need not start at 0.
 * @param bytes - the input text.
 * @param valid - validity bits of the input, or `null` for no nulls.
 * @returns the new column; rows that are null are empty.
 * @remarks O(rows + bytes) time; one pass, no allocation per row.
 */
export function layOutNirs(
  canonical: CanonicalColumn,
  withKey: boolean,
  isKept: boolean,
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
): NirOutput {
  const { rows } = canonical;
  const width = withKey ? NIR_WIDTH + 2 : NIR_WIDTH;
  const out = new Uint8Array(canonical.acceptedCount * width + (isKept ? offsets[rows]! - offsets[0]! : 0));
  const outOffsets = new Int32Array(rows + 1);
  const outValid = canonical.valid.slice();
  let at = 0;
  let changedCount = 0;
  for (let row = 0; row < rows; row++) {
    const isAccepted = (canonical.valid[row >> 3]! & (1 << (row & 7))) !== 0;
    const start = offsets[row]!;
    const length = offsets[row + 1]! - start;
    if (isAccepted) {
      const from = at;
      const source = canonical.offsets[row]!;
      for (let index = 0; index < NIR_WIDTH; index++) out[at++] = canonical.bytes[source + index]!;
      if (withKey) {
        const controlDigits = nirKeyOfBytes(canonical.bytes, source);
        out[at++] = 48 + ((controlDigits / 10) | 0);
        out[at++] = 48 + (controlDigits % 10);
      }
      let same = length === width;
      for (let index = 0; same && index < width; index++) same = out[from + index] === bytes[start + index];
      if (!same) changedCount++;
    } else if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      if (isKept) {
        for (let index = 0; index < length; index++) out[at++] = bytes[start + index]!;
        outValid[row >> 3]! |= 1 << (row & 7);
      }
    }
    outOffsets[row + 1] = at;
  }
  return { offsets: outOffsets, bytes: out.subarray(0, at), valid: outValid, changedCount };
}
