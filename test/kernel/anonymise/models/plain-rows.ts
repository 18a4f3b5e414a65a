// Rows of plain numbers, the classes they make, and the figures of privacy models in naive lines that share nothing with the kernel.
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';
import type { ClassEntities } from '../../../../src/anonymise/kernel/wildcard-frequencies.ts';

export interface PlainRow {
  readonly group: number;
  readonly value: number;
  /** The person behind the row; rows are persons where it is absent. */
  readonly person?: number;
}

const distinct = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((left, right) => left - right);

/** Counts rows, or the persons behind them. */
const unitsOf = (rows: readonly PlainRow[]): number => (rows[0]?.person === undefined ? rows.length : new Set(rows.map(({ person }) => person)).size);

function entitiesOf(lists: readonly (readonly PlainRow[])[], everybody: readonly number[]): ClassEntities {
  const persons = lists.map((rows) => distinct(rows.map(({ person }) => everybody.indexOf(person!))));
  const starts = Int32Array.of(0, ...persons.map((_, index) => persons.slice(0, index + 1).flat().length));
  return { starts, entities: Int32Array.from(persons.flat()), entityCount: everybody.length };
}

/** Lays the rows out as classes of one quasi-identifier and one sensitive column; values are numbered in their order. */
export function classesOfRows(rows: readonly PlainRow[], population: ReadonlyMap<number, number> | null = null): ClassTable {
  const hasPersons = rows[0]?.person !== undefined;
  const groups = distinct([...rows.map(({ group }) => group), ...(population?.keys() ?? [])]);
  const values = distinct(rows.map(({ value }) => value));
  const inGroup = groups.map((group) => rows.filter((row) => row.group === group));
  const cells = inGroup.map((list) => distinct(list.map(({ value }) => value)).map((value) => list.filter((row) => row.value === value)));
  const everybody = distinct(rows.map(({ person }) => person!));
  const rowsOf = Uint32Array.from(inGroup, ({ length }) => length);
  return {
    codes: [Int32Array.from(groups.keys())],
    rowsOf,
    sizes: hasPersons ? Uint32Array.from(inGroup, unitsOf) : rowsOf,
    entities: hasPersons ? entitiesOf(inGroup, everybody) : null,
    populationSizes: population === null ? null : Uint32Array.from(groups, (group) => population.get(group)!),
    sensitive: [{
      starts: Int32Array.of(0, ...cells.map((_, index) => cells.slice(0, index + 1).flat().length)),
      values: Int32Array.from(cells.flat(), ([row]) => values.indexOf(row!.value)),
      counts: Uint32Array.from(cells.flat(), unitsOf),
      totals: Uint32Array.from(values, (value) => unitsOf(rows.filter((row) => row.value === value))),
      entities: hasPersons ? entitiesOf(cells.flat(), everybody) : null,
    }],
  };
}

/** What each model says of the rows of one class; `all` are the rows of the table. */
export type NaiveFigure = (own: readonly PlainRow[], all: readonly PlainRow[]) => number;

const counts = (rows: readonly PlainRow[], values: readonly number[]): number[] => values.map((value) => unitsOf(rows.filter((row) => row.value === value)));
const valuesOf = (rows: readonly PlainRow[]): number[] => distinct(rows.map(({ value }) => value));
/** Shares of the values among (person and value) pairs. */
const distribution = (rows: readonly PlainRow[], values: readonly number[]): number[] => {
  const found = counts(rows, values);
  return found.map((count) => count / found.reduce((sum, other) => sum + other, 0));
};
/** Share of units that have a value. */
const share = (rows: readonly PlainRow[], value: number): number => counts(rows, [value])[0]! / unitsOf(rows);

export const NAIVE: Readonly<Record<string, NaiveFigure>> = {
  distinct: (own) => valuesOf(own).length,
  entropy: (own) => Math.exp(-distribution(own, valuesOf(own)).reduce((sum, q) => sum + q * Math.log(q), 0)),
  alpha: (own) => Math.max(...valuesOf(own).map((value) => share(own, value))),
  equal: (own, all) => {
    const q = distribution(own, valuesOf(all));
    return distribution(all, valuesOf(all)).reduce((sum, p, place) => sum + Math.abs(p - q[place]!), 0) / 2;
  },
  ordered: (own, all) => {
    const q = distribution(own, valuesOf(all));
    let cumulated = 0;
    let sum = 0;
    distribution(all, valuesOf(all)).forEach((p, place) => (sum += Math.abs((cumulated += q[place]! - p))));
    return valuesOf(all).length === 1 ? 0 : sum / (valuesOf(all).length - 1);
  },
  delta: (own, all) => Math.max(...valuesOf(own).map((value) => Math.abs(Math.log2(share(own, value) / share(all, value))))),
  basicBeta: (own, all) => Math.max(0, ...valuesOf(own).map((value) => (share(own, value) - share(all, value)) / share(all, value))),
};

/** c must exceed this. */
export function naiveRecursive(own: readonly PlainRow[], l: number): number {
  const descending = counts(own, valuesOf(own)).sort((left, right) => right - left);
  return descending.length < l ? Infinity : descending[0]! / descending.slice(l - 1).reduce((sum, count) => sum + count, 0);
}

/** The earth mover's distance on a line of four leaves below two inner nodes, by moving mass greedily: first within, then across. */
export function naiveTwoByTwo(own: readonly PlainRow[], all: readonly PlainRow[], leaves: readonly number[]): number {
  const q = distribution(own, leaves);
  const extra = distribution(all, leaves).map((p, place) => q[place]! - p);
  const within = [[extra[0]!, extra[1]!], [extra[2]!, extra[3]!]].reduce((sum, [left, right]) => sum + (left! * right! < 0 ? Math.min(Math.abs(left!), Math.abs(right!)) : 0), 0);
  return within / 2 + Math.abs(extra[0]! + extra[1]!);
}
