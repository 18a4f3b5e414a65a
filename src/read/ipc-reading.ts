import type { BlobSource, ByteSource } from '../core/bytes.ts';
import { DataError } from '../core/errors.ts';
import { blobBytes } from './blob-bytes.ts';
import type { DictionaryParts } from './ipc-columns.ts';
import { inflateBuffer } from './ipc-inflate.ts';
import { MESSAGE, messageBatch, messageDictionary, messageSchema, placeColumns, readIpcFooter, readMessage, type IpcBatch, type IpcBlock, type IpcFooter, type IpcMessage } from './kernel/ipc-message.ts';
import type { IpcField, IpcLayout } from './kernel/ipc-schema.ts';
import { bufferSpans } from './kernel/ipc-spans.ts';
import { PREFIX_BYTES, readPrefix } from './kernel/ipc-stream.ts';
import { rawColumn, type RawColumn } from './kernel/raw-column.ts';
import { blobMessages, pieceMessages, type MessageBytes } from './message-bytes.ts';
import { pageDecoder } from './page-decoder.ts';

/** A batch of a file: its wanted columns as they lie. */
export interface RawBatch {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
}

/** One reading of an Arrow file or stream, past its schema. */
export interface IpcReading {
  readonly fields: readonly IpcField[];
  /** Dictionaries by their number, as far as the reading has met them. */
  readonly dictionaries: ReadonlyMap<number, DictionaryParts>;
  /**
   * Reads the batches.
   *
   * @param positions - the columns wanted.
   * @param maxBytes - bytes that the wanted columns of a batch may take.
   * @returns the batches in order.
   */
  batches(positions: readonly number[], maxBytes: number): AsyncGenerator<RawBatch, void, undefined>;
  close(): Promise<void>;
}

/** `ARROW1`, which starts and ends the file format. */
const FILE_MAGIC = Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31);
const FILE_START_BYTES = 8;
const FILE_END_BYTES = 10;
/** A buffer that is decompressed takes several times its size while that is done, so that one may have this part only. */
const BUFFER_SHARE = 8;
const MAX_METADATA_BYTES = 1 << 26;

/**
 * Starts reading an Arrow file or stream.
 *
 * @param source - bytes in order, or a blob.
 * @param signal - aborts the reading.
 * @returns the reading; close it.
 * @throws {DataError} when it starts as no Arrow file does.
 */
export async function readMessages(source: ByteSource | BlobSource, signal: AbortSignal | undefined): Promise<IpcReading> {
  return guarded(source.name, async () => {
    if ('open' in source) return readForward(pieceMessages(source.name, source.open(signal)));
    const blob = await source.blob();
    const file = blobBytes(source.name, blob);
    if (file.size === 0) throw new DataError('DATA_FILE_EMPTY', 'has no bytes', { source: source.name });
    const start = await file.read(0, Math.min(file.size, FILE_START_BYTES));
    if (!isFileStart(start)) return readForward(blobMessages(file, 0, file.size));
    const end = file.size < FILE_START_BYTES + FILE_END_BYTES ? new Uint8Array(FILE_END_BYTES) : await file.read(file.size - FILE_END_BYTES, file.size);
    if (!isMagic(end, FILE_END_BYTES - FILE_MAGIC.length)) throw new DataError('DATA_TRUNCATED', 'does not end as an Arrow file does', { source: source.name });
    const footerBytes = new DataView(end.buffer).getUint32(0, true);
    const footerAt = file.size - FILE_END_BYTES - footerBytes;
    if (footerAt < FILE_START_BYTES || footerBytes > MAX_METADATA_BYTES) throw new RangeError('footer: expected it inside the file');
    const footer = readIpcFooter(await file.read(footerAt, footerAt + footerBytes), footerAt);
    return readBlocks((block) => blobMessages(file, block.at, block.at + block.metadataBytes + block.bodyBytes), footer, source.name);
  });
}

/** Turns refusals of kernels into errors of the data. */
async function guarded<Value>(source: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new DataError('DATA_FORMAT', 'is no Arrow file, or contradicts itself', { source });
    throw error;
  }
}

function isMagic(bytes: Uint8Array, at: number): boolean {
  return FILE_MAGIC.every((byte, index) => bytes[at + index] === byte);
}

