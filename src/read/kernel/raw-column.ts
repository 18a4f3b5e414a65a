import type { ColumnPlace, IpcBatch } from './ipc-message.ts';
import type { IpcLayout } from './ipc-schema.ts';
import type { SourceType } from './source-type.ts';

/** A column as its file holds it: checked sizes, values not yet looked at. */
export interface RawColumn {
  readonly type: SourceType;
  readonly ends: IpcLayout['ends'];
  readonly rows: number;
  /** Validity bits, or `null` when the file has none; at least ⌈rows / 8⌉ bytes. */
  readonly valid: Uint8Array | null;
  /** Values of fixed width, views, or ends of texts; aligned to 8 bytes. */
  readonly values: Uint8Array;
  /** Bytes of a big-endian number, where decimals are stored so. */
  readonly bigEndianBytes?: number;
  /** Bytes of texts; one array, or the data buffers behind views. */
  readonly blocks: readonly Uint8Array[];
}

const EMPTY = new Uint8Array(8);

/**
 * Bytes of one value of a fixed-width type; 0 for bits and for types without values.
 *
 * @param type - a type of a file.
 * @returns bytes of one value.
 */
export function valueBytes(type: SourceType): number {
  switch (type.kind) {
    case 'int':
    case 'float':
      return type.bits / 8;
    case 'decimal':
      return 16;
    case 'fixed':
      return type.width;
    case 'day':
      return 4;
    case 'millisecondDate':
    case 'timestamp':
      return 8;
    case 'int96':
      return 12;
    default:
      return 0;
  }
}

/**
 * Takes a column out of a batch.
 *
 * @param layout - how the column lies.
 * @param batch - the batch's numbers.
 * @param place - where the column's numbers start.
 * @param bufferAt - gives the bytes of a buffer by its position among the batch's buffers.
 * @returns the column; every buffer is long enough for its rows, values start at multiples of 8 bytes.
 * @throws {RangeError} when a buffer is too short.
 */
export function rawColumn(layout: IpcLayout, batch: IpcBatch, place: ColumnPlace, bufferAt: (index: number) => Uint8Array): RawColumn {
  const { rows } = batch;
  const { type, ends } = layout;
  if (type.kind === 'null') return { type, ends, rows, valid: new Uint8Array((rows + 7) >> 3), values: EMPTY, blocks: [] };
  const bits = bufferAt(place.buffer);
  const valid = bits.length === 0 ? null : bits;
  if (valid === null && batch.nodes[2 * place.node + 1] !== 0 && rows > 0) throw new RangeError('column: expected validity bits');
  if (valid !== null && valid.length < Math.ceil(rows / 8)) throw new RangeError('column: expected a validity bit for every row');
  const values = aligned(bufferAt(place.buffer + 1));
  const blocks: Uint8Array[] = [];
  for (let index = 2; index < layout.buffers + place.blocks; index++) blocks.push(bufferAt(place.buffer + index));
  const needed = type.kind === 'bool' ? Math.ceil(rows / 8) : neededBytes(ends, rows, valueBytes(type));
  if (values.length < needed) throw new RangeError('column: expected a value for every row');
  // An empty column of texts may leave out its single end.
  return { type, ends, rows, valid, values: rows === 0 && values.length < 8 ? EMPTY : values, blocks };
}

function neededBytes(ends: IpcLayout['ends'], rows: number, width: number): number {
  if (rows === 0) return 0;
  if (ends === 'offsets32') return 4 * (rows + 1);
  if (ends === 'offsets64') return 8 * (rows + 1);
  return ends === 'views' ? 16 * rows : width * rows;
}

/** Copies bytes that do not start at a multiple of 8, so that typed arrays can look at them. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}
