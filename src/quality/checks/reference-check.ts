import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { columnTypeOf } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError, refusePlan } from '../../core/errors.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import type { FoldContext } from '../../core/fold.ts';
import { DIGEST_BYTES, type DigestSet } from '../../group/index.ts';
import { viewBatch } from './batch-view.ts';
import type { ReferenceCheck } from './checks.ts';
import { countsByReason, type Gauge, type ReadyCheck, type RowJudge } from './gauge.ts';
import { FAILED, UNTESTED } from '../kernel/outcomes.ts';
import { countDigests, digestSelected, failingKeys, hasDigest, judgeBy, type FailingKeys } from './key-digests.ts';
import { appendDigests, groupOfDigest, KEY_GROUPS, keySet, keyStreams, readDigests, type KeySet, type KeyStreams } from './key-set.ts';

/**
 * Checks that a reference fits, and finds its columns.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param reference - schema of the table it looks into.
 * @param path - where the check stands.
 * @returns the columns of both sides, in one order.
 * @throws {PlanError} for unknown columns and for types that differ.
 */
export function referenceColumns({ on }: ReferenceCheck, schema: Schema, reference: Schema, path: string): { readonly rows: readonly number[]; readonly reference: readonly number[] } {
  const found = { rows: [] as number[], reference: [] as number[] };
  checkAll(Object.entries(on).map(([name, referenceName]) => () => {
    const index = findColumn(schema, name, `${path}.on.${name}`);
    const other = findColumn(reference, referenceName, `${path}.on.${name}`);
    const [type, otherType] = [schema.fields[index]!, reference.fields[other]!].map((field) => columnTypeOf(field.type as DataType));
    if (type !== otherType) refusePlan('PLAN_COLUMN_TYPE', `${path}.on.${name}`, `expected one type on both sides, got ${type ?? 'another'} and ${otherType ?? 'another'}`);
    found.rows.push(index);
    found.reference.push(other);
  }));
  return found;
}

/**
 * Reads the keys of a reference table.
 *
 * @param table - the table.
 * @param indexes - its columns.
 * @param others - keys of other tables, which are held meanwhile: all spill once they fill half of the limit together.
 * @param context - memory limit and spill store.
 * @param signal - aborts the reading.
 * @returns the distinct keys; rows with a null in one of the columns are no keys.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when they outgrow the limit and cannot spill.
 */
