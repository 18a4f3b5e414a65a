/** Bytes of a record: the digest of a row, then its number as a double of the machine's byte order. */
export const RECORD_BYTES = 24;

/** Groups of records that are written out and read back one by one. */
export const RECORD_GROUPS = 64;

const DIGEST_BYTES = 16;
const DIGEST_WORDS = 4;
const RECORD_WORDS = RECORD_BYTES / 4;

/**
 * Sorts the digests of rows into groups, each with the number of its row; rows without digest (all zeros) and those that are
 * left out have no record.
 *
 * @param digests - Uint8Array(16 · rows) that begins at a multiple of four.
 * @param rows - number of rows.
 * @param isLeftOut - Uint8Array(rows): other than 0 for the rows to leave out.
 * @param firstRow - number of the first of them.
 * @returns the records of each group, in the order of the rows. Groups go by the third word of a digest, which places it
 *   nowhere in a set of digests.
 */
export function recordsByGroup(digests: Uint8Array, rows: number, isLeftOut: Uint8Array, firstRow: number): Uint8Array[] {
  const words = new Int32Array(digests.buffer, digests.byteOffset, DIGEST_WORDS * rows);
  const groups = new Int8Array(rows).fill(-1);
  const sizes = new Int32Array(RECORD_GROUPS);
  for (let row = 0; row < rows; row++) {
    const at = DIGEST_WORDS * row;
    if (isLeftOut[row] !== 0 || (words[at]! | words[at + 1]! | words[at + 2]! | words[at + 3]!) === 0) continue;
    groups[row] = words[at + 2]! & (RECORD_GROUPS - 1);
    sizes[groups[row]!]!++;
  }
  const records = Array.from(sizes, (size) => new Int32Array(RECORD_WORDS * size));
  const next = new Int32Array(RECORD_GROUPS);
  const number = new Float64Array(1);
  const halves = new Int32Array(number.buffer);
  for (let row = 0; row < rows; row++) {
    const group = groups[row]!;
    if (group < 0) continue;
    const out = records[group]!;
    const at = next[group]!;
    for (let word = 0; word < DIGEST_WORDS; word++) out[at + word] = words[DIGEST_WORDS * row + word]!;
    number[0] = firstRow + row;
    out[at + 4] = halves[0]!;
    out[at + 5] = halves[1]!;
    next[group] = at + RECORD_WORDS;
  }
  return records.map((out) => new Uint8Array(out.buffer));
}

/** Records taken apart. */
export interface RowRecords {
  readonly rows: number;
  /** Uint8Array(16 · rows). */
  readonly digests: Uint8Array;
  /** Float64Array(rows): the number of each row. */
  readonly numbers: Float64Array;
}

/**
 * Takes records apart.
 *
 * @param records - whole records of {@link recordsByGroup}.
 * @returns their digests and row numbers.
 */
export function unpackRecords(records: Uint8Array): RowRecords {
  const rows = Math.floor(records.length / RECORD_BYTES);
  const digests = new Uint8Array(DIGEST_BYTES * rows);
  const numbers = new Float64Array(rows);
  const numberBytes = new Uint8Array(numbers.buffer);
  for (let row = 0; row < rows; row++) {
    const at = RECORD_BYTES * row;
    digests.set(records.subarray(at, at + DIGEST_BYTES), DIGEST_BYTES * row);
    numberBytes.set(records.subarray(at + DIGEST_BYTES, at + RECORD_BYTES), 8 * row);
  }
  return { rows, digests, numbers };
}
