import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '../../core/errors.ts';
import type { FileRecord } from '../../report/index.ts';

/** A file as it was when it was hashed. */
export interface HashedFile extends FileRecord {
  readonly path: string;
  readonly modifiedMs: number;
}

/**
 * Hashes a file.
 *
 * @param path - the file.
 * @param source - what messages call it.
 * @param signal - aborts the reading.
 * @returns its SHA-256, size and time of change.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export async function hashFile(path: string, source: string, signal?: AbortSignal): Promise<HashedFile> {
  try {
    const before = await stat(path);
    if (!before.isFile()) throw new DataError('DATA_FILE_UNREADABLE', 'not a file', { source, path: basename(path) });
    const hash = createHash('sha256');
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, ...(signal === undefined ? {} : { signal }) })) hash.update(piece as Uint8Array);
    return { path, sha256: hash.digest('hex'), bytes: before.size, modifiedMs: before.mtimeMs };
  } catch (error) {
    if (error instanceof DataError || (error as Error).name === 'AbortError') throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DataError(missing ? 'DATA_FILE_MISSING' : 'DATA_FILE_UNREADABLE', missing ? 'no such file' : 'cannot be read', { source, path: basename(path) });
  }
}

/**
 * Makes sure that a file has not changed since it was hashed.
 *
 * @param file - the file as it was.
 * @param source - what messages call it.
 * @throws {DataError} `DATA_CHANGED` when its size or time of change differs.
 */
export async function checkUnchanged(file: HashedFile, source: string): Promise<void> {
  const now = await stat(file.path).catch(() => null);
  if (now === null || now.size !== file.bytes || now.mtimeMs !== file.modifiedMs) {
    throw new DataError('DATA_CHANGED', 'the file changed while it was read', { source, path: basename(file.path) });
  }
}
