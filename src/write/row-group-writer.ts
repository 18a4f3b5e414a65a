import type * as ParquetWasm from 'parquet-wasm';
import type { Task } from '../core/workers/parallel.ts';

/** How the row groups of a file are written: plain data, the same on every thread. */
export interface RowGroupSettings {
  readonly compression: 'zstd' | 'snappy' | 'gzip' | 'none';
  readonly metadata: readonly (readonly [name: string, value: string])[];
  /** Columns without a dictionary, and those of them whose texts leave out what they begin with like the one before. */
  readonly plain: readonly string[];
  readonly shared: readonly string[];
}

/**
 * Writes one row group, as a file of its own.
 *
 * @param message - its rows, as a stream of Arrow IPC with one batch.
 * @returns the file.
 * @throws {Error} what the library throws, whose words may quote the data.
 */
export type RowGroupWriter = (message: Uint8Array) => Uint8Array;

/** Names of the codecs in the library. */
const CODECS = Object.freeze({ zstd: 'ZSTD', snappy: 'SNAPPY', gzip: 'GZIP', none: 'UNCOMPRESSED' } as const);

/** More rows than a group may have, so that none is cut. */
const MANY_ROWS = 2 ** 25;

/**
 * Loads the library that writes Parquet.
 *
 * @param settings - how row groups are written.
 * @returns what writes one.
 * @remarks The first call of a process compiles 5 MB; further threads share what was compiled, and have memory of their own.
 */
export async function rowGroupWriter(settings: RowGroupSettings): Promise<RowGroupWriter> {
  const library: typeof ParquetWasm = await import('parquet-wasm');
  return (message) => {
    const table = library.Table.fromIPCStream(message);
    // Properties are handed over with the table, and are gone afterwards.
    return library.writeParquet(table, propertiesOf(library, settings));
  };
}

function propertiesOf(library: typeof ParquetWasm, { compression, metadata, plain, shared }: RowGroupSettings): ParquetWasm.WriterProperties {
  const builder = new library.WriterPropertiesBuilder().setCompression(library.Compression[CODECS[compression]]).setMaxRowGroupSize(MANY_ROWS).setCreatedBy('a423').setKeyValueMetadata(new Map(metadata));
  const withPlain = plain.reduce((chosen, name) => chosen.setColumnDictionaryEnabled(name, false), builder);
  return shared.reduce((chosen, name) => chosen.setColumnEncoding(name, library.Encoding.DELTA_BYTE_ARRAY), withPlain).build();
}

/** Writes row groups on threads. */
export const rowGroupsTask: Task<RowGroupSettings, Uint8Array, Uint8Array> = {
  name: 'writeRowGroups',
  takesParts: true,
  start(settings) {
    // A thread that gets no row group loads nothing.
    let writer: Promise<RowGroupWriter> | undefined;
    return { run: async (message) => (await (writer ??= rowGroupWriter(settings)))(message), wipe: () => undefined };
  },
};
