import { DataError } from '../core/errors.ts';
import type { BlobBytes } from './blob-bytes.ts';
import { joinBytes } from './kernel/codec.ts';

/** Bytes read from front to back; a blob passes over bytes without reading them. */
export interface MessageBytes {
  readonly source: string;
  /** Bytes left, where that is known. */
  readonly left: number | null;
  /**
   * Reads the next bytes.
   *
   * @param bytes - how many.
   * @returns fresh memory of exactly that size.
   */
  read(bytes: number): Promise<Uint8Array>;
  /** Passes over the next bytes. */
  skip(bytes: number): Promise<void>;
  /** Tells whether nothing is left. */
  isAtEnd(): Promise<boolean>;
  /** Passes over everything and gives the last bytes, at most `bytes` of them. */
  tail(bytes: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

function truncated(source: string): DataError {
  return new DataError('DATA_TRUNCATED', 'ends in the middle', { source });
}

/** Small reads are served from one larger one. */
const WINDOW_BYTES = 1 << 16;

/**
 * Reads a part of a blob from front to back.
 *
 * @param file - the blob.
 * @param from - first byte.
 * @param to - one past the last byte.
 * @returns the bytes of the part.
 */
export function blobMessages(file: BlobBytes, from: number, to: number): MessageBytes {
  let at = from;
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = from;
  return {
    source: file.source,
    get left() {
      return to - at;
    },
    async read(bytes) {
      if (bytes > to - at) throw truncated(file.source);
      const start = at;
      at += bytes;
      if (bytes >= WINDOW_BYTES) return file.read(start, at);
      if (start < windowAt || at > windowAt + window.length) {
        window = await file.read(start, Math.min(to, start + WINDOW_BYTES));
        windowAt = start;
      }
      return window.slice(start - windowAt, at - windowAt);
    },
    skip(bytes) {
      if (bytes > to - at) return Promise.reject(truncated(file.source));
      at += bytes;
      return Promise.resolve();
    },
    isAtEnd: () => Promise.resolve(at === to),
    tail: (bytes) => file.read(Math.max(at, to - bytes), to),
    close: () => Promise.resolve(),
  };
}

/**
 * Reads a sequence of pieces from front to back.
 *
 * @param source - what messages call it.
 * @param pieces - the bytes, in pieces of any size.
 * @returns the bytes; `close` ends the reading.
 */
export function pieceMessages(source: string, pieces: AsyncIterable<Uint8Array>): MessageBytes {
  const iterator = pieces[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  let used = 0;
  const more = async (): Promise<boolean> => {
    while (used === piece.length) {
      const next = await iterator.next();
      if (next.done === true) return false;
      piece = next.value;
      used = 0;
    }
    return true;
  };
  const pass = async (bytes: number, take: (part: Uint8Array, at: number) => void): Promise<void> => {
    for (let done = 0; done < bytes; ) {
      if (!(await more())) throw truncated(source);
      const part = piece.subarray(used, Math.min(piece.length, used + bytes - done));
      take(part, done);
      used += part.length;
      done += part.length;
    }
  };
  return {
    source,
    left: null,
    async read(bytes) {
      const out = new Uint8Array(bytes);
      await pass(bytes, (part, at) => out.set(part, at));
      return out;
    },
    skip: (bytes) => pass(bytes, () => undefined),
    isAtEnd: async () => !(await more()),
    async tail(bytes) {
      let last: Uint8Array = new Uint8Array(0);
      while (await more()) {
        last = joinBytes([last, piece.subarray(used).slice(-bytes)]).slice(-bytes);
        used = piece.length;
      }
      return last;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
