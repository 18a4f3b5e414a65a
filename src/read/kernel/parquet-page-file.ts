import { ENCODING } from './parquet-footer.ts';
import { PAGE } from './parquet-page.ts';
import { endStruct, THRIFT, thriftWriter, writeField, writeList, writeNumber, writeUnsigned, type ThriftWriter } from './thrift.ts';

/**
 * A page on its way to the decoder: its payload and what the decoder must know of it. Nothing else of the original
 * header travels, so that no header of a stranger reaches the decoder.
 */
export interface Page {
  readonly kind: number;
  readonly payload: Uint8Array;
  readonly plainBytes: number;
  readonly values: number;
  readonly encoding: number;
  readonly levelBytes: number;
  readonly compressed: boolean;
}

/** The column that a file of pages holds. */
export interface PageColumn {
  readonly physical: number;
  /** Bytes of a fixed-width value, otherwise 0. */
  readonly width: number;
  readonly nullable: boolean;
  readonly codec: number;
}

const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
const NAME = Uint8Array.of(0x63);

/**
 * Makes a Parquet file of one column in one row group from pages found elsewhere.
 *
 * @param column - how the values are stored.
 * @param pages - a dictionary page first, if any, then data pages.
 * @returns the bytes of the file, in pieces that share the pages' memory; its only column is called `c` and has no
 *   logical type.
 */
export function makePageFile(column: PageColumn, pages: readonly Page[]): Uint8Array[] {
  const parts: Uint8Array[] = [MAGIC];
  let at = MAGIC.length;
  let dataAt = 0;
  let rows = 0;
  let plainBytes = 0;
  for (const page of pages) {
    const header = pageHeader(page);
    if (page.kind !== PAGE.dictionary) {
      dataAt ||= at;
      rows += page.values;
    }
    parts.push(header, page.payload);
    at += header.length + page.payload.length;
    plainBytes += header.length + page.plainBytes;
  }
  const footer = fileMetadata(column, { rows, byteLength: at - MAGIC.length, plainBytes, dataAt: dataAt || MAGIC.length, hasDictionary: pages[0]?.kind === PAGE.dictionary });
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  parts.push(footer, length, MAGIC);
  return parts;
}

function pageHeader(page: Page): Uint8Array {
  const writer = thriftWriter();
  writeNumber(writer, 1, THRIFT.i32, page.kind);
  writeNumber(writer, 2, THRIFT.i32, page.plainBytes);
  writeNumber(writer, 3, THRIFT.i32, page.payload.length);
  const inner = startStruct(writer, page.kind === PAGE.dictionary ? 7 : page.kind === PAGE.data2 ? 8 : 5);
  writeNumber(inner, 1, THRIFT.i32, page.values);
  if (page.kind === PAGE.data2) {
    // Nulls are not counted here: the decoder reads the levels anyway.
    writeNumber(inner, 2, THRIFT.i32, 0);
    writeNumber(inner, 3, THRIFT.i32, page.values);
    writeNumber(inner, 4, THRIFT.i32, page.encoding);
    writeNumber(inner, 5, THRIFT.i32, page.levelBytes);
    writeNumber(inner, 6, THRIFT.i32, 0);
    writeField(inner, 7, page.compressed ? THRIFT.true : THRIFT.false);
  } else {
    writeNumber(inner, 2, THRIFT.i32, page.encoding);
    if (page.kind === PAGE.data) {
      writeNumber(inner, 3, THRIFT.i32, ENCODING.rle);
      writeNumber(inner, 4, THRIFT.i32, ENCODING.rle);
    }
  }
  endStruct(inner);
  endStruct(writer);
  return Uint8Array.from(writer.bytes);
}

/** A structure inside a structure shares its bytes and counts its own fields. */
function startStruct(writer: ThriftWriter, field: number): ThriftWriter {
  writeField(writer, field, THRIFT.struct);
  return { bytes: writer.bytes, field: 0 };
}

interface Extent {
  readonly rows: number;
  readonly byteLength: number;
  readonly plainBytes: number;
  readonly dataAt: number;
  readonly hasDictionary: boolean;
}

