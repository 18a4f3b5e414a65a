import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { DataError } from '../../core/errors.ts';
import { machineFileSystem, type FileSystem } from './file-system.ts';

/** A file of a release. */
export interface ReleaseFile {
  readonly name: string;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A release that is being written aside: nobody sees it before {@link Release.commit}. */
export interface Release {
  /** Writes a file; its bytes are hashed as they pass and are on the disk when this returns. */
  writeBytes(name: string, bytes: AsyncIterable<Uint8Array>): Promise<ReleaseFile>;
  writeText(name: string, text: string): Promise<ReleaseFile>;
  /** Where a written file is, for reading it back. */
  path(name: string): string;
  /** Makes the release current, in one step that either happens or does not. */
  commit(): Promise<CommittedRelease>;
  /** Removes everything written. */
  abort(): Promise<void>;
}

/** A release that is current. */
export interface CommittedRelease {
  /** `r-` and 16 hexadecimal digits: what the files hold decides it. */
  readonly id: string;
  readonly directory: string;
  readonly files: readonly ReleaseFile[];
}

/** Files whose bytes differ from run to run and so do not name the release. */
const UNNAMED: ReadonlySet<string> = new Set(['run.json']);

const POINTER = 'current.json';
/** Stands in a folder from before its rename until the pointer names it, and holds the process at work. */
const PENDING = '.pending';
const MANIFEST = 'release.json';
const RELEASE = /^r-[0-9a-f]{16}$/;
const ASIDE = /^\.tmp-(\d+)-[0-9a-f]{16}$/;

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
 */
export async function createRelease(out: string, files: FileSystem = machineFileSystem): Promise<Release> {
  const name = `.tmp-${process.pid}-${randomBytes(8).toString('hex')}`;
  const aside = join(out, name);
  const written = new Map<string, ReleaseFile>();
  await orWriteError(out, async () => {
    await files.makeDirectory(out, 0o755);
    await removeLeftovers(out, files);
    await files.makeDirectory(aside, 0o700);
  });
  const writeBytes = async (file: string, bytes: AsyncIterable<Uint8Array>): Promise<ReleaseFile> => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(file) || written.has(file)) throw new RangeError('file: expected a new plain name');
    const record = await writeFile(join(aside, file), file, bytes, files);
    written.set(file, record);
    return record;
  };
  return {
    writeBytes,
    writeText: (file, text) => writeBytes(file, onePiece(new TextEncoder().encode(text))),
    path: (file) => join(aside, file),
    commit: () => orWriteError(out, () => commit(out, aside, [...written.values()], files)),
    abort: () => orWriteError(out, () => files.remove(aside)),
  };
}

/**
 * Reads which release is current.
 *
 * @param out - the folder of releases.
 * @param files - the file system.
 * @returns the release, its files checked to be there; `null` when nothing was ever released.
 * @throws {DataError} `DATA_FORMAT` when the pointer or the manifest is not as it was written.
 */
export async function readCurrent(out: string, files: FileSystem = machineFileSystem): Promise<CommittedRelease | null> {
  const pointer = await files.read(join(out, POINTER));
  if (pointer === null) return null;
  const id = (parseJson(pointer, POINTER) as { readonly release?: unknown }).release;
  if (typeof id !== 'string' || !RELEASE.test(id)) throw new DataError('DATA_FORMAT', 'names no release', { path: POINTER });
  const directory = join(out, id);
  const manifest = await files.read(join(directory, MANIFEST));
  if (manifest === null) throw new DataError('DATA_FORMAT', 'names a release that is not there', { path: POINTER });
  const listed = (parseJson(manifest, MANIFEST) as { readonly files: readonly ReleaseFile[] }).files;
  return { id, directory, files: listed };
}

async function commit(out: string, aside: string, written: readonly ReleaseFile[], files: FileSystem): Promise<CommittedRelease> {
  const listed = [...written].sort((left, right) => (left.name < right.name ? -1 : 1));
  const id = releaseId(listed);
  const directory = join(out, id);
  const manifest = `${JSON.stringify({ format: 'a423-release/1', release: id, files: listed }, null, 2)}\n`;
  await writeFile(join(aside, MANIFEST), MANIFEST, onePiece(new TextEncoder().encode(manifest)), files);
  await writeFile(join(aside, PENDING), PENDING, onePiece(new TextEncoder().encode(String(process.pid))), files);
  await files.syncDirectory(aside);
  if (await files.exists(directory)) {
    // The same content was released before: what is there is checked, and only the pointer moves.
    await checkSame(directory, listed, files);
    await files.remove(aside);
  } else {
    await files.rename(aside, directory);
    await files.syncDirectory(out);
  }
  await movePointer(out, id, files);
  await files.remove(join(directory, PENDING));
  return { id, directory, files: listed };
}

async function movePointer(out: string, id: string, files: FileSystem): Promise<void> {
  const next = join(out, `.tmp-${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    await writeFile(next, POINTER, onePiece(new TextEncoder().encode(`${JSON.stringify({ release: id })}\n`)), files);
    await files.rename(next, join(out, POINTER));
  } catch (error) {
    await files.remove(next).catch(() => undefined);
    throw error;
  }
  await files.syncDirectory(out);
}

async function checkSame(directory: string, listed: readonly ReleaseFile[], files: FileSystem): Promise<void> {
  const manifest = await files.read(join(directory, MANIFEST));
  const before = manifest === null ? [] : (parseJson(manifest, MANIFEST) as { readonly files: readonly ReleaseFile[] }).files;
  const named = (list: readonly ReleaseFile[]): string => JSON.stringify(list.filter(({ name }) => !UNNAMED.has(name)));
  if (named(before) !== named(listed)) throw new DataError('DATA_WRITE', 'a release of this name has other files; move it away', { path: directory });
}

function releaseId(files: readonly ReleaseFile[]): string {
  const hash = createHash('sha256');
  for (const { name, sha256 } of files) if (!UNNAMED.has(name)) hash.update(`${name}\0${sha256}\n`);
  return `r-${hash.digest('hex').slice(0, 16)}`;
}

async function writeFile(path: string, name: string, bytes: AsyncIterable<Uint8Array>, files: FileSystem): Promise<ReleaseFile> {
  const handle = await orWriteError(name, () => files.create(path, 0o600));
  const hash = createHash('sha256');
  let count = 0;
  try {
    for await (const piece of bytes) {
      hash.update(piece);
      count += piece.length;
      await orWriteError(name, () => handle.write(piece));
    }
    await orWriteError(name, () => handle.sync());
  } finally {
    await orWriteError(name, () => handle.close());
  }
  return { name, sha256: hash.digest('hex'), bytes: count };
}

/** Removes what processes that are no longer alive left behind: folders aside, and those renamed but never current. */
async function removeLeftovers(out: string, files: FileSystem): Promise<void> {
  const current = (await readCurrent(out, files).catch(() => null))?.id;
  for (const name of await files.list(out)) {
    const owner = ASIDE.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await files.remove(join(out, name));
    if (!RELEASE.test(name)) continue;
    const pending = await files.read(join(out, name, PENDING));
    if (pending === null || isOtherAlive(Number(new TextDecoder().decode(pending)))) continue;
    await files.remove(name === current ? join(out, name, PENDING) : join(out, name));
  }
}

function isOtherAlive(processId: number): boolean {
  return processId !== process.pid && isAlive(processId);
}

function isAlive(processId: number): boolean {
  if (processId === process.pid) return true;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function orWriteError<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new DataError('DATA_WRITE', `cannot be written${typeof code === 'string' ? ` (${code})` : ''}`, { path });
  }
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { path });
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
