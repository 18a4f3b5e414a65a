import { flatByte, flatLong, flatShort, flatTable, flatVector, longAt, rootTable, type FlatTable } from './flat-table.ts';
import { readSchema, type IpcField, type IpcLayout } from './ipc-schema.ts';

/** Kinds of messages, by their numbers. */
export const MESSAGE: Readonly<Record<'schema' | 'dictionary' | 'batch', number>> = Object.freeze({ schema: 1, dictionary: 2, batch: 3 });

/** What stands in front of a body. */
export interface IpcMessage {
  readonly kind: number;
  readonly header: FlatTable;
  /** Bytes that follow the metadata. */
  readonly bodyBytes: number;
}

/** Lengths of columns and places of buffers in a body, in the depth-first order of the schema. */
export interface IpcBatch {
  readonly rows: number;
  /** Two numbers for each column and child: rows, nulls. */
  readonly nodes: Float64Array;
  /** Two numbers for each buffer: first byte, bytes. */
  readonly buffers: Float64Array;
  readonly variadic: Float64Array;
  /** How each buffer is compressed. */
  readonly compression: 'none' | 'lz4' | 'zstd';
}

/** Where the numbers of one top-level column start in an {@link IpcBatch}. */
export interface ColumnPlace {
  readonly node: number;
  readonly buffer: number;
  /** Number of buffers, those of children included. */
  readonly buffers: number;
  /** Number of data buffers behind the views, where there are views. */
  readonly blocks: number;
}

/**
 * Reads a message's metadata.
 *
 * @param bytes - the metadata alone.
 * @returns kind, header and size of the body.
 * @throws {RangeError} for anything but a message of Arrow's metadata version 4 or 5.
 */
export function readMessage(bytes: Uint8Array): IpcMessage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const root = rootTable(view);
  const version = flatShort(root, 0);
  if (version !== 3 && version !== 4) throw new RangeError('message: expected metadata version 4 or 5');
  const header = flatTable(root, 2);
  const kind = flatByte(root, 1);
  if (header === null) throw new RangeError('message: expected a header');
  return { kind, header, bodyBytes: flatLong(root, 3) };
}

/**
 * Reads the schema that a message holds.
 *
 * @param message - the message.
 * @returns the columns of the schema.
 * @throws {RangeError} for another message.
 */
export function messageSchema(message: IpcMessage): IpcField[] {
  if (message.kind !== MESSAGE.schema) throw new RangeError('message: expected a schema');
  return readSchema(message.header);
}

/**
 * Reads the header of a dictionary batch: the dictionary's number, its values, whether they add to the ones before.
 *
 * @param message - the message.
 * @returns number, kind and values of the dictionary.
 * @throws {RangeError} when it has no values.
 */
export function messageDictionary(message: IpcMessage): { id: number; isDelta: boolean; batch: IpcBatch } {
  const data = flatTable(message.header, 1);
  if (data === null) throw new RangeError('dictionary: expected values');
  return { id: flatLong(message.header, 0), isDelta: flatByte(message.header, 2) !== 0, batch: readBatch(data, message.bodyBytes) };
}

/**
 * Reads the header of a record batch.
 *
 * @param message - the message.
 * @returns lengths and places of its buffers.
 */
export function messageBatch(message: IpcMessage): IpcBatch {
  return readBatch(message.header, message.bodyBytes);
}

function readBatch(header: FlatTable, bodyBytes: number): IpcBatch {
  const { view } = header;
  const nodes = readPairs(view, flatVector(header, 1, 16));
  const buffers = readPairs(view, flatVector(header, 2, 16));
  for (let index = 0; index < buffers.length; index += 2) {
    if (buffers[index]! + buffers[index + 1]! > bodyBytes) throw new RangeError('batch: expected buffers inside the body');
  }
  const counts = flatVector(header, 4, 8);
  const variadic = new Float64Array(counts.count);
  for (let index = 0; index < counts.count; index++) variadic[index] = longAt(view, counts.at + 8 * index);
  return { rows: flatLong(header, 0), nodes, buffers, variadic, compression: readCompression(flatTable(header, 3)) };
}

