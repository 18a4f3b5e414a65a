import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DataError } from '../../core/errors.ts';
import type { FileRecord } from '../../report/index.ts';

/** A file as it was when it was first looked at. */
export interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** A file as it was when it was hashed. */
export interface HashedFile extends SeenFile, FileRecord {}

/**
 * Notes a file before anything is read of it, so that a change can be told afterwards.
 *
 * @param path - the file.
 * @param source - what messages call it.
 * @returns its size and time of change.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export async function seeFile(path: string, source: string): Promise<SeenFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error, path, source);
  });
  if (!found.isFile()) throw new DataError('DATA_FILE_UNREADABLE', 'not a file', { source, path: basename(path) });
  return { path, bytes: found.size, modifiedMs: found.mtimeMs };
}

/**
 * Hashes a file.
 *
 * @param path - the file.
 * @param source - what messages call it.
 * @param signal - aborts the reading.
 * @returns its SHA-256, and its size and time of change before it was read.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export async function hashFile(path: string, source: string, signal?: AbortSignal): Promise<HashedFile> {
  return hashSeen(await seeFile(path, source), source, signal);
}

/**
 * Hashes a file that was looked at before.
 *
 * @param file - the file as it was.
 * @param source - what messages call it.
 * @param signal - aborts the reading.
 * @returns the same with its SHA-256; {@link checkUnchanged} tells whether these are the bytes that were looked at.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export async function hashSeen(file: SeenFile, source: string, signal?: AbortSignal): Promise<HashedFile> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file.path, { highWaterMark: 1 << 20, ...(signal === undefined ? {} : { signal }) })) hash.update(piece as Uint8Array);
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? error : unreadable(error, file.path, source);
  }
  return { ...file, sha256: hash.digest('hex') };
}

function unreadable(error: unknown, path: string, source: string): DataError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new DataError(missing ? 'DATA_FILE_MISSING' : 'DATA_FILE_UNREADABLE', missing ? 'no such file' : 'cannot be read', { source, path: basename(path) });
}

/**
 * Makes sure that a file has not changed since it was first looked at.
 *
 * @param file - the file as it was.
 * @param source - what messages call it.
 * @throws {DataError} `DATA_CHANGED` when its size or time of change differs.
 */
export async function checkUnchanged(file: SeenFile, source: string): Promise<void> {
  const now = await stat(file.path).catch(() => null);
  if (now === null || now.size !== file.bytes || now.mtimeMs !== file.modifiedMs) {
    throw new DataError('DATA_CHANGED', 'the file changed while it was read', { source, path: basename(file.path) });
  }
}
