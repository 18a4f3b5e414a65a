import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { arrowBytes } from '../arrow.ts';
import { csvBytes } from '../csv.ts';
import { parquetBytes } from '../parquet.ts';
import { machineFileSystem } from './file-system.ts';

/** What surrounds the writing of a file. */
export interface WriteFileOptions {
  readonly signal?: AbortSignal;
}

/**
 * Writes a dataset to a file in the format its extension names: `.csv`, `.parquet`, `.arrow` (file) or `.arrows`
 * (stream). The file appears whole or not at all, and is stamped for internal use: only a plan makes a public release.
 *
 * @param path - the file; replaced when it exists.
 * @param dataset - the rows.
 * @param options - a signal that aborts the writing.
 * @throws {DataError} `DATA_FORMAT` for another extension, `DATA_WRITE` when the disk refuses.
 * @remarks One pass; memory of the format's writer.
 */
export async function writeFile(path: string, dataset: Dataset, options: WriteFileOptions = {}): Promise<void> {
  const bytes = bytesFor(path, dataset);
  const aside = `${path}.tmp-${process.pid}-${randomBytes(8).toString('hex')}`;
  const handle = await machineFileSystem.create(aside, 0o644).catch((error: unknown) => {
    throw writeError(error, path);
  });
  try {
    try {
      for await (const piece of bytes) {
        options.signal?.throwIfAborted();
        await handle.write(piece).catch((error: unknown) => {
          throw writeError(error, path);
        });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

function bytesFor(path: string, dataset: Dataset): AsyncIterable<Uint8Array> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return csvBytes(dataset);
    case '.parquet':
      return parquetBytes(dataset);
    case '.arrow':
      return arrowBytes(dataset);
    case '.arrows':
      return arrowBytes(dataset, { form: 'stream' });
    default:
      throw new DataError('DATA_FORMAT', 'expected a file name that ends in .csv, .parquet, .arrow or .arrows', { path });
  }
}

function writeError(error: unknown, path: string): DataError {
  const code = (error as NodeJS.ErrnoException).code;
  return new DataError('DATA_WRITE', `cannot be written${typeof code === 'string' ? ` (${code})` : ''}`, { path });
}
