import { firstRowNotUtf8 } from '../text/index.ts';
import type { PageKernel } from './page-kernel.ts';
import { readPage, viewPage, type PageRows, type StoredPage } from './read-page.ts';
import type { PageTexts } from './split-texts.ts';

/** Rows of one column as a file has them, to be read on any thread. */
export interface StoredChunk {
  /** What values are: texts in UTF-8, or days since 1970-01-01 in 32 bits. */
  readonly values: 'texts' | 'days';
  /** What codes stand for; `null` where there is no dictionary. */
  readonly dictionary: StoredPage | null;
  readonly pages: readonly StoredPage[];
}

/** Texts, of which none is null, as a column. */
interface Texts {
  readonly kind: 'text';
  readonly rows: number;
  readonly valid: null;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Rows of one page as a column. */
export type ChunkColumn =
  | { readonly kind: 'text'; readonly rows: number; readonly valid: Uint8Array | null; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly kind: 'coded'; readonly rows: number; readonly valid: Uint8Array | null; readonly codes: Int32Array; readonly dictionary: Texts }
  | { readonly kind: 'date'; readonly rows: number; readonly valid: Uint8Array | null; readonly days: Int32Array };

/**
 * Reads a chunk.
 *
 * @param chunk - its pages.
 * @param kernel - what does the slow part.
 * @param take - takes the rows of a page, and keeps nothing of them: their texts lie where those of the next page will.
 * @returns false when a page contradicts itself, or a text is not UTF-8: what is wrong is found by reading the file from its beginning.
 * @remarks O(bytes and rows). A dictionary is one column for all pages.
 */
export function readChunk({ values, dictionary, pages }: StoredChunk, kernel: PageKernel, take: (column: ChunkColumn) => void): boolean {
  const entries = dictionary === null ? null : readDictionary(dictionary, values, kernel);
  if (dictionary !== null && entries === null) return false;
  return pages.every((page) => {
    const read = viewPage(page, values === 'texts' ? 'texts' : 4, dictionary?.values ?? 0, kernel);
    const column = read === null ? null : columnOf(read, entries);
    if (column !== null) take(column);
    return column !== null;
  });
}

type Dictionary = { readonly texts: Texts } | { readonly numbers: Int32Array };

function readDictionary(page: StoredPage, values: StoredChunk['values'], kernel: PageKernel): Dictionary | null {
  const read = readPage(page, values === 'texts' ? 'texts' : 4, 0, kernel);
  if (read === null || read.kind === 'codes') return null;
  if (read.kind === 'numbers') return { numbers: wordsOf(read.numbers) };
  const texts = checkedTexts(read.texts, read.rows, null);
  return texts === null ? null : { texts: { ...texts, valid: null } };
}

function columnOf(read: PageRows, dictionary: Dictionary | null): ChunkColumn | null {
  const { rows, valid } = read;
  if (read.kind === 'texts') return checkedTexts(read.texts, rows, valid);
  if (read.kind === 'numbers') return { kind: 'date', rows, valid, days: wordsOf(read.numbers) };
  if (dictionary === null) return null;
  if ('texts' in dictionary) return { kind: 'coded', rows, valid, codes: read.codes, dictionary: dictionary.texts };
  return { kind: 'date', rows, valid, days: read.codes.map((code) => dictionary.numbers[code] ?? 0) };
}

function checkedTexts({ ends, bytes }: PageTexts, rows: number, valid: Uint8Array | null): Extract<ChunkColumn, { readonly kind: 'text' }> | null {
  return firstRowNotUtf8(ends, bytes, rows, valid) >= 0 ? null : { kind: 'text', rows, valid, offsets: ends, bytes };
}

function wordsOf(numbers: Uint8Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length >> 2);
}
