import { byteSink, putByte, putBytes, putNumber, writtenBytes, type ByteSink } from '../compress/byte-sink.ts';
import { boundsOf, type Bounds } from './bounds.ts';
import { chunkDictionary, type ChunkDictionary } from './chunk-dictionary.ts';
import { putRun, putRuns } from './number-runs.ts';
import type { StoredColumn } from './stored-column.ts';
import { spelledOut, type StoredCodes, type StoredTexts, type StoredTruths, type StoredValues, type StoredWords } from './stored-values.ts';
import { putTextRuns, putTexts } from './text-runs.ts';
import { i32, putThrift, struct, type ThriftValue } from './thrift.ts';

/** Some rows of a column. */
export interface ChunkPart {
  readonly rows: number;
  /** Validity bits; `null` for no nulls. */
  readonly valid: Uint8Array | null;
  /** As many as there are rows with a value. */
  readonly values: StoredValues;
}

/** How pages are compressed: a function, and Parquet's number of it. */
export interface PageCodec {
  readonly number: number;
  compress(bytes: Uint8Array): Uint8Array;
}

/** The pages of a column of one row group, and what the footer says of them. */
export interface ColumnChunk {
  /** A dictionary, where there is one, and pages of values. */
  readonly bytes: Uint8Array;
  /** Bytes of the dictionary's page, 0 for none. */
  readonly dictionaryBytes: number;
  /** Bytes of all pages with their headers, were they not compressed. */
  readonly plainBytes: number;
  readonly encodings: readonly number[];
  readonly rows: number;
  readonly nulls: number;
  readonly bounds: Bounds | null;
}

/** Numbers of encodings. */
const ENCODING = Object.freeze({ plain: 0, runs: 3, textRuns: 7, dictionary: 8 });

const PAGE_ROWS = 1 << 15;
const PAGE_BYTES = 1 << 20;

/**
 * Writes the pages of a column of one row group.
 *
 * @param column - what it is.
 * @param parts - its rows; no page holds rows of two parts.
 * @param isCoded - whether a dictionary is tried.
 * @param codec - compresses pages.
 * @returns the pages: of 32,768 rows at most, and of a mebibyte where values are not longer than that.
 * @remarks O(bytes). Without a dictionary, texts are written by what they share with the one before.
 * @see https://parquet.apache.org/docs/file-format/
 */
export function columnChunk(column: StoredColumn, parts: readonly ChunkPart[], isCoded: boolean, codec: PageCodec): ColumnChunk {
  const dictionary = isCoded ? chunkDictionary(parts.map(({ values }) => values)) : null;
  const pages: Pages = { sink: byteSink(1 << 12), body: byteSink(1 << 12), plainBytes: 0, codec };
  if (dictionary !== null) putDictionary(pages, dictionary.entries);
  const dictionaryBytes = pages.sink.size;
  const plain = dictionary === null ? parts.map(({ values }) => (values.kind === 'codes' ? spelledOut(values) : values)) : [];
  const encoding = dictionary !== null ? ENCODING.dictionary : plain[0]?.kind === 'texts' ? ENCODING.textRuns : ENCODING.plain;
  parts.forEach((part, index) => {
    const writer = dictionary === null ? plainWriter(plain[index]!) : codesWriter(dictionary, index);
    putPages(pages, column, part, writer, encoding);
  });
  return {
    bytes: writtenBytes(pages.sink),
    dictionaryBytes,
    plainBytes: pages.plainBytes,
    encodings: dictionary === null ? [encoding, ENCODING.runs] : [ENCODING.plain, ENCODING.runs, encoding],
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    nulls: parts.reduce((sum, { rows, values }) => sum + rows - values.count, 0),
    bounds: boundsOf(dictionary === null ? plain : [dictionary.entries], column.order),
  };
}

/** Pages under way. */
interface Pages {
  readonly sink: ByteSink;
  /** The page under way, before it is compressed. */
  readonly body: ByteSink;
  plainBytes: number;
  readonly codec: PageCodec;
}

