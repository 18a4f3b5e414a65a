import type { RecordGroups } from './pair-levels.ts';

/** Records put together because they are taken for one person. */
export interface ProvisionalPersons {
  /** Uint32Array(records): a record of the same person, or the record itself; follow until it stays. */
  readonly parents: Uint32Array;
}

/**
 * Starts with each record by itself.
 *
 * @param records - number of records.
 * @returns persons of one record each.
 */
export function makePersons(records: number): ProvisionalPersons {
  return { parents: Uint32Array.from({ length: records }, (_, record) => record) };
}

/**
 * Takes two records for one person.
 *
 * @param persons - changed.
 * @param left - a record.
 * @param right - a record.
 */
export function joinRecords({ parents }: ProvisionalPersons, left: number, right: number): void {
  const [one, other] = [rootOf(parents, left), rootOf(parents, right)];
  parents[Math.max(one, other)] = Math.min(one, other);
}

function rootOf(parents: Uint32Array, record: number): number {
  let at = record;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/**
 * Deals persons out to groups, by the hash of their first record.
 *
 * @param persons - records put together.
 * @param hashes - Int32Array(records): hash of what names each record, so that nothing depends on the others.
 * @param groups - number of groups, 2 to 255.
 * @returns the group of each record.
 */
export function groupPersons({ parents }: ProvisionalPersons, hashes: Int32Array, groups: number): RecordGroups {
  return { groups, groupOf: Uint8Array.from(parents, (_, record) => (hashes[rootOf(parents, record)]! >>> 0) % groups) };
}
