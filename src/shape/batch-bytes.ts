import type { Column, Validity } from '../core/column.ts';

/**
 * Columns as bytes and back, for runs of rows that wait outside memory. The form lives as long as one process: numbers
 * are in the machine's own byte order.
 */

const KINDS = ['text', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal', 'binary'] as const;

/**
 * Writes a frame: its length, its rows, one number for each row, then the columns.
 *
 * @param columns - plain columns of `rows` rows; dictionary text must have been made plain.
 * @param rows - rows of each.
 * @param rowNumbers - Float64Array(rows).
 * @returns the frame; its first four bytes are the length of the rest.
 * @throws {TypeError} for a dictionary column.
 */
export function encodeFrame(columns: readonly Column[], rows: number, rowNumbers: Float64Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.from(new Uint8Array(Uint32Array.of(0, rows, columns.length).buffer)), bytesOf(rowNumbers)];
  for (const column of columns) {
    const kind = KINDS.indexOf(column.kind as (typeof KINDS)[number]);
    if (kind < 0) throw new TypeError(`columns: expected plain columns, got ${column.kind}`);
    const [first, second] = payload(column);
    const numbers = column.kind === 'decimal' ? [column.precision, column.scale] : column.kind === 'binary' ? [column.width, 0] : [0, 0];
    parts.push(bytesOf(Uint32Array.of(kind, column.valid === null ? 0 : 1, numbers[0]!, numbers[1]!, first.byteLength, second.byteLength)));
    if (column.valid !== null) parts.push(column.valid.subarray(0, (rows + 7) >> 3));
    parts.push(first, second);
  }
  const frame = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    frame.set(part, at);
    at += part.byteLength;
  }
  new DataView(frame.buffer).setUint32(0, frame.byteLength - 4, LITTLE_ENDIAN);
  return frame;
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const NOTHING = new Uint8Array(0);

function bytesOf(values: Int32Array | Uint32Array | Float64Array | BigInt64Array | Uint8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function payload(column: Column): readonly [Uint8Array, Uint8Array] {
  switch (column.kind) {
    case 'text': {
      const start = column.offsets[0]!;
      return [bytesOf(column.offsets.map((offset) => offset - start)), column.bytes.subarray(start, column.offsets[column.rows]!)];
    }
    case 'int32':
    case 'int64':
    case 'float64':
      return [bytesOf(column.values), NOTHING];
    case 'bool':
      return [column.bits.subarray(0, (column.rows + 7) >> 3), NOTHING];
    case 'date':
      return [bytesOf(column.days), NOTHING];
    case 'timestamp':
      return [bytesOf(column.micros), NOTHING];
    case 'decimal':
      return [bytesOf(column.limbs), NOTHING];
    case 'binary':
      return [column.bytes, NOTHING];
    case 'coded':
      return [NOTHING, NOTHING];
  }
}

/** A frame read back. */
export interface Frame {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly rowNumbers: Float64Array;
}

/**
 * Reads the body of a frame, without the length before it.
 *
 * @param body - what {@link encodeFrame} wrote after its first four bytes.
 * @returns the columns, in memory of their own.
 */
export function decodeFrame(body: Uint8Array): Frame {
  let at = 0;
  const take = (length: number): ArrayBuffer => {
    const copy = new Uint8Array(length);
    copy.set(body.subarray(at, at + length));
    at += length;
    return copy.buffer;
  };
  const [rows, columnCount] = new Uint32Array(take(8)) as unknown as [number, number];
  const rowNumbers = new Float64Array(take(8 * rows));
  const columns = Array.from({ length: columnCount }, () => {
    const [kind, hasValid, one, two, first, second] = new Uint32Array(take(24)) as unknown as [number, number, number, number, number, number];
    const valid = hasValid === 1 ? new Uint8Array(take((rows + 7) >> 3)) : null;
    const values = take(first);
    return columnOf(KINDS[kind]!, rows, valid, values, new Uint8Array(take(second)), one, two);
  });
  return { columns, rows, rowNumbers };
}

function columnOf(kind: (typeof KINDS)[number], rows: number, valid: Validity, values: ArrayBuffer, bytes: Uint8Array, one: number, two: number): Column {
  switch (kind) {
    case 'text':
      return { kind, rows, valid, offsets: new Int32Array(values), bytes };
    case 'int32':
      return { kind, rows, valid, values: new Int32Array(values) };
    case 'int64':
      return { kind, rows, valid, values: new BigInt64Array(values) };
    case 'float64':
      return { kind, rows, valid, values: new Float64Array(values) };
    case 'bool':
      return { kind, rows, valid, bits: new Uint8Array(values) };
    case 'date':
      return { kind, rows, valid, days: new Int32Array(values) };
    case 'timestamp':
      return { kind, rows, valid, micros: new BigInt64Array(values) };
    case 'decimal':
      return { kind, rows, valid, precision: one, scale: two, limbs: new Uint32Array(values) };
    case 'binary':
      return { kind, rows, valid, width: one, bytes: new Uint8Array(values) };
  }
}

/**
 * Cuts a stream of bytes into frames.
 *
 * @param pieces - bytes of frames in pieces of any size.
 * @returns the frames in order.
 * @throws {RangeError} if the stream ends within a frame.
 * @remarks Holds one frame and the piece that ends it.
 */
export async function* readFrames(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let held: Uint8Array = NOTHING;
  for await (const piece of pieces) {
    held = held.length === 0 ? piece : join(held, piece);
    for (;;) {
      if (held.length < 4) break;
      const length = new DataView(held.buffer, held.byteOffset).getUint32(0, LITTLE_ENDIAN);
      if (held.length < 4 + length) break;
      yield decodeFrame(held.subarray(4, 4 + length));
      held = held.subarray(4 + length);
    }
  }
  if (held.length > 0) throw new RangeError('frames: the stream ends within a frame');
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
