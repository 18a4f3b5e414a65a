import { MESSAGE, messageBatch, placeColumns, readMessage } from './ipc-message.ts';
import type { IpcLayout } from './ipc-schema.ts';
import { rawColumn, type RawColumn } from './raw-column.ts';

/** Bytes in front of a message's metadata: a mark and their length. */
export const PREFIX_BYTES = 8;

/**
 * Reads what stands in front of a message.
 *
 * @param bytes - at least 8 bytes.
 * @param at - where they start.
 * @returns bytes of the metadata that follow; 0 at the end of the stream.
 * @throws {RangeError} when there is no mark.
 */
export function readPrefix(bytes: Uint8Array, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, PREFIX_BYTES);
  if (view.getUint32(0, true) !== 0xffffffff) throw new RangeError('message: expected its mark');
  return view.getUint32(4, true);
}

/**
 * Takes the only column out of a stream of one batch held in memory.
 *
 * @param bytes - the stream.
 * @param layout - how the column lies.
 * @returns the column, sharing the stream's memory.
 * @throws {RangeError} when the stream holds something else.
 */
export function onlyColumn(bytes: Uint8Array, layout: IpcLayout): RawColumn {
  for (let at = 0; at + PREFIX_BYTES <= bytes.length; ) {
    const metadataBytes = readPrefix(bytes, at);
    const metadataAt = at + PREFIX_BYTES;
    if (metadataBytes === 0 || metadataAt + metadataBytes > bytes.length) break;
    const message = readMessage(bytes.subarray(metadataAt, metadataAt + metadataBytes));
    const bodyAt = metadataAt + metadataBytes;
    if (bodyAt + message.bodyBytes > bytes.length) break;
    if (message.kind === MESSAGE.batch) {
      const batch = messageBatch(message);
      const place = placeColumns([layout], batch)[0]!;
      return rawColumn(layout, batch, place, (index) => {
        const from = bodyAt + batch.buffers[2 * index]!;
        return bytes.subarray(from, from + batch.buffers[2 * index + 1]!);
      });
    }
    at = bodyAt + message.bodyBytes;
  }
  throw new RangeError('stream: expected a batch');
}
