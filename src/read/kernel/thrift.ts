/**
 * Thrift's compact protocol, as far as Parquet's metadata needs it. Reading trusts nothing: every position is checked,
 * a list is never longer than its bytes, nesting is limited.
 */

/** Where a reader stands in bytes that end at `end`. */
export interface ThriftReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
}

/** Types of fields; a boolean field carries its value in its type. */
export const THRIFT: Readonly<Record<'true' | 'false' | 'byte' | 'i16' | 'i32' | 'i64' | 'double' | 'binary' | 'list' | 'set' | 'map' | 'struct', number>> =
  Object.freeze({ true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12 });

const MAX_DEPTH = 32;
const TOO_SHORT = 'thrift: expected more bytes';

/**
 * Starts reading at a position.
 *
 * @param bytes - the bytes.
 * @param at - first byte to read.
 * @param end - one past the last byte to read.
 * @returns a reader at `at`.
 */
export function thriftReader(bytes: Uint8Array, at = 0, end: number = bytes.length): ThriftReader {
  return { bytes, at, end };
}

function readByte(reader: ThriftReader): number {
  if (reader.at >= reader.end) throw new RangeError(TOO_SHORT);
  return reader.bytes[reader.at++]!;
}

/**
 * Reads an unsigned number of 1 to 8 bytes.
 *
 * @param reader - moved behind the number.
 * @returns a whole number below 2⁵³.
 * @throws {RangeError} past the end, or at 2⁵³ and above.
 */
export function readUnsigned(reader: ThriftReader): number {
  let value = 0;
  let scale = 1;
  for (let index = 0; index < 8; index++) {
    const byte = readByte(reader);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) break;
      return value;
    }
    scale *= 128;
  }
  throw new RangeError('thrift: expected a number below 2^53');
}

/**
 * Reads a signed number (zigzag); its magnitude is below 2⁵².
 *
 * @param reader - where to read; moved behind what was read.
 * @returns a whole number.
 */
