import { join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../../core/errors.ts';
import { orDataError } from './faults.ts';
import { machineFileSystem, type FileSystem } from './file-system.ts';

/** A file of a release. */
export interface ReleaseFile {
  readonly name: string;
  /** SHA-256, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A release that is current. */
export interface CommittedRelease {
  /** `r-` and 16 hexadecimal digits: what the files hold decides it. */
  readonly id: string;
  readonly directory: string;
  readonly files: readonly ReleaseFile[];
}

/** Names the current release. */
export const POINTER = 'current.json';
/** Lists the files of a release. */
export const MANIFEST = 'release.json';
/** Stands in a folder from before its rename until the pointer names it, and holds the mark of the process at work. */
export const PENDING = '.pending';
/** Folders of releases. */
export const RELEASE_NAME: RegExp = /^r-[0-9a-f]{16}$/;
/** Files of a release. */
export const FILE_NAME: RegExp = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const FORMAT = 'a423-release/1';

const pointerSchema = z.strictObject({ release: z.string().regex(RELEASE_NAME) });

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  release: z.string().regex(RELEASE_NAME),
  files: z.array(z.strictObject({ name: z.string().regex(FILE_NAME), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) })),
});

/**
 * Reads which release is current.
 *
 * @param out - the folder of releases.
 * @param files - the file system.
 * @returns the release, its files checked to be there with their sizes; `null` when nothing was ever released.
 * @throws {DataError} `DATA_FORMAT` when the release is not as it was written, `DATA_FILE_UNREADABLE` when the disk refuses.
 */
export function readCurrent(out: string, files: FileSystem = machineFileSystem): Promise<CommittedRelease | null> {
  return orDataError('DATA_FILE_UNREADABLE', out, async () => {
    const id = await readPointer(out, files);
    if (id === null) return null;
    const listed = await readManifest(out, id, files);
    if (listed === null) throw new DataError('DATA_FORMAT', 'names a release that is not there', { path: POINTER });
    const directory = join(out, id);
    for (const { name, bytes } of listed) {
      if ((await files.size(join(directory, name))) !== bytes) throw new DataError('DATA_FORMAT', 'not as it was written', { path: join(directory, name) });
    }
    return { id, directory, files: listed };
  });
}

/**
 * Reads which release the pointer names.
 *
 * @param out - the folder of releases.
 * @param files - the file system.
 * @returns its name; `null` when nothing was ever released.
 * @throws {DataError} `DATA_FORMAT` when the pointer is not as it was written.
 */
export async function readPointer(out: string, files: FileSystem): Promise<string | null> {
  const bytes = await files.read(join(out, POINTER));
  return bytes === null ? null : parse(pointerSchema, bytes, POINTER).release;
}

/**
 * Writes what a pointer holds.
 *
 * @param id - name of the release.
 * @returns its text.
 */
export function pointerText(id: string): string {
  return `${JSON.stringify({ release: id })}\n`;
}

/**
 * Reads the files of a release.
 *
 * @param out - the folder of releases.
 * @param id - name of the release.
 * @param files - the file system.
 * @returns the files in the order of their names; `null` when there is no such release.
 * @throws {DataError} `DATA_FORMAT` when the manifest is not as it was written.
 */
export async function readManifest(out: string, id: string, files: FileSystem): Promise<readonly ReleaseFile[] | null> {
  const bytes = await files.read(join(out, id, MANIFEST));
  if (bytes === null) return null;
  const manifest = parse(manifestSchema, bytes, MANIFEST);
  if (manifest.release !== id) throw new DataError('DATA_FORMAT', 'not as it was written', { path: MANIFEST });
  return manifest.files;
}

/**
 * Writes what a manifest holds.
 *
 * @param id - name of the release.
 * @param listed - its files in the order of their names.
 * @returns its text.
 */
export function manifestText(id: string, listed: readonly ReleaseFile[]): string {
  return `${JSON.stringify({ format: FORMAT, release: id, files: listed }, null, 2)}\n`;
}

function parse<Shape>(schema: z.ZodType<Shape>, bytes: Uint8Array, path: string): Shape {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new DataError('DATA_FORMAT', 'not as it was written', { path });
  }
}
