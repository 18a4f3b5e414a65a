import { byteSink, putByte, putBytes, putNumber, putUnsigned, writtenBytes, type ByteSink } from './byte-sink.ts';
import { matchFinder } from './find-matches.ts';

const MAX_DISTANCE = 0xffff;
/** Bytes of one copy. */
const MAX_COPY = 64;

/**
 * Compresses bytes as Snappy does, without frames.
 *
 * @param bytes - any bytes.
 * @returns their length and their pieces.
 * @remarks O(bytes).
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function snappy(bytes: Uint8Array): Uint8Array {
  const sink = byteSink(32 + bytes.length + (bytes.length >> 5));
  putUnsigned(sink, bytes.length);
  const { count, literals, lengths, distances, rest } = matchFinder(bytes, MAX_DISTANCE).find(0, bytes.length);
  let at = 0;
  for (let match = 0; match < count; match++) {
    putLiterals(sink, bytes.subarray(at, at + literals[match]!));
    putCopies(sink, lengths[match]!, distances[match]!);
    at += literals[match]! + lengths[match]!;
  }
  putLiterals(sink, bytes.subarray(at, at + rest));
  return writtenBytes(sink).slice();
}

function putLiterals(sink: ByteSink, literals: Uint8Array): void {
  const last = literals.length - 1;
  if (last < 0) return;
  if (last < 60) putByte(sink, last << 2);
  else {
    const width = last < 1 << 8 ? 1 : last < 1 << 16 ? 2 : last < 1 << 24 ? 3 : 4;
    putByte(sink, (59 + width) << 2);
    putNumber(sink, last, width);
  }
  putBytes(sink, literals);
}

function putCopies(sink: ByteSink, length: number, distance: number): void {
  for (let left = length; left > 0; ) {
    const copied = Math.min(left, MAX_COPY);
    putByte(sink, ((copied - 1) << 2) | 2);
    putNumber(sink, distance, 2);
    left -= copied;
  }
}