export async function readKeys(
  table: Dataset, indexes: readonly number[], others: readonly KeySet[], { spill, maxMemoryBytes }: FoldContext, signal?: AbortSignal,
): Promise<KeySet> {
  const keys = keySet();
  const sets = [...others, keys];
  const heldBytes = (): number => sets.reduce((sum, { held }) => sum + held.byteLength, 0);
  for await (const batch of table.open(signal)) {
    addKeys(keys, batch, indexes);
    if (spill !== null && heldBytes() > maxMemoryBytes / 2) for (const set of sets) await set.spill(spill);
    if (heldBytes() > maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the distinct keys of a reference outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes`);
  }
  return keys;
}

function addKeys(keys: KeySet, batch: RecordBatch, indexes: readonly number[]): void {
  const view = viewBatch(batch);
  keys.held.add(digestSelected(view, indexes, 'skip', null), view.rows);
}

/**
 * Makes a check ready that every row is found in another table.
 *
 * @param check - the check.
 * @param indexes - columns of the rows.
 * @param known - the other table's keys; `null` while only schemas are checked.
 * @returns the check.
 */
export function readyReference(check: ReferenceCheck, indexes: readonly number[], known: KeySet | null): ReadyCheck {
  const inMemory = known === null || known.isSpilled ? null : judgeBy(known.held, (times) => times === 0, indexes, 'skip');
  return {
    column: Object.keys(check.on)[0]!,
    reasons: ['missing'],
    judge: inMemory,
    start(context) {
      if (known === null) throw new TypeError('reference: expected its keys');
      return known.isSpilled ? spilledGauge(indexes, known, context) : memoryGauge(known.held, inMemory!);
    },
  };
}

interface ReferenceGauge extends Gauge {
  readonly counts: { tested: number; failing: number };
  /** Where the digests of the rows are. */
  readonly streams: KeyStreams[];
}

function memoryGauge(set: DigestSet, judge: RowJudge): ReferenceGauge {
  const counts = { tested: 0, failing: 0 };
  return {
    counts,
    streams: [],
    add(view, selected) {
      for (const outcome of judge(view, selected)!) {
        if (outcome !== UNTESTED) counts.tested++;
        if (outcome === FAILED) counts.failing++;
      }
    },
    merge(other) {
      counts.tested += (other as ReferenceGauge).counts.tested;
      counts.failing += (other as ReferenceGauge).counts.failing;
    },
    finish: () => ({ ...counts, byReason: countsByReason(['missing'], [counts.failing]), figures: null, judge }),
    bytes: () => set.byteLength,
  };
}

/** Bytes of digests of rows that are gathered before they are written out by group. */
const GATHERED_BYTES = 2 ** 20;

/** Keys that are written out meet the rows group by group: the digests of the rows are written out too. */
function spilledGauge(indexes: readonly number[], keys: KeySet, context: FoldContext): SpilledGauge {
  const counts = { tested: 0, failing: 0 };
  const streams = [keyStreams(context.spill!)];
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  async function write(): Promise<void> {
    const all = gathered;
    gathered = [];
    gatheredBytes = 0;
    for (const [group, digests] of byGroup(all).entries()) await appendDigests(streams[0]!, group, digests);
  }
  return {
    counts,
    streams,
    add(view, selected) {
      const digests = digestSelected(view, indexes, 'skip', selected);
      counts.tested += countDigests(digests, view.rows);
      gathered.push(digests);
      gatheredBytes += digests.length;
      return gatheredBytes > GATHERED_BYTES ? write() : undefined;
    },
    merge(other) {
      counts.tested += (other as ReferenceGauge).counts.tested;
      streams.push(...(other as ReferenceGauge).streams);
      gathered.push(...(other as SpilledGauge).take());
    },
    take() {
      const all = gathered;
      gathered = [];
      gatheredBytes = 0;
      return all;
    },
    async finish() {
      await write();
      const failing = failingKeys(context);
      for await (const [group, set] of keys.groups()) {
        for (const stream of streams) for await (const digests of readDigests(stream, group!)) counts.failing += keepMissing(digests, set, failing);
      }
      return { ...counts, byReason: countsByReason(['missing'], [counts.failing]), figures: null, judge: failing.judge(indexes, 'skip') };
    },
    bytes: () => gatheredBytes,
    spill: write,
  };
}

interface SpilledGauge extends ReferenceGauge {
  /** Takes what is not yet written out. */
  take(): Uint8Array[];
}

/** Keeps the digests that a set does not have, and counts their rows. */
function keepMissing(digests: Uint8Array, set: DigestSet, failing: FailingKeys): number {
  const rows = digests.length / DIGEST_BYTES;
  const times = new Uint8Array(rows);
  set.count(digests, rows, times);
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    if (times[row] === 0) missing++;
    else digests.fill(0, DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
  }
  failing.add(digests, rows);
  return missing;
}

/** Sorts digests into their groups; rows without digest are left out. */
function byGroup(batches: readonly Uint8Array[]): Uint8Array[] {
  const sizes = new Int32Array(KEY_GROUPS);
  const each = (visit: (digests: Uint8Array, row: number, group: number) => void): void => {
    for (const digests of batches) {
      const words = new Int32Array(digests.buffer, digests.byteOffset, digests.length / 4);
      for (let row = 0; row < digests.length / DIGEST_BYTES; row++) if (hasDigest(words, row)) visit(digests, row, groupOfDigest(digests[DIGEST_BYTES * row]!));
    }
  };
  each((_, __, group) => sizes[group]!++);
  const groups = Array.from(sizes, (size) => new Uint8Array(DIGEST_BYTES * size));
  const next = new Int32Array(KEY_GROUPS);
  each((digests, row, group) => {
    groups[group]!.set(digests.subarray(DIGEST_BYTES * row, DIGEST_BYTES * (row + 1)), DIGEST_BYTES * next[group]!++);
  });
  return groups;
}
