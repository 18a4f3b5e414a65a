import { RecordBatchFileWriter, RecordBatchStreamWriter, type RecordBatch, type Schema } from 'apache-arrow';

/** Which layout of Arrow's interprocess format: a file with a footer, or a stream that can be read as it comes. */
export type IpcForm = 'file' | 'stream';

/**
 * Encodes batches as Arrow IPC, a batch at a time.
 *
 * @param schema - schema of every batch; its metadata is written.
 * @param batches - batches without dictionaries.
 * @param form - file or stream.
 * @returns the bytes; an empty table still has its schema.
 * @remarks Holds the bytes of one batch.
 */
export async function* ipcBytes(schema: Schema, batches: AsyncIterable<RecordBatch>, form: IpcForm): AsyncGenerator<Uint8Array> {
  const writer = form === 'file' ? new RecordBatchFileWriter({ autoDestroy: false }) : new RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(undefined, schema);
  const queue = writer[Symbol.asyncIterator]();
  let next = queue.next();
  /** Takes what the writer has ready; its queue answers in the same turn when it is not empty. */
  const ready = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      const result = await Promise.race([next, nothingYet()]);
      if (result === null || result.done === true) return;
      next = queue.next();
      yield result.value as Uint8Array;
    }
  };
  for await (const batch of batches) {
    writer.write(batch);
    yield* ready();
  }
  writer.finish();
  yield* ready();
}

/** Resolves after every answer that is already there. */
async function nothingYet(): Promise<null> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  return null;
}

/** Encodes one batch as a whole IPC stream, for libraries that take their input so. */
export function ipcMessageOf(batch: RecordBatch): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}
