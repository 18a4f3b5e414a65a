import { createHash } from 'node:crypto';
import { orDataError } from './faults.ts';
import type { FileSystem } from './file-system.ts';

/** What was written. */
export interface WrittenPieces {
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A new file. */
export interface NewFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
  readonly mode: number;
}

/**
 * Writes a new file piece by piece; its bytes are hashed as they pass and are on the disk when this returns.
 *
 * @param file - where, and who may read it.
 * @param pieces - the bytes; closed when the disk refuses.
 * @param files - the file system.
 * @returns hash and size.
 * @throws {DataError} `DATA_WRITE` when the disk refuses; what the source throws comes out unchanged. A part of the file
 *   may remain.
 */
export async function writePieces(file: NewFile, pieces: AsyncIterable<Uint8Array>, files: FileSystem): Promise<WrittenPieces> {
  const toDisk = <Value>(work: () => Promise<Value>): Promise<Value> => orDataError('DATA_WRITE', file.name, work);
  const handle = await toDisk(() => files.create(file.path, file.mode));
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      await toDisk(() => handle.write(piece));
    }
    await toDisk(() => handle.sync());
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  await toDisk(() => handle.close());
  return { sha256: hash.digest('hex'), bytes };
}

/**
 * Gives a text as the pieces of a file.
 *
 * @param text - any text.
 * @returns its UTF-8 bytes, in one piece.
 */
export async function* textPieces(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}
