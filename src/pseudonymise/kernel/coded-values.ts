import { REASON_MISSING } from './canonical-values.ts';
import type { Codes } from './codes.ts';

/** Why rows have no code although they have a value. */
export interface Faults {
  /** Uint8Array(rows): 0, or 1 + the part at fault. */
  readonly faultyParts: Uint8Array;
  /** Per part, Uint8Array(rows): the reason by the part's profile. */
  readonly reasons: readonly Uint8Array[];
}

/** The codes of rows, and which rows have an invalid value. */
export interface CodedValues {
  readonly rows: number;
  /** Zeros or empty text where there is no code. */
  readonly codes: Codes;
  /** Validity bits, 1 where there is a code; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** `null` when only null rows have no code. */
  readonly faults: Faults | null;
}

/**
 * Finds the rows of a single part that have no code although they have a value.
 *
 * @param valid - validity bits, 1 where there is a code.
 * @param reasons - Uint8Array(rows): why a row has no code; {@link REASON_MISSING} for a null.
 * @returns the faults, or `null` when there are none.
 * @remarks O(rows); eight rows at a time where all have codes.
 */
export function faultsOf(valid: Uint8Array, reasons: Uint8Array): Faults | null {
  const faultyParts = new Uint8Array(reasons.length);
  let faults = 0;
  for (let from = 0; from < reasons.length; from += 8) {
    if (valid[from >> 3] === 0xff) continue;
    for (let row = from; row < Math.min(from + 8, reasons.length); row++) {
      if ((valid[row >> 3]! & (1 << (row & 7))) !== 0 || reasons[row] === REASON_MISSING) continue;
      faultyParts[row] = 1;
      faults++;
    }
  }
  return faults === 0 ? null : { faultyParts, reasons: [reasons] };
}

/**
 * Puts the codes of consecutive rows end to end.
 *
 * @param pieces - at least one; all but the last have a multiple of 8 rows.
 * @returns the codes of all rows; a single piece is given back as it is.
 * @throws {RangeError} if the codes are text of more than 2 GiB together.
 * @remarks O(rows + bytes); allocates the size of the result.
 */
export function joinValues(pieces: readonly CodedValues[]): CodedValues {
  const [first] = pieces;
  if (first === undefined) throw new RangeError('pieces: expected at least one');
  if (pieces.length === 1) return first;
  const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  const valid = new Uint8Array((rows + 7) >> 3);
  let row = 0;
  for (const piece of pieces) {
    if ((row & 7) !== 0) throw new RangeError('pieces: expected multiples of 8 rows before the last');
    valid.set(piece.valid, row >> 3);
    row += piece.rows;
  }
  const codes = first.codes.kind === 'binary' ? joinBinary(pieces, first.codes.width, rows) : joinText(pieces, rows);
  return { rows, codes, valid, faults: joinFaults(pieces, rows) };
}

function joinBinary(pieces: readonly CodedValues[], width: number, rows: number): Codes {
  const bytes = new Uint8Array(width * rows);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece.codes.bytes.subarray(0, width * piece.rows), at);
    at += width * piece.rows;
  }
  return { kind: 'binary', width, bytes };
}

function joinText(pieces: readonly CodedValues[], rows: number): Codes {
  const texts = pieces.map((piece) => ({ rows: piece.rows, ...piece.codes }) as Extract<Codes, { kind: 'text' }> & { readonly rows: number });
  const total = texts.reduce((sum, text) => sum + text.offsets[text.rows]!, 0);
  if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
  const offsets = new Int32Array(rows + 1);
  const bytes = new Uint8Array(total);
  let row = 0;
  for (const text of texts) {
    const at = offsets[row]!;
    bytes.set(text.bytes.subarray(0, text.offsets[text.rows]), at);
    for (let index = 1; index <= text.rows; index++) offsets[row + index] = at + text.offsets[index]!;
    row += text.rows;
  }
  return { kind: 'text', offsets, bytes };
}

function joinFaults(pieces: readonly CodedValues[], rows: number): Faults | null {
  const some = pieces.find((piece) => piece.faults !== null)?.faults;
  if (some === undefined || some === null) return null;
  const faultyParts = new Uint8Array(rows);
  const reasons = some.reasons.map(() => new Uint8Array(rows));
  let row = 0;
  for (const piece of pieces) {
    if (piece.faults !== null) {
      faultyParts.set(piece.faults.faultyParts, row);
      piece.faults.reasons.forEach((values, part) => reasons[part]!.set(values, row));
    }
    row += piece.rows;
  }
  return { faultyParts, reasons };
}
