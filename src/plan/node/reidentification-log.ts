import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DataError } from '../../core/errors.ts';

/** What the log says of one re-identification; never a code, never an identifier. */
export interface ReidentificationRecord {
  readonly format: 'a423-reidentification/1';
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  readonly reason: string;
  /** Different codes asked for. */
  readonly asked: number;
  /** Those that lead to somebody. */
  readonly found: number;
  readonly project: string;
  readonly domain: string;
  readonly policy: string;
  readonly profile: string;
  /** Fingerprint of the key. */
  readonly fingerprint: string;
  /** SHA-256 of the file of codes. */
  readonly codesSha256: string;
  /** SHA-256 of the crosswalk, where one was used. */
  readonly crosswalkSha256?: string;
}

/** A log that can only grow. */
export interface ReidentificationLog {
  /** Adds a line, which is on the disk when this returns. */
  append(record: ReidentificationRecord): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log of re-identifications, or starts one (mode 0600).
 *
 * @param path - the log: one JSON object a line.
 * @returns the log, open for appending only.
 * @throws {DataError} `DATA_WRITE`, here and from `append`, if the path is a link or no plain file, or the disk refuses.
 */
export async function openReidentificationLog(path: string): Promise<ReidentificationLog> {
  const fault = (message: string): DataError => new DataError('DATA_WRITE', message, { path });
  let file: FileHandle;
  try {
    file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600);
  } catch {
    throw fault('the log cannot be opened for appending');
  }
  if (!(await file.stat()).isFile()) {
    await file.close();
    throw fault('expected a file for the log');
  }
  return {
    async append(record) {
      try {
        await file.appendFile(`${JSON.stringify(record)}\n`);
        await file.sync();
      } catch {
        throw fault('the log cannot be written');
      }
    },
    close: () => file.close(),
  };
}
