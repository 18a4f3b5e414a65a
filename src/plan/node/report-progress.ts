import { watchRows, type Dataset } from '../../core/dataset.ts';
import type { Progress } from './run-options.ts';

/**
 * Tells how many rows of an input were read, batch by batch.
 *
 * @param dataset - the input.
 * @param name - what it is called.
 * @param onProgress - receives the count; with `undefined` the dataset is given back.
 * @returns the same rows; the count goes on over all its readings.
 */
export function reportProgress(dataset: Dataset, name: string, onProgress: ((progress: Progress) => void) | undefined): Dataset {
  if (onProgress === undefined) return dataset;
  let rows = 0;
  return watchRows(dataset, () => ({
    rows(count) {
      rows += count;
      onProgress({ phase: 'write', name, rows });
    },
  }));
}
