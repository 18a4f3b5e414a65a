import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';
import { splitClasses } from '../../../../src/anonymise/kernel/mondrian/split-classes.ts';

/** Rows: class, person, value of a sensitive column. */
const rowsOf = fc.array(fc.tuple(fc.nat(5), fc.nat(6), fc.nat(3)), { minLength: 1, maxLength: 30 });

/** Lays rows out as classes: by hand, with sets. */
function tableOf(rows: readonly (readonly [number, number, number])[], byPerson: boolean): ClassTable {
  const classes = Array.from({ length: 6 }, (_, index) => rows.filter(([own]) => own === index));
  const starts = (lists: readonly (readonly unknown[])[]): Int32Array => Int32Array.from(lists.reduce<number[]>((ends, list) => [...ends, ends.at(-1)! + list.length], [0]));
  const persons = classes.map((own) => [...new Set(own.map(([, person]) => person))]);
  const values = classes.map((own) => [...new Set(own.map(([, , value]) => value))].sort((left, right) => left - right));
  const holders = classes.flatMap((own, index) => values[index]!.map((value) => own.filter((row) => row[2] === value).map(([, person]) => person)));
  const distinct = holders.map((list) => [...new Set(list)]);
  const rowCounts = Uint32Array.from(classes, (own) => own.length);
  return {
    codes: [], rowsOf: rowCounts, sizes: byPerson ? Uint32Array.from(persons, (list) => list.length) : rowCounts, populationSizes: null,
    entities: byPerson ? { starts: starts(persons), entities: Int32Array.from(persons.flat()), entityCount: 7 } : null,
    sensitive: [{
      starts: starts(values), values: Int32Array.from(values.flat()), counts: Uint32Array.from(byPerson ? distinct : holders, (list) => list.length),
      totals: Uint32Array.from({ length: 4 }, (_, value) => byPerson ? new Set(rows.filter((row) => row[2] === value).map(([, person]) => person)).size : rows.filter((row) => row[2] === value).length),
      entities: byPerson ? { starts: starts(distinct), entities: Int32Array.from(distinct.flat()), entityCount: 7 } : null,
    }],
  };
}

describe('splitClasses', () => {
  test.each([['rows', false], ['persons', true]] as const)('counts %s, and values among them, as a plain count of each side does, call after call', (_unit, byPerson) => {
    fc.assert(fc.property(rowsOf, fc.array(fc.array(fc.constantFrom(0, 1, -1), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 4 }), (rows, sides) => {
      const table = tableOf(rows, byPerson);
      const split = splitClasses(table);
      for (const sideOf of sides) {
        const lists = [0, 1].map((side) => Int32Array.from(sideOf.keys()).filter((index) => sideOf[index] === side));
        const halves = split(lists[0]!, lists[1]!);
        [0, 1].forEach((side) => {
          const own = rows.filter(([index]) => sideOf[index] === side);
          expect(halves.rowsOf[side]).toBe(own.length);
          expect(halves.sizes[side]).toBe(byPerson ? new Set(own.map(([, person]) => person)).size : own.length);
          const { starts, values, counts, totals } = halves.sensitive[0]!;
          const found = Array.from(values.slice(starts[side], starts[side + 1]), (value, at) => [value, counts[starts[side]! + at]]);
          const expected = [0, 1, 2, 3].map((value) => [value, byPerson ? new Set(own.filter((row) => row[2] === value).map(([, person]) => person)).size : own.filter((row) => row[2] === value).length]).filter(([, count]) => count! > 0);
          expect(found).toEqual(expected);
          expect(totals).toBe(table.sensitive[0]!.totals);
        });
      }
    }), { numRuns: 200 });
  });
});
