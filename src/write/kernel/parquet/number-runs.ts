import { closeBits, putBits, putByte, putSigned, putUnsigned, type ByteSink } from '../compress/byte-sink.ts';

/** Numbers stand in groups of so many. */
const GROUP = 8;

/**
 * Writes small numbers as runs of one value and as groups of bits, whichever is shorter: `RLE` of Parquet.
 *
 * @param sink - receives them.
 * @param values - whole numbers below 2^bits.
 * @param from - the first one written.
 * @param to - one past the last.
 * @param bits - bits of a number, 0 to 24.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function putRuns(sink: ByteSink, values: Int32Array | Uint8Array, from: number, to: number, bits: number): void {
  let grouped = from;
  for (let at = from; at < to; ) {
    let end = at + 1;
    while (end < to && values[end] === values[at]) end++;
    // A run may only begin where a group ends.
    const start = Math.min(end, at + ((GROUP - ((at - grouped) % GROUP)) % GROUP));
    if (end - start >= GROUP) {
      putGroups(sink, values, grouped, start, bits);
      putRun(sink, values[at]!, end - start, bits);
      grouped = end;
    }
    at = end;
  }
  putGroups(sink, values, grouped, to, bits);
}

/**
 * Writes one number many times.
 *
 * @param sink - receives it.
 * @param value - a whole number below 2^bits.
 * @param count - how often, from 1 up.
 * @param bits - bits of a number, 0 to 24.
 */
export function putRun(sink: ByteSink, value: number, count: number, bits: number): void {
  putUnsigned(sink, 2 * count);
  for (let bit = 0; bit < bits; bit += 8) putByte(sink, value >>> bit);
}

function putGroups(sink: ByteSink, values: Int32Array | Uint8Array, from: number, to: number, bits: number): void {
  if (from === to) return;
  const groups = Math.ceil((to - from) / GROUP);
  putUnsigned(sink, 2 * groups + 1);
  for (let at = from; at < to; at++) putBits(sink, values[at]!, bits);
  for (let at = to; at < from + GROUP * groups; at++) putBits(sink, 0, bits);
  closeBits(sink);
}

const BLOCK = 128;
const PARTS = 4;
const PART = 32;

/**
 * Writes numbers by how much each exceeds the one before: `DELTA_BINARY_PACKED` of Parquet.
 *
 * @param sink - receives them.
 * @param values - Int32Array: numbers from 0 up.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function putDifferences(sink: ByteSink, values: Int32Array): void {
  putUnsigned(sink, BLOCK);
  putUnsigned(sink, PARTS);
  putUnsigned(sink, values.length);
  putSigned(sink, values[0] ?? 0);
  const differences = new Int32Array(BLOCK);
  for (let from = 1; from < values.length; from += BLOCK) {
    const count = Math.min(BLOCK, values.length - from);
    let least = 0x7fffffff;
    for (let at = 0; at < count; at++) {
      const difference = values[from + at]! - values[from + at - 1]!;
      differences[at] = difference;
      if (difference < least) least = difference;
    }
    // Differences of such numbers may need 32 bits, of which the highest is no sign.
    for (let at = 0; at < count; at++) differences[at]! -= least;
    differences.fill(0, count);
    putSigned(sink, least);
    putBlock(sink, differences);
  }
}

/** The bits of each quarter of a block, then the quarters. */
function putBlock(sink: ByteSink, differences: Int32Array): void {
  const bits = [0, 1, 2, 3].map((part) => {
    let all = 0;
    for (let at = PART * part; at < PART * (part + 1); at++) all |= differences[at]!;
    return 32 - Math.clz32(all);
  });
  for (const width of bits) putByte(sink, width);
  bits.forEach((width, part) => {
    if (width === 0) return;
    for (let at = PART * part; at < PART * (part + 1); at++) {
      if (width <= 16) putBits(sink, differences[at]!, width);
      else {
        putBits(sink, differences[at]! & 0xffff, 16);
        putBits(sink, differences[at]! >>> 16, width - 16);
      }
    }
  });
}
