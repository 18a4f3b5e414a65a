// Figures of risk once more, from lists of rows and texts: no codes, no classes kept, every count made anew.
import type { Row, Value } from '../small-tables.ts';

/** Rows of `[a, b, c, dx, weight, household, person]`; the first three are quasi-identifiers. */
export const QUASI_IDENTIFIERS = ['a', 'b', 'c'];

/** Says whether two rows agree on some columns; a missing value equals itself, or fits anything. */
export function agree(one: Row, other: Row, columns: readonly number[], isWildcard: boolean): boolean {
  return columns.every((column) => one[column] === other[column] || (isWildcard && (one[column] === null || other[column] === null)));
}

/** The distinct values of rows in a column. */
const distinct = (rows: readonly Row[], column: number): Set<Value> => new Set(rows.map((row) => row[column]!));

/** Counts rows, or persons. */
export function unitsOf(rows: readonly Row[], countsPersons: boolean): number {
  return countsPersons ? distinct(rows, 6).size : rows.length;
}

/** Puts rows together that agree on columns. */
export function classesOf(rows: readonly Row[], columns: readonly number[]): Row[][] {
  const classes: Row[][] = [];
  for (const row of rows) {
    const known = classes.find(([first]) => agree(first!, row, columns, false));
    if (known === undefined) classes.push([row]);
    else known.push(row);
  }
  return classes;
}

/** Every choice of one to three of the columns 0, 1 and 2, by size. */
export const SUBSETS: readonly (readonly number[])[] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]];

/** Classes, uniques and pairs told apart on some columns. */
export function subsetOf(rows: readonly Row[], columns: readonly number[], k: number, countsPersons: boolean): Record<string, unknown> {
  const sizes = classesOf(rows, columns).map((members) => unitsOf(members, countsPersons));
  const units = sizes.flatMap((size, index) => Array.from({ length: size }, () => index));
  let pairs = 0;
  let apart = 0;
  units.forEach((one, at) => {
    for (const other of units.slice(at + 1)) {
      pairs++;
      if (one !== other) apart++;
    }
  });
  return {
    columns: columns.map((column) => QUASI_IDENTIFIERS[column]),
    classes: sizes.length,
    distinction: units.length === 0 ? 0 : sizes.length / units.length,
    separation: pairs === 0 ? 0 : apart / pairs,
    uniques: sizes.filter((size) => size === 1).length,
    unitsBelow: sizes.filter((size) => size < k).reduce((sum, size) => sum + size, 0),
  };
}

/**
 * The mean of 1 over the size in the population, which is f or more and negative binomial: Σ over its sizes, term by term.
 * The terms beyond the last are below a millionth of a millionth together.
 */
export function expectedReciprocal(f: number, p: number): number {
  if (p >= 1) return 1 / f;
  let chance = p ** f;
  let sum = 0;
  for (let size = f; size < 100_000; size++) {
    sum += chance / size;
    chance *= (size / (size - f + 1)) * (1 - p);
    if (size > f / p && chance < 1e-18) break;
  }
  return sum;
}

/** Sets of columns on which one unit alone has its values, and none of whose parts is such a set; missing values are no values. */
export function minimalSetsOf(rows: readonly Row[], row: Row, countsPersons: boolean): (readonly number[])[] {
  const isAlone = (columns: readonly number[]): boolean => {
    if (columns.some((column) => row[column] === null)) return false;
    return unitsOf(rows.filter((other) => agree(row, other, columns, false)), countsPersons) === 1;
  };
  const alone = SUBSETS.filter(isAlone);
  return alone.filter((set) => !alone.some((part) => part.length < set.length && part.every((column) => set.includes(column))));
}

/** What sensitive values do in the worst class. */
export function sensitiveOf(rows: readonly Row[], countsPersons: boolean): Record<string, unknown> {
  const classes = classesOf(rows, [0, 1, 2]);
  const values = [...distinct(rows, 3)];
  const shareIn = (members: readonly Row[], value: Value): number => {
    const having = unitsOf(members.filter((row) => row[3] === value), countsPersons);
    // A person with two diagnoses counts for each of them.
    const all = values.reduce<number>((sum, one) => sum + unitsOf(members.filter((row) => row[3] === one), countsPersons), 0);
    return having / all;
  };
  return {
    fewestValues: Math.min(...classes.map((members) => distinct(members, 3).size)),
    highestShare: Math.max(...classes.flatMap((members) => values.map((value) => shareIn(members, value)))),
    farthest: Math.max(...classes.map((members) => values.reduce<number>((sum, value) => sum + Math.abs(shareIn(members, value) - shareIn(rows, value)), 0) / 2)),
  };
}
