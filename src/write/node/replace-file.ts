import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import process from 'node:process';
import { orDataError } from './faults.ts';
import { machineFileSystem } from './file-system.ts';
import { writePieces } from './write-pieces.ts';

/**
 * Writes a file aside and puts it in its place by one rename: it appears whole or not at all.
 *
 * @param path - the file; replaced when it exists.
 * @param pieces - its bytes.
 * @param mode - who may read it.
 * @throws {DataError} `DATA_WRITE` when the disk refuses, or `path` is a folder; what the source throws comes out unchanged.
 */
export async function replaceFile(path: string, pieces: AsyncIterable<Uint8Array>, mode: number): Promise<void> {
  const aside = `${path}.tmp-${process.pid}-${randomBytes(8).toString('hex')}`;
  const files = machineFileSystem;
  try {
    await writePieces({ path: aside, name: path, mode }, pieces, files);
    await orDataError('DATA_WRITE', path, async () => {
      await files.rename(aside, path);
      await files.syncDirectory(dirname(path));
    });
  } catch (error) {
    await files.remove(aside).catch(() => undefined);
    throw error;
  }
}