/** Writes some values of a part. */
interface ValuesWriter {
  /** About how many bytes a value takes. */
  bytesOf(value: number): number;
  write(sink: ByteSink, from: number, to: number): void;
}

function putDictionary(pages: Pages, entries: StoredTexts | StoredWords): void {
  const body = byteSink(entries.bytes.length + 4 * entries.count);
  if (entries.kind === 'texts') putTexts(body, entries, 0, entries.count);
  else putBytes(body, entries.bytes);
  putPage(pages, 2, writtenBytes(body), { 7: struct({ 1: i32(entries.count), 2: i32(ENCODING.plain) }) });
}

function putPage(pages: Pages, kind: number, body: Uint8Array, header: Readonly<Record<number, ThriftValue>>): void {
  const { sink, codec } = pages;
  const packed = codec.compress(body);
  const before = sink.size;
  putThrift(sink, struct({ 1: i32(kind), 2: i32(body.length), 3: i32(packed.length), ...header }));
  pages.plainBytes += sink.size - before + body.length;
  putBytes(sink, packed);
}

function putPages(pages: Pages, column: StoredColumn, { rows, valid }: ChunkPart, writer: ValuesWriter, encoding: number): void {
  let value = 0;
  for (let row = 0; row < rows; ) {
    const [firstRow, firstValue] = [row, value];
    for (let bytes = 0; row < rows && row - firstRow < PAGE_ROWS && (bytes < PAGE_BYTES || row === firstRow); row++) {
      if (isThere(valid, row)) bytes += writer.bytesOf(value++);
    }
    const { body } = pages;
    body.size = 0;
    if (column.nullable) putPresence(body, valid, firstRow, row);
    writer.write(body, firstValue, value);
    putPage(pages, 0, writtenBytes(body), { 5: struct({ 1: i32(row - firstRow), 2: i32(encoding), 3: i32(ENCODING.runs), 4: i32(ENCODING.runs) }) });
  }
}

function isThere(valid: Uint8Array | null, row: number): boolean {
  return valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0;
}

/** Says of each row whether it has a value, after the number of bytes that takes. */
function putPresence(body: ByteSink, valid: Uint8Array | null, from: number, to: number): void {
  putNumber(body, 0, 4);
  if (valid === null) putRun(body, 1, to - from, 1);
  else putRuns(body, Uint8Array.from({ length: to - from }, (_, row) => Number(isThere(valid, from + row))), 0, to - from, 1);
  new DataView(body.bytes.buffer).setUint32(0, body.size - 4, true);
}

function codesWriter({ entries, codes }: ChunkDictionary, part: number): ValuesWriter {
  const bits = entries.count < 2 ? 0 : 32 - Math.clz32(entries.count - 1);
  return {
    bytesOf: () => 4,
    write(sink, from, to) {
      putByte(sink, bits);
      putRuns(sink, codes[part]!, from, to, bits);
    },
  };
}

function plainWriter(values: Exclude<StoredValues, StoredCodes>): ValuesWriter {
  switch (values.kind) {
    case 'texts': {
      const { offsets } = values;
      return { bytesOf: (value) => 4 + offsets[value + 1]! - offsets[value]!, write: (sink, from, to) => { putTextRuns(sink, values, from, to); } };
    }
    case 'words': {
      const { width, bytes } = values;
      return { bytesOf: () => width, write: (sink, from, to) => { putBytes(sink, bytes.subarray(width * from, width * to)); } };
    }
    case 'truths':
      return { bytesOf: () => 1 / 8, write: (sink, from, to) => { putTruths(sink, values, from, to); } };
  }
}

function putTruths(sink: ByteSink, { bits }: StoredTruths, from: number, to: number): void {
  for (let first = from; first < to; first += 8) {
    let byte = 0;
    for (let value = first; value < Math.min(to, first + 8); value++) byte |= ((bits[value >> 3]! >> (value & 7)) & 1) << (value - first);
    putByte(sink, byte);
  }
}
