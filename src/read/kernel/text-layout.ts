import { hasValue, type Bits } from '../../text/index.ts';

/** Texts with 32-bit ends: row `i` is `bytes[ends[i] … ends[i + 1])`. */
export interface Texts {
  /** Int32Array(rows + 1), ascending. */
  readonly ends: Int32Array;
  readonly bytes: Uint8Array;
}

/** Bytes that the texts of one column may take in a batch. */
const MAX_TEXT_BYTES = 0x7fffffff;
const TOO_LONG = 'texts: expected at most 2 GiB in a batch';
const OUTSIDE = 'texts: expected ends that ascend inside the bytes';

/**
 * Checks the ends of texts.
 *
 * @param ends - at least Int32Array(rows + 1).
 * @param rows - number of texts.
 * @param byteLength - bytes there are.
 * @throws {RangeError} unless the ends ascend from 0 or above to `byteLength` or below.
 */
export function checkEnds(ends: Int32Array, rows: number, byteLength: number): void {
  let before = ends[0]!;
  let descends = before < 0 ? 1 : 0;
  for (let row = 1; row <= rows; row++) {
    const end = ends[row]!;
    descends |= end < before ? 1 : 0;
    before = end;
  }
  if (descends !== 0 || before > byteLength) throw new RangeError(OUTSIDE);
}

/**
 * Narrows 64-bit ends.
 *
 * @param words - Int32Array(2 · (rows + 1)), low word first.
 * @param bytes - the texts' bytes.
 * @param rows - number of texts.
 * @returns ends counted from the first text's first byte, and the bytes from there.
 * @throws {RangeError} unless the ends ascend inside the bytes and span less than 2 GiB.
 */
export function narrowEnds(words: Int32Array, bytes: Uint8Array, rows: number): Texts {
  const first = words[1]! * 2 ** 32 + (words[0]! >>> 0);
  const ends = new Int32Array(rows + 1);
  let before = 0;
  for (let row = 0; row <= rows; row++) {
    const end = words[2 * row + 1]! * 2 ** 32 + (words[2 * row]! >>> 0) - first;
    if (end < before) throw new RangeError(OUTSIDE);
    if (end > MAX_TEXT_BYTES) throw new RangeError(first + end > bytes.length ? OUTSIDE : TOO_LONG);
    ends[row] = end;
    before = end;
  }
  if (first < 0 || first + before > bytes.length) throw new RangeError(OUTSIDE);
  return { ends, bytes: bytes.subarray(first, first + before) };
}

/**
 * Copies texts that lie as views into one run of bytes.
 *
 * @param views - Int32Array(4 · rows): length, then 12 bytes of text, or its prefix, block and position.
 * @param blocks - the data buffers.
 * @param rows - number of texts.
 * @param valid - validity bits; a view without value is not looked at.
 * @returns the texts.
 * @throws {RangeError} for a view outside its block, or more than 2 GiB together.
 */
export function gatherViews(views: Int32Array, blocks: readonly Uint8Array[], rows: number, valid: Bits): Texts {
  const ends = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (hasValue(valid, row)) {
      const length = views[4 * row]!;
      if (length < 0) throw new RangeError(OUTSIDE);
      const at = views[4 * row + 3]!;
      if (length > 12 && (at < 0 || at + length > (blocks[views[4 * row + 2]!]?.length ?? -1))) throw new RangeError(OUTSIDE);
      total += length;
      if (total > MAX_TEXT_BYTES) throw new RangeError(TOO_LONG);
    }
    ends[row + 1] = total;
  }
  const inline = new Uint8Array(views.buffer, views.byteOffset, views.byteLength);
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    const length = ends[row + 1]! - ends[row]!;
    const block = length > 12 ? blocks[views[4 * row + 2]!]! : inline;
    let from = length > 12 ? views[4 * row + 3]! : 16 * row + 4;
    for (let to = ends[row]!; to < ends[row + 1]!; ) bytes[to++] = block[from++]!;
  }
  return { ends, bytes };
}

/**
 * Copies the texts that codes stand for into one run of bytes.
 *
 * @param codes - Int32Array(rows), checked.
 * @param dictionary - the texts of the codes.
 * @param valid - validity bits; a row without value becomes empty.
 * @param maxBytes - bytes the result may take.
 * @returns the texts.
 * @throws {RangeError} when they would take more, before anything is copied.
 */
export function gatherCodes(codes: Int32Array, dictionary: Texts, valid: Bits, maxBytes: number = MAX_TEXT_BYTES): Texts {
  const rows = codes.length;
  const ends = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    if (hasValue(valid, row)) total += dictionary.ends[codes[row]! + 1]! - dictionary.ends[codes[row]!]!;
    if (total > maxBytes) throw new RangeError(TOO_LONG);
    ends[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    let from = dictionary.ends[codes[row]!]!;
    for (let to = ends[row]!; to < ends[row + 1]!; ) bytes[to++] = dictionary.bytes[from++]!;
  }
  return { ends, bytes };
}

/**
 * Finds the first code outside its dictionary, and sets the codes of rows without value to 0.
 *
 * @param codes - Int32Array(rows), changed.
 * @param valid - validity bits.
 * @param values - values of the dictionary.
 * @returns the row, or -1.
 */
export function settleCodes(codes: Int32Array, valid: Bits, values: number): number {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0 && code < values) continue;
    if (hasValue(valid, row)) return row;
    codes[row] = 0;
  }
  return -1;
}

/**
 * Finds the first byte string that has not the width wanted.
 *
 * @param ends - Int32Array(rows + 1), checked.
 * @param width - bytes every value must have.
 * @param valid - validity bits.
 * @returns the row, or -1.
 */
export function firstRowNotOfWidth(ends: Int32Array, width: number, valid: Bits): number {
  for (let row = 0; row + 1 < ends.length; row++) if (ends[row + 1]! - ends[row]! !== width && hasValue(valid, row)) return row;
  return -1;
}

/**
 * Lays byte strings of one width end to end; rows without value become zeros.
 *
 * @param texts - byte strings of `width` bytes each, except those without value.
 * @param width - bytes of a value.
 * @param valid - validity bits.
 * @returns Uint8Array(rows · width).
 */
export function packFixed(texts: Texts, width: number, valid: Bits): Uint8Array {
  const rows = texts.ends.length - 1;
  const out = new Uint8Array(rows * width);
  for (let row = 0; row < rows; row++) {
    if (hasValue(valid, row)) out.set(texts.bytes.subarray(texts.ends[row]!, texts.ends[row]! + width), row * width);
  }
  return out;
}
