import { REASON_MISSING, type CanonicalValues } from './canonical-values.ts';

/** Framed composites, ready to be hashed. */
export interface CompositeColumn {
  /** Int32Array(rows + 1) from 0; a row without value is empty. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  /** Validity bits, 1 where there is a composite to hash; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): 0, or 1 + the first part whose value is invalid. */
  readonly faultyParts: Uint8Array;
}

/** Bytes in front of a part: one for presence, four for its length. */
const FRAME_BYTES = 5;

/**
 * Joins the parts of each row so that different tuples never give the same bytes: per part, a byte that is 1 if it is
 * present and 0 if not, its length as u32le, its bytes. An absent part has length 0.
 *
 * A row with an invalid part is null, and so is one whose parts are all missing.
 *
 * @param parts - from 1 to 255 parts, all of `rows` rows.
 * @param rows - rows of the parts.
 * @param needsAll - whether one missing part makes the row null, too; else it is framed as absent.
 * @returns the framed composites.
 * @throws {RangeError} if they exceed 2 GiB together.
 * @remarks O(rows · parts + bytes); allocates the size of the result.
 */
export function frameComposite(parts: readonly CanonicalValues[], rows: number, needsAll: boolean): CompositeColumn {
  const valid = new Uint8Array((rows + 7) >> 3);
  const faultyParts = new Uint8Array(rows);
  const offsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let present = 0;
    let size = FRAME_BYTES * parts.length;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      if (isPresent(part.valid, row)) {
        present++;
        size += part.offsets[row + 1]! - part.offsets[row]!;
      } else if (part.reasons[row] !== REASON_MISSING && faultyParts[row] === 0) faultyParts[row] = index + 1;
    }
    if (faultyParts[row] === 0 && (needsAll ? present === parts.length : present > 0)) {
      valid[row >> 3]! |= 1 << (row & 7);
      total += size;
      if (total > 0x7fffffff) throw new RangeError('composite column: expected at most 2 GiB in a batch');
    }
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    if (!isPresent(valid, row)) continue;
    let at = offsets[row]!;
    for (let index = 0; index < parts.length; index++) at = framePart(parts[index]!, row, bytes, at);
  }
  return { offsets, bytes, valid, faultyParts };
}

function framePart(part: CanonicalValues, row: number, bytes: Uint8Array, at: number): number {
  if (!isPresent(part.valid, row)) return at + FRAME_BYTES;
  const start = part.offsets[row]!;
  const length = part.offsets[row + 1]! - start;
  bytes[at] = 1;
  bytes[at + 1] = length;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length >>> 16;
  bytes[at + 4] = length >>> 24;
  const to = at + FRAME_BYTES;
  for (let index = 0; index < length; index++) bytes[to + index] = part.bytes[start + index]!;
  return to + length;
}

function isPresent(valid: Uint8Array, row: number): boolean {
  return (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}
