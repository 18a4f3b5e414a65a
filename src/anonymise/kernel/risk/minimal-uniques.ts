import { tupleTable } from '../../../group/index.ts';

/** The smallest sets of columns on which units are alone. */
export interface MinimalUniques {
  /** One Uint32Array(classes) per size from 1 up: how many minimal sets of that size single a class out. */
  readonly ofSize: readonly Uint32Array[];
  /** One Float64Array(columns) per size from 1 up: how many of them, over all classes, have the column. */
  readonly ofColumn: readonly Float64Array[];
}

/** Sets of columns are bits of a number. */
const MOST_COLUMNS = 30;

/**
 * Finds the minimal sample uniques of every class: the sets of columns on which its unit is alone in the table, while it is so on no
 * smaller part of the set. Special unique detection (SUDA2) counts these sets.
 *
 * A missing value is no item: it belongs to no set, and singles nobody out from others.
 *
 * @param codes - one Int32Array(classes) per column, −1 for a missing value; classes are distinct.
 * @param ownerOf - Int32Array(classes): the unit behind the rows of a class; −1 where there are several. Classes of one unit do not make it
 *   less alone.
 * @param largest - size of the largest sets to look for, from 1 to the number of columns.
 * @returns the counts; the order of the classes changes nothing but theirs.
 * @throws {RangeError} for more than 30 columns, or a size out of range.
 * @remarks Depth first over the sets, each refining the groups of the one before by a column; classes that are alone already take no more part.
 *   A set is minimal when no set with one column less singles out. O(sets · classes) at worst; memory sets · classes / 8 bytes.
 * @see Manning, Haglin and Keane 2008, A recursive search algorithm for statistical disclosure assessment,
 *   https://doi.org/10.1007/s10618-007-0078-6.
 * @example
 * // The values (0, 0), (0, 1) and (1, 0): the second is alone by its second column, the third by its first, the first by both together.
 * const { ofSize } = minimalUniques([Int32Array.of(0, 0, 1), Int32Array.of(0, 1, 0)], Int32Array.of(0, 1, 2), 2);
 * ofSize.map((counts) => [...counts]); // => [[0, 1, 1], [1, 0, 0]]
 */
export function minimalUniques(codes: readonly Int32Array[], ownerOf: Int32Array, largest: number): MinimalUniques {
  const columns = codes.length;
  if (columns > MOST_COLUMNS) throw new RangeError(`codes: expected at most ${MOST_COLUMNS} columns, got ${columns}`);
  if (!(Number.isInteger(largest) && largest >= 1 && largest <= columns)) throw new RangeError(`largest: expected an integer from 1 to ${columns}`);
  return countMinimal(uniqueSets(codes, ownerOf, largest), columns, ownerOf.length, largest);
}

/** By set: one bit a class, 1 where its unit is alone on the set. */
type UniqueSets = ReadonlyMap<number, Uint32Array>;

function uniqueSets(codes: readonly Int32Array[], ownerOf: Int32Array, largest: number): UniqueSets {
  const classes = ownerOf.length;
  const present = codes.map((column) => presentBits(column));
  const sets = new Map<number, Uint32Array>();

  /** Adds every later column to a set; `groupOf` numbers the groups that the active classes, not alone yet, form on it. */
  function extend(set: number, size: number, from: number, active: Int32Array, groupOf: Int32Array, unique: Uint32Array): void {
    for (let column = from; column < codes.length; column++) {
      const eligible = active.filter((index) => codes[column]![index]! >= 0);
      const parents = eligible.length === active.length ? groupOf : groupOf.filter((_, place) => codes[column]![active[place]!]! >= 0);
      const groups = refine(parents, codes[column]!, eligible);
      const alone = unique.map((word, place) => word & present[column]![place]!);
      const rest = markAlone(eligible, groups, ownerOf, alone);
      const grown = set | (1 << column);
      sets.set(grown, alone);
      if (size + 1 < largest && column + 1 < codes.length) extend(grown, size + 1, column + 1, rest.active, rest.groupOf, alone);
    }
  }

  extend(0, 0, 0, Int32Array.from({ length: classes }, (_, index) => index), new Int32Array(classes), new Uint32Array((classes + 31) >> 5));
  return sets;
}

function presentBits(codes: Int32Array): Uint32Array {
  const bits = new Uint32Array((codes.length + 31) >> 5);
  codes.forEach((code, index) => {
    if (code >= 0) bits[index >> 5]! |= 1 << (index & 31);
  });
  return bits;
}

interface Groups {
  readonly groupOf: Int32Array;
  readonly size: number;
}

function refine(parents: Int32Array, codes: Int32Array, eligible: Int32Array): Groups {
  const table = tupleTable(2);
  const groupOf = new Int32Array(eligible.length);
  table.assign([parents, eligible.map((index) => codes[index]!)], eligible.length, groupOf);
  return { groupOf, size: table.size };
}

/** Marks the classes whose group has one owner, and gives the others with their groups. */
function markAlone(eligible: Int32Array, { groupOf, size }: Groups, ownerOf: Int32Array, alone: Uint32Array): { readonly active: Int32Array; readonly groupOf: Int32Array } {
  const NONE = -2;
  const owners = new Int32Array(size).fill(NONE);
  for (let place = 0; place < eligible.length; place++) {
    const owner = ownerOf[eligible[place]!]!;
    const group = groupOf[place]!;
    owners[group] = owners[group] === NONE || owners[group] === owner ? owner : -1;
  }
  const active = new Int32Array(eligible.length);
  const groups = new Int32Array(eligible.length);
  let left = 0;
  for (let place = 0; place < eligible.length; place++) {
    const index = eligible[place]!;
    if (owners[groupOf[place]!]! >= 0) {
      alone[index >> 5]! |= 1 << (index & 31);
    } else {
      active[left] = index;
      groups[left++] = groupOf[place]!;
    }
  }
  return { active: active.subarray(0, left), groupOf: groups.subarray(0, left) };
}

function countMinimal(sets: UniqueSets, columns: number, classes: number, largest: number): MinimalUniques {
  const ofSize = Array.from({ length: largest }, () => new Uint32Array(classes));
  const ofColumn = Array.from({ length: largest }, () => new Float64Array(columns));
  for (const [set, unique] of sets) {
    const members = Array.from({ length: columns }, (_, column) => column).filter((column) => (set >> column) & 1);
    const minimal = unique.slice();
    for (const column of members) {
      const smaller = sets.get(set & ~(1 << column));
      // The empty set singles nobody out, not even the unit of a table that has but one.
      if (smaller !== undefined) for (let place = 0; place < minimal.length; place++) minimal[place]! &= ~smaller[place]!;
    }
    const counts = ofSize[members.length - 1]!;
    let found = 0;
    for (let place = 0; place < minimal.length; place++) {
      for (let word = minimal[place]!; word !== 0; word &= word - 1) {
        counts[place * 32 + 31 - Math.clz32(word & -word)]!++;
        found++;
      }
    }
    for (const column of members) ofColumn[members.length - 1]![column]! += found;
  }
  return { ofSize, ofColumn };
}
