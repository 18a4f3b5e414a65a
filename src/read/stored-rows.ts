import type { StoredBytes, StoredColumn, StoredRows } from '../core/dataset.ts';
import type { ColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { readTogether, type BlobBytes } from './blob-bytes.ts';
import { readPages } from './column-pages.ts';
import { commonPages, storedPage } from './common-pages.ts';
import type { Inflate } from './inflate.ts';
import { CODEC } from './kernel/codec.ts';
import { ENCODING, PHYSICAL, type ColumnChunk, type ParquetColumn, type ParquetFooter, type RowGroup } from './kernel/parquet-footer.ts';
import { PAGE } from './kernel/parquet-page.ts';

/** Columns of a Parquet file. */
export interface StoredSource {
  readonly file: BlobBytes;
  readonly footer: ParquetFooter;
  readonly inflate: Inflate;
  readonly names: readonly string[];
  /** Position of each among the file's columns. */
  readonly positions: readonly number[];
  /** What each is declared as, and whether it may have nulls. */
  readonly declarations: readonly { readonly type: ColumnType; readonly nullable?: boolean }[];
  readonly maxPageBytes: number;
}

/**
 * Tells whether all columns are kept in a way in which other threads can read them: texts and dates that are declared as such, in common pages.
 *
 * @param source - columns of a file.
 * @returns whether so, as far as the end of the file says.
 */
export function isStoredCommonly({ footer, positions, declarations }: StoredSource): boolean {
  return positions.every((position, index) => {
    const column = footer.columns[position]!;
    const { type, nullable = true } = declarations[index]!;
    if (column.leaf < 0 || valuesOf(column, type) === null || (column.nullable && !nullable)) return false;
    return footer.rowGroups.every(({ chunks }) => {
      const { codec, isCommon } = chunks[column.leaf]!;
      return isCommon && (codec === CODEC.none || codec === CODEC.snappy);
    });
  }) && footer.rowGroups.every(({ chunks, rows }) => rows <= MAX_GROUP_ROWS && positions.reduce((sum, position) => sum + chunks[footer.columns[position]!.leaf]!.byteLength, 0) <= MAX_GROUP_BYTES);
}

function valuesOf({ physical, type: stored }: ParquetColumn, type: ColumnType): StoredColumn['values'] | null {
  if (physical === PHYSICAL.bytes && stored.kind === 'text' && type === 'utf8') return 'texts';
  return physical === PHYSICAL.int32 && stored.kind === 'day' && type === 'date' ? 'days' : null;
}

/**
 * Reads the pages of columns, row group by row group.
 *
 * @param source - columns of which {@link isStoredCommonly} is true.
 * @param signal - aborts the reading.
 * @returns the pages; `null` in place of the first that are not as the end of the file said.
 * @throws {DataError} as far as bytes of the file cannot be read.
 * @remarks Holds the pages of a row group as they lie.
 */
export async function* storedRows(source: StoredSource, signal: AbortSignal | undefined): AsyncGenerator<StoredRows, void, undefined> {
  const { file, footer, positions } = source;
  for (const group of footer.rowGroups) {
    signal?.throwIfAborted();
    if (group.rows === 0) continue;
    const together = readTogether(file, positions.map((position) => group.chunks[footer.columns[position]!.leaf]!));
    const columns: StoredColumn[] = [];
    for (const index of positions.keys()) {
      const column = await storedColumn(source, index, group, together);
      if (column === null) {
        yield { rows: 0, columns: null };
        return;
      }
      columns.push(column);
    }
    yield { rows: group.rows, columns };
  }
}

async function storedColumn({ names, positions, declarations, footer, inflate, maxPageBytes }: StoredSource, index: number, { chunks, rows }: RowGroup, file: BlobBytes): Promise<StoredColumn | null> {
  const stored = footer.columns[positions[index]!]!;
  const chunk: ColumnChunk = chunks[stored.leaf]!;
  const common = commonPages({ ...stored, codec: chunk.codec });
  const pages: StoredBytes[] = [];
  let dictionary: StoredBytes | null = null;
  let read = 0;
  let plainBytes = 0;
  try {
    for await (const page of readPages({ file, column: names[index]!, chunk, inflate, maxPageBytes })) {
      const isDictionary = page.kind === PAGE.dictionary;
      const plain = isDictionary ? { ...page, encoding: ENCODING.plain } : page;
      if (isDictionary && (dictionary !== null || pages.length > 0 || (page.encoding !== ENCODING.plain && page.encoding !== ENCODING.plainDictionary))) return null;
      plainBytes += page.plainBytes;
      if (plainBytes > MAX_CHUNK_BYTES || !common.takes(plain, DICTIONARY)) return null;
      const bytes = storedPage(plain, stored.nullable, chunk.codec);
      if (isDictionary) dictionary = bytes;
      else {
        if (bytes.isCoded && dictionary === null) return null;
        if (page.values > 0) pages.push(bytes);
        read += page.values;
      }
    }
  } catch (error) {
    // What a page has against it is told when the rows are read.
    if (error instanceof DataError && (error.code === 'DATA_FORMAT' || error.code === 'DATA_PAGE_TOO_LARGE')) return null;
    throw error;
  }
  const values = valuesOf(stored, declarations[index]!.type)!;
  return read === rows && (dictionary === null || dictionary.values <= MAX_ENTRIES) ? { values, dictionary, pages } : null;
}

/** Of larger row groups, a part is to be read at a time. */
const MAX_GROUP_ROWS = 1 << 20;
const MAX_GROUP_BYTES = 1 << 25;
/** Bytes that a column of a row group may become. */
const MAX_CHUNK_BYTES = 1 << 27;
/** Stands for the dictionary before codes, whose own page has been looked at. */
const DICTIONARY = Object.freeze({ kind: PAGE.dictionary, payload: new Uint8Array(0), plainBytes: 0, values: 0, encoding: ENCODING.plain, levelBytes: 0, compressed: false });
/** Texts of a dictionary, as many as are read elsewhere. */
const MAX_ENTRIES = 1 << 22;
