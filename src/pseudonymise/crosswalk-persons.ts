import type { RecordBatch } from 'apache-arrow';
import { columnsOf } from '../core/arrow.ts';
import { isValid, type CodedColumn, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import type { FoldContext, SpillStore } from '../core/fold.ts';
import { takeRows } from '../core/slice.ts';
import { CODE_BYTES, type KeyedHasher, type SealingCipher } from '../keyed/index.ts';
import type { ValueReading } from './code-values.ts';
import type { DrawingKey, SealingKey } from './crosswalk-keys.ts';
import { readCrosswalk } from './crosswalk-table.ts';
import type { CanonicalValues } from './kernel/canonical-values.ts';
import { frameComposite } from './kernel/composite.ts';
import { addRecords, heldPersons, PERSON_GROUPS, type HeldPersons, type SealedPersons } from './kernel/held-persons.ts';
import { knownPersons, type KnownPersons } from './kernel/known-persons.ts';
import { openPerson, sealPerson } from './kernel/seal-persons.ts';
import { PROFILES, type ValueForm } from './profile.ts';

/** Share of the memory limit for those who are known, and as much for those who are new. */
const HELD_SHARE = 0.5;
/** What a group of persons may hold at least once they spill. */
const MIN_GROUP_BYTES = 2 ** 20;

/** What finds persons in a crosswalk and adds to it. */
export interface CrosswalkSecrets {
  readonly sealing: SealingKey;
  readonly drawing: DrawingKey;
  readonly form: ValueForm;
}

/**
 * Loads the persons of a crosswalk: opens every seal, and draws for each value what this run would draw.
 *
 * @param crosswalk - the table, or `null` when nobody is known.
 * @param secrets - its key, and the key that draws.
 * @param maxMemoryBytes - memory limit of the operator, of which half is for those who are known.
 * @param signal - aborts the reading.
 * @returns the persons, by what would be drawn.
 * @throws {PlanError} `PLAN_WRONG_KEY`.
 * @throws {DataError} as {@link readCrosswalk}; `DATA_INVALID` for a seal that does not open, `DATA_DUPLICATE_KEY` for a person who
 *   stands twice, `DATA_MEMORY_LIMIT`.
 * @remarks About 62 bytes a person; 100,000 to 200,000 persons a second.
 */
export async function loadPersons(crosswalk: Dataset | null, secrets: CrosswalkSecrets, maxMemoryBytes: number, signal?: AbortSignal): Promise<KnownPersons> {
  const known = knownPersons();
  if (crosswalk === null) return known;
  const cipher = secrets.sealing.cipher();
  const hasher = secrets.drawing.hasher();
  try {
    for await (const { rows, codes, seals } of readCrosswalk(crosswalk, secrets.sealing.fingerprint, signal)) {
      const drawn = new Uint8Array(CODE_BYTES * rows);
      for (let row = 0; row < rows; row++) {
        const value = openPerson(cipher, codes.subarray(CODE_BYTES * row, CODE_BYTES * (row + 1)), seals.bytes.subarray(seals.offsets[row]!, seals.offsets[row + 1]!), secrets.form.width === null);
        if (value === null) throw new DataError('DATA_INVALID', 'a sealed identifier does not open beside its code', { source: 'crosswalk', column: 'identifier', firstRow: known.size + row + 1 });
        drawn.set(hasher.hash(value).subarray(0, CODE_BYTES), CODE_BYTES * row);
        value.fill(0);
      }
      const before = known.size;
      const doubled = known.add(drawn, codes, rows);
      if (doubled >= 0) throw new DataError('DATA_DUPLICATE_KEY', 'two rows are of one person', { source: 'crosswalk', column: 'identifier', firstRow: before + doubled + 1 });
      if (known.byteLength > HELD_SHARE * maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the persons of the crosswalk outgrew half of ${maxMemoryBytes} bytes; raise maxMemoryBytes`, { source: 'crosswalk' });
    }
    return known;
  } finally {
    cipher.wipe();
    hasher.wipe();
  }
}

/** Gives the values of the rows of a batch; more than once, and in any order, but none of any other row. */
export type PersonValues = (batch: RecordBatch) => CanonicalValues;

/**
 * Makes the function that finds the persons of a batch.
 *
 * @param reading - how the values of the parts are read.
 * @param sources - index of each part's column.
 * @returns the function.
 */
export function personValues({ profiles, level, onMissingPart }: ValueReading, sources: readonly number[]): PersonValues {
  const canonical = (column: Column, part: number): CanonicalValues => PROFILES[profiles[part]!].canonical(column, level);
  return (batch) => {
    const columns = columnsOf(batch);
    if (onMissingPart === null) return canonical(met(columns[sources[0]!]!), 0);
    const { offsets, bytes, valid, faultyParts } = frameComposite(sources.map((source, part) => canonical(columns[source]!, part)), batch.numRows, onMissingPart === 'null');
    return { rows: batch.numRows, offsets, bytes, valid, reasons: faultyParts };
  };
}

/** The entries of a dictionary that rows have: it may hold persons whose rows are elsewhere, or gone. */
function met(column: Column): Column {
  return column.kind === 'coded' ? takeRows(column.dictionary, usedEntries(column)) : column;
}

function usedEntries({ rows, valid, codes, dictionary }: CodedColumn): Int32Array {
  const used = new Uint8Array(dictionary.rows);
  for (let row = 0; row < rows; row++) if (isValid(valid, row)) used[codes[row]!] = 1;
  return Int32Array.from(used.keys()).filter((entry) => used[entry] === 1);
}

/** Persons of some rows whom a crosswalk does not have. */
export interface NewPersons {
  readonly source: Dataset;
  readonly values: PersonValues;
  readonly known: KnownPersons;
  readonly secrets: CrosswalkSecrets;
}

/**
 * Reads rows and gives the persons whom a crosswalk does not have, each once, in the order of their codes.
 *
 * @param persons - the rows, and who is known.
 * @param fold - memory limit and spill store.
 * @param signal - aborts the reading.
 * @returns the persons in parts: one, or up to 256 once they spilled.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when they outgrow half of the limit and cannot spill, or outgrow 256 times as much.
 * @remarks At most 50 bytes and the seal for each person. Beyond half of the limit they go to the spill store by the first byte of
 *   their codes, which is a sort: group after group is in the order of the codes.
 */
export async function* newPersons(persons: NewPersons, fold: FoldContext, signal?: AbortSignal): AsyncGenerator<SealedPersons> {
  const held = heldPersons();
  const limit = HELD_SHARE * fold.maxMemoryBytes;
  const cipher = persons.secrets.sealing.cipher();
  const hasher = persons.secrets.drawing.hasher();
  let stream: string | null = null;
  try {
    for await (const batch of persons.source.open(signal)) {
      addPersons(held, persons.values(batch), persons, cipher, hasher);
      if (held.byteLength <= Math.max(limit, MIN_GROUP_BYTES)) continue;
      if (fold.spill === null) throw new DataError('DATA_MEMORY_LIMIT', `the new persons outgrew half of ${fold.maxMemoryBytes} bytes; raise maxMemoryBytes`);
      stream ??= streamName(fold.spill);
      await spillPersons(held, stream, fold.spill);
    }
  } finally {
    cipher.wipe();
    hasher.wipe();
  }
  if (stream === null) {
    yield held.sorted();
    return;
  }
  await spillPersons(held, stream, fold.spill!);
  for (let group = 0; group < PERSON_GROUPS; group++) yield await spilledGroup(`${stream}-${group}`, fold.spill!, limit);
}

function addPersons(held: HeldPersons, { rows, offsets, bytes, valid }: CanonicalValues, { known, secrets }: NewPersons, cipher: SealingCipher, hasher: KeyedHasher): void {
  const drawn = new Uint8Array(CODE_BYTES * rows);
  hasher.hashColumn(offsets, bytes, valid, rows, drawn);
  const unknown: number[] = [];
  for (let row = 0; row < rows; row++) if (isValid(valid, row) && known.find(drawn, row) < 0) unknown.push(row);
  const codes = new Uint8Array(CODE_BYTES * unknown.length);
  unknown.forEach((row, index) => {
    codes.set(drawn.subarray(CODE_BYTES * row, CODE_BYTES * (row + 1)), CODE_BYTES * index);
  });
  held.add(codes, unknown.length, (index) => {
    const row = unknown[index]!;
    return sealPerson(cipher, codes.subarray(CODE_BYTES * index, CODE_BYTES * (index + 1)), bytes.subarray(offsets[row]!, offsets[row + 1]!), secrets.form.width === null);
  });
}

/** Numbers the streams of a store, since several operators may share it. */
const streamsOf = new WeakMap<SpillStore, number>();

function streamName(spill: SpillStore): string {
  const number = streamsOf.get(spill) ?? 0;
  streamsOf.set(spill, number + 1);
  return `crosswalk-${number}`;
}

async function spillPersons(held: HeldPersons, stream: string, spill: SpillStore): Promise<void> {
  for (const [group, records] of held.records().entries()) if (records.length > 0) await spill.append(`${stream}-${group}`, records);
  held.clear();
}

/** Reads a group back; a person who spilled more than once is held once. */
async function spilledGroup(name: string, spill: SpillStore, limit: number): Promise<SealedPersons> {
  const held = heldPersons();
  let rest: Uint8Array = new Uint8Array(0);
  for await (const piece of spill.read(name)) {
    const joined = new Uint8Array(rest.length + piece.length);
    joined.set(rest);
    joined.set(piece, rest.length);
    rest = joined.subarray(addRecords(held, joined));
    if (held.byteLength > Math.max(limit, MIN_GROUP_BYTES)) throw new DataError('DATA_MEMORY_LIMIT', 'a part of the new persons outgrew half of maxMemoryBytes; raise it');
  }
  await spill.remove(name);
  return held.sorted();
}
