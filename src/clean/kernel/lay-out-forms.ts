import type { CanonicalColumn } from '../../identifiers/index.ts';
import { sameBytes } from '../../text/index.ts';

/** A column of identifiers in its final form. */
export interface LaidOutForms {
  /** Int32Array(rows + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Validity bits, least significant bit first. */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): 1 where an accepted value is not what it was. */
  readonly isChanged: Uint8Array;
}

/**
 * Lays out a column of identifiers from its canonical forms.
 *
 * @param canonical - what the identifier's kernel found.
 * @param controlOf - computes the two control digits that follow each form from its bytes and their start, or `null` to
 *   write the forms as they are.
 * @param isKept - whether values that were not accepted stay as they were; otherwise they become null.
 * @param offsets - offsets of the input text; need not start at 0.
 * @param bytes - the input text.
 * @param valid - validity bits of the input, or `null` for no nulls.
 * @returns the new column; rows that are null are empty.
 * @remarks O(rows + bytes) time; one pass, no allocation per row.
 */
export function layOutForms(
  canonical: CanonicalColumn,
  controlOf: ((bytes: Uint8Array, start: number) => number) | null,
  isKept: boolean,
  offsets: Int32Array,
  bytes: Uint8Array,
  valid: Uint8Array | null,
): LaidOutForms {
  const { rows } = canonical;
  const controlBytes = controlOf === null ? 0 : 2 * canonical.acceptedCount;
  const out = new Uint8Array(canonical.bytes.length + controlBytes + (isKept ? offsets[rows]! - offsets[0]! : 0));
  const outOffsets = new Int32Array(rows + 1);
  const outValid = canonical.valid.slice();
  const isChanged = new Uint8Array(rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const isAccepted = (canonical.valid[row >> 3]! & (1 << (row & 7))) !== 0;
    const start = offsets[row]!;
    const length = offsets[row + 1]! - start;
    if (isAccepted) {
      const from = at;
      const source = canonical.offsets[row]!;
      const end = canonical.offsets[row + 1]!;
      for (let index = source; index < end; index++) out[at++] = canonical.bytes[index]!;
      if (controlOf !== null) {
        const controlDigits = controlOf(canonical.bytes, source);
        out[at++] = 48 + ((controlDigits / 10) | 0);
        out[at++] = 48 + (controlDigits % 10);
      }
      if (!sameBytes(out, from, at, bytes, start, start + length)) isChanged[row] = 1;
    } else if (isKept && (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0)) {
      for (let index = 0; index < length; index++) out[at++] = bytes[start + index]!;
      outValid[row >> 3]! |= 1 << (row & 7);
    }
    outOffsets[row + 1] = at;
  }
  return { offsets: outOffsets, bytes: out.subarray(0, at), valid: outValid, isChanged };
}
