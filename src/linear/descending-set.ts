/** A set of whole numbers below a bound that gives its largest member first. */
export interface DescendingSet {
  /** Adds a number; one that is there already is not added twice. */
  add(member: number): void;
  /** Removes the largest member and gives it; −1 when the set is empty. */
  takeLargest(): number;
  /** Visits all members, in no order that counts. */
  forEach(visit: (member: number) => void): void;
}

/**
 * Makes an empty set.
 *
 * @param bound - members are 0 … bound − 1.
 * @returns the set.
 * @remarks Words of 32 bits under words that tell which of them are not empty, and so on: each call is O(log₃₂ bound),
 *   memory is a little more than bound ÷ 8 bytes.
 * @example
 * const set = descendingSet(100);
 * [7, 64, 7].forEach(set.add);
 * [set.takeLargest(), set.takeLargest(), set.takeLargest()]; // => [64, 7, -1]
 */
export function descendingSet(bound: number): DescendingSet {
  const levels: Int32Array[] = [];
  let words = bound;
  do {
    words = Math.max(1, Math.ceil(words / 32));
    levels.push(new Int32Array(words));
  } while (words > 1);
  const top = levels.length - 1;

  function visitUnder(level: number, word: number, visit: (member: number) => void): void {
    for (let bits = levels[level]![word]!; bits !== 0; bits &= bits - 1) {
      const below = word * 32 + 31 - Math.clz32(bits & -bits);
      if (level === 0) visit(below);
      else visitUnder(level - 1, below, visit);
    }
  }

  return {
    add(member) {
      for (let level = 0, place = member; level <= top; level++, place >>>= 5) {
        const word = place >>> 5;
        const before = levels[level]![word]!;
        levels[level]![word] = before | (1 << (place & 31));
        if (before !== 0) return;
      }
    },
    takeLargest() {
      if (levels[top]![0] === 0) return -1;
      let place = 0;
      for (let level = top; level >= 0; level--) place = place * 32 + 31 - Math.clz32(levels[level]![place]!);
      for (let level = 0, bit = place; level <= top; level++, bit >>>= 5) {
        const word = bit >>> 5;
        const after = levels[level]![word]! & ~(1 << (bit & 31));
        levels[level]![word] = after;
        if (after !== 0) break;
      }
      return place;
    },
    forEach(visit) {
      visitUnder(top, 0, visit);
    },
  };
}
