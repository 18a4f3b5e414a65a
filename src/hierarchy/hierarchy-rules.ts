import { orderTexts } from './order-texts.ts';

/** One level of a hierarchy: which group of this level a group of the level below, or a value, belongs to. */
export interface LevelRule<Member extends string | number> {
  /** Gives the group; `null` when the hierarchy does not have the member. */
  readonly group: (member: Member) => Member | null;
  /** Names a group. Groups of one name are one group. */
  readonly label: (group: Member) => string;
  /** Counts the leaves below a group that the hierarchy lists, whether or not they occur. */
  readonly listed: (group: Member) => number;
}

/** A hierarchy, told by rules: each level merges groups of the level below, so that levels nest whatever the values. */
export interface HierarchyRules<Member extends string | number> {
  /** The levels above the values, the finest first. */
  readonly levels: readonly LevelRule<Member>[];
  /** Leaves that the hierarchy lists; values that it does not list are leaves too when they occur. */
  readonly listed: number;
  /** Tells whether a value is among the leaves listed. */
  readonly isListed: (value: Member) => boolean;
  /** Name of the one group of the last level; `null` where the last level has several, or there is none. */
  readonly top: string | null;
}

/** One level over the values at hand. */
export interface ValueLevel {
  /** Int32Array(values): the code of each value's group, dense from 0 in the order of the labels; −1 for an unknown value. */
  readonly codes: Int32Array;
  /** The name of each code, ascending by bytes; no two are equal. */
  readonly labels: readonly string[];
  /** Float64Array(codes): leaves below each code. */
  readonly leaves: Float64Array;
}

/** A hierarchy over the values at hand. */
export interface ValueLevels {
  /** The levels above the values, the finest first. */
  readonly levels: readonly ValueLevel[];
  /** Leaves of the whole hierarchy. */
  readonly domain: number;
  /** Values that the hierarchy does not have at some level. */
  readonly unknown: number;
}

/**
 * Puts values into a hierarchy.
 *
 * @param rules - the hierarchy.
 * @param values - distinct values.
 * @param unknownLabel - name of the group that takes values which the hierarchy does not have, from the level on that does not
 *   have them; `null` leaves them without a code.
 * @returns the levels. They depend neither on the order of the values nor on which of them occur; only leaves that the hierarchy
 *   does not list are counted among them.
 * @remarks O(values) time and memory for the first level, and O(values) typed-array steps for each further one.
 * @example
 * const parity = { group: (value) => value % 2, label: (group) => ['even', 'odd'][group], listed: () => 0 };
 * const { levels } = levelsOfValues({ levels: [parity], listed: 0, isListed: () => false, top: null }, [4, 7, 2], null);
 * [...levels[0].codes]; // => [0, 1, 0]
 * [...levels[0].leaves]; // => [2, 1]
 */
export function levelsOfValues<Member extends string | number>(rules: HierarchyRules<Member>, values: ArrayLike<Member>, unknownLabel: string | null): ValueLevels {
  const levels: ValueLevel[] = [];
  const isUnknown = new Uint8Array(values.length);
  // By value: the code of its group at the level reached, the values themselves at first.
  let codes = new Int32Array(values.length).map((_, value) => value);
  let members: ArrayLike<Member | null> = values;
  let unlisted: Float64Array = new Float64Array(values.length).map((_, value) => (rules.isListed(values[value]!) ? 0 : 1));
  const domain = unlisted.reduce((sum, count) => sum + count, rules.listed);
  for (const rule of rules.levels) {
    const merged = mergeMembers(rule, members, unlisted, unknownLabel);
    codes = codes.map((below, value) => {
      if (below < 0) return -1;
      isUnknown[value]! |= merged.isUnknown[below]!;
      return merged.codes[below]!;
    });
    levels.push({ codes, labels: merged.labels, leaves: merged.leaves });
    ({ members, unlisted } = merged);
  }
  return { levels, domain, unknown: isUnknown.reduce((sum, bit) => sum + bit, 0) };
}

/** The members of a level put into groups. */
interface MergedMembers<Member> {
  /** Int32Array(members): code of each member's group; −1 for none. */
  readonly codes: Int32Array;
  /** Uint8Array(members): 1 where the hierarchy has no group for a member that it had so far. */
  readonly isUnknown: Uint8Array;
  readonly labels: readonly string[];
  readonly leaves: Float64Array;
  /** By code: the group, `null` for that of unknown values, and the values at hand below it that are not listed. */
  readonly members: readonly (Member | null)[];
  readonly unlisted: Float64Array;
}

function mergeMembers<Member extends string | number>(
  rule: LevelRule<Member>, below: ArrayLike<Member | null>, unlistedBelow: Float64Array, unknownLabel: string | null,
): MergedMembers<Member> {
  const codes = new Int32Array(below.length);
  const isUnknown = new Uint8Array(below.length);
  const codeOfGroup = new Map<Member | null, number>();
  const codeOfLabel = new Map<string, number>();
  const members: (Member | null)[] = [];
  const leaves: number[] = [];
  const addGroup = (group: Member | null): number => {
    const label = group === null ? unknownLabel : rule.label(group);
    if (label === null) return -1;
    const code = codeOfLabel.get(label) ?? members.push(group) - 1;
    codeOfLabel.set(label, code);
    members[code] ??= group;
    leaves[code] = (leaves[code] ?? 0) + (group === null ? 0 : rule.listed(group));
    return code;
  };
  for (let place = 0; place < below.length; place++) {
    const member = below[place]!;
    const group = member === null ? null : rule.group(member);
    if (group === null && member !== null) isUnknown[place] = 1;
    let code = codeOfGroup.get(group);
    if (code === undefined) codeOfGroup.set(group, code = addGroup(group));
    codes[place] = code;
  }
  return inOrder({ codes, isUnknown, labels: [...codeOfLabel.keys()], leaves: Float64Array.from(leaves), members, unlisted: unlistedBelow });
}

/** Numbers the groups in the order of their names, and counts what lies below them. */
function inOrder<Member>(merged: MergedMembers<Member>): MergedMembers<Member> {
  const order = orderTexts(merged.labels);
  const rank = new Int32Array(order.length);
  order.forEach((code, place) => (rank[code] = place));
  const codes = merged.codes.map((code) => (code < 0 ? -1 : rank[code]!));
  const unlisted = new Float64Array(order.length);
  codes.forEach((code, place) => {
    if (code >= 0) unlisted[code]! += merged.unlisted[place]!;
  });
  return {
    codes,
    isUnknown: merged.isUnknown,
    labels: Array.from(order, (code) => merged.labels[code]!),
    leaves: unlisted.map((count, place) => count + merged.leaves[order[place]!]!),
    members: Array.from(order, (code) => merged.members[code]!),
    unlisted,
  };
}
