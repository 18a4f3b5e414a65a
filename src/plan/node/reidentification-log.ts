import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { userInfo } from 'node:os';
import process from 'node:process';
import { DataError } from '../../core/errors.ts';

/** What is known of a request, as far as it came. */
export interface ReidentificationFacts {
  readonly project: string;
  readonly domain: string;
  readonly policy: string;
  readonly profile: string;
  /** Fingerprint of the key that was given, in this context. */
  readonly fingerprint: string;
  /** SHA-256 of the file of codes. */
  readonly codesSha256: string;
  /** SHA-256 of the crosswalk, where one was used. */
  readonly crosswalkSha256?: string;
}

/** How a request began, or ended. */
export type ReidentificationEvent =
  /** Before any file is read. */
  | { readonly event: 'asked'; readonly reason: string }
  /** Before the result is written: how many different codes were asked for, and how many lead to somebody. */
  | ({ readonly event: 'answered'; readonly asked: number; readonly found: number } & ReidentificationFacts)
  /** With the code of the error. After `answered`, it is the result that could not be written. */
  | ({ readonly event: 'failed'; readonly code: string } & Partial<ReidentificationFacts>);

/** A line of the log; never a code, never an identifier. */
export type ReidentificationRecord = ReidentificationEvent & {
  readonly format: 'a423-reidentification/1';
  /** The same in every line of one request, and in no other. */
  readonly request: string;
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  /** Account of the machine that asked; who may act as somebody else there can write another one. */
  readonly account: string;
};

/** The lines of one request, in a log that can only grow. */
export interface ReidentificationLog {
  /** Adds a line, which is on the disk when this returns. */
  append(event: ReidentificationEvent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a log of re-identifications for one request, or starts one (mode 0600).
 *
 * @param path - the log: one JSON object a line, as {@link ReidentificationRecord}.
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
  const request = randomUUID();
  const account = accountName();
  return {
    async append(event) {
      const record: ReidentificationRecord = { format: 'a423-reidentification/1', request, at: new Date().toISOString(), account, ...event };
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

/** A container may run under a number without a name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