function fileMetadata(column: PageColumn, extent: Extent): Uint8Array {
  const writer = thriftWriter();
  writeNumber(writer, 1, THRIFT.i32, 1);
  writeList(writer, 2, THRIFT.struct, 2);
  const root = { bytes: writer.bytes, field: 0 };
  writeName(root, 4);
  writeNumber(root, 5, THRIFT.i32, 1);
  endStruct(root);
  const leaf = { bytes: writer.bytes, field: 0 };
  writeNumber(leaf, 1, THRIFT.i32, column.physical);
  if (column.width > 0) writeNumber(leaf, 2, THRIFT.i32, column.width);
  writeNumber(leaf, 3, THRIFT.i32, column.nullable ? 1 : 0);
  writeName(leaf, 4);
  endStruct(leaf);
  writeNumber(writer, 3, THRIFT.i64, extent.rows);
  writeList(writer, 4, THRIFT.struct, 1);
  const group = { bytes: writer.bytes, field: 0 };
  writeList(group, 1, THRIFT.struct, 1);
  writeChunk({ bytes: writer.bytes, field: 0 }, column, extent);
  writeNumber(group, 2, THRIFT.i64, extent.plainBytes);
  writeNumber(group, 3, THRIFT.i64, extent.rows);
  endStruct(group);
  endStruct(writer);
  return Uint8Array.from(writer.bytes);
}

function writeChunk(chunk: ThriftWriter, column: PageColumn, extent: Extent): void {
  writeNumber(chunk, 2, THRIFT.i64, MAGIC.length);
  const metadata = startStruct(chunk, 3);
  writeNumber(metadata, 1, THRIFT.i32, column.physical);
  writeList(metadata, 2, THRIFT.i32, 1);
  writeUnsigned(metadata, ENCODING.plain * 2);
  writeList(metadata, 3, THRIFT.binary, 1);
  writeUnsigned(metadata, NAME.length);
  metadata.bytes.push(...NAME);
  writeNumber(metadata, 4, THRIFT.i32, column.codec);
  writeNumber(metadata, 5, THRIFT.i64, extent.rows);
  writeNumber(metadata, 6, THRIFT.i64, extent.plainBytes);
  writeNumber(metadata, 7, THRIFT.i64, extent.byteLength);
  writeNumber(metadata, 9, THRIFT.i64, extent.dataAt);
  if (extent.hasDictionary) writeNumber(metadata, 11, THRIFT.i64, MAGIC.length);
  endStruct(metadata);
  endStruct(chunk);
}

function writeName(writer: ThriftWriter, field: number): void {
  writeField(writer, field, THRIFT.binary);
  writeUnsigned(writer, NAME.length);
  writer.bytes.push(...NAME);
}

/**
 * Makes the dictionary page that maps every code to itself, so that a decoder of integers gives the codes of texts.
 *
 * @param values - number of codes.
 * @returns the dictionary page, not compressed.
 */
export function identityDictionary(values: number): Page {
  const payload = new Uint8Array(new Int32Array(values).map((_, index) => index).buffer);
  return { kind: PAGE.dictionary, payload, plainBytes: payload.length, values, encoding: ENCODING.plain, levelBytes: 0, compressed: true };
}

/**
 * The column that {@link identityDictionary} and pages of codes make.
 *
 * @param column - how the values are stored.
 * @returns a column of 32-bit numbers.
 */
export function codesColumn(column: PageColumn): PageColumn {
  return { ...column, physical: 1, width: 0 };
}

/**
 * The column of a dictionary page read as a data page: its values, without nulls, stored as they are.
 *
 * @param column - how the values are stored.
 * @returns a column without nulls.
 */
export function dictionaryColumn(column: PageColumn): PageColumn {
  return { ...column, nullable: false };
}

/**
 * Turns a dictionary page into a data page.
 *
 * @param page - a dictionary page.
 * @returns the same values as a data page.
 */
export function dictionaryAsData(page: Page): Page {
  return { ...page, kind: PAGE.data, encoding: ENCODING.plain };
}
