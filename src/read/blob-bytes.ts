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
   * @returns fresh memory.
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
