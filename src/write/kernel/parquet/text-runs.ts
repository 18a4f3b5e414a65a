import { reserve, type ByteSink } from '../compress/byte-sink.ts';
import { putDifferences } from './number-runs.ts';
import type { StoredTexts } from './stored-values.ts';

/**
 * Writes texts by what they share with the one before: `DELTA_BYTE_ARRAY` of Parquet.
 *
 * @param sink - receives them.
 * @param texts - byte strings.
 * @param from - the first one written; it shares nothing.
 * @param to - one past the last.
 * @remarks O(bytes).
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function putTextRuns(sink: ByteSink, { offsets, bytes }: StoredTexts, from: number, to: number): void {
  const shared = new Int32Array(to - from);
  const own = new Int32Array(to - from);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let rest = 0;
  for (let text = from; text < to; text++) {
    const start = offsets[text]!;
    const length = offsets[text + 1]! - start;
    const before = text === from ? start : offsets[text - 1]!;
    const common = text === from ? 0 : sharedLength(view, before, start, Math.min(length, start - before));
    shared[text - from] = common;
    own[text - from] = length - common;
    rest += length - common;
  }
  putDifferences(sink, shared);
  putDifferences(sink, own);
  reserve(sink, rest);
  for (let text = from; text < to; text++) {
    for (let at = offsets[text]! + shared[text - from]!, end = offsets[text + 1]!; at < end; at++) sink.bytes[sink.size++] = bytes[at]!;
  }
}

/**
 * Counts the bytes with which two texts begin alike.
 *
 * @param view - the bytes of both.
 * @param left - where the one begins.
 * @param right - where the other begins.
 * @param most - bytes of the shorter one.
 * @returns how many, up to `most`.
 */
export function sharedLength(view: DataView, left: number, right: number, most: number): number {
  let shared = 0;
  while (shared + 4 <= most && view.getInt32(left + shared) === view.getInt32(right + shared)) shared += 4;
  while (shared < most && view.getUint8(left + shared) === view.getUint8(right + shared)) shared++;
  return shared;
}

/**
 * Writes texts with their lengths in front: `PLAIN` of Parquet.
 *
 * @param sink - receives them.
 * @param texts - byte strings.
 * @param from - the first one written.
 * @param to - one past the last.
 * @remarks O(bytes).
 */
export function putTexts(sink: ByteSink, { offsets, bytes }: StoredTexts, from: number, to: number): void {
  reserve(sink, 4 * (to - from) + offsets[to]! - offsets[from]!);
  const out = sink.bytes;
  let { size } = sink;
  for (let text = from; text < to; text++) {
    const end = offsets[text + 1]!;
    const length = end - offsets[text]!;
    for (let byte = 0; byte < 4; byte++) out[size++] = length >>> (8 * byte);
    for (let at = offsets[text]!; at < end; at++) out[size++] = bytes[at]!;
  }
  sink.size = size;
}
