import { AsyncByteQueue, RecordBatchFileWriter, RecordBatchStreamWriter, type RecordBatch, type Schema } from 'apache-arrow';

/** Which layout of Arrow's interprocess format: a file with a footer, or a stream that can be read as it comes. */
export type IpcForm = 'file' | 'stream';

/** What the writer has written since it was last asked. */
interface IpcWriter {
  write(batch: RecordBatch): readonly Uint8Array[];
  finish(): readonly Uint8Array[];
}

/**
 * Encodes batches as Arrow IPC, a batch at a time.
 *
 * @param schema - schema of every batch; its metadata is written.
 * @param batches - batches without dictionaries.
 * @param form - file or stream.
 * @returns the bytes: one piece a batch and one for the end; an empty table still has its schema.
 * @remarks Holds the bytes of one batch.
 */
export async function* ipcBytes(schema: Schema, batches: AsyncIterable<RecordBatch>, form: IpcForm): AsyncGenerator<Uint8Array> {
  const writer = ipcWriter(schema, form);
  for await (const batch of batches) yield join(writer.write(batch));
  yield join(writer.finish());
}

/**
 * Encodes one batch as a whole IPC stream, for libraries that take their input so.
 *
 * @param batch - a batch without dictionaries; zero rows are legal.
 * @returns schema, batch and end of stream.
 */
export function ipcMessageOf(batch: RecordBatch): Uint8Array {
  const writer = ipcWriter(batch.schema, 'stream');
  return join([...writer.write(batch), ...writer.finish()]);
}

function ipcWriter(schema: Schema, form: IpcForm): IpcWriter {
  const writer = form === 'file' ? new RecordBatchFileWriter({ autoDestroy: false }) : new RecordBatchStreamWriter({ autoDestroy: false });
  const queue = new AsyncByteQueue();
  let pieces: Uint8Array[] = [];
  // The queue answers later, to whoever waits; here the bytes are wanted at once.
  queue.write = (bytes) => void pieces.push(bytes as Uint8Array);
  writer.reset(queue, schema);
  const take = (): readonly Uint8Array[] => {
    const taken = pieces;
    pieces = [];
    return taken;
  };
  return {
    write(batch) {
      writer.write(batch);
      return take();
    },
    finish() {
      writer.finish();
      return take();
    },
  };
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
