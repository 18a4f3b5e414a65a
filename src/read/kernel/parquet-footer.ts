import { readBytes, readListHeader, readSigned, readStruct, THRIFT, type ThriftReader, thriftReader } from './thrift.ts';
import type { SourceType, TimeUnit } from './source-type.ts';

/** Physical types of Parquet, by their numbers. */
export const PHYSICAL: Readonly<Record<'boolean' | 'int32' | 'int64' | 'int96' | 'float' | 'double' | 'bytes' | 'fixed', number>> =
  Object.freeze({ boolean: 0, int32: 1, int64: 2, int96: 3, float: 4, double: 5, bytes: 6, fixed: 7 });

/** Encodings of pages, by their numbers. */
export const ENCODING: Readonly<Record<'plain' | 'plainDictionary' | 'rle' | 'bitPacked' | 'deltaInteger' | 'deltaLength' | 'deltaBytes' | 'dictionary' | 'byteSplit', number>> =
  Object.freeze({ plain: 0, plainDictionary: 2, rle: 3, bitPacked: 4, deltaInteger: 5, deltaLength: 6, deltaBytes: 7, dictionary: 8, byteSplit: 9 });

/** One top-level column of a Parquet file. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: SourceType;
  readonly physical: number;
  /** Bytes of a fixed-width value, otherwise 0. */
  readonly width: number;
  readonly nullable: boolean;
  /** Position among the leaves, which is the position of its chunk in every row group; -1 for nested columns. */
  readonly leaf: number;
}

/** Where the bytes of a column in a row group lie. */
export interface ColumnChunk {
  readonly physical: number;
  readonly codec: number;
  /** First byte in the file, of the dictionary page if there is one. */
  readonly start: number;
  readonly byteLength: number;
  readonly values: number;
  /** Whether every data page is known to hold codes into the chunk's dictionary. */
  readonly coded: boolean;
  /** Whether the chunk says of itself that it holds nothing but values one after the other, and codes. */
  readonly isCommon: boolean;
}

/** Rows that lie together in the file. */
export interface RowGroup {
  readonly rows: number;
  /** One chunk per leaf. */
  readonly chunks: readonly ColumnChunk[];
}

/** What the end of a Parquet file says, checked against itself and the file's size. */
export interface ParquetFooter {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly RowGroup[];
}

