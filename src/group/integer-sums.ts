import { checkRows } from './check-rows.ts';
import { growFloat64 } from './resize.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

/** Exact sums of whole numbers per group. */
export interface IntegerSums {
  /** Groups that are summed. */
  readonly groups: number;
  /** 32-bit limbs of each value. */
  readonly limbs: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Makes room for more groups, which start at 0.
   *
   * @param groups - new number of groups; a smaller one changes nothing.
   */
  grow(groups: number): void;
  /**
   * Adds values.
   *
   * @param groupOf - Int32Array(rows) or longer; a row whose group is negative is left out.
   * @param values - Int32Array(rows × limbs) or longer: two's complement, least significant limb first. A
   *   BigInt64Array is read as `new Int32Array(values.buffer, values.byteOffset, 2 * values.length)`.
   * @param valid - validity bits; null rows are left out. `null` when no row is null.
   * @param rows - number of rows.
   * @throws {RangeError} if an array is too short, or a group is not below `groups`.
   */
  add(groupOf: Int32Array, values: Int32Array, valid: Uint8Array | null, rows: number): void;
  /**
   * Adds the sums of another state of as many limbs.
   *
   * @param other - state made by {@link integerSums}; its value does not change.
   * @param groupOf - Int32Array(other.groups): the group here of each group there; negative leaves it out.
   * @throws {RangeError} if a group is not below `groups`, or the limbs differ.
   */
  merge(other: IntegerSums, groupOf: Int32Array): void;
  /**
   * Reads one sum.
   *
   * @param group - a group below `groups`.
   * @returns the sum, of any size.
   * @throws {RangeError} if there is no such group.
   */
  value(group: number): bigint;
  /**
   * Writes the sums that fit 64 bits.
   *
   * @param out - BigInt64Array(groups) or longer; a sum that does not fit is left 0.
   * @returns number of sums that do not fit: an error for the caller to raise, never a wrapped number.
   * @throws {RangeError} if `out` is too short.
   */
  toInt64(out: BigInt64Array): number;
  /**
   * Writes the sums that fit 128 bits, as Decimal128 unscaled values.
   *
   * @param out - Int32Array(4 × groups) or longer, least significant limb first; a sum that does not fit is left 0.
   * @returns number of sums that do not fit.
   * @throws {RangeError} if `out` is too short.
   */
  toInt128(out: Int32Array): number;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreIntegerSums}.
   */
  snapshot(): Uint8Array;
}

/** Limbs of a sum, as doubles: each a whole number below 2⁵³, the last one signed and one more than in a value. */
interface State {
  readonly limbs: number;
  groups: number;
  sums: Float64Array;
  /** Rows added since the last carry: no limb of any group exceeds (rows + 1) × 2³². */
  pending: number;
}

const BASE = 2 ** 32;
const MAX_PENDING = 2 ** 20;
const KIND = 8;

/**
 * Makes grouped exact sums of whole numbers.
 *
 * @param limbs - 32-bit limbs of each value: 1 for Int32 columns, 2 for Int64, 4 for Decimal128.
 * @returns a state without groups; the sum of a group without values is 0.
 * @throws {RangeError} if `limbs` is no integer from 1 to 8.
 * @remarks O(rows × limbs), and O(groups) every million rows; 8 × (limbs + 1) bytes per group, doubled at most by growth.
 *   Order, batch cuts and merges never change a sum. Exact up to 2⁵² rows of the largest values.
 * @example
 * const sums = integerSums(1);
 * sums.grow(2);
 * sums.add(Int32Array.of(0, 1, 0), Int32Array.of(2147483647, -5, 2147483647), null, 3);
 * sums.value(0); // => 4294967294n
 */
export function integerSums(limbs: number): IntegerSums {
  if (!Number.isSafeInteger(limbs) || limbs < 1 || limbs > 8) throw new RangeError(`limbs: expected an integer from 1 to 8, got ${limbs}`);
  return face({ limbs, groups: 0, sums: new Float64Array(16), pending: 0 });
}

/** States behind the faces, for `merge`. */
const states = new WeakMap<IntegerSums, State>();

