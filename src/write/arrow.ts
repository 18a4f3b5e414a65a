import { z } from 'zod';
import { ipcBytes } from '../core/arrow-ipc.ts';
import type { Dataset } from '../core/dataset.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { AUDIENCES, type Audience } from '../core/roles.ts';
import { canonicalDataset } from './canonical.ts';

/** Options of {@link arrowBytes}. */
export interface ArrowWriteOptions {
  /** A file with a footer (unless given), or a stream. */
  readonly form?: 'file' | 'stream';
  /** Who may have the file; `internal` unless given. It is stamped on the file and decides which metadata stays. */
  readonly audience?: Audience;
}

/** Checks {@link ArrowWriteOptions}. */
export const arrowWriteOptions: OptionsSchema<ArrowWriteOptions> = z.strictObject({
  form: z.enum(['file', 'stream']).exactOptional(),
  audience: z.enum(AUDIENCES as readonly ['internal', 'research', 'public']).exactOptional(),
});

/**
 * Writes a dataset as Arrow IPC.
 *
 * @param dataset - what to write.
 * @param options - form and audience.
 * @param signal - aborts the reading.
 * @returns the bytes of the file, a batch at a time; the same values give the same bytes, however they were cut.
 * @throws {PlanError} when an option is unknown or wrong.
 * @remarks One pass; holds one batch of 65,536 rows. Reading throws what the dataset throws, and a `DataError`
 *   `DATA_NULL` for a null where the schema allows none.
 */
export function arrowBytes(dataset: Dataset, options: ArrowWriteOptions = {}, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const { form = 'file', audience = 'internal' } = checkOptions(arrowWriteOptions, options);
  const canonical = canonicalDataset(dataset, audience);
  return { [Symbol.asyncIterator]: () => ipcBytes(canonical.schema, canonical.open(signal), form) };
}
