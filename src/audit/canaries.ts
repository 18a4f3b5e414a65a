import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { isValid, plainText } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { roleOf } from '../core/field.ts';
import { CANARY_BYTES } from './kernel/canary-search.ts';

/** Values kept per identifier column. */
const CANARIES_PER_COLUMN = 1_000;

/**
 * A sample of the values that must never leave: direct identifiers of the inputs, texts of at least eight bytes with
 * four digits or an `@`. Held in memory only, searched in the finished files, never reported.
 */
export interface Canaries {
  /** Watches a dataset: the values are taken from whatever is read of it. */
  watch(dataset: Dataset): Dataset;
  values(): readonly Uint8Array[];
}

/**
 * Makes an empty sample.
 *
 * @returns a sample that keeps, per direct-identifier column, the {@link CANARIES_PER_COLUMN} values of smallest hash:
 *   which ones does not depend on the order of the rows.
 */
export function collectCanaries(): Canaries {
  const samples: Map<number, Uint8Array>[] = [];
  return {
    watch(dataset) {
      const columns = identifierColumns(dataset.schema);
      if (columns.length === 0) return dataset;
      const own = columns.map(() => new Map<number, Uint8Array>());
      const limits = columns.map(() => 0xffffffff);
      samples.push(...own);
      return {
        schema: dataset.schema,
        async *open(signal) {
          for await (const batch of dataset.open(signal)) {
            columns.forEach((column, index) => {
              limits[index] = sample(batch, column, own[index]!, limits[index]!);
            });
            yield batch;
          }
        },
      };
    },
    values: () => samples.flatMap((kept) => smallestHashes(kept).slice(0, CANARIES_PER_COLUMN).map((hash) => kept.get(hash)!)),
  };
}

function identifierColumns(schema: Schema): number[] {
  return schema.fields.flatMap((field, index) => (roleOf(field) === 'directIdentifier' && /^(Utf8|Dictionary)/.test(String(field.type)) ? [index] : []));
}

/** Adds the values of a batch and gives the new limit: hashes above it are not among the smallest. */
function sample(batch: RecordBatch, index: number, kept: Map<number, Uint8Array>, limit: number): number {
  const column = columnOf(batch, index);
  if (column.kind !== 'text' && column.kind !== 'coded') return limit;
  const text = plainText(column);
  let bound = limit;
  for (let row = 0; row < text.rows; row++) {
    const start = text.offsets[row]!;
    const end = text.offsets[row + 1]!;
    if (end - start < CANARY_BYTES || !isValid(text.valid, row) || !isTelling(text.bytes, start, end)) continue;
    const hash = hashOf(text.bytes, start, end);
    if (hash >= bound || kept.has(hash)) continue;
    kept.set(hash, text.bytes.slice(start, end));
    if (kept.size >= 2 * CANARIES_PER_COLUMN) bound = shrink(kept);
  }
  return bound;
}

/** Names of persons are names of places and hospitals too; values with digits or an `@` are not. */
function isTelling(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (byte === 0x40) return true;
    if (byte >= 0x30 && byte <= 0x39) digits++;
  }
  return digits >= 4;
}

function smallestHashes(kept: ReadonlyMap<number, Uint8Array>): number[] {
  return [...kept.keys()].sort((left, right) => left - right);
}

function shrink(kept: Map<number, Uint8Array>): number {
  const hashes = smallestHashes(kept);
  for (const hash of hashes.slice(CANARIES_PER_COLUMN)) kept.delete(hash);
  return hashes[CANARIES_PER_COLUMN]!;
}

/** FNV-1a with a final mix; it orders a sample, it protects nothing. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
