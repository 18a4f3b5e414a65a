import { DataError } from '../../core/errors.ts';

type DiskFault = 'DATA_WRITE' | 'DATA_FILE_UNREADABLE';

const WORDS: Readonly<Record<DiskFault, string>> = Object.freeze({ DATA_WRITE: 'cannot be written', DATA_FILE_UNREADABLE: 'cannot be read' });

/**
 * Turns what a disk throws into the error a user meets; the system's own words may quote more than the path.
 *
 * @param code - whether the work reads or writes.
 * @param path - the file or folder, as the user knows it.
 * @param work - what may fail.
 * @returns what the work gives.
 * @throws {DataError} with `code` and the system's code, such as `ENOSPC`; a `DataError` of the work passes.
 */
export async function orDataError<Value>(code: DiskFault, path: string, work: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = (error as NodeJS.ErrnoException).code;
    throw new DataError(code, `${WORDS[code]}${typeof reason === 'string' ? ` (${reason})` : ''}`, { path });
  }
}
