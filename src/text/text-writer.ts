/** Text under construction: rows are appended one after the other. Change it through the functions of this file. */
export interface TextWriter {
  /** UTF-8 bytes; only `[0, at)` is meaningful. Replaced by a larger buffer when full. */
  bytes: Uint8Array;
  /** Int32Array(rows + 1); entries up to `row` are final. */
  readonly offsets: Int32Array;
  /** Bytes written. */
  at: number;
  /** Rows ended. */
  row: number;
}

/** A text column without validity: what the writer holds when all rows have ended. */
export interface TextBytes {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/**
 * Starts a text column.
 *
 * @param rows - rows it will have.
 * @param expectedBytes - a guess of its size in bytes.
 * @returns an empty writer.
 */
export function createTextWriter(rows: number, expectedBytes: number): TextWriter {
  return { bytes: new Uint8Array(Math.max(16, expectedBytes)), offsets: new Int32Array(rows + 1), at: 0, row: 0 };
}

/**
 * Makes room for more bytes.
 *
 * @param writer - the writer.
 * @param count - bytes about to be written at `writer.at`.
 * @throws {RangeError} if the column would exceed 2 GiB, the limit of 32-bit offsets.
 */
export function reserve(writer: TextWriter, count: number): void {
  const needed = writer.at + count;
  if (needed <= writer.bytes.length) return;
  if (needed > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
  const larger = new Uint8Array(Math.min(0x7fffffff, Math.max(needed, 2 * writer.bytes.length)));
  larger.set(writer.bytes.subarray(0, writer.at));
  writer.bytes = larger;
}

/**
 * Appends bytes to the row under construction.
 *
 * @param writer - the writer.
 * @param source - where the bytes are.
 * @param start - first byte.
 * @param end - one past the last byte.
 */
export function appendBytes(writer: TextWriter, source: Uint8Array, start: number, end: number): void {
  reserve(writer, end - start);
  const { bytes } = writer;
  let at = writer.at;
  for (let index = start; index < end; index++) bytes[at++] = source[index]!;
  writer.at = at;
}

/**
 * Ends the row under construction; a row without bytes is empty.
 *
 * @param writer - the writer.
 */
export function endRow(writer: TextWriter): void {
  writer.offsets[++writer.row] = writer.at;
}

/**
 * Gives the finished column; the writer is not to be used again.
 *
 * @param writer - the writer, after its last row.
 * @returns offsets and bytes of all rows.
 */
export function finishText(writer: TextWriter): TextBytes {
  return { offsets: writer.offsets, bytes: writer.bytes.subarray(0, writer.at) };
}
