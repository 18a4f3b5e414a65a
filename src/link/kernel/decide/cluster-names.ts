import { appendBytes, createTextWriter, endRow, finishText, type TextBytes } from '../../../text/index.ts';

/** Row keys of any type. */
export type RowKeys =
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly kind: 'binary'; readonly width: number; readonly bytes: Uint8Array }
  | { readonly kind: 'int32'; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly values: BigInt64Array };

const COLON = Uint8Array.of(58);

/**
 * Names clusters after their least record: its row key as text (whole numbers in decimal, bytes in hexadecimal), after
 * `source:` where there are several sources.
 *
 * @param records - Uint32Array(clusters): the least record of each cluster.
 * @param rowKeys - row key of every record.
 * @param sourceOf - Int32Array(all records): the source of each record.
 * @param sources - names of the sources, in UTF-8.
 * @returns a text column of one row per cluster.
 * @throws {RangeError} if the names together exceed 2 GiB.
 */
export function clusterNames(records: Uint32Array, rowKeys: RowKeys, sourceOf: Int32Array, sources: readonly Uint8Array[]): TextBytes {
  const writer = createTextWriter(records.length, 16 * records.length);
  const encoder = new TextEncoder();
  const append = (bytes: Uint8Array): void => {
    appendBytes(writer, bytes, 0, bytes.length);
  };
  for (const record of records) {
    if (sources.length > 1) {
      append(sources[sourceOf[record]!]!);
      append(COLON);
    }
    switch (rowKeys.kind) {
      case 'text':
        appendBytes(writer, rowKeys.bytes, rowKeys.offsets[record]!, rowKeys.offsets[record + 1]!);
        break;
      case 'binary':
        append(encoder.encode(hexadecimal(rowKeys.bytes.subarray(rowKeys.width * record, rowKeys.width * (record + 1)))));
        break;
      default:
        append(encoder.encode(String(rowKeys.values[record])));
    }
    endRow(writer);
  }
  return finishText(writer);
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
