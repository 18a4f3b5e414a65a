import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isRunning } from '../../core/node/process-mark.ts';
import type { FileSystem } from './file-system.ts';
import { PENDING, readPointer, RELEASE_NAME } from './manifest.ts';

const ASIDE = /^\.tmp-(\d+-\d+)-[0-9a-f]{16}$/;

/**
 * Names something that is only for the moment.
 *
 * @param mark - the process at work.
 * @returns a name nobody else has; when the process is gone it is a leftover.
 */
export function asideName(mark: string): string {
  return `.tmp-${mark}-${randomBytes(8).toString('hex')}`;
}

/**
 * Removes what processes that no longer run left behind: what is named aside, and folders that were renamed but never
 * became current.
 *
 * @param out - the folder of releases.
 * @param mark - the process at work.
 * @param files - the file system.
 * @throws {DataError} `DATA_FORMAT` when the pointer is not as it was written.
 */
export async function removeLeftovers(out: string, mark: string, files: FileSystem): Promise<void> {
  for (const name of await files.list(out)) {
    const owner = ASIDE.exec(name)?.[1];
    if (owner !== undefined && !(await isRunning(owner))) await discard(out, name, mark, files);
    if (RELEASE_NAME.test(name)) await settle(out, name, mark, files);
  }
}

/**
 * Brings a folder that is renamed but perhaps not current to its end: keeps it when the pointer names it, discards it
 * when the process that would have moved the pointer is gone, and leaves it otherwise.
 *
 * @param out - the folder of releases.
 * @param id - name of the folder.
 * @param mark - the process at work.
 * @param files - the file system.
 * @returns whether nothing is pending any more.
 * @throws {DataError} `DATA_FORMAT` when the pointer is not as it was written.
 */
export async function settle(out: string, id: string, mark: string, files: FileSystem): Promise<boolean> {
  const owner = await files.read(join(out, id, PENDING));
  if (owner === null) return true;
  // Asked in this order: only its owner moves the pointer to a pending folder, so that it is not moved in between.
  const isOver = !(await isRunning(new TextDecoder().decode(owner)));
  if ((await readPointer(out, files)) === id) await files.remove(join(out, id, PENDING));
  else if (isOver) await discard(out, id, mark, files);
  else return false;
  return true;
}

/** Removes in two steps, so that of several processes one removes, and half a folder never has the name of a whole one. */
async function discard(out: string, name: string, mark: string, files: FileSystem): Promise<void> {
  const aside = join(out, asideName(mark));
  try {
    await files.rename(join(out, name), aside);
  } catch (error) {
    if ((await files.size(join(out, name))) === null) return;
    throw error;
  }
  await files.remove(aside);
}
