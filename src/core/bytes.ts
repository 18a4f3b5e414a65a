import type { Dataset } from './dataset.ts';

/** A sequence of bytes that can be read again and again from its start. */
export interface ByteSource {
  /** What messages call it: an input's name or a file's base name, never a value. */
  readonly name: string;
  open(signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A file whose parts can be read in any order; an empty or missing one throws when opened. */
export interface BlobSource {
  readonly name: string;
  blob(): Promise<Blob>;
}

/** What a reader gives: the rows, and the rejected rows by number and reason when the options ask for them. */
export interface TablePorts {
  readonly rows: Dataset;
  readonly rejects: Dataset | null;
}

/**
 * Makes a byte source of bytes held in memory.
 *
 * @param name - what messages call it.
 * @param bytes - the bytes, shared.
 * @param chunkBytes - bytes of every piece but the last, from 1 up; 1 MiB when omitted.
 * @returns a source that can be opened any number of times; empty bytes give no piece.
 * @throws {RangeError} if `chunkBytes` is not an integer from 1 up.
 */
export function bytesInMemory(name: string, bytes: Uint8Array, chunkBytes: number = 1 << 20): ByteSource {
  if (!Number.isInteger(chunkBytes) || chunkBytes < 1) throw new RangeError(`chunkBytes: expected an integer from 1 up, got ${chunkBytes}`);
  return {
    name,
    async *open(signal) {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        signal?.throwIfAborted();
        yield bytes.subarray(at, Math.min(bytes.length, at + chunkBytes));
      }
    },
  };
}
