import type { CodeColumn, Codes } from './codes.ts';

/**
 * Gives every row the code of its dictionary entry.
 *
 * @param entries - codes of the entries of a dictionary.
 * @param entryOf - Int32Array(rows): the entry of each row; anything for a null row.
 * @param valid - validity bits of the rows, or `null` for no nulls.
 * @param rows - rows of the column.
 * @param missing - the reason of a null row.
 * @returns codes by row, plain.
 * @throws {RangeError} if the codes are text of more than 2 GiB together.
 * @remarks O(rows); allocates the codes and 1⅛ bytes a row.
 */
export function gatherCodes(entries: CodeColumn, entryOf: Int32Array, valid: Uint8Array | null, rows: number, missing: number): CodeColumn {
  const outValid = new Uint8Array((rows + 7) >> 3);
  const reasons = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) {
      reasons[row] = missing;
      continue;
    }
    const entry = entryOf[row]!;
    reasons[row] = entries.reasons[entry]!;
    if ((entries.valid[entry >> 3]! & (1 << (entry & 7))) !== 0) outValid[row >> 3]! |= 1 << (row & 7);
  }
  return { codes: gather(entries.codes, entryOf, outValid, rows), valid: outValid, reasons };
}

function gather(codes: Codes, entryOf: Int32Array, valid: Uint8Array, rows: number): Codes {
  if (codes.kind === 'text') return gatherText(codes.offsets, codes.bytes, entryOf, valid, rows);
  const { width, bytes } = codes;
  const isOfWords = width % 4 === 0 && bytes.byteOffset % 4 === 0;
  return { kind: 'binary', width, bytes: isOfWords ? gatherWords(bytes, width, entryOf, valid, rows) : gatherBytes(bytes, width, entryOf, valid, rows) };
}

function gatherWords(bytes: Uint8Array, width: number, entryOf: Int32Array, valid: Uint8Array, rows: number): Uint8Array {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const wordsWide = width >> 2;
  const out = new Int32Array(wordsWide * rows);
  for (let row = 0, to = 0; row < rows; row++, to += wordsWide) {
    if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const from = wordsWide * entryOf[row]!;
    for (let index = 0; index < wordsWide; index++) out[to + index] = words[from + index]!;
  }
  return new Uint8Array(out.buffer);
}

function gatherBytes(bytes: Uint8Array, width: number, entryOf: Int32Array, valid: Uint8Array, rows: number): Uint8Array {
  const out = new Uint8Array(width * rows);
  for (let row = 0, to = 0; row < rows; row++, to += width) {
    if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const from = width * entryOf[row]!;
    for (let index = 0; index < width; index++) out[to + index] = bytes[from + index]!;
  }
  return out;
}

function gatherText(offsets: Int32Array, bytes: Uint8Array, entryOf: Int32Array, valid: Uint8Array, rows: number): Codes {
  const outOffsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) total += offsets[entryOf[row]! + 1]! - offsets[entryOf[row]!]!;
    if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
    outOffsets[row + 1] = total;
  }
  const out = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    let at = outOffsets[row]!;
    const end = outOffsets[row + 1]!;
    for (let from = offsets[entryOf[row]!]!; at < end; ) out[at++] = bytes[from++]!;
  }
  return { kind: 'text', offsets: outOffsets, bytes: out };
}