function isFileStart(bytes: Uint8Array): boolean {
  return bytes.length >= FILE_START_BYTES && isMagic(bytes, 0);
}

/** The state of a reading: which dictionaries are wanted, and those met. */
interface Wanted {
  readonly layouts: readonly IpcLayout[];
  readonly positions: readonly number[];
  readonly maxBytes: number;
  readonly dictionaries: Map<number, DictionaryParts>;
  readonly dictionaryLayouts: ReadonlyMap<number, IpcLayout>;
}

function wantedOf(fields: readonly IpcField[], positions: readonly number[], maxBytes: number, dictionaries: Map<number, DictionaryParts>): Wanted {
  const dictionaryLayouts = new Map<number, IpcLayout>();
  for (const position of positions) {
    const { dictionary } = fields[position]!;
    if (dictionary !== null) dictionaryLayouts.set(dictionary.id, dictionary.values);
  }
  return { layouts: fields.map(({ layout }) => layout), positions, maxBytes, dictionaries, dictionaryLayouts };
}

/** Reads messages in the order of the bytes: a stream, or a file whose footer comes last. */
async function readForward(bytes: MessageBytes): Promise<IpcReading> {
  try {
    if (await bytes.isAtEnd()) throw new DataError('DATA_FILE_EMPTY', 'has no bytes', { source: bytes.source });
    let prefix = await bytes.read(PREFIX_BYTES);
    const isFile = isFileStart(prefix);
    if (isFile) prefix = await bytes.read(PREFIX_BYTES);
    const first = await readMetadata(bytes, prefix);
    if (first === null) throw new RangeError('stream: expected a schema');
    if (isFile && first.kind !== MESSAGE.schema) throw new DataError('DATA_FORMAT', 'keeps its schema at its end: read it as a blob', { source: bytes.source });
    const fields = messageSchema(first);
    await bytes.skip(first.bodyBytes);
    const dictionaries = new Map<number, DictionaryParts>();
    return {
      fields,
      dictionaries,
      async *batches(positions, maxBytes) {
        const wanted = wantedOf(fields, positions, maxBytes, dictionaries);
        for (;;) {
          const step = await guarded(bytes.source, async () => {
            const message = await readMetadata(bytes, await bytes.read(PREFIX_BYTES));
            return message === null ? null : { batch: await readBody(bytes, message, wanted) };
          });
          if (step === null) break;
          if (step.batch !== null) yield step.batch;
        }
        if (isFile) {
          if (!isMagic(await bytes.tail(FILE_MAGIC.length), 0)) throw new DataError('DATA_TRUNCATED', 'does not end as an Arrow file does', { source: bytes.source });
        } else if (!(await bytes.isAtEnd())) throw new DataError('DATA_FORMAT', 'has bytes after its end', { source: bytes.source });
      },
      close: () => bytes.close(),
    };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** Reads messages where the footer says they are: dictionaries first. */
function readBlocks(open: (block: IpcBlock) => MessageBytes, footer: IpcFooter, source: string): IpcReading {
  const { fields } = footer;
  const dictionaries = new Map<number, DictionaryParts>();
  const read = (block: IpcBlock, kind: number, wanted: Wanted): Promise<RawBatch | null> =>
    guarded(source, async () => {
      const bytes = open(block);
      const message = await readMetadata(bytes, await bytes.read(PREFIX_BYTES));
      if (message?.kind !== kind) throw new RangeError('block: expected the message that the footer says');
      return readBody(bytes, message, wanted);
    });
  return {
    fields,
    dictionaries,
    async *batches(positions, maxBytes) {
      const wanted = wantedOf(fields, positions, maxBytes, dictionaries);
      dictionaries.clear();
      for (const block of footer.dictionaries) await read(block, MESSAGE.dictionary, wanted);
      for (const block of footer.batches) yield (await read(block, MESSAGE.batch, wanted))!;
    },
    close: () => Promise.resolve(),
  };
}

async function readMetadata(bytes: MessageBytes, prefix: Uint8Array): Promise<IpcMessage | null> {
  const metadataBytes = readPrefix(prefix, 0);
  if (metadataBytes === 0) return null;
  if (metadataBytes > MAX_METADATA_BYTES) throw new RangeError('message: expected shorter metadata');
  return readMessage(await bytes.read(metadataBytes));
}

/** Reads the wanted buffers of a body; a wanted dictionary is kept, a batch returned. */
async function readBody(bytes: MessageBytes, message: IpcMessage, wanted: Wanted): Promise<RawBatch | null> {
  if (bytes.left !== null && message.bodyBytes > bytes.left) throw new DataError('DATA_TRUNCATED', 'ends in the middle', { source: bytes.source });
  if (message.kind === MESSAGE.batch) {
    const batch = messageBatch(message);
    const places = placeColumns(wanted.layouts, batch);
    const chosen = wanted.positions.map((position) => places[position]!);
    const indexes = chosen.flatMap(({ buffer, buffers }) => Array.from({ length: buffers }, (_, index) => buffer + index));
    const bufferAt = await readBuffers(bytes, message, batch, indexes, wanted.maxBytes);
    return { rows: batch.rows, columns: wanted.positions.map((position, index) => rawColumn(wanted.layouts[position]!, batch, chosen[index]!, bufferAt)) };
  }
  if (message.kind !== MESSAGE.dictionary) throw new RangeError('message: expected a batch or a dictionary');
  const { id, isDelta, batch } = messageDictionary(message);
  const layout = wanted.dictionaryLayouts.get(id);
  if (layout === undefined) {
    await bytes.skip(message.bodyBytes);
    return null;
  }
  const place = placeColumns([layout], batch)[0]!;
  const indexes = Array.from({ length: place.buffers }, (_, index) => place.buffer + index);
  const values = rawColumn(layout, batch, place, await readBuffers(bytes, message, batch, indexes, wanted.maxBytes));
  const known = isDelta ? wanted.dictionaries.get(id) : undefined;
  known?.parts.push(values);
  known?.cast.clear();
  if (known === undefined) wanted.dictionaries.set(id, { parts: [values], cast: new Map() });
  return null;
}

async function readBuffers(bytes: MessageBytes, message: IpcMessage, batch: IpcBatch, indexes: readonly number[], maxBytes: number): Promise<(index: number) => Uint8Array> {
  const spans = bufferSpans(batch.buffers, indexes);
  const tooLarge = (): DataError =>
    new DataError('DATA_PAGE_TOO_LARGE', `a batch of more than ${maxBytes} bytes or rows; raise maxBatchBytes if the file can be trusted`, { source: bytes.source });
  if (spans.reduce((sum, { from, to }) => sum + to - from, 0) > maxBytes || batch.rows > maxBytes) throw tooLarge();
  const stretches: { readonly from: number; readonly bytes: Uint8Array }[] = [];
  let at = 0;
  for (const { from, to } of spans) {
    await bytes.skip(from - at);
    stretches.push({ from, bytes: await bytes.read(to - from) });
    at = to;
  }
  await bytes.skip(message.bodyBytes - at);
  const stored = (index: number): Uint8Array => {
    const start = batch.buffers[2 * index]!;
    const length = batch.buffers[2 * index + 1]!;
    const stretch = stretches.findLast(({ from }) => from <= start);
    return length === 0 || stretch === undefined ? new Uint8Array(0) : stretch.bytes.subarray(start - stretch.from, start - stretch.from + length);
  };
  return batch.compression === 'none' ? stored : inflated(batch.compression, indexes, stored, maxBytes, tooLarge);
}

/** Decompresses the wanted buffers, together under the limit. */
async function inflated(
  compression: 'lz4' | 'zstd',
  indexes: readonly number[],
  stored: (index: number) => Uint8Array,
  maxBytes: number,
  tooLarge: () => DataError,
): Promise<(index: number) => Uint8Array> {
  const decoder = await pageDecoder();
  const buffers = new Map<number, Uint8Array>();
  let left = maxBytes;
  for (const index of indexes) {
    const bytes = inflateBuffer(decoder, compression, stored(index), Math.min(left, Math.floor(maxBytes / BUFFER_SHARE)));
    if (bytes === null) throw tooLarge();
    left -= bytes.length;
    buffers.set(index, bytes);
  }
  return (index) => buffers.get(index)!;
}
