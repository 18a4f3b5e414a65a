import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameUnits } from '../../../src/protect/kernel/same-units.ts';

const system = (cells: number, ...relations: readonly (readonly number[])[]): Parameters<typeof sameUnits>[0] => ({
  cells, starts: Int32Array.from([0, ...relations.map((_, index) => relations.slice(0, index + 1).flat().length)]), members: Int32Array.from(relations.flat()),
});

describe('who is alone in a cell', () => {
  test('is alone in the part of it that is not empty', () => {
    expect([...sameUnits(system(4, [0, 1, 2]), Float64Array.of(1, 1, 0, 1))]).toEqual([0, 0, -1, 3]);
  });

  test('is the same through totals of totals, whatever the order of the relations', () => {
    const units = Float64Array.of(1, 1, 1, 0, 5);
    expect([...sameUnits(system(5, [0, 1, 3], [1, 2]), units)]).toEqual([0, 0, 0, -1, -1]);
    expect([...sameUnits(system(5, [1, 2], [0, 1, 3]), units)]).toEqual([0, 0, 0, -1, -1]);
  });

  test('is nobody where there are several, or where nobody knows how many', () => {
    expect([...sameUnits(system(3), Float64Array.of(2, 0, NaN))]).toEqual([-1, -1, -1]);
  });

  test('may be somebody else in two parts of a total of two', () => {
    expect([...sameUnits(system(3, [0, 1, 2]), Float64Array.of(2, 1, 1))]).toEqual([-1, 1, 2]);
  });

  test('is never told to be two people where everybody is followed by name', () => {
    // People in a table of areas and sexes; who is alone is compared with who is there.
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 6 }), (people) => {
      const cell = (area: number, sex: number): number => 4 * area + sex;
      const members = Array.from({ length: 16 }, () => new Set<number>());
      people.forEach(([area, sex], person) => {
        for (const row of [area, 3]) for (const column of [sex, 3]) members[cell(row, column)]!.add(person);
      });
      const lines = [0, 1, 2, 3].flatMap((row) => [[cell(row, 3), cell(row, 0), cell(row, 1), cell(row, 2)], [cell(3, row), cell(0, row), cell(1, row), cell(2, row)]]);
      const only = sameUnits(system(16, ...lines), Float64Array.from(members, ({ size }) => size));
      for (let first = 0; first < 16; first++) {
        expect(only[first]! >= 0).toBe(members[first]!.size === 1);
        for (let second = 0; second < first; second++) {
          if (only[first]! >= 0 && only[first] === only[second]) expect([...members[first]!]).toEqual([...members[second]!]);
        }
      }
    }));
  });
});
