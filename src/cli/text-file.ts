import { readFile, stat } from 'node:fs/promises';
import { DataError } from '../core/errors.ts';

/**
 * Reads a small file of text.
 *
 * @param path - the file.
 * @param mostBytes - more than this was given by mistake.
 * @param what - what the file should be, for example `a plan`.
 * @returns its text.
 * @throws {DataError} `DATA_FILE_MISSING` or `DATA_FILE_UNREADABLE`.
 */
export async function readTextFile(path: string, mostBytes: number, what: string): Promise<string> {
  try {
    if ((await stat(path)).size > mostBytes) throw new DataError('DATA_FILE_UNREADABLE', `larger than ${what} can be`, { path });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof DataError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new DataError(missing ? 'DATA_FILE_MISSING' : 'DATA_FILE_UNREADABLE', missing ? 'no such file' : 'cannot be read', { path });
  }
}
