/** A contribution; whole numbers beyond 2⁵³ are big integers. NaN counts as largest. */
export type Contribution = number | bigint;

/** The largest contributions of each group. */
export interface LargestContributions {
  /** Groups so far. */
  readonly groups: number;
  /** Memory held, in bytes; an estimate. */
  readonly byteLength: number;
  /**
   * Makes room for more groups.
   *
   * @param groups - new number of groups; a smaller one changes nothing.
   */
  grow(groups: number): void;
  /**
   * Takes a contribution into account.
   *
   * @param group - a group below `groups`.
   * @param value - at least 0, or NaN.
   * @param weight - units that make this contribution each: not below 0; of no effect where contributions are not weighted.
   */
  add(group: number, value: Contribution, weight: number): void;
  /**
   * Visits the contributions that are held.
   *
   * @param group - a group below `groups`.
   * @param visit - takes a contribution and its weight, the largest first.
   */
  each(group: number, visit: (value: Contribution, weight: number) => void): void;
  /**
   * Reads a contribution by rank.
   *
   * @param group - a group below `groups`.
   * @param rank - 1 for the largest.
   * @returns the contribution of the unit of that rank; `null` when there are fewer units.
   */
  at(group: number, rank: number): Contribution | null;
}

/**
 * Adds the contributions of other groups.
 *
 * @param into - changed.
 * @param from - contributions of the same kind.
 * @param groupOf - Int32Array(from.groups) or longer: the group there of each group.
 */
export function mergeContributions(into: LargestContributions, from: LargestContributions, groupOf: Int32Array): void {
  for (let group = 0; group < from.groups; group++) {
    const target = groupOf[group]!;
    from.each(group, (value, weight) => into.add(target, value, weight));
  }
}

/**
 * Makes the largest contributions of groups, each of one unit.
 *
 * @param count - how many are kept of each group.
 * @returns a state without groups.
 * @remarks O(count) a contribution at most; 8 × count bytes a group for numbers, more for big integers.
 */
export function largestContributions(count: number): LargestContributions {
  // −1 stands for none: contributions are absolute values.
  const values: Contribution[] = [];
  return {
    get groups(): number {
      return values.length / count;
    },
    get byteLength(): number {
      return 16 * values.length;
    },
    grow(groups): void {
      while (values.length < groups * count) values.push(-1);
    },
    add(group, value): void {
      const start = group * count;
      let at = start + count;
      while (at > start && isLarger(value, values[at - 1]!)) at--;
      for (let place = start + count - 1; place > at; place--) values[place] = values[place - 1]!;
      if (at < start + count) values[at] = value;
    },
    each(group, visit): void {
      for (let place = group * count; place < (group + 1) * count && values[place] !== -1; place++) visit(values[place]!, 1);
    },
    at(group, rank): Contribution | null {
      const value = rank <= count ? values[group * count + rank - 1]! : -1;
      return value === -1 ? null : value;
    },
  };
}

/** A contribution of some weight. */
interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * Makes the largest contributions of groups, where a contribution of weight w counts as w contributions of its size. The unit
 * of a rank may fall on several contributions of fractional weights; then it takes its share of each.
 *
 * @param count - how many units are kept of each group.
 * @returns a state without groups, of doubles.
 * @remarks About 48 bytes for each contribution that is kept: `count` of them where weights are at least 1.
 * @see τ-ARGUS expands weighted contributions in this way; fractional weights as in GaussSuppression's τ-ARGUS dominance.
 * @example
 * const held = weightedContributions(2);
 * held.grow(1);
 * held.add(0, 10, 7);
 * held.add(0, 100, 1.5);
 * [held.at(0, 1), held.at(0, 2)]; // => [100, 55]
 */
export function weightedContributions(count: number): LargestContributions {
  const lists: Weighted[][] = [];
  let entries = 0;
  return {
    get groups(): number {
      return lists.length;
    },
    get byteLength(): number {
      return 32 * lists.length + 48 * entries;
    },
    grow(groups): void {
      while (lists.length < groups) lists.push([]);
    },
    add(group, given, weight): void {
      if (weight === 0) return;
      const value = Number(given);
      const list = lists[group]!;
      let at = list.length;
      while (at > 0 && comesBefore(value, weight, list[at - 1]!)) at--;
      list.splice(at, 0, { value, weight });
      // What stands behind `count` units is none of the largest, whatever comes.
      let units = 0;
      let kept = 0;
      while (kept < list.length && units < count) units += list[kept++]!.weight;
      entries += kept - (list.length - 1);
      list.length = kept;
    },
    each(group, visit): void {
      for (const { value, weight } of lists[group]!) visit(value, weight);
    },
    at(group, rank): Contribution | null {
      let units = 0;
      let sum: number | null = null;
      for (const { value, weight } of lists[group]!) {
        const share = Math.min(rank, units + weight) - Math.max(rank - 1, units);
        if (share > 0) sum = (sum ?? 0) + share * value;
        units += weight;
      }
      return sum;
    },
  };
}

function isLarger(value: Contribution, other: Contribution): boolean {
  if (other === -1) return true;
  return Number.isNaN(value) ? !Number.isNaN(other) : value > other;
}

/** Larger values first; of equal ones the heavier, so that the order of the rows does not matter. */
function comesBefore(value: number, weight: number, other: Weighted): boolean {
  if (isLarger(value, other.value)) return true;
  return (value === other.value || (Number.isNaN(value) && Number.isNaN(other.value))) && weight > other.weight;
}
