import { DataError } from '../core/errors.ts';

/** A file whose parts are read in any order, with its name for messages. */
export interface BlobBytes {
  readonly source: string;
  readonly size: number;
  /**
   * Reads bytes.
   *
   * @param from - first byte.
   * @param to - one past the last byte, at most `size`.
   * @returns the bytes, not to be changed.
   */
  read(from: number, to: number): Promise<Uint8Array>;
}

/**
 * Reads parts of a blob.
 *
 * @param source - what messages call it.
 * @param blob - the file.
 * @returns reads that throw `DATA_FILE_UNREADABLE` when the file cannot be read any more, `DATA_TRUNCATED` when it ends
 *   too early.
 */
export function blobBytes(source: string, blob: Blob): BlobBytes {
  return {
    source,
    size: blob.size,
    async read(from, to) {
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await blob.slice(from, to).arrayBuffer());
      } catch {
        throw new DataError('DATA_FILE_UNREADABLE', 'cannot be read, or changed while it was', { source });
      }
      if (bytes.length !== to - from) throw new DataError('DATA_TRUNCATED', 'ends before its own description says', { source });
      return bytes;
    },
  };
}

/** Bytes read in one piece for chunks that lie side by side. */
const SPAN_BYTES = 1 << 22;

/**
 * Reads places that lie side by side together, since every reading of a blob opens its file anew.
 *
 * @param file - the file.
 * @param places - first byte and number of bytes of each place that will be read; no other byte is.
 * @returns reads that share memory inside a stretch of at most 4 MiB.
 */
export function readTogether(file: BlobBytes, places: readonly { readonly start: number; readonly byteLength: number }[]): BlobBytes {
  const spans: { readonly from: number; to: number; bytes: Promise<Uint8Array> | null }[] = [];
  for (const { start, byteLength } of [...places].sort((left, right) => left.start - right.start)) {
    const last = spans.at(-1);
    if (last !== undefined && last.to === start && start + byteLength - last.from <= SPAN_BYTES) last.to += byteLength;
    else spans.push({ from: start, to: start + byteLength, bytes: null });
  }
  return {
    ...file,
    async read(from, to) {
      const span = spans.find((one) => one.from <= from && to <= one.to && one.to - one.from <= SPAN_BYTES);
      if (span === undefined) return file.read(from, to);
      span.bytes ??= file.read(span.from, span.to);
      return (await span.bytes).subarray(from - span.from, to - span.from);
    },
  };
}
