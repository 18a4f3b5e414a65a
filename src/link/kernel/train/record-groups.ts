import { rootOf } from '../decide/union-find.ts';
import type { RecordGroups } from './pair-levels.ts';

/**
 * Deals persons out to groups, by the hash of their first record: records of one person are left out together.
 *
 * @param parents - Uint32Array(records): records taken for one person, as sets with parents.
 * @param hashes - Int32Array(records): hash of what names each record, so that nothing depends on the others.
 * @param groups - number of groups, 2 to 255.
 * @returns the group of each record.
 */
export function groupPersons(parents: Uint32Array, hashes: Int32Array, groups: number): RecordGroups {
  return { groups, groupOf: Uint8Array.from(parents, (_, record) => (hashes[rootOf(parents, record)]! >>> 0) % groups) };
}