interface Element {
  name: string | null;
  physical: number;
  width: number;
  repetition: number;
  children: number;
  converted: number;
  scale: number;
  precision: number;
  logical: SourceType | 'string' | null;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the metadata at the end of a Parquet file.
 *
 * @param bytes - the metadata alone.
 * @param dataBytes - bytes of the file before the metadata.
 * @returns columns and row groups; every chunk lies inside the file.
 * @throws {RangeError} when the metadata contradict themselves or the file, or are encrypted.
 * @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export function readFooter(bytes: Uint8Array, dataBytes: number): ParquetFooter {
  const reader = thriftReader(bytes);
  let elements: Element[] = [];
  let groups: { rows: number; chunks: ColumnChunk[] }[] = [];
  let rows = -1;
  readStruct(reader, (field, type) => {
    if (field === 2 && type === THRIFT.list) elements = readList(reader, readElement);
    else if (field === 3 && type === THRIFT.i64) rows = readSigned(reader);
    else if (field === 4 && type === THRIFT.list) groups = readList(reader, (from) => readRowGroup(from, dataBytes));
    else return false;
    return true;
  });
  const { columns, leaves } = readColumns(elements);
  for (const group of groups) {
    if (group.chunks.length !== leaves.length) throw new RangeError('row group: expected a chunk for every column');
    if (group.chunks.some((chunk, leaf) => chunk.physical !== leaves[leaf])) throw new RangeError('chunk: expected the type of its column');
  }
  const sum = groups.reduce((total, group) => total + group.rows, 0);
  if (rows !== sum) throw new RangeError('footer: expected the rows of the row groups together');
  return { rows, columns, rowGroups: groups };
}

function readList<Item>(reader: ThriftReader, read: (reader: ThriftReader) => Item): Item[] {
  const count = readListHeader(reader, THRIFT.struct);
  const items: Item[] = [];
  for (let index = 0; index < count; index++) items.push(read(reader));
  return items;
}

function readElement(reader: ThriftReader): Element {
  const element: Element = { name: null, physical: -1, width: 0, repetition: 0, children: 0, converted: -1, scale: 0, precision: 0, logical: null };
  readStruct(reader, (field, type) => {
    if (field === 4 && type === THRIFT.binary) element.name = decoder.decode(readBytes(reader));
    else if (field === 10 && type === THRIFT.struct) element.logical = readLogical(reader);
    else if (type === THRIFT.i32 && field === 1) element.physical = readSigned(reader);
    else if (type === THRIFT.i32 && field === 2) element.width = readSigned(reader);
    else if (type === THRIFT.i32 && field === 3) element.repetition = readSigned(reader);
    else if (type === THRIFT.i32 && field === 5) element.children = readSigned(reader);
    else if (type === THRIFT.i32 && field === 6) element.converted = readSigned(reader);
    else if (type === THRIFT.i32 && field === 7) element.scale = readSigned(reader);
    else if (type === THRIFT.i32 && field === 8) element.precision = readSigned(reader);
    else return false;
    return true;
  });
  if (element.name === null) throw new RangeError('schema: expected a name for every column');
  return element;
}

/** The union LogicalType: one field is set, and its number says which. */
function readLogical(reader: ThriftReader): Element['logical'] {
  let logical: Element['logical'] = null;
  readStruct(reader, (field, type) => {
    if (type !== THRIFT.struct) return false;
    if (field === 5) logical = readDecimal(reader);
    else if (field === 8) logical = readTimestamp(reader);
    else if (field === 10) logical = readInteger(reader);
    else {
      logical = SIMPLE_LOGICAL[field] ?? { kind: 'other', name: 'logical type' };
      return false;
    }
    return true;
  });
  return logical;
}

const SIMPLE_LOGICAL: Readonly<Record<number, Element['logical']>> = {
  1: 'string',
  2: { kind: 'other', name: 'map' },
  3: { kind: 'other', name: 'list' },
  4: 'string',
  6: { kind: 'day' },
  7: { kind: 'other', name: 'time' },
  11: { kind: 'null' },
  12: 'string',
  13: { kind: 'other', name: 'bson' },
  14: { kind: 'fixed', width: 16 },
  15: { kind: 'float', bits: 16 },
};

function readDecimal(reader: ThriftReader): SourceType {
  let scale = 0;
  let precision = 0;
  readStruct(reader, (field, type) => {
    if (type !== THRIFT.i32 || field > 2) return false;
    if (field === 1) scale = readSigned(reader);
    else precision = readSigned(reader);
    return true;
  });
  return { kind: 'decimal', precision, scale };
}

function readTimestamp(reader: ThriftReader): SourceType {
  let unit: TimeUnit = 1;
  readStruct(reader, (field, type) => {
    if (field !== 2 || type !== THRIFT.struct) return false;
    readStruct(reader, (choice) => {
      unit = choice === 1 ? 1_000 : choice === 2 ? 1_000_000 : 1_000_000_000;
      return false;
    });
    return true;
  });
  return { kind: 'timestamp', unit };
}

function readInteger(reader: ThriftReader): SourceType {
  let bits = 0;
  let signed = true;
  readStruct(reader, (field, type) => {
    if (field === 1 && type === THRIFT.byte) {
      bits = reader.bytes[reader.at] ?? 0;
      return false;
    }
    if (field === 2) signed = type === THRIFT.true;
    return false;
  });
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw new RangeError('schema: expected integers of 8, 16, 32 or 64 bits');
  return { kind: 'int', bits, signed };
}

/** Walks the schema tree, which is stored in depth-first order. */
function readColumns(elements: readonly Element[]): { columns: ParquetColumn[]; leaves: number[] } {
  const root = elements[0];
  if (root === undefined) throw new RangeError('schema: expected a root');
  const columns: ParquetColumn[] = [];
  const leaves: number[] = [];
  let at = 1;
  for (let child = 0; child < root.children; child++) {
    const element = elements[at];
    if (element === undefined) throw new RangeError('schema: expected as many columns as the root says');
    const flat = element.children === 0 && element.repetition !== 2;
    const leaf = leaves.length;
    at = skipSubtree(elements, at, leaves);
    columns.push({
      name: element.name!,
      type: flat ? leafType(element) : { kind: 'other', name: 'nested' },
      physical: element.physical,
      width: element.physical === PHYSICAL.int96 ? 12 : element.physical === PHYSICAL.fixed ? element.width : 0,
      nullable: element.repetition !== 0,
      leaf: flat ? leaf : -1,
    });
  }
  if (at !== elements.length) throw new RangeError('schema: expected no column outside the root');
  return { columns, leaves };
}

function skipSubtree(elements: readonly Element[], from: number, leaves: number[]): number {
  let open = 1;
  let at = from;
  while (open > 0) {
    const element = elements[at++];
    if (element === undefined) throw new RangeError('schema: expected as many columns as their parents say');
    if (element.repetition < 0 || element.repetition > 2 || element.children < 0) throw new RangeError('schema: expected a known repetition');
    open += element.children - 1;
    if (element.children === 0) leaves.push(element.physical);
  }
  return at;
}

/** Says what a leaf holds; the logical type wins over the older converted type. */
function leafType(element: Element): SourceType {
  const type = declaredType(element);
  const { physical } = element;
  if (physical === PHYSICAL.fixed && (element.width < 1 || element.width > 65_536)) throw new RangeError('schema: expected a width from 1 to 65,536');
  const fits = type.kind === 'other' || type.kind === 'null'
    || (type.kind === 'text' || type.kind === 'bytes' ? physical === PHYSICAL.bytes
      : type.kind === 'day' ? physical === PHYSICAL.int32
      : type.kind === 'timestamp' ? physical === PHYSICAL.int64
      : type.kind === 'int' ? physical === (type.bits === 64 ? PHYSICAL.int64 : PHYSICAL.int32)
      : type.kind === 'fixed' ? physical === PHYSICAL.fixed && type.width === element.width
      : type.kind === 'float' && type.bits === 16 ? physical === PHYSICAL.fixed && element.width === 2
      : type.kind !== 'decimal' || decimalFits(type.precision, type.scale, element));
  if (!fits) throw new RangeError('schema: expected a logical type that fits the stored one');
  return type;
}

function decimalFits(precision: number, scale: number, { physical, width }: Element): boolean {
  if (precision < 1 || scale < 0 || scale > precision) return false;
  if (physical === PHYSICAL.int32) return precision <= 9;
  if (physical === PHYSICAL.int64) return precision <= 18;
  return physical === PHYSICAL.bytes || (physical === PHYSICAL.fixed && width >= 1);
}

function declaredType(element: Element): SourceType {
  if (element.logical === 'string') return { kind: 'text' };
  if (element.logical !== null) return element.logical;
  const { converted } = element;
  if (converted === 0 || converted === 4 || converted === 19) return { kind: 'text' };
  if (converted === 5) return { kind: 'decimal', precision: element.precision, scale: element.scale };
  if (converted === 6) return { kind: 'day' };
  if (converted === 9) return { kind: 'timestamp', unit: 1_000 };
  if (converted === 10) return { kind: 'timestamp', unit: 1_000_000 };
  if (converted >= 11 && converted <= 18) return { kind: 'int', bits: [8, 16, 32, 64][(converted - 11) & 3] as 8, signed: converted >= 15 };
  if (converted !== -1) return { kind: 'other', name: 'converted type' };
  switch (element.physical) {
    case PHYSICAL.boolean:
      return { kind: 'bool' };
    case PHYSICAL.int32:
      return { kind: 'int', bits: 32, signed: true };
    case PHYSICAL.int64:
      return { kind: 'int', bits: 64, signed: true };
    case PHYSICAL.int96:
      return { kind: 'int96' };
    case PHYSICAL.float:
      return { kind: 'float', bits: 32 };
    case PHYSICAL.double:
      return { kind: 'float', bits: 64 };
    case PHYSICAL.bytes:
      return { kind: 'bytes' };
    case PHYSICAL.fixed:
      return { kind: 'fixed', width: element.width };
    default:
      throw new RangeError('schema: expected a known physical type');
  }
}

function readRowGroup(reader: ThriftReader, dataBytes: number): { rows: number; chunks: ColumnChunk[] } {
  let chunks: ColumnChunk[] = [];
  let rows = -1;
  readStruct(reader, (field, type) => {
    if (field === 1 && type === THRIFT.list) chunks = readList(reader, (from) => readChunk(from, dataBytes));
    else if (field === 3 && type === THRIFT.i64) rows = readSigned(reader);
    else return false;
    return true;
  });
  if (rows < 0) throw new RangeError('row group: expected a number of rows');
  return { rows, chunks };
}

function readChunk(reader: ThriftReader, dataBytes: number): ColumnChunk {
  let chunk: ColumnChunk | null = null;
  readStruct(reader, (field, type) => {
    if (field === 1) throw new RangeError('chunk: expected its bytes in this file');
    if (field === 8 || field === 9) throw new RangeError('chunk: expected no encryption');
    if (field !== 3 || type !== THRIFT.struct) return false;
    chunk = readChunkMetadata(reader, dataBytes);
    return true;
  });
  if (chunk === null) throw new RangeError('chunk: expected its metadata');
  return chunk;
}

function readChunkMetadata(reader: ThriftReader, dataBytes: number): ColumnChunk {
  const numbers: Record<number, number> = {};
  let encodings: number[] = [];
  let stats: boolean | null = null;
  readStruct(reader, (field, type) => {
    if ((type === THRIFT.i32 || type === THRIFT.i64) && field <= 11) numbers[field] = readSigned(reader);
    else if (field === 2 && type === THRIFT.list) encodings = readNumbers(reader);
    else if (field === 13 && type === THRIFT.list) stats = readEncodingStats(reader);
    else return false;
    return true;
  });
  const { 1: physical, 4: codec, 5: values, 7: byteLength, 9: data, 11: dictionary } = numbers;
  if (physical === undefined || codec === undefined || values === undefined || byteLength === undefined || data === undefined) {
    throw new RangeError('chunk: expected type, codec, values, bytes and position');
  }
  // Some writers give 0 where there is no dictionary.
  const hasDictionary = dictionary !== undefined && dictionary > 0 && dictionary < data;
  const start = hasDictionary ? dictionary : data;
  if (start < 4 || byteLength < 0 || start + byteLength > dataBytes || values < 0) throw new RangeError('chunk: expected bytes inside the file');
  const isCoding = (encoding: number): boolean => encoding === ENCODING.plainDictionary || encoding === ENCODING.dictionary || encoding === ENCODING.rle || encoding === ENCODING.bitPacked;
  const coded = hasDictionary && (stats ?? encodings.every(isCoding));
  const isCommon = encodings.every((encoding) => encoding === ENCODING.plain || isCoding(encoding));
  return { physical, codec, start, byteLength, values, coded, isCommon };
}

function readNumbers(reader: ThriftReader): number[] {
  const count = readListHeader(reader, THRIFT.i32);
  const numbers: number[] = [];
  for (let index = 0; index < count; index++) numbers.push(readSigned(reader));
  return numbers;
}

/** Tells whether all data pages are dictionary-encoded, by the counts of pages per encoding. */
function readEncodingStats(reader: ThriftReader): boolean {
  let coded = true;
  readList(reader, (from) => {
    let page = -1;
    let encoding = -1;
    readStruct(from, (field, type) => {
      if (type !== THRIFT.i32 || field > 2) return false;
      if (field === 1) page = readSigned(from);
      else encoding = readSigned(from);
      return true;
    });
    if (page !== 2 && encoding !== ENCODING.plainDictionary && encoding !== ENCODING.dictionary) coded = false;
  });
  return coded;
}