export function readSigned(reader: ThriftReader): number {
  const value = readUnsigned(reader);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/**
 * Reads a byte string; the result shares the reader's memory.
 *
 * @param reader - where to read; moved behind what was read.
 * @returns a view of the bytes.
 * @throws {RangeError} past the end.
 */
export function readBytes(reader: ThriftReader): Uint8Array {
  const length = readUnsigned(reader);
  if (length > reader.end - reader.at) throw new RangeError(TOO_SHORT);
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

/**
 * Reads the fields of a structure and leaves each to `take`.
 *
 * @param reader - moved behind the structure.
 * @param take - receives a field's number and type and reads its value; returns `false` to have it skipped.
 * @param depth - structures around this one.
 * @throws {RangeError} past the end, or for an unknown type.
 */
export function readStruct(reader: ThriftReader, take: (field: number, type: number) => boolean, depth = 0): void {
  let field = 0;
  for (;;) {
    const byte = readByte(reader);
    if (byte === 0) return;
    const step = byte >> 4;
    field = step === 0 ? readSigned(reader) : field + step;
    const type = byte & 0x0f;
    if (!take(field, type)) skipValue(reader, type, depth + 1);
  }
}

/**
 * Reads a list's header.
 *
 * @param reader - moved behind the header.
 * @param type - the type its elements must have.
 * @returns the number of elements; each takes at least one byte, so it is at most the bytes left.
 * @throws {RangeError} for elements of another type or more than can be there.
 */
export function readListHeader(reader: ThriftReader, type: number): number {
  const [count, found] = listHeader(reader);
  if (count > 0 && found !== type) throw new RangeError('thrift: expected a list of another type');
  return count;
}

function listHeader(reader: ThriftReader): [count: number, type: number] {
  const byte = readByte(reader);
  const count = byte >> 4 === 15 ? readUnsigned(reader) : byte >> 4;
  if (count > reader.end - reader.at) throw new RangeError(TOO_SHORT);
  return [count, byte & 0x0f];
}

function skipValue(reader: ThriftReader, type: number, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError(`thrift: expected at most ${MAX_DEPTH} levels`);
  switch (type) {
    case THRIFT.true:
    case THRIFT.false:
      return;
    case THRIFT.byte:
      return skipBytes(reader, 1);
    case THRIFT.i16:
    case THRIFT.i32:
    case THRIFT.i64:
      return skipVarint(reader);
    case THRIFT.double:
      return skipBytes(reader, 8);
    case THRIFT.binary:
      return void readBytes(reader);
    case THRIFT.list:
    case THRIFT.set:
      return skipList(reader, depth);
    case THRIFT.map:
      return skipMap(reader, depth);
    case THRIFT.struct:
      return readStruct(reader, () => false, depth);
    default:
      throw new RangeError('thrift: expected a known type');
  }
}

function skipBytes(reader: ThriftReader, length: number): void {
  if (length > reader.end - reader.at) throw new RangeError(TOO_SHORT);
  reader.at += length;
}

/** A number nobody looks at may use all 64 bits. */
function skipVarint(reader: ThriftReader): void {
  for (let index = 0; index < 10; index++) if (readByte(reader) < 0x80) return;
  throw new RangeError('thrift: expected a number of at most 64 bits');
}

/** Inside lists and maps a boolean takes a byte of its own. */
function skipElement(reader: ThriftReader, type: number, depth: number): void {
  if (type === THRIFT.true || type === THRIFT.false) skipBytes(reader, 1);
  else skipValue(reader, type, depth + 1);
}

function skipList(reader: ThriftReader, depth: number): void {
  const [count, type] = listHeader(reader);
  for (let index = 0; index < count; index++) skipElement(reader, type, depth);
}

function skipMap(reader: ThriftReader, depth: number): void {
  const count = readUnsigned(reader);
  if (count === 0) return;
  if (count > reader.end - reader.at) throw new RangeError(TOO_SHORT);
  const types = readByte(reader);
  for (let index = 0; index < count; index++) {
    skipElement(reader, types >> 4, depth);
    skipElement(reader, types & 0x0f, depth);
  }
}

/** Collects the bytes of a structure. */
export interface ThriftWriter {
  /** Bytes written so far. */
  readonly bytes: number[];
  /** Number of the field before. */
  field: number;
}

/**
 * Starts writing a structure; end it with {@link endStruct}.
 *
 * @returns a writer without fields.
 */
export function thriftWriter(): ThriftWriter {
  return { bytes: [], field: 0 };
}

/**
 * Writes an unsigned number below 2⁵³.
 *
 * @param writer - what was written so far.
 * @param value - whole number from 0 to 2⁵³ − 1.
 */
export function writeUnsigned(writer: ThriftWriter, value: number): void {
  let rest = value;
  while (rest >= 128) {
    writer.bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  writer.bytes.push(rest);
}

/**
 * Starts a field; fields come in ascending order, at most 15 apart.
 *
 * @param writer - what was written so far.
 * @param field - number of the field.
 * @param type - type of the field, see {@link THRIFT}.
 */
export function writeField(writer: ThriftWriter, field: number, type: number): void {
  writer.bytes.push(((field - writer.field) << 4) | type);
  writer.field = field;
}

/**
 * Writes a field that holds a whole number from 0 up.
 *
 * @param writer - what was written so far.
 * @param field - number of the field.
 * @param type - type of the field, see {@link THRIFT}.
 * @param value - whole number from 0 up.
 */
export function writeNumber(writer: ThriftWriter, field: number, type: number, value: number): void {
  writeField(writer, field, type);
  writeUnsigned(writer, value * 2);
}

/**
 * Starts a list field of fewer than 15 elements.
 *
 * @param writer - what was written so far.
 * @param field - number of the field.
 * @param type - type of the elements.
 * @param count - number of elements.
 */
export function writeList(writer: ThriftWriter, field: number, type: number, count: number): void {
  writeField(writer, field, THRIFT.list);
  writer.bytes.push((count << 4) | type);
}

/**
 * Ends a structure.
 *
 * @param writer - what was written so far.
 */
export function endStruct(writer: ThriftWriter): void {
  writer.bytes.push(0);
}
