import { extname } from 'node:path';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import type { Parallel } from '../../core/workers/parallel.ts';
import { arrowBytes } from '../arrow.ts';
import { csvBytes } from '../csv.ts';
import { parquetBytes } from '../parquet.ts';
import { replaceFile } from './replace-file.ts';

/** What surrounds the writing of a file. */
export interface WriteFileOptions {
  /** Whether only its owner may read it, as what names persons must be. */
  readonly isPrivate?: boolean;
  readonly signal?: AbortSignal;
  /** Threads that write Parquet; the calling one does unless given. */
  readonly parallel?: Parallel;
}

/**
 * Writes a dataset to a file in the format its extension names: `.csv`, `.parquet`, `.arrow` (file) or `.arrows`
 * (stream). The file appears whole or not at all, and is stamped for internal use: only a plan makes a public release.
 *
 * @param path - the file; replaced when it exists.
 * @param dataset - the rows.
 * @param options - who may read it, a signal that aborts the writing, and threads.
 * @throws {DataError} `DATA_FORMAT` for another extension, `DATA_WRITE` when the disk refuses.
 * @remarks One pass; memory of the format's writer.
 */
export async function writeFile(path: string, dataset: Dataset, options: WriteFileOptions = {}): Promise<void> {
  await replaceFile(path, piecesFor(path, dataset, options), options.isPrivate === true ? 0o600 : 0o644);
}

function piecesFor(path: string, dataset: Dataset, { signal, parallel }: WriteFileOptions): AsyncIterable<Uint8Array> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return csvBytes(dataset, {}, signal);
    case '.parquet':
      return parquetBytes(dataset, {}, signal, parallel);
    case '.arrow':
      return arrowBytes(dataset, {}, signal);
    case '.arrows':
      return arrowBytes(dataset, { form: 'stream' }, signal);
    default:
      throw new DataError('DATA_FORMAT', 'expected a file name that ends in .csv, .parquet, .arrow or .arrows', { path });
  }
}
