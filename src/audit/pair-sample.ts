import type { RecordBatch } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { plainText, type BinaryColumn, type CodedColumn, type Column, type TextColumn } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DIGEST_BYTES, rowDigests } from '../group/index.ts';
import type { CodePair } from './kernel/find-construction.ts';

/**
 * Takes a sample of the distinct pairs of two columns, rows without one of them left out.
 *
 * @param dataset - the rows.
 * @param columns - index of the identifiers and of the codes: text, or bytes of one width.
 * @param most - pairs to keep.
 * @param signal - aborts the reading.
 * @returns the pairs of smallest digest, in that order: which ones depends neither on the order of the rows nor on their
 *   batches.
 * @remarks One pass; memory of twice the pairs kept.
 */
export async function samplePairs(dataset: Dataset, columns: readonly [identifiers: number, codes: number], most: number, signal?: AbortSignal): Promise<readonly CodePair[]> {
  const kept = new Map<number, CodePair>();
  let limit = Infinity;
  for await (const batch of dataset.open(signal)) limit = addPairs(batch, columns, most, kept, limit);
  return smallest(kept).slice(0, most).map((digest) => kept.get(digest)!);
}

/** Adds the pairs of a batch and gives the new limit: digests from it on are not among the smallest. */
function addPairs(batch: RecordBatch, columns: readonly [number, number], most: number, kept: Map<number, CodePair>, limit: number): number {
  const [identifiers, codes] = columns.map((index) => columnOf(batch, index));
  const digests = new DataView(rowDigests([identifiers!, codes!], batch.numRows, 'skip').buffer);
  const identifierOf = reader(identifiers!);
  const codeOf = reader(codes!);
  let bound = limit;
  for (let row = 0; row < batch.numRows; row++) {
    // The first 48 bits order the pairs; a row without value has none set.
    const digest = digests.getUint32(DIGEST_BYTES * row) * 0x10000 + digests.getUint16(DIGEST_BYTES * row + 4);
    if (digest === 0 || digest >= bound || kept.has(digest)) continue;
    kept.set(digest, { identifier: identifierOf(row), code: codeOf(row) });
    if (kept.size < 2 * most) continue;
    const ordered = smallest(kept);
    bound = ordered[most]!;
    for (const beyond of ordered.slice(most)) kept.delete(beyond);
  }
  return bound;
}

function smallest(kept: ReadonlyMap<number, CodePair>): number[] {
  return [...kept.keys()].sort((left, right) => left - right);
}

/** Gives the function that copies the value of a row. */
function reader(column: Column): (row: number) => Uint8Array {
  if (column.kind === 'binary') return bytesReader(column);
  const text = plainText(column as TextColumn | CodedColumn);
  return (row) => text.bytes.slice(text.offsets[row]!, text.offsets[row + 1]!);
}

function bytesReader({ bytes, width }: BinaryColumn): (row: number) => Uint8Array {
  return (row) => bytes.slice(width * row, width * (row + 1));
}
