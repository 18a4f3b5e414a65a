/**
 * A fixed hash of 64 bits for sketches and samples, as two 32-bit halves. It is no secret: who chooses the values can
 * mislead an estimate, and nothing is decided by one.
 */

const FIRST = 0x9e3779b1;
const SECOND = 0x85ebca6b;

/** Spreads a half over all its bits. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * Hashes texts or byte strings.
 *
 * @param offsets - Int32Array(rows + 1), ascending; need not start at 0.
 * @param bytes - row `i` is `bytes[offsets[i] … offsets[i + 1])`.
 * @param rows - rows to hash; those of null rows are meaningless.
 * @param hashes - Int32Array(2 · rows) or longer; receives the two halves of each row.
 * @remarks O(bytes), by four bytes at a time.
 */
export function hashTexts(offsets: Int32Array, bytes: Uint8Array, rows: number, hashes: Int32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 0; row < rows; row++) {
    let at = offsets[row]!;
    const end = offsets[row + 1]!;
    let first = (end - at) ^ FIRST;
    let second = (end - at) ^ SECOND;
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      first = Math.imul(first ^ word, FIRST);
      first ^= first >>> 15;
      second = Math.imul(second ^ word, SECOND);
      second ^= second >>> 13;
    }
    // The bit above the last bytes tells how many there are: with the length alone, nothing and a byte of 1 would be the same.
    let last = 1;
    for (; at < end; at++) last = (last << 8) | bytes[at]!;
    first = finish(Math.imul(first ^ last, FIRST));
    hashes[2 * row] = first;
    hashes[2 * row + 1] = finish(Math.imul(second ^ last, SECOND) ^ first);
  }
}

/**
 * Hashes keys of whole words, such as numbers.
 *
 * @param words - the key of row `i` is `words[i · width … (i + 1) · width)`.
 * @param width - words of a key, from 1.
 * @param rows - rows to hash.
 * @param hashes - Int32Array(2 · rows) or longer; receives the two halves of each row.
 */
export function hashWords(words: Int32Array, width: number, rows: number, hashes: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    let first = width ^ FIRST;
    let second = width ^ SECOND;
    for (let at = row * width; at < (row + 1) * width; at++) {
      const word = words[at]!;
      first = Math.imul(first ^ word, FIRST);
      first ^= first >>> 15;
      second = Math.imul(second ^ word, SECOND);
      second ^= second >>> 13;
    }
    first = finish(first);
    hashes[2 * row] = first;
    hashes[2 * row + 1] = finish(second ^ first);
  }
}

/**
 * Copies doubles so that equal numbers have equal bits: one zero, one NaN.
 *
 * @param values - Float64Array(rows) or longer.
 * @param rows - numbers to copy.
 * @param out - Float64Array(rows) or longer, changed.
 */
export function unifyDoubles(values: Float64Array, rows: number, out: Float64Array): void {
  const words = new Int32Array(out.buffer, out.byteOffset, 2 * out.length);
  // Adding zero makes −0 into 0.
  for (let row = 0; row < rows; row++) out[row] = values[row]! + 0;
  for (let row = 0; row < rows; row++) {
    if ((words[2 * row + 1]! & 0x7ff00000) !== 0x7ff00000 || !Number.isNaN(out[row])) continue;
    words[2 * row] = 0;
    words[2 * row + 1] = 0x7ff80000;
  }
}
