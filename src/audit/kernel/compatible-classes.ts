import { orderTuples } from '../../group/index.ts';

/** Stands after every label in the order of classes. */
const ANYTHING = 0x7fffffff;

/**
 * Finds the classes that somebody may be in.
 *
 * @param sets - for each column, the ascending labels that may stand for what is known of the person; `null` where nothing is known.
 * @param found - Int32Array(classes) or longer; receives the classes.
 * @returns how many there are.
 */
export type FindCompatible = (sets: readonly (Int32Array | null)[], found: Int32Array) => number;

/**
 * Lays released classes out so that those compatible with a person are found without looking at the others.
 *
 * Classes are kept in the order of their labels, so that all which begin alike stand together: a search narrows the range
 * column by column. A withheld label is compatible with everything known, and what is not known with every label.
 *
 * @param codes - one Int32Array(classes) per column: the label of each class, −1 for a withheld one.
 * @param classes - number of classes.
 * @returns the search. Its time grows with the ranges it enters: for labels of one level and few withheld ones, columns times
 *   the logarithm of the classes.
 * @remarks Memory: 4 bytes a class and column.
 * @example
 * const find = compatibleClasses([Int32Array.of(0, 0, -1), Int32Array.of(0, 1, 1)], 3);
 * const found = new Int32Array(3);
 * find([Int32Array.of(0), Int32Array.of(1)], found); // => 2
 * [...found.subarray(0, 2)]; // => [2, 1]
 */
export function compatibleClasses(codes: readonly Int32Array[], classes: number): FindCompatible {
  const order = orderTuples(codes, codes.map(() => null), classes);
  const columns = codes.map((column) => order.map((index) => (column[index]! < 0 ? ANYTHING : column[index]!)));
  return (sets, found) => {
    let count = 0;
    const enter = (depth: number, from: number, to: number): void => {
      if (depth === columns.length) {
        for (let place = from; place < to; place++) found[count++] = order[place]!;
        return;
      }
      const column = columns[depth]!;
      const set = sets[depth]!;
      const withheld = firstFrom(column, ANYTHING, from, to);
      if (withheld < to) enter(depth + 1, withheld, to);
      if (set !== null && set.length <= withheld - from) {
        let start = from;
        for (const label of set) {
          start = firstFrom(column, label, start, withheld);
          const end = firstFrom(column, label + 1, start, withheld);
          if (end > start) enter(depth + 1, start, end);
          start = end;
        }
        return;
      }
      for (let start = from; start < withheld;) {
        const label = column[start]!;
        const end = firstFrom(column, label + 1, start, withheld);
        if (set === null || set[firstFrom(set, label, 0, set.length)] === label) enter(depth + 1, start, end);
        start = end;
      }
    };
    enter(0, 0, classes);
    return count;
  };
}

/** Finds the first place in a range of ascending numbers whose number is not below another; the end of the range if there is none. */
function firstFrom(numbers: Int32Array, least: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
