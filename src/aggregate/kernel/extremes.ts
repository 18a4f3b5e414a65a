/** Smallest or largest number of each group. */
export interface Extremes<Value> {
  /** Groups so far. */
  readonly groups: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Makes room for more groups.
   *
   * @param groups - new number of groups; a smaller one changes nothing.
   */
  grow(groups: number): void;
  /**
   * Takes a value into account.
   *
   * @param group - a group below `groups`.
   * @param value - the value.
   */
  add(group: number, value: Value): void;
  /**
   * Reads an extreme.
   *
   * @param group - a group below `groups`.
   * @returns the smallest or largest value; `null` for a group without values.
   */
  value(group: number): Value | null;
}

/**
 * Makes the extremes of doubles; NaN counts as larger than every number, and −0 is 0.
 *
 * @param which - which end is kept.
 * @returns an empty state.
 */
export function numberExtremes(which: 'min' | 'max'): Extremes<number> {
  let values = new Float64Array(16);
  let seen = new Uint8Array(16);
  let groups = 0;
  const least = which === 'min';
  return {
    get groups(): number {
      return groups;
    },
    get byteLength(): number {
      return values.byteLength + seen.byteLength;
    },
    grow(needed): void {
      if (needed > seen.length) {
        const capacity = Math.max(needed, 2 * seen.length);
        const larger = new Float64Array(capacity);
        larger.set(values);
        values = larger;
        const marks = new Uint8Array(capacity);
        marks.set(seen);
        seen = marks;
      }
      groups = Math.max(groups, needed);
    },
    add(group, value): void {
      const held = values[group]!;
      const before = least ? value < held || Number.isNaN(held) : value > held || Number.isNaN(value);
      // Adding zero makes −0 into 0, since which of them came first must not matter.
      if (seen[group] === 0 || before) values[group] = value + 0;
      seen[group] = 1;
    },
    value: (group) => (seen[group] === 1 ? values[group]! : null),
  };
}

/**
 * Makes the extremes of big integers.
 *
 * @param which - which end is kept.
 * @returns an empty state.
 * @remarks About 32 bytes a group.
 */
export function bigExtremes(which: 'min' | 'max'): Extremes<bigint> {
  const values: (bigint | null)[] = [];
  return {
    get groups(): number {
      return values.length;
    },
    get byteLength(): number {
      return 32 * values.length;
    },
    grow(needed): void {
      while (values.length < needed) values.push(null);
    },
    add(group, value): void {
      const held = values[group] ?? null;
      if (held === null || (which === 'min' ? value < held : value > held)) values[group] = value;
    },
    value: (group) => values[group] ?? null,
  };
}
