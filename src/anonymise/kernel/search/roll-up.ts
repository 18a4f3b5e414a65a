import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import { mergeClasses } from './merge-classes.ts';

/** The classes of a node, with their codes packed into words. */
export interface NodeClasses {
  /** Int32Array(columns). */
  readonly levels: Int32Array;
  /** Int32Array(classes × width): the codes of each class, in as many words as they need. */
  readonly words: Int32Array;
  readonly table: ClassTable;
}

/** Makes the classes of nodes from those of nodes below them. */
export interface RollUp {
  /** The classes at level 0. */
  readonly bottom: NodeClasses;
  /**
   * Generalises the classes of a node.
   *
   * @param from - the classes of a node that is nowhere above `levels`.
   * @param levels - Int32Array(columns), kept: the levels wanted.
   * @returns the classes there, in the order in which the first of their parts stand.
   * @remarks O(classes of `from` × (width + columns that change)), some ten nanoseconds each.
   */
  from(from: NodeClasses, levels: Int32Array): NodeClasses;
}

/** Where the code of a column lies. */
interface Place {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

/**
 * Makes ready to generalise classes.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @returns what makes the classes of any node.
 * @throws {RangeError} if there are not as many columns of codes as of levels.
 */
export function rollUpOf(classes: ClassTable, columns: readonly ColumnLevels[]): RollUp {
  if (classes.codes.length !== columns.length) throw new RangeError(`columns: expected ${classes.codes.length}, got ${columns.length}`);
  const { places, width } = layOut(columns);
  const steps = columns.map(levelSteps);
  const slots = { numbers: new Int32Array(0) };
  const size = classes.rowsOf.length;
  const words = new Int32Array(size * width);
  columns.forEach((_, column) => {
    const { word, shift } = places[column]!;
    const codes = classes.codes[column]!;
    for (let index = 0, at = word; index < size; index++, at += width) words[at]! |= codes[index]! << shift;
  });
  const unpacked = (packed: Int32Array): Int32Array[] => places.map(({ word, shift, mask }) => {
    const codes = new Int32Array(packed.length / width);
    for (let index = 0, at = word; index < codes.length; index++, at += width) codes[index] = (packed[at]! >>> shift) & mask;
    return codes;
  });
  return {
    bottom: { levels: new Int32Array(columns.length), words, table: classes },
    from(from, levels) {
      const generalised = from.words.slice();
      for (let column = 0; column < levels.length; column++) {
        const before = from.levels[column]!;
        const after = levels[column]!;
        if (before !== after) recode(generalised, width, places[column]!, steps[column]!(before, after));
      }
      const classOf = new Int32Array(from.table.rowsOf.length);
      const count = width === 1 ? numberWords(generalised, classOf, slots) : numberTuples(generalised, width, classOf, slots);
      const distinct = generalised.slice(0, count * width);
      return { levels, words: distinct, table: mergeClasses(from.table, classOf, count, () => unpacked(distinct)) };
    },
  };
}

/** Places columns into words, each whole in the first word that has room. */
function layOut(columns: readonly ColumnLevels[]): { readonly places: readonly Place[]; readonly width: number } {
  const used: number[] = [];
  const places = columns.map(({ leaves }) => {
    const bits = 32 - Math.clz32(Math.max(0, leaves[0]!.length - 1));
    let word = used.findIndex((taken) => taken + bits <= 32);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word]!;
    used[word]! += bits;
    return { word, shift: shift & 31, mask: bits === 32 ? -1 : (1 << bits) - 1 };
  });
  return { places, width: Math.max(1, used.length) };
}

/** Makes the maps of codes from a level to a higher one, each once. */
function levelSteps({ codes, leaves }: ColumnLevels): (before: number, after: number) => Int32Array {
  const made = new Map<number, Int32Array>();
  return (before, after) => {
    const place = before * codes.length + after;
    let step = made.get(place);
    if (step === undefined) {
      step = new Int32Array(leaves[before]!.length);
      for (let value = 0; value < codes[before]!.length; value++) step[codes[before]![value]!] = codes[after]![value]!;
      made.set(place, step);
    }
    return step;
  };
}

function recode(words: Int32Array, width: number, { word, shift, mask }: Place, step: Int32Array): void {
  const others = ~(mask << shift);
  for (let at = word; at < words.length; at += width) {
    const packed = words[at]!;
    words[at] = (packed & others) | (step[(packed >>> shift) & mask]! << shift);
  }
}

/** Room for numbers of distinct words, 1 up, 0 being free; used again by the next node. */
interface Slots {
  numbers: Int32Array;
}

/** Makes room for `count` numbers, all free; returns the mask of its places. */
function clear(slots: Slots, count: number): number {
  let size = 64;
  while (size < 2 * count) size *= 2;
  if (slots.numbers.length < size) slots.numbers = new Int32Array(size);
  else slots.numbers.fill(0, 0, size);
  return size - 1;
}

/** Numbers words by first appearance and moves the distinct ones to the front; returns how many there are. */
function numberWords(words: Int32Array, classOf: Int32Array, slots: Slots): number {
  const mask = clear(slots, words.length);
  const { numbers } = slots;
  let count = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const mixed = Math.imul(word, 0x9e3779b1);
    let at = (mixed ^ (mixed >>> 15)) & mask;
    let number = numbers[at]!;
    while (number !== 0 && words[number - 1] !== word) {
      at = (at + 1) & mask;
      number = numbers[at]!;
    }
    if (number === 0) {
      words[count++] = word;
      number = count;
      numbers[at] = number;
    }
    classOf[index] = number - 1;
  }
  return count;
}

/** As {@link numberWords}, for classes of several words. */
function numberTuples(words: Int32Array, width: number, classOf: Int32Array, slots: Slots): number {
  const mask = clear(slots, classOf.length);
  const { numbers } = slots;
  let count = 0;
  for (let index = 0; index < classOf.length; index++) {
    const from = index * width;
    let hash = 0;
    for (let word = from; word < from + width; word++) {
      const mixed = Math.imul(hash ^ words[word]!, 0x9e3779b1);
      hash = mixed ^ (mixed >>> 15);
    }
    let at = hash & mask;
    let number = numbers[at]!;
    while (number !== 0 && !sameTuple(words, (number - 1) * width, from, width)) {
      at = (at + 1) & mask;
      number = numbers[at]!;
    }
    if (number === 0) {
      words.copyWithin(count * width, from, from + width);
      count++;
      number = count;
      numbers[at] = number;
    }
    classOf[index] = number - 1;
  }
  return count;
}

function sameTuple(words: Int32Array, one: number, other: number, width: number): boolean {
  for (let word = 0; word < width; word++) if (words[one + word] !== words[other + word]) return false;
  return true;
}
