import { CODEC, decompressedBound, lz4FrameBound } from './kernel/codec.ts';
import { longAt } from './kernel/flat-table.ts';
import { onlyColumn } from './kernel/ipc-stream.ts';
import { ENCODING, PHYSICAL } from './kernel/parquet-footer.ts';
import { makePageFile } from './kernel/parquet-page-file.ts';
import { PAGE } from './kernel/parquet-page.ts';
import { physicalLayout } from './kernel/parquet-value.ts';
import type { PageDecoder } from './page-decoder.ts';

const LENGTH_BYTES = 8;

/**
 * Decompresses a buffer of an Arrow batch.
 *
 * The decoder of Parquet pages knows the same codecs: the buffer travels as the only value of a page.
 *
 * @param decoder - the decoder of pages.
 * @param compression - how the batch's buffers are compressed.
 * @param bytes - the buffer: its length once decompressed, then the compressed bytes.
 * @param maxBytes - bytes it may become.
 * @returns the bytes, or `null` when there would be more than `maxBytes`.
 * @throws {RangeError} when the bytes are damaged or of another length.
 */
export function inflateBuffer(decoder: PageDecoder, compression: 'lz4' | 'zstd', bytes: Uint8Array, maxBytes: number): Uint8Array | null {
  if (bytes.length === 0) return bytes;
  if (bytes.length < LENGTH_BYTES) throw new RangeError('buffer: expected its length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const packed = bytes.subarray(LENGTH_BYTES);
  if (view.getBigInt64(0, true) === -1n) return packed.length > maxBytes ? null : packed;
  const length = longAt(view, 0);
  if (length === 0) return packed.subarray(0, 0);
  if (length > maxBytes) return null;
  const bound = compression === 'lz4' ? lz4FrameBound(packed) : decompressedBound(CODEC.zstd, packed, length);
  // What a block may hold is more than what the last one does.
  if (bound > maxBytes + MAX_BLOCK_BYTES) return null;
  const codec = compression === 'lz4' ? CODEC.lz4 : CODEC.zstd;
  const page = { kind: PAGE.data, payload: packed, plainBytes: length, values: 1, encoding: ENCODING.plain, levelBytes: 0, compressed: true };
  const stream = decoder.decode(makePageFile({ physical: PHYSICAL.fixed, width: length, nullable: false, codec }, [page]), 0, 1);
  if (stream === null) throw new RangeError('buffer: expected bytes that can be decompressed');
  return onlyColumn(stream, physicalLayout(PHYSICAL.fixed, length)).values.subarray(0, length);
}

const MAX_BLOCK_BYTES = 1 << 22;
