import { DataError } from '../core/errors.ts';

/** Record keys by entity. Mutable: the array grows. */
export interface RecordKeys {
  /** Int32Array(entities) or longer: the key, {@link UNKNOWN}, or {@link CONTRADICTED}. */
  ofEntity: Int32Array;
}

const UNKNOWN = -1;
const CONTRADICTED = -2;

/**
 * Makes record keys without entities.
 *
 * @returns the keys.
 */
export function emptyRecordKeys(): RecordKeys {
  return { ofEntity: new Int32Array(0) };
}

/**
 * Notes the record keys of a batch.
 *
 * @param held - changed.
 * @param entities - number of entities so far.
 * @param entityOf - Int32Array(rows): the entity of each row.
 * @param recordKeys - Int32Array(rows): its record key.
 * @param rows - rows of the batch.
 */
export function addRecordKeys(held: RecordKeys, entities: number, entityOf: Int32Array, recordKeys: Int32Array, rows: number): void {
  const known = grown(held, entities);
  for (let row = 0; row < rows; row++) note(known, entityOf[row]!, recordKeys[row]!);
}

/**
 * Adds the record keys of other entities.
 *
 * @param held - changed.
 * @param entities - number of entities here.
 * @param entityMap - Int32Array: the entity here of each entity there.
 * @param others - record keys by entity there.
 */
export function mergeRecordKeys(held: RecordKeys, entities: number, entityMap: Int32Array, others: Int32Array): void {
  const known = grown(held, entities);
  for (let entity = 0; entity < entityMap.length; entity++) note(known, entityMap[entity]!, others[entity]!);
}

function note(known: Int32Array, entity: number, recordKey: number): void {
  if (known[entity] === UNKNOWN) known[entity] = recordKey;
  else if (known[entity] !== recordKey && recordKey !== UNKNOWN) known[entity] = CONTRADICTED;
}

function grown(held: RecordKeys, entities: number): Int32Array {
  const before = held.ofEntity;
  if (entities <= before.length) return before;
  held.ofEntity = new Int32Array(Math.max(entities, 2 * before.length)).fill(UNKNOWN, before.length);
  held.ofEntity.set(before);
  return held.ofEntity;
}

/**
 * Gives the record keys, each entity having one.
 *
 * @param held - the keys.
 * @param entities - number of entities.
 * @param column - name of the column they come from.
 * @returns Int32Array(entities).
 * @throws {DataError} `DATA_INVALID` if an entity has several: its noise would not be the same everywhere.
 */
export function settledKeys({ ofEntity }: RecordKeys, entities: number, column: string): Int32Array {
  const keys = ofEntity.subarray(0, entities);
  const contradicted = keys.reduce((count, recordKey) => count + (recordKey === CONTRADICTED ? 1 : 0), 0);
  if (contradicted > 0) throw new DataError('DATA_INVALID', `${contradicted} entities have several record keys; make the keys of entities, not of rows`, { column });
  return keys;
}
