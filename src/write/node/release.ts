import { join } from 'node:path';
import { DataError } from '../../core/errors.ts';
import { processMark } from '../../core/node/process-mark.ts';
import { commitFolder } from './commit.ts';
import { orDataError } from './faults.ts';
import { machineFileSystem, type FileSystem } from './file-system.ts';
import { asideName, removeLeftovers } from './leftovers.ts';
import { FILE_NAME, MANIFEST, type CommittedRelease, type ReleaseFile } from './manifest.ts';
import { textPieces, writePieces } from './write-pieces.ts';

/** A release that is being written aside: nobody sees it before {@link Release.commit}. */
export interface Release {
  /** Writes a file; its bytes are hashed as they pass and are on the disk when this returns. */
  writeBytes(name: string, bytes: AsyncIterable<Uint8Array>): Promise<ReleaseFile>;
  writeText(name: string, text: string): Promise<ReleaseFile>;
  /** Where a written file is, for reading it back. */
  path(name: string): string;
  /** Makes the release current, in one step that either happens or does not; refuses when a file was not finished. */
  commit(): Promise<CommittedRelease>;
  /** Removes everything written; nothing happens after a commit. */
  abort(): Promise<void>;
}

/**
 * Starts a release in a folder of releases.
 *
 * Files are written to `OUT/.tmp-<process>-<random>/` (mode 0700), each flushed to the disk. `commit` writes
 * `release.json` with every SHA-256, renames the folder to `OUT/<id>/`, then replaces `OUT/current.json` by a rename.
 * Only a release named there exists: a crash before the last rename leaves the previous one current, and its leftovers
 * are removed when the next release starts.
 *
 * @param out - the folder of releases; made when absent.
 * @param files - the file system.
 * @returns the release.
 * @throws {DataError} `DATA_WRITE` when the folder cannot be written.
 * @remarks Several processes of one machine may release into one folder at once: the last to commit is current. They must
 *   see each other's process ids, as those of different containers do not.
 */
export async function createRelease(out: string, files: FileSystem = machineFileSystem): Promise<Release> {
  const mark = await processMark();
  const aside = join(out, asideName(mark));
  const begun = new Set<string>();
  const written: ReleaseFile[] = [];
  await orDataError('DATA_WRITE', out, async () => {
    await files.makeDirectory(out, 0o755);
    await removeLeftovers(out, mark, files);
    await files.makeDirectory(aside, 0o700);
  });
  const writeBytes = async (name: string, bytes: AsyncIterable<Uint8Array>): Promise<ReleaseFile> => {
    if (!FILE_NAME.test(name) || name === MANIFEST || begun.has(name)) throw new RangeError('name: expected a new plain file name');
    begun.add(name);
    const file = { name, ...(await writePieces({ path: join(aside, name), name, mode: 0o600 }, bytes, files)) };
    written.push(file);
    return file;
  };
  return {
    writeBytes,
    writeText: (name, text) => writeBytes(name, textPieces(text)),
    path: (name) => join(aside, name),
    commit: () =>
      orDataError('DATA_WRITE', out, () => {
        if (written.length < begun.size) throw new DataError('DATA_WRITE', 'a file of the release was not finished', { path: out });
        return commitFolder({ out, aside, written, mark }, files);
      }),
    abort: () => orDataError('DATA_WRITE', out, () => files.remove(aside)),
  };
}