function readCompression(table: FlatTable | null): IpcBatch['compression'] {
  if (table === null) return 'none';
  const codec = flatByte(table, 0);
  if (codec > 1 || flatByte(table, 1) !== 0) throw new RangeError('batch: expected lz4 or zstd, buffer by buffer');
  return codec === 0 ? 'lz4' : 'zstd';
}

function readPairs(view: DataView, vector: { at: number; count: number }): Float64Array {
  const pairs = new Float64Array(2 * vector.count);
  for (let index = 0; index < pairs.length; index++) pairs[index] = longAt(view, vector.at + 8 * index);
  return pairs;
}

/**
 * Finds each column's numbers in a batch.
 *
 * @param layouts - how the batch's columns lie.
 * @param batch - the batch's numbers.
 * @returns one place per column; together they use every node and every buffer.
 * @throws {RangeError} when the batch has other numbers of nodes or buffers, or columns of other lengths.
 */
export function placeColumns(layouts: readonly IpcLayout[], batch: IpcBatch): ColumnPlace[] {
  const at = { node: 0, buffer: 0, variadic: 0 };
  const places = layouts.map((layout) => {
    const { node, buffer, variadic } = at;
    advance(layout, batch, at);
    const blocks = layout.ends === 'views' ? batch.variadic[variadic]! : 0;
    return { node, buffer, buffers: at.buffer - buffer, blocks };
  });
  if (2 * at.node !== batch.nodes.length || 2 * at.buffer !== batch.buffers.length || at.variadic !== batch.variadic.length) {
    throw new RangeError('batch: expected the columns of the schema');
  }
  for (const place of places) if (batch.nodes[2 * place.node] !== batch.rows) throw new RangeError('batch: expected columns of one length');
  return places;
}

function advance(layout: IpcLayout, batch: IpcBatch, at: { node: number; buffer: number; variadic: number }): void {
  at.node++;
  at.buffer += layout.buffers;
  if (layout.ends === 'views') {
    const blocks = batch.variadic[at.variadic++];
    if (blocks === undefined || at.buffer + blocks > batch.buffers.length) throw new RangeError('batch: expected the data buffers of its views');
    at.buffer += blocks;
  }
  for (const child of layout.children) advance(child, batch, at);
}

/** Where a message lies in a file: position, bytes of metadata with their prefix, bytes of body. */
export interface IpcBlock {
  readonly at: number;
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

/** What the end of an Arrow file says. */
export interface IpcFooter {
  readonly fields: readonly IpcField[];
  readonly dictionaries: readonly IpcBlock[];
  readonly batches: readonly IpcBlock[];
}

/**
 * Reads the footer of an Arrow file.
 *
 * @param bytes - the footer alone.
 * @param dataBytes - bytes of the file before the footer.
 * @returns schema and places of the messages; each lies inside the file.
 * @throws {RangeError} when a message lies outside.
 */
export function readIpcFooter(bytes: Uint8Array, dataBytes: number): IpcFooter {
  const root = rootTable(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const schema = flatTable(root, 1);
  if (schema === null) throw new RangeError('footer: expected a schema');
  return { fields: readSchema(schema), dictionaries: readBlocks(root, 2, dataBytes), batches: readBlocks(root, 3, dataBytes) };
}

function readBlocks(root: FlatTable, field: number, dataBytes: number): IpcBlock[] {
  const vector = flatVector(root, field, 24);
  const blocks: IpcBlock[] = [];
  for (let index = 0; index < vector.count; index++) {
    const start = vector.at + 24 * index;
    const block = { at: longAt(root.view, start), metadataBytes: root.view.getInt32(start + 8, true), bodyBytes: longAt(root.view, start + 16) };
    if (block.at < 8 || block.metadataBytes < 8 || block.at + block.metadataBytes + block.bodyBytes > dataBytes) {
      throw new RangeError('footer: expected batches inside the file');
    }
    blocks.push(block);
  }
  return blocks;
}
