/**
 * Reads how many rows a Parquet file says it has.
 *
 * @param tail - the last bytes of the file, at least its whole footer.
 * @returns the number of rows; `null` when the bytes do not end as a Parquet file does.
 * @remarks O(columns): in the footer the number of rows comes after the schema and before the row groups.
 * @see https://parquet.apache.org/docs/file-format/metadata/ and the compact protocol of Apache Thrift
 */
export function parquetRows(tail: Uint8Array): number | null {
  const end = tail.length - 8;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.length);
  if (end < 0 || view.getUint32(end + 4) !== MAGIC) return null;
  const length = view.getUint32(end, true);
  if (length > end) return null;
  return numberOfRows({ bytes: tail, at: end - length, end });
}

/** `PAR1` */
const MAGIC = 0x50415231;
/** Field of the file's metadata that holds the number of rows. */
const ROWS_FIELD = 3;
const MAX_DEPTH = 8;

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
}

function numberOfRows(cursor: Cursor): number | null {
  for (let field = 0; cursor.at < cursor.end; ) {
    const header = cursor.bytes[cursor.at++]!;
    if (header === 0) return null;
    field = header >> 4 === 0 ? signed(cursor) : field + (header >> 4);
    if (field === ROWS_FIELD) return signed(cursor);
    if (!skip(cursor, header & 15, 0)) return null;
  }
  return null;
}

/** Steps over a value of a struct's field; tells whether it is of a kind that footers have. */
function skip(cursor: Cursor, type: number, depth: number): boolean {
  if (depth > MAX_DEPTH || cursor.at > cursor.end) return false;
  switch (type) {
    case 1: // true and false, told by the type alone
    case 2:
      return true;
    case 3: // one byte
      cursor.at++;
      return true;
    case 4: // whole numbers of 16, 32 and 64 bits
    case 5:
    case 6:
      unsigned(cursor);
      return true;
    case 8: // bytes
      return skipBytes(cursor);
    case 9: // a list
      return skipList(cursor, depth + 1);
    case 12: // a struct
      return skipStruct(cursor, depth + 1);
    default:
      return false;
  }
}

function skipBytes(cursor: Cursor): boolean {
  const length = unsigned(cursor);
  cursor.at += length;
  return true;
}

/** Of lists, footers have those of structs before the number of rows. */
function skipList(cursor: Cursor, depth: number): boolean {
  const header = cursor.bytes[cursor.at++]!;
  const count = header >> 4 === 15 ? unsigned(cursor) : header >> 4;
  if ((header & 15) !== 12) return false;
  for (let index = 0; index < count; index++) if (!skipStruct(cursor, depth)) return false;
  return true;
}

function skipStruct(cursor: Cursor, depth: number): boolean {
  while (cursor.at < cursor.end) {
    const header = cursor.bytes[cursor.at++]!;
    if (header === 0) return true;
    if (header >> 4 === 0) unsigned(cursor);
    if (!skip(cursor, header & 15, depth)) return false;
  }
  return false;
}

function unsigned(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; cursor.at < cursor.end; scale *= 128) {
    const byte = cursor.bytes[cursor.at++]!;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  return value;
}

function signed(cursor: Cursor): number {
  const value = unsigned(cursor);
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
