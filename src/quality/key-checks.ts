import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import type { FoldContext } from '../core/fold.ts';
import { DIGEST_BYTES, DIGEST_PARTS, digestSet, rowDigests, type DigestSet, type NullDigests } from '../group/index.ts';
import { viewBatch, type BatchView } from './batch-view.ts';
import type { ReferenceCheck, UniqueCheck } from './checks.ts';
import { countsByReason, type Gauge, type Gauged, type ReadyCheck, type RowJudge } from './gauge.ts';
import { FAILED, PASSED, UNTESTED } from './kernel/outcomes.ts';
import { appendDigests, groupOfDigest, KEY_GROUPS, keySet, keyStreams, readDigests, type KeySet, type KeyStreams } from './key-set.ts';

/** Tells, of a digest that was added once or more, whether its rows fail. */
type FailsAt = (times: number) => boolean;

/** Digests the rows that are tested; the others have none. */
function digestSelected(view: BatchView, indexes: readonly number[], nulls: NullDigests, selected: Uint8Array | null): Uint8Array {
  const digests = rowDigests(indexes.map((index) => view.column(index)), view.rows, nulls);
  if (selected !== null) for (let row = 0; row < view.rows; row++) if (selected[row] === 0) digests.fill(0, DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
  return digests;
}

function hasDigest(words: Int32Array, row: number): boolean {
  return (words[4 * row]! | words[4 * row + 1]! | words[4 * row + 2]! | words[4 * row + 3]!) !== 0;
}

function countDigests(digests: Uint8Array, rows: number): number {
  const words = new Int32Array(digests.buffer, digests.byteOffset, 4 * rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (hasDigest(words, row)) count++;
  return count;
}

/** Judges rows by how often a set has their digests. */
function judgeBy(set: DigestSet, fails: FailsAt, indexes: readonly number[], nulls: NullDigests): RowJudge {
  return (view, selected) => {
    const digests = digestSelected(view, indexes, nulls, selected);
    const outcomes = new Uint8Array(view.rows);
    set.count(digests, view.rows, outcomes);
    const words = new Int32Array(digests.buffer, digests.byteOffset, 4 * view.rows);
    for (let row = 0; row < view.rows; row++) outcomes[row] = !hasDigest(words, row) ? UNTESTED : fails(outcomes[row]!) ? FAILED : PASSED;
    return outcomes;
  };
}

/** Holds the digests of failing rows while there is room for them. */
interface FailingKeys {
  add(digests: Uint8Array, rows: number): void;
  judge(indexes: readonly number[], nulls: NullDigests): RowJudge;
}

function failingKeys({ maxMemoryBytes }: FoldContext): FailingKeys {
  const set = digestSet();
  let isFull = false;
  return {
    add(digests, rows) {
      if (!isFull) set.add(digests, rows);
      if (set.byteLength <= maxMemoryBytes / 2) return;
      isFull = true;
      set.clear();
    },
    judge(indexes, nulls) {
      const judge = judgeBy(set, (times) => times > 0, indexes, nulls);
      return (view, selected) => {
        if (isFull) throw new DataError('DATA_MEMORY_LIMIT', `the distinct keys of failing rows outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes, or see the counts`);
        return judge(view, selected);
      };
    },
  };
}

/**
 * Makes a check ready that no two rows have the same values.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 * @throws {PlanError} for unknown columns.
 */
export function readyUnique({ columns, nulls }: UniqueCheck, schema: Schema, path: string): ReadyCheck {
  const indexes: number[] = [];
  checkAll(columns.map((column, place) => () => void indexes.push(findColumn(schema, column, `${path}.columns[${place}]`))));
  return {
    column: columns[0]!,
    reasons: ['duplicate'],
    judge: null,
    start: (context) => uniqueGauge(indexes, nulls, context),
  };
}

interface UniqueGauge extends Gauge {
  readonly keys: KeySet;
  tested(): number;
}

function uniqueGauge(indexes: readonly number[], nulls: NullDigests, context: FoldContext): UniqueGauge {
  const keys = keySet();
  let tested = 0;
  const { spill } = context;
  return {
    keys,
    tested: () => tested,
    add(view, selected) {
      const digests = digestSelected(view, indexes, nulls, selected);
      tested += countDigests(digests, view.rows);
      keys.held.add(digests, view.rows);
    },
    merge(other) {
      keys.merge((other as UniqueGauge).keys);
      tested += (other as UniqueGauge).tested();
    },
    async finish(): Promise<Gauged> {
      let single = 0;
      let judge: RowJudge | null = null;
      const failing = failingKeys(context);
      for await (const [group, set] of keys.groups()) {
        single += set.size - set.repeatedCount;
        if (group === null) judge = judgeBy(set, (times) => times > 1, indexes, nulls);
        else addRepeated(set, failing);
      }
      // Whoever has a value alone passes; all the others share theirs.
      return { tested, failing: tested - single, byReason: countsByReason(['duplicate'], [tested - single]), figures: null, judge: judge ?? failing.judge(indexes, nulls) };
    },
    bytes: () => keys.held.byteLength,
    ...(spill === null ? {} : { spill: () => keys.spill(spill) }),
  };
}

function addRepeated(set: DigestSet, failing: FailingKeys): void {
  for (let part = 0; part < DIGEST_PARTS; part++) {
    const records = set.records(part);
    const rows = records.length / DIGEST_BYTES;
    const times = new Uint8Array(rows);
    set.count(records, rows, times);
    for (let row = 0; row < rows; row++) if (times[row]! < 2) records.fill(0, DIGEST_BYTES * row, DIGEST_BYTES * (row + 1));
    failing.add(records, rows);
  }
}

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
 * @param context - memory limit and spill store.
 * @param signal - aborts the reading.
 * @returns the distinct keys; rows with a null in one of the columns are no keys.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when they outgrow the limit and cannot spill.
 */
export async function readKeys(table: Dataset, indexes: readonly number[], { spill, maxMemoryBytes }: FoldContext, signal?: AbortSignal): Promise<KeySet> {
  const keys = keySet();
  for await (const batch of table.open(signal)) {
    addKeys(keys, batch, indexes);
    if (spill !== null && keys.held.byteLength > maxMemoryBytes / 2) await keys.spill(spill);
    if (keys.held.byteLength > maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the distinct keys of a reference outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes`);
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
 * @param keys - the other table's keys; `null` while only schemas are checked.
 * @returns the check.
 */
export function readyReference(check: ReferenceCheck, indexes: readonly number[], keys: KeySet | null): ReadyCheck {
  const inMemory = keys === null || keys.isSpilled ? null : judgeBy(keys.held, (times) => times === 0, indexes, 'skip');
  return {
    column: Object.keys(check.on)[0]!,
    reasons: ['missing'],
    judge: inMemory,
    start(context) {
      if (keys === null) throw new TypeError('reference: expected its keys');
      return keys.isSpilled ? spilledGauge(indexes, keys, context) : memoryGauge(keys.held, inMemory!);
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
