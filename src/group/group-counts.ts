import { checkRows } from './check-rows.ts';
import { growFloat64 } from './resize.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

/** Rows per group, exact up to 2⁵³. */
export interface GroupCounts {
  /** Groups that are counted. */
  readonly groups: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Makes room for more groups, which start at 0.
   *
   * @param groups - new number of groups; a smaller one changes nothing.
   */
  grow(groups: number): void;
  /**
   * Counts rows.
   *
   * @param groupOf - Int32Array(rows) or longer; a row whose group is negative is left out.
   * @param valid - validity bits; null rows are left out. `null` when every row counts.
   * @param rows - number of rows.
   * @throws {RangeError} if an array is too short, or a group is not below `groups`.
   */
  add(groupOf: Int32Array, valid: Uint8Array | null, rows: number): void;
  /**
   * Adds the counts of another state.
   *
   * @param other - state to add; unchanged.
   * @param groupOf - Int32Array(other.groups): the group here of each group there; negative leaves it out.
   * @throws {RangeError} if a group is not below `groups`.
   */
  merge(other: GroupCounts, groupOf: Int32Array): void;
  /**
   * Lists the counts.
   *
   * @returns Float64Array(groups), a view that the next `grow` may outdate.
   */
  counts(): Float64Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreGroupCounts}.
   */
  snapshot(): Uint8Array;
}

const KIND = 6;

/**
 * Makes a counter of rows per group.
 *
 * @returns a state without groups.
 * @remarks O(rows); 8 to 16 bytes per group.
 */
export function groupCounts(): GroupCounts {
  let counts: Float64Array = new Float64Array(16);
  let groups = 0;
  return {
    get groups(): number {
      return groups;
    },
    get byteLength(): number {
      return counts.byteLength;
    },
    grow(needed): void {
      counts = growFloat64(counts, needed);
      groups = Math.max(groups, needed);
    },
    add(groupOf, valid, rows): void {
      checkRows(rows, valid, groupOf, 'groupOf');
      for (let row = 0; row < rows; row++) {
        const group = groupOf[row]!;
        if (group < 0 || (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0)) continue;
        if (group >= groups) throw new RangeError(`groupOf: expected groups below ${groups}`);
        counts[group]!++;
      }
    },
    merge(other, groupOf): void {
      const theirs = other.counts();
      checkRows(theirs.length, null, groupOf, 'groupOf');
      for (let from = 0; from < theirs.length; from++) {
        const group = groupOf[from]!;
        if (group >= groups) throw new RangeError(`groupOf: expected groups below ${groups}`);
        if (group >= 0) counts[group]! += theirs[from]!;
      }
    },
    counts: () => counts.subarray(0, groups),
    snapshot: () => packSnapshot(KIND, [groups], [counts.subarray(0, groups)]),
  };
}

/**
 * Makes a counter from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link GroupCounts} returned.
 * @returns a counter with the same counts.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreGroupCounts(snapshot: Uint8Array): GroupCounts {
  const { numbers: [groups], parts: [bytes] } = unpackSnapshot(KIND, snapshot, 1, 1);
  const state = groupCounts();
  state.grow(groups!);
  state.counts().set(new Float64Array(bytes!.buffer as ArrayBuffer));
  return state;
}
