import { replaceFile } from './replace-file.ts';
import { textPieces } from './write-pieces.ts';

/** Who may read a file. */
export interface WriteTextFileOptions {
  /** Whether only its owner may read it, as what shows values must be. */
  readonly isPrivate?: boolean;
}

/**
 * Writes a text to a file in UTF-8: a page, a report, a measure. The file appears whole or not at all.
 *
 * @param path - the file; replaced when it exists.
 * @param text - what it says.
 * @param options - who may read it.
 * @throws {DataError} `DATA_WRITE` when the disk refuses, or `path` is a folder.
 */
export async function writeTextFile(path: string, text: string, { isPrivate = false }: WriteTextFileOptions = {}): Promise<void> {
  await replaceFile(path, textPieces(text), isPrivate ? 0o600 : 0o644);
}
