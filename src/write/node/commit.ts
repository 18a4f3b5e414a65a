import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DataError } from '../../core/errors.ts';
import type { FileSystem } from './file-system.ts';
import { asideName, settle } from './leftovers.ts';
import { MANIFEST, manifestText, PENDING, POINTER, pointerText, readManifest, readPointer, type CommittedRelease, type ReleaseFile } from './manifest.ts';
import { textPieces, writePieces } from './write-pieces.ts';

/** Files whose bytes differ from run to run and so do not name the release. */
const UNNAMED: ReadonlySet<string> = new Set(['run.json']);

/** How long to wait for another process that is between its rename and its pointer, which are milliseconds apart. */
const WAIT_MILLISECONDS = 50;
const WAITS = 200;

/** A folder of files, written and flushed, that is to become a release. */
export interface FinishedFolder {
  /** The folder of releases. */
  readonly out: string;
  /** The folder itself, beside them. */
  readonly aside: string;
  readonly written: readonly ReleaseFile[];
  /** The process at work. */
  readonly mark: string;
}

/**
 * Makes a folder the current release: writes its manifest, renames it, replaces the pointer.
 *
 * @param folder - the files.
 * @param files - the file system.
 * @returns the release. When one of the same content is there, it becomes current again and the folder is removed.
 * @throws {DataError} `DATA_WRITE`, as all that the disk throws: the previous release is current then, unless only the
 *   replacement of the pointer or the flush after it failed.
 */
export async function commitFolder(folder: FinishedFolder, files: FileSystem): Promise<CommittedRelease> {
  const { out, aside, mark } = folder;
  const listed = [...folder.written].sort((left, right) => (left.name < right.name ? -1 : 1));
  const id = releaseId(listed);
  const directory = join(out, id);
  await writeText(join(aside, MANIFEST), MANIFEST, manifestText(id, listed), files);
  await writeText(join(aside, PENDING), PENDING, mark, files);
  await files.syncDirectory(aside);
  const before = await place(folder, id, listed, files);
  try {
    await files.syncDirectory(out);
    await movePointer(out, id, mark, files);
  } catch (error) {
    if (before === null && !(await isCurrent(out, id, files))) await files.rename(directory, aside).catch(() => undefined);
    throw error;
  }
  await files.syncDirectory(out);
  // From here on the mark is in nobody's way; who starts next tries again.
  await files.remove(join(directory, PENDING)).catch(() => undefined);
  return { id, directory, files: before ?? listed };
}

/** Gives the folder its name; when a release of the same content has it, checks that one and gives its files. */
async function place(folder: FinishedFolder, id: string, listed: readonly ReleaseFile[], files: FileSystem): Promise<readonly ReleaseFile[] | null> {
  const { out, aside, mark } = folder;
  for (let waits = 0; ; waits++) {
    try {
      await files.rename(aside, join(out, id));
      return null;
    } catch (error) {
      if ((await files.size(join(out, id))) === null) throw error;
      // Network file systems may report a rename as failed that happened.
      if ((await files.size(aside)) === null) return null;
    }
    if (!(await settle(out, id, mark, files))) {
      if (waits === WAITS) throw new DataError('DATA_WRITE', 'another process does not finish the release of the same files', { path: join(out, id) });
      await wait(WAIT_MILLISECONDS);
    } else if ((await files.size(join(out, id))) !== null) {
      const before = await checkSame(out, id, listed, files);
      await files.remove(aside);
      return before;
    }
  }
}

/** Checks a release byte by byte: what becomes current again must be what it was. */
async function checkSame(out: string, id: string, listed: readonly ReleaseFile[], files: FileSystem): Promise<readonly ReleaseFile[]> {
  const before = (await readManifest(out, id, files)) ?? [];
  const named = (list: readonly ReleaseFile[]): string => JSON.stringify(list.filter(({ name }) => !UNNAMED.has(name)));
  let isSame = named(before) === named(listed);
  for (const { name, sha256 } of before) {
    const path = join(out, id, name);
    isSame &&= (await files.size(path)) !== null && (await hashOf(path, files)) === sha256;
  }
  if (!isSame) throw new DataError('DATA_WRITE', 'a release of this name has other files; move it away', { path: join(out, id) });
  return before;
}

async function hashOf(path: string, files: FileSystem): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of files.pieces(path)) hash.update(piece);
  return hash.digest('hex');
}

async function movePointer(out: string, id: string, mark: string, files: FileSystem): Promise<void> {
  const next = join(out, asideName(mark));
  try {
    await writeText(next, POINTER, pointerText(id), files);
    await files.rename(next, join(out, POINTER));
  } catch (error) {
    await files.remove(next).catch(() => undefined);
    throw error;
  }
}

/** Tells whether a release is current; in doubt it is. */
async function isCurrent(out: string, id: string, files: FileSystem): Promise<boolean> {
  return (await readPointer(out, files).catch(() => id)) === id;
}

function releaseId(listed: readonly ReleaseFile[]): string {
  const hash = createHash('sha256');
  for (const { name, sha256 } of listed) if (!UNNAMED.has(name)) hash.update(`${name}\0${sha256}\n`);
  return `r-${hash.digest('hex').slice(0, 16)}`;
}

async function writeText(path: string, name: string, text: string, files: FileSystem): Promise<void> {
  await writePieces({ path, name, mode: 0o600 }, textPieces(text), files);
}
