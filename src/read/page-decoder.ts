import type * as ParquetWasm from 'parquet-wasm';

/**
 * Undoes compression and encoding of Parquet pages. Only the synchronous reader of the decoder library is used, on files
 * of one column that we compose ourselves: its asynchronous readers abort on any damaged page outside every `try`, which
 * ends the process, and its synchronous reader ignores which columns are asked for, which here does not matter.
 */
export interface PageDecoder {
  /**
   * Decodes rows of a file of one column.
   *
   * @param file - a Parquet file of one row group, in pieces.
   * @param skip - rows to pass over.
   * @param rows - rows to decode, from 1 up.
   * @returns an Arrow stream of one batch, or `null` when the pages are damaged.
   */
  decode(file: readonly Uint8Array[], skip: number, rows: number): Uint8Array | null;
}

const MIN_SCRATCH_BYTES = 1 << 20;
const MAX_SCRATCH_BYTES = 1 << 24;

/**
 * Makes the decoder; the library is loaded when it is first needed.
 *
 * @returns a decoder; its memory belongs to the library.
 */
export async function pageDecoder(): Promise<PageDecoder> {
  const library: typeof ParquetWasm = await import('parquet-wasm');
  // The library copies what it is given, so one piece of memory serves all files of usual size.
  let scratch: Uint8Array = new Uint8Array(0);
  return {
    decode(file, skip, rows) {
      const bytes = file.reduce((sum, piece) => sum + piece.length, 0);
      if (bytes > scratch.length) scratch = new Uint8Array(Math.max(bytes, MIN_SCRATCH_BYTES));
      let at = 0;
      for (const piece of file) {
        scratch.set(piece, at);
        at += piece.length;
      }
      const stream = decode(library, scratch.subarray(0, bytes), skip, rows);
      if (scratch.length > MAX_SCRATCH_BYTES) scratch = new Uint8Array(0);
      return stream;
    },
  };
}

/** Whatever the library throws is a damaged page; its words may quote the data and go no further. */
function decode(library: typeof ParquetWasm, file: Uint8Array, skip: number, rows: number): Uint8Array | null {
  let table: ParquetWasm.Table | null = null;
  try {
    table = library.readParquet(file, { batchSize: rows, limit: rows, offset: skip });
    const batch = table.numBatches === 1 ? table.recordBatch(0) : undefined;
    return batch?.intoIPCStream() ?? null;
  } catch {
    return null;
  } finally {
    table?.free();
  }
}
