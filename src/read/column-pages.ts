import { DataError } from '../core/errors.ts';
import type { BlobBytes } from './blob-bytes.ts';
import type { Inflate } from './inflate.ts';
import { CODEC, decompressedBound, isUndoneOutside, joinBytes } from './kernel/codec.ts';
import type { ColumnChunk } from './kernel/parquet-footer.ts';
import type { Page } from './kernel/parquet-page-file.ts';
import { MAX_HEADER_BYTES, PAGE, readPageHeader, type PageHeader } from './kernel/parquet-page.ts';

/** Where the pages of a column in a row group come from, and what they may become. */
export interface PageSource {
  readonly file: BlobBytes;
  readonly column: string;
  readonly chunk: ColumnChunk;
  readonly inflate: Inflate;
  /** Bytes a page may take once decompressed. */
  readonly maxPageBytes: number;
}

/** Bytes read from the file at once, unless a page is larger. */
const WINDOW_BYTES = 1 << 20;
const HEADER_BYTES = 1 << 14;

/**
 * Reads the pages of a column in a row group, one by one, each checked for its size once decompressed.
 *
 * @param source - file, chunk and limits.
 * @returns pages in file order; those of codecs that cannot be bounded are already decompressed.
 * @throws {DataError} `DATA_FORMAT` for pages that contradict themselves, `DATA_PAGE_TOO_LARGE`.
 */
export async function* readPages(source: PageSource): AsyncGenerator<Page, void, undefined> {
  const { file, chunk } = source;
  const end = chunk.start + chunk.byteLength;
  let at = chunk.start;
  let window: Uint8Array = new Uint8Array(0);
  let windowAt = at;
  const need = async (bytes: number): Promise<void> => {
    const heldTo = windowAt + window.length;
    if (at + bytes <= heldTo) return;
    const more = await file.read(heldTo, Math.min(end, at + Math.max(bytes, WINDOW_BYTES)));
    const rest = window.subarray(at - windowAt);
    window = rest.length === 0 ? more : joinBytes([rest, more]);
    windowAt = at;
  };
  const payloadOf = async (bytes: number): Promise<Uint8Array> => {
    if (bytes < WINDOW_BYTES) {
      await need(bytes);
      return window.subarray(at - windowAt, at - windowAt + bytes);
    }
    window = new Uint8Array(0);
    windowAt = at + bytes;
    return file.read(at, at + bytes);
  };
  while (at < end) {
    let header: PageHeader | null = null;
    for (let bytes = HEADER_BYTES; header === null; bytes = MAX_HEADER_BYTES) {
      const available = Math.min(bytes, end - at);
      await need(available);
      header = tryHeader(window, at - windowAt, at - windowAt + available);
      if (header === null && (bytes === MAX_HEADER_BYTES || available < bytes)) throw damaged(source, 'a page header that is not one');
    }
    at += header.headerBytes;
    if (header.storedBytes > end - at) throw damaged(source, 'a page that leaves its column');
    if (header.plainBytes > source.maxPageBytes || header.storedBytes > 2 * source.maxPageBytes) throw tooLarge(source);
    const payload = await payloadOf(header.storedBytes);
    at += header.storedBytes;
    if (header.kind !== PAGE.index) yield await checkedPage(source, header, payload);
  }
}

/** A header may be cut off by the window; then the caller tries again with more bytes. */
function tryHeader(bytes: Uint8Array, at: number, end: number): PageHeader | null {
  try {
    return readPageHeader(bytes, at, end);
  } catch {
    return null;
  }
}

async function checkedPage(source: PageSource, header: PageHeader, payload: Uint8Array): Promise<Page> {
  const { codec } = source.chunk;
  const { kind, plainBytes, values, encoding, levelBytes } = header;
  const compressed = header.compressed && codec !== CODEC.none;
  const page: Page = { kind, payload, plainBytes, values, encoding, levelBytes, compressed: header.compressed };
  if (!compressed) {
    if (payload.length !== plainBytes) throw damaged(source, 'a page of another size than it says');
    return page;
  }
  const packed = payload.subarray(levelBytes);
  const wanted = plainBytes - levelBytes;
  if (isUndoneOutside(codec)) return undone(source, page, packed, wanted);
  let bound: number;
  try {
    bound = decompressedBound(codec, packed, wanted);
  } catch {
    throw damaged(source, 'a page that is not compressed as the file says');
  }
  if (bound > source.maxPageBytes) throw tooLarge(source);
  return page;
}

async function undone(source: PageSource, page: Page, packed: Uint8Array, wanted: number): Promise<Page> {
  const codec = source.chunk.codec === CODEC.gzip ? 'gzip' : 'brotli';
  const plain = packed.length === 0 ? packed : await source.inflate(codec, packed, wanted);
  if (plain === null || plain.length !== wanted) throw damaged(source, `a page that is no ${codec} of the size it says, or ${codec} cannot be read here`);
  const payload = page.levelBytes === 0 ? plain : joinBytes([page.payload.subarray(0, page.levelBytes), plain]);
  return { ...page, payload, compressed: false };
}

function damaged(source: PageSource, message: string): DataError {
  return new DataError('DATA_FORMAT', message, { source: source.file.source, column: source.column });
}

function tooLarge(source: PageSource): DataError {
  return new DataError('DATA_PAGE_TOO_LARGE', `a page of more than ${source.maxPageBytes} bytes; raise maxPageBytes if the file can be trusted`, { source: source.file.source, column: source.column });
}
