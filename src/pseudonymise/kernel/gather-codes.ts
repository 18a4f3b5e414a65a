import type { CodeColumn, Codes } from './codes.ts';

/** Bytes of the usual code: these travel by the word. */
const USUAL_BYTES = 16;

/**
 * Gives every row the code of its dictionary entry.
 *
 * @param entries - codes of the entries of a dictionary; one without code has zeros, or empty text.
 * @param entryOf - Int32Array(rows): the entry of each row; anything for a null row.
 * @param valid - validity bits of the rows, or `null` for no nulls.
 * @param rows - rows of the column.
 * @param missing - the reason of a null row.
 * @param isWhole - whether every entry is known to have a code, so that only null rows have none.
 * @returns codes by row, plain.
 * @throws {RangeError} if the codes are text of more than 2 GiB together.
 * @remarks O(rows); allocates the codes and 1⅛ bytes a row.
 */
export function gatherCodes(entries: CodeColumn, entryOf: Int32Array, valid: Uint8Array | null, rows: number, missing: number, isWhole: boolean): CodeColumn {
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  if (isWhole && valid === null) {
    outValid.fill(0xff);
    if ((rows & 7) !== 0) outValid[rows >> 3] = (1 << (rows & 7)) - 1;
  } else {
    for (let row = 0; row < rows; row++) {
      if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) {
        reasons[row] = missing;
        continue;
      }
      const entry = entryOf[row]!;
      reasons[row] = entries.reasons[entry]!;
      if ((entries.valid[entry >> 3]! & (1 << (entry & 7))) !== 0) outValid[row >> 3]! |= 1 << (row & 7);
    }
  }
  return { codes: gather(entries.codes, entryOf, valid, rows), valid: outValid, reasons };
}

function gather(codes: Codes, entryOf: Int32Array, valid: Uint8Array | null, rows: number): Codes {
  if (codes.kind === 'text') return gatherText(codes.offsets, codes.bytes, entryOf, valid, rows);
  const { width, bytes } = codes;
  const isUsual = width === USUAL_BYTES && (bytes.byteOffset & 7) === 0;
  return { kind: 'binary', width, bytes: isUsual ? gatherUsual(bytes, entryOf, valid, rows) : gatherBytes(bytes, width, entryOf, valid, rows) };
}

// Two loads and two stores a row: the engine keeps words of 64 bits in registers here, and makes no BigInt of them.
function gatherUsual(bytes: Uint8Array, entryOf: Int32Array, valid: Uint8Array | null, rows: number): Uint8Array {
  const words = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length >> 3);
  const out = new BigUint64Array(2 * rows);
  for (let row = 0, to = 0; row < rows; row++, to += 2) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const from = 2 * entryOf[row]!;
    out[to] = words[from]!;
    out[to + 1] = words[from + 1]!;
  }
  return new Uint8Array(out.buffer);
}

function gatherBytes(bytes: Uint8Array, width: number, entryOf: Int32Array, valid: Uint8Array | null, rows: number): Uint8Array {
  const out = new Uint8Array(width * rows);
  for (let row = 0, to = 0; row < rows; row++, to += width) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const from = width * entryOf[row]!;
    for (let index = 0; index < width; index++) out[to + index] = bytes[from + index]!;
  }
  return out;
}

function gatherText(offsets: Int32Array, bytes: Uint8Array, entryOf: Int32Array, valid: Uint8Array | null, rows: number): Codes {
  const outOffsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) total += offsets[entryOf[row]! + 1]! - offsets[entryOf[row]!]!;
    if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    let at = outOffsets[row]!;
    const end = outOffsets[row + 1]!;
    if (at === end) continue;
    for (let from = offsets[entryOf[row]!]!; at < end; ) out[at++] = bytes[from++]!;
  }
  return { kind: 'text', offsets: outOffsets, bytes: out };
}