function face(state: State): IntegerSums {
  const stride = state.limbs + 1;
  const sums: IntegerSums = {
    get groups(): number {
      return state.groups;
    },
    limbs: state.limbs,
    get byteLength(): number {
      return state.sums.byteLength;
    },
    grow(needed): void {
      state.sums = growFloat64(state.sums, needed * stride);
      state.groups = Math.max(state.groups, needed);
    },
    add(groupOf, values, valid, rows): void {
      checkRows(rows, valid, groupOf, 'groupOf');
      if (values.length < rows * state.limbs) {
        throw new RangeError(`values: expected at least ${rows * state.limbs} limbs, got ${values.length}`);
      }
      for (let from = 0; from < rows;) {
        if (state.pending >= MAX_PENDING) carry(state);
        const to = Math.min(rows, from + MAX_PENDING - state.pending);
        if (state.limbs === 1) addSingles(state, groupOf, values, valid, from, to);
        else addRows(state, groupOf, values, valid, from, to);
        state.pending += to - from;
        from = to;
      }
    },
    merge(other, groupOf): void {
      const theirs = states.get(other);
      if (theirs === undefined) throw new TypeError('other: expected a state made by integerSums');
      if (theirs.limbs !== state.limbs) throw new RangeError(`other: expected ${state.limbs} limbs, got ${theirs.limbs}`);
      checkRows(theirs.groups, null, groupOf, 'groupOf');
      carry(theirs);
      for (let from = 0; from < theirs.groups; from++) {
        const group = groupOf[from]!;
        if (group < 0) continue;
        if (group >= state.groups) throw new RangeError(`groupOf: expected groups below ${state.groups}`);
        if (state.pending >= MAX_PENDING) carry(state);
        for (let limb = 0; limb < stride; limb++) state.sums[group * stride + limb]! += theirs.sums[from * stride + limb]!;
        state.pending++;
      }
    },
    value(group): bigint {
      if (!(Number.isSafeInteger(group) && group >= 0 && group < state.groups)) {
        throw new RangeError(`group: expected an integer from 0 to ${state.groups - 1}, got ${group}`);
      }
      let value = 0n;
      for (let limb = stride - 1; limb >= 0; limb--) value = (value << 32n) + BigInt(state.sums[group * stride + limb]!);
      return value;
    },
    toInt64: (out) => writeLimbs(state, new Int32Array(out.buffer, out.byteOffset, 2 * out.length), 2),
    toInt128: (out) => writeLimbs(state, out, 4),
    snapshot(): Uint8Array {
      carry(state);
      return packSnapshot(KIND, [state.limbs, state.groups], [state.sums.subarray(0, state.groups * stride)]);
    },
  };
  states.set(sums, state);
  return sums;
}

function addSingles(
  state: State, groupOf: Int32Array, values: Int32Array, valid: Uint8Array | null, from: number, to: number,
): void {
  const { sums, groups } = state;
  for (let row = from; row < to; row++) {
    const group = groupOf[row]!;
    if (group < 0 || (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0)) continue;
    if (group >= groups) throw new RangeError(`groupOf: expected groups below ${groups}`);
    sums[2 * group]! += values[row]!;
  }
}

function addRows(
  state: State, groupOf: Int32Array, values: Int32Array, valid: Uint8Array | null, from: number, to: number,
): void {
  const { sums, groups, limbs } = state;
  const top = limbs - 1;
  for (let row = from; row < to; row++) {
    const group = groupOf[row]!;
    if (group < 0 || (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0)) continue;
    if (group >= groups) throw new RangeError(`groupOf: expected groups below ${groups}`);
    const at = group * (limbs + 1);
    for (let limb = 0; limb < top; limb++) sums[at + limb]! += values[row * limbs + limb]! >>> 0;
    // Only the last limb carries the sign.
    sums[at + top]! += values[row * limbs + top]!;
  }
}

/** Brings every limb but the last into [0, 2³²). */
function carry(state: State): void {
  const { sums, limbs, groups, pending } = state;
  // Sums to which nothing was added since the last time are in that range already.
  if (pending === 0) return;
  for (let at = 0; at < groups * (limbs + 1); at += limbs + 1) {
    for (let limb = 0; limb < limbs; limb++) {
      const over = Math.floor(sums[at + limb]! / BASE);
      sums[at + limb]! -= over * BASE;
      sums[at + limb + 1]! += over;
    }
  }
  state.pending = 0;
}

/** Writes sums as two's complement of `width` limbs and returns how many do not fit. */
function writeLimbs(state: State, out: Int32Array, width: number): number {
  const { limbs, groups } = state;
  if (out.length < width * groups) throw new RangeError(`out: expected room for ${groups} groups`);
  carry(state);
  let unfit = 0;
  for (let group = 0; group < groups; group++) {
    // What lies beyond the width must repeat its sign.
    const extension = limbOf(state, group, width - 1) >> 31;
    let fits = true;
    for (let limb = width; limb <= limbs + 1; limb++) fits &&= limbOf(state, group, limb) === extension;
    for (let limb = 0; limb < width; limb++) out[group * width + limb] = fits ? limbOf(state, group, limb) : 0;
    if (!fits) unfit++;
  }
  return unfit;
}

/** Reads an int32 of the two's complement of a carried sum, however far beyond its limbs. */
function limbOf(state: State, group: number, limb: number): number {
  const { sums, limbs } = state;
  const at = group * (limbs + 1);
  if (limb < limbs) return sums[at + limb]! | 0;
  const last = sums[at + limbs]!;
  return limb === limbs ? last | 0 : limb === limbs + 1 ? Math.floor(last / BASE) | 0 : last < 0 ? -1 : 0;
}

/**
 * Makes grouped sums from a snapshot.
 *
 * @param snapshot - what `snapshot()` of an {@link IntegerSums} returned.
 * @returns a state with the same sums.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreIntegerSums(snapshot: Uint8Array): IntegerSums {
  const { numbers: [limbs, groups], parts: [bytes] } = unpackSnapshot(KIND, snapshot, 2, 1);
  return face({ limbs: limbs!, groups: groups!, sums: new Float64Array(bytes!.buffer as ArrayBuffer), pending: 0 });
}
