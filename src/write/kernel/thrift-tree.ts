/**
 * Structures of Thrift's compact protocol as trees, to change a number in them and write them again. They are of files that were
 * just written, not of strangers: what is wrong with one is a fault of ours.
 */

/** A value with the type that stands before it; a truth value is its type alone. */
export interface ThriftValue {
  readonly type: number;
  /** Numbers of 16 to 64 bits; texts; structures; lists. */
  readonly value: number | Uint8Array | ThriftStruct | readonly ThriftValue[] | null;
}

/** Fields by number, in ascending order. */
export type ThriftStruct = Map<number, ThriftValue>;

/** Types that Parquet's footers and indexes have. */
export const TYPE: Readonly<Record<'true' | 'false' | 'i16' | 'i32' | 'i64' | 'binary' | 'list' | 'struct', number>> =
  Object.freeze({ true: 1, false: 2, i16: 4, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 });

/**
 * Reads a structure.
 *
 * @param bytes - holds the structure.
 * @param at - where it begins.
 * @returns its fields; texts share the bytes.
 * @throws {RangeError} past the end of the bytes, for a number of 2⁵² and above, and for types that such files do not have.
 * @example
 * readTree(Uint8Array.of(0x15, 0x0e, 0), 0); // => new Map([[1, { type: 5, value: 7 }]])
 */
export function readTree(bytes: Uint8Array, at: number): ThriftStruct {
  return readStruct({ bytes, at });
}

/**
 * Writes a structure.
 *
 * @param struct - its fields, in ascending order.
 * @returns its bytes.
 * @example
 * writeTree(new Map([[1, { type: 5, value: 7 }]])); // => Uint8Array.of(0x15, 0x0e, 0)
 */
export function writeTree(struct: ThriftStruct): Uint8Array {
  const out: number[] = [];
  writeStruct(out, struct);
  return Uint8Array.from(out);
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

function readStruct(cursor: Cursor): ThriftStruct {
  const fields: ThriftStruct = new Map();
  for (let field = 0; ; ) {
    const header = readByte(cursor);
    if (header === 0) return fields;
    field = header >> 4 === 0 ? readSigned(cursor) : field + (header >> 4);
    fields.set(field, readValue(cursor, header & 15));
  }
}

function readValue(cursor: Cursor, type: number): ThriftValue {
  switch (type) {
    case TYPE.true:
    case TYPE.false:
      return { type, value: null };
    case TYPE.i16:
    case TYPE.i32:
    case TYPE.i64:
      return { type, value: readSigned(cursor) };
    case TYPE.binary: {
      const length = readUnsigned(cursor);
      if (length > cursor.bytes.length - cursor.at) throw new RangeError('thrift: expected more bytes');
      cursor.at += length;
      return { type, value: cursor.bytes.subarray(cursor.at - length, cursor.at) };
    }
    case TYPE.list: {
      const header = readByte(cursor);
      const length = header >> 4 === 15 ? readUnsigned(cursor) : header >> 4;
      return { type, value: Array.from({ length }, () => readElement(cursor, header & 15)) };
    }
    case TYPE.struct:
      return { type, value: readStruct(cursor) };
    default:
      throw new RangeError('thrift: expected a type of footers');
  }
}

/** In a list a truth value is a byte of its own. */
function readElement(cursor: Cursor, type: number): ThriftValue {
  return type <= TYPE.false ? { type: readByte(cursor), value: null } : readValue(cursor, type);
}

function readByte(cursor: Cursor): number {
  if (cursor.at >= cursor.bytes.length) throw new RangeError('thrift: expected more bytes');
  return cursor.bytes[cursor.at++]!;
}

function readUnsigned(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 53; scale *= 128) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80 && value <= Number.MAX_SAFE_INTEGER) return value;
  }
  throw new RangeError('thrift: expected a number below 2^53');
}

function readSigned(cursor: Cursor): number {
  const value = readUnsigned(cursor);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function writeStruct(out: number[], fields: ThriftStruct): void {
  let before = 0;
  for (const [field, value] of fields) {
    const step = field - before;
    if (step <= 15) out.push((step << 4) | value.type);
    else {
      out.push(value.type);
      writeSigned(out, field);
    }
    before = field;
    writeValue(out, value);
  }
  out.push(0);
}

function writeValue(out: number[], { value }: ThriftValue): void {
  if (value === null) return;
  if (typeof value === 'number') writeSigned(out, value);
  else if (value instanceof Map) writeStruct(out, value);
  else if (value instanceof Uint8Array) {
    writeUnsigned(out, value.length);
    for (const byte of value) out.push(byte);
  } else writeList(out, value as readonly ThriftValue[]);
}

function writeList(out: number[], values: readonly ThriftValue[]): void {
  const type = values[0]?.type ?? TYPE.struct;
  if (values.length < 15) out.push((values.length << 4) | type);
  else {
    out.push(0xf0 | type);
    writeUnsigned(out, values.length);
  }
  for (const element of values) {
    if (element.value === null) out.push(element.type);
    else writeValue(out, element);
  }
}

function writeSigned(out: number[], value: number): void {
  writeUnsigned(out, value < 0 ? -2 * value - 1 : 2 * value);
}

function writeUnsigned(out: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  out.push(rest);
}
